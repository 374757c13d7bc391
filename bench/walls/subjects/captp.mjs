/** CapTP. It takes no binary data, and records only where all of them are frozen: it is measured by calls. */
// What it stands on; it does not need the realm to be locked down.
import 'ses';
import '@endo/eventual-send/shim.js';
import { inProcess, inThread } from './started.mjs';

const { E, makeCapTP } = await import('@endo/captp');

/** @param {(program: string) => import('./started.mjs').Started} started */
const openWith = (started) => () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const { port, end } = started('captp');
    const { dispatch, getBootstrap } = makeCapTP('host', (message) => port.postMessage(message));
    port.on('message', dispatch);
    const guest = await getBootstrap();
    await E(guest).add(41);
    return { functions: async () => ({ add: (number) => E(guest).add(number) }), end };
  },
});

export const process = openWith(inProcess);
export const thread = openWith(inThread);
