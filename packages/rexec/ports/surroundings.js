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
  nextTick: (call, ...args) => void Promise.resolve().then(() => call(...args)),
  platform: 'linux',
};

export const console = { error: ignore, log: ignore, trace: ignore, warn: ignore };

export { Buffer };
