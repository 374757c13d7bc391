/**
 * The limits of a cell (`limits`): what its whole subtree may spend.
 *
 * Each bounds one attack; the default is what an honest plugin stays well under. `ledger` limits are counted as they
 * are spent, on every wall; `wall` limits are kept by the thread or process a cell runs in. Data only.
 */

/** What the table says of one limit. */
export interface LimitLine {
  /** What it counts, with its unit. */
  readonly about: string;
  /** The attack it bounds. */
  readonly bounds: string;
  /** Who keeps it: the ledger on every wall, or the wall itself (a realm cannot). */
  readonly keeper: 'ledger' | 'wall';
  /** What a cell gets when nothing is said, and why. */
  readonly preset: number;
  /** Why the preset is what it is. */
  readonly why: string;
}

/** The name of a limit. */
export type LimitName =
  | 'bytesWritten'
  | 'callsPerSecond'
  | 'cells'
  | 'cpuMs'
  | 'crossedBytes'
  | 'depth'
  | 'endowmentCalls'
  | 'filesWritten'
  | 'memoryMb'
  | 'outputBytes'
  | 'pendingCalls'
  | 'timers'
  | 'wallMs';

const MiB = 1024 * 1024;

/** Every limit. */
export const LIMITS: { readonly [Name in LimitName]: LimitLine } = {
  bytesWritten: {
    about: 'bytes written to files',
    bounds: 'filling the disk',
    keeper: 'ledger',
    preset: 64 * MiB,
    why: 'nothing can be written without okWritePath; with it, generated output rarely passes some megabytes',
  },
  callsPerSecond: {
    about: 'calls to endowments in any one second, across a wall',
    bounds: 'flooding the host with calls, so that it can do nothing else',
    keeper: 'wall',
    preset: 20_000,
    why: 'close to what a pipe carries one by one: an honest guest that waits for its answers does not reach it',
  },
  cells: {
    about: 'cells made within this one, living or ended',
    bounds: 'making cells until memory is gone',
    keeper: 'ledger',
    preset: 0,
    why: 'nesting is a power: a guest gets it when the host says so',
  },
  cpuMs: {
    about: 'milliseconds of processor time',
    bounds: 'a loop that never ends, mining',
    keeper: 'wall',
    preset: 10_000,
    why: 'ten seconds of computing is far more than a plugin needs, and short enough to wait for',
  },
  crossedBytes: {
    about: 'bytes of data copied between host and guest, both ways',
    bounds: 'making the host copy until its memory is gone',
    keeper: 'ledger',
    preset: 256 * MiB,
    why: 'a few large documents in each direction',
  },
  depth: {
    about: 'levels of cells within this one',
    bounds: 'nesting so deep that each call passes through hundreds of layers',
    keeper: 'ledger',
    preset: 0,
    why: 'as for cells',
  },
  endowmentCalls: {
    about: 'calls to endowments',
    bounds: 'using up what a host method costs: queries, messages, money',
    keeper: 'ledger',
    preset: 1_000_000,
    why: 'a second or so of calls without pause; a method that costs more deserves a budget of its own',
  },
  filesWritten: {
    about: 'files created, or opened for writing',
    bounds: 'using up the inodes of a disk',
    keeper: 'ledger',
    preset: 1000,
    why: 'a site generator or a bundler stays under it',
  },
  memoryMb: {
    about: 'MiB of memory of its own (in a thread, of heap)',
    bounds: 'allocating until the machine swaps or kills',
    keeper: 'wall',
    preset: 256,
    why: 'an empty cell has some 20; ten times that parses documents of some megabytes',
  },
  outputBytes: {
    about: 'bytes written to the console, stdout and stderr',
    bounds: 'filling logs and terminals',
    keeper: 'ledger',
    preset: MiB,
    why: 'more than anyone reads',
  },
  pendingCalls: {
    about: 'calls begun and not yet answered, across a wall',
    bounds: 'queues in the host that grow without end',
    keeper: 'wall',
    preset: 10_000,
    why: 'pipelining a thousand calls is ordinary; ten times that leaves room',
  },
  timers: {
    about: 'timers alive at one time',
    bounds: 'a flood of timers that keeps the event loop of the host from its own work',
    keeper: 'ledger',
    preset: 1000,
    why: 'a program with a thousand timers alive has lost count of them',
  },
  wallMs: {
    about: 'milliseconds of life, waiting included',
    bounds: 'holding a place forever while doing nothing',
    keeper: 'wall',
    preset: 60_000,
    why: 'a minute, network included; long-lived plugins say so',
  },
};
