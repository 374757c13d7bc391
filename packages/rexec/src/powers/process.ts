/**
 * The host half of a cell's `process`: what `okSysNames` grants, name by name.
 *
 * Trusts: nothing of a guest's arguments. Invariants: nothing here acts on the host's process; each function asks the
 * policy for its own name, whatever the guest half shows; and a text is decoded once, so that what is counted is written.
 */
import { NotGrantedError, SystemExit } from '../errors/index.js';
import { timeBy } from '../names/date.js';
import type { Output } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import type { SysName } from '../policy/vocabulary/sys-names.js';
import type { Plain, Power, Primitive } from './powers.js';

const { hasOwn } = Object;

/** What a `process` is made with. */
export interface ProcessContext {
  readonly cell: string;
  readonly policy: Policy;
  readonly output: Output;
  /** What `argv` has after its two first. */
  readonly args: readonly string[];
  /** Where relative paths start, as the guest sees it. */
  readonly cwd: () => string;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told what the guest has set as its exit code. */
  readonly setExitCode: (exitCode: number) => void;
}

type Stream = 'stderr' | 'stdout';

const streamOf = (name: Plain): Stream => {
  if (name === 'stdout' || name === 'stderr') return name;
  throw new TypeError('the streams that can be written are stdout and stderr');
};

const exitCodeOf = (given: Plain): number => {
  if (typeof given === 'number' && Number.isSafeInteger(given)) return given;
  throw new TypeError('an exit code is a whole number');
};

/** Makes text of the bytes that one stream is given, also where a character comes in two parts. */
const decoders = (): ((stream: Stream, given: Plain) => string) => {
  const kept = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  return (stream, given) => {
    if (typeof given === 'string') return given;
    if (given instanceof Uint8Array) return kept[stream].decode(given, { stream: true });
    throw new TypeError('write takes a string or a Uint8Array');
  };
};

/** Names and values, one after the other. */
const flat = (entries: readonly (readonly [string, Primitive])[]): readonly Primitive[] => entries.flat();

/** The power over what `process` tells and does in one cell. */
export const processPower = ({ cell, policy, output, args, cwd, env, setExitCode }: ProcessContext): Power => {
  const granted = new Set<string>(policy.okSysNames);
  const need = (name: SysName): void => {
    if (!granted.has(name)) throw new NotGrantedError(`process.${name} was used`, `okSysNames ('${name}')`);
  };
  const time = timeBy(policy.clock);
  const begun = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const textOf = decoders();
  /** Nanoseconds since the cell was made: nothing of the host's own clock but what passes. */
  const passed = (asker: string): bigint => {
    time(asker);
    return policy.clock === 'real' ? process.hrtime.bigint() - begun : 0n;
  };
  const facts: Readonly<Partial<Record<SysName, () => Primitive>>> = {
    arch: () => process.arch,
    argv0: () => 'node',
    cwd,
    pid: () => process.pid,
    platform: () => process.platform,
    title: () => cell,
    version: () => process.version,
  };
  const lists: Readonly<Partial<Record<SysName, () => readonly Primitive[]>>> = {
    argv: () => ['node', cell, ...args],
    env: () => flat(policy.okEnvNames.flatMap((name) => (hasOwn(env, name) ? [[name, env[name]] as const] : []))),
    features: () =>
      flat(Object.entries(process.features).filter((entry): entry is [string, boolean] => entry[1] === true)),
    versions: () => flat(Object.entries(process.versions)),
  };
  const named = <T>(table: Readonly<Partial<Record<SysName, () => T>>>, name: Plain): T => {
    if (typeof name !== 'string' || !hasOwn(table, name)) throw new TypeError('there is no such name of process');
    need(name as SysName);
    return (table[name as SysName] as () => T)();
  };
  return {
    granted: () => [...policy.okSysNames],
    fact: (name) => named(facts, name),
    list: (name) => named(lists, name),
    exit: (exitCode) => {
      need('exit');
      throw new SystemExit(exitCodeOf(exitCode));
    },
    setExitCode: (exitCode) => {
      need('exitCode');
      setExitCode(exitCodeOf(exitCode));
    },
    hrtime: (asker) => {
      need('hrtime');
      return passed(asker === 'bigint' ? 'process.hrtime.bigint()' : 'process.hrtime()');
    },
    uptime: () => {
      need('uptime');
      return Number(passed('process.uptime()')) / 1e9;
    },
    cpuUsage: () => {
      need('cpuUsage');
      time('process.cpuUsage()');
      const { user, system } = policy.clock === 'real' ? process.cpuUsage(cpu) : { user: 0, system: 0 };
      return [user, system];
    },
    write: (name, given) => {
      const stream = streamOf(name);
      need(stream);
      output.write(stream, textOf(stream, given));
    },
    warn: (given) => {
      need('emitWarning');
      if (typeof given !== 'string') throw new TypeError('a warning is a text');
      output.write('stderr', `${given}\n`);
    },
    terminal: (name) => {
      const stream = streamOf(name);
      need(stream);
      return output.terminal(stream);
    },
    readNow: () => {
      need('stdin');
      return output.currentInput().readNow();
    },
    read: () => {
      need('stdin');
      return output.currentInput().read();
    },
  };
};
