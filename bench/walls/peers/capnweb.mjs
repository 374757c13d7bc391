/** The guest's functions by Cap'n Web. */
import { RpcSession, RpcTarget, newMessagePortRpcSession } from 'capnweb';
import { isMainThread } from 'node:worker_threads';
import { functions } from './functions.mjs';
import { PortTransport } from './port-transport.mjs';
import { port } from './port.mjs';

const known = functions(() => 1);

class Guest extends RpcTarget {
  add(/** @type {number} */ number) {
    return known.add(number);
  }
  take(/** @type {{ length: number }} */ value) {
    return known.take(value);
  }
  give(/** @type {string} */ kind, /** @type {number} */ length) {
    return known.give(kind, length);
  }
}

if (isMainThread) void new RpcSession(new PortTransport(port), new Guest());
else newMessagePortRpcSession(port, new Guest());
