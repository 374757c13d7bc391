/**
 * The host half of `node:os`: facts about the machine, each under its own name in `okPosixNames`.
 *
 * Invariant: each fact asks the policy for its own name, whatever the guest half shows; what is a path is one that the
 * cell may see, where it has such a one.
 */
import os from 'node:os';
import { NotGrantedError } from '../errors/index.js';
import type { Policy } from '../policy/index.js';
import type { View } from './files/view.js';
import type { Plain, Power } from './powers.js';

/** What the facts of a cell are told by. */
export interface MachineContext {
  readonly policy: Policy;
  readonly view: () => View;
}

/** The power over what `node:os` tells in one cell: JSON, as facts are of many shapes. */
export const machinePower = ({ policy, view }: MachineContext): Power => {
  const granted = new Set<string>(policy.okPosixNames);
  const facts: Readonly<Record<string, () => unknown>> = {
    EOL: () => os.EOL,
    arch: () => os.arch(),
    availableParallelism: () => os.availableParallelism(),
    constants: () => os.constants,
    cpus: () => os.cpus(),
    devNull: () => os.devNull,
    endianness: () => os.endianness(),
    freemem: () => os.freemem(),
    homedir: () => view().home(os.homedir()),
    hostname: () => os.hostname(),
    loadavg: () => os.loadavg(),
    machine: () => os.machine(),
    networkInterfaces: () => os.networkInterfaces(),
    platform: () => os.platform(),
    release: () => os.release(),
    tmpdir: () => view().temporary(os.tmpdir()),
    totalmem: () => os.totalmem(),
    type: () => os.type(),
    uptime: () => {
      if (policy.clock === 'real') return os.uptime();
      throw new NotGrantedError('os.uptime() was called', "clock: 'real'");
    },
    userInfo: () => {
      const { uid, gid, username, homedir, shell } = os.userInfo();
      return { uid, gid, username, homedir: view().home(homedir), shell };
    },
    version: () => os.version(),
  };
  return {
    granted: () => [...granted],
    fact: (name: Plain) => {
      if (typeof name !== 'string' || !Object.hasOwn(facts, name))
        throw new TypeError('there is no such name of node:os');
      if (!granted.has(name)) throw new NotGrantedError(`os.${name} was used`, `okPosixNames ('${name}')`);
      return JSON.stringify(facts[name]?.());
    },
  };
};
