/** Starts a program of peers/ in a process or in a thread. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { ipcPort } from '../peers/port.mjs';

/**
 * @typedef {object} Started
 * @property {any} port
 * @property {import('node:child_process').ChildProcess} [child]
 * @property {Int32Array} [shared]
 * @property {() => Promise<unknown>} end
 */

const fileOf = (/** @type {string} */ program) => fileURLToPath(new URL(`../peers/${program}.mjs`, import.meta.url));

/** With two pipes beside the channel of `fork`. @param {string} program @returns {Started} */
export const inProcess = (program) => {
  // Certificates named in the environment, for one, would be read at each start.
  const child = fork(fileOf(program), [], {
    env: {},
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe', 'ipc'],
  });
  return {
    port: ipcPort(child),
    child,
    end: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** @param {string} program @returns {Started} */
export const inThread = (program) => {
  const { port1, port2 } = new MessageChannel();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(fileOf(program), { workerData: { port: port2, shared }, transferList: [port2] });
  return {
    port: port1,
    shared,
    end: async () => {
      port1.close();
      await worker.terminate();
    },
  };
};
