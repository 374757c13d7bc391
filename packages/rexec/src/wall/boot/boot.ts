/**
 * The first that runs in a cell's process or thread: locks the realm down, then lets the program serve its host.
 *
 * Trusts: launch.cts. Invariant: the host hears that the cell is ready only once the intrinsics are frozen.
 */
import '../../lockdown/index.js';
import type { MessagePort } from 'node:worker_threads';
import type { Launch } from './launched.js';

declare const $launch: Launch;

/**
 * Starts what serves the host.
 *
 * @param serve - talks with the host: in a thread by the port it is given, in a process by the descriptors. It returns
 * when it has set itself up, or serves until the end.
 * @param rehearse - runs what a first cell does, so that a guest does not wait for the engine to compile it, and the
 * compiled form has it.
 */
export const boot = (serve: (port: MessagePort | undefined) => void, rehearse?: () => unknown): void => {
  const { isRehearsal, withhold, ready, port } = $launch;
  withhold();
  rehearse?.();
  if (isRehearsal) return;
  ready();
  serve(port);
};
