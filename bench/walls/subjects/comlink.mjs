/** comlink: its own adapter for threads, over the channel between processes too. */
import { wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { inProcess, inThread } from './started.mjs';

/** @param {(program: string) => import('./started.mjs').Started} started */
const openWith = (started) => () => ({
  /** @returns {Promise<import('./side.mjs').Side>} */
  start: async () => {
    const { port, end } = started('comlink');
    const { add, take, give } = /** @type {any} */ (wrap(nodeEndpoint(port)));
    await add(41);
    return { functions: async () => ({ add, take, give }), end };
  },
});

export const process = openWith(inProcess);
export const thread = openWith(inThread);
