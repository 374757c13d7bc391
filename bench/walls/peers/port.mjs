/** What a program has towards whoever started it: a MessagePort in a thread, the channel of `fork` in a process. */
import { isMainThread, workerData } from 'node:worker_threads';

/**
 * @typedef {object} Port
 * @property {(message: unknown) => void} postMessage
 * @property {(event: 'message', listener: (message: any) => void) => unknown} on
 * @property {(event: 'message', listener: (message: any) => void) => unknown} off
 */

const isLost = () => {
  // As what is sent to a port that is closed.
};

/** The channel of a child, or of one's own parent, with the names and the ways of a MessagePort. @param {any} end @returns {Port} */
export const ipcPort = (end) => ({
  postMessage: (message) => end.send(message, isLost),
  on: (event, listener) => end.on(event, listener),
  off: (event, listener) => end.off(event, listener),
});

/** @type {any} */
export const port = isMainThread ? ipcPort(process) : workerData.port;
