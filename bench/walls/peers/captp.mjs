/** The guest's function by CapTP. */
// What CapTP stands on; it does not need the realm to be locked down.
import 'ses';
import '@endo/eventual-send/shim.js';
import { functions } from './functions.mjs';
import { port } from './port.mjs';

const { Far, makeCapTP } = await import('@endo/captp');

const { add } = functions(() => 1);
const { dispatch } = makeCapTP('guest', (message) => port.postMessage(message), Far('guest', { add }));
port.on('message', dispatch);
