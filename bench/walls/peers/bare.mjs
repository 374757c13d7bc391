/** Nothing but what Node ships: a message for a call, one for the answer; and for the guest who waits, a pipe or Atomics. */
import { readSync, writeSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
import { functions } from './functions.mjs';
import { port } from './port.mjs';

/** Over the pipes on 3 and 4. */
const overPipes = () => {
  const frame = new Uint8Array(16);
  return () => {
    writeSync(4, frame);
    readSync(3, frame);
    return frame[0];
  };
};

/** A message to the host, which is not to block; and a wait for what it writes. @param {Int32Array} shared */
const overAtomics = (shared) => () => {
  Atomics.store(shared, 0, 0);
  port.postMessage(undefined);
  Atomics.wait(shared, 0, 0);
  return shared[1];
};

/** @type {any} */
const known = functions(isMainThread ? overPipes() : overAtomics(workerData.shared));

port.on('message', (/** @type {[number, string, unknown[]]} */ [id, name, args]) => {
  port.postMessage([id, known[name](...args)]);
});
