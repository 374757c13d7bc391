/**
 * What a port finds in place of the names that Node or a browser has and a cell has not: inert values, made in the cell.
 *
 * Invariant: nothing here reaches the host. There is one working directory, `/`; nothing is in the environment; what is
 * warned of goes nowhere, as a module that was granted no console has none.
 */
import { Buffer } from 'node:buffer';

const ignore = () => undefined;

export const process = {
  argv: [],
  cwd: () => '/',
  emitWarning: ignore,
  env: {},
  execArgv: [],
  // As a microtask of the cell's own, so that what it throws is told of as of the guest's, and nothing runs after its end.
  nextTick: (call, ...args) => $names.queueMicrotask(() => call(...args)),
  platform: 'linux',
};

export const queueMicrotask = (call) => $names.queueMicrotask(call);

export const console = { error: ignore, log: ignore, trace: ignore, warn: ignore };

export { Buffer };
