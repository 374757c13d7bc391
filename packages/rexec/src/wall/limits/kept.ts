/**
 * Which limits a wall keeps, and which it does not: said when a cell is made, not found out when it is too late.
 *
 * Invariant: a limit of which nothing is said here is kept.
 */
import type { Log } from '../../names/log.js';
import { type Policy, LIMITS, type LimitName } from '../../policy/index.js';

/** Where a cell runs; `within` is beside another, in the process or thread of that. */
export type Wall = 'process' | 'realm' | 'thread' | 'within';

/** A limit that is not kept, or not as one might think. */
export interface Unkept {
  readonly limit: LimitName;
  /** `not`: it is as if there were none. `partly`: see `why`. */
  readonly isKept: 'not' | 'partly';
  readonly why: string;
}

/** A cell that has a log. */
interface Logged {
  readonly name: string;
  readonly policy: Policy;
  readonly log: Pick<Log, 'tell'>;
}

type Reasons = { readonly [Name in LimitName]?: Omit<Unkept, 'limit'> };

const uninterruptible =
  "a built-in that never yields to the engine (a search through a huge array-like, a huge sort, JSON.parse) can't be stopped in a thread, and goes on until the host's own process ends";

const thread: Reasons = {
  cpuMs: { isKept: 'partly', why: uninterruptible },
  wallMs: { isKept: 'partly', why: uninterruptible },
  memoryMb: {
    isKept: 'partly',
    why: "in a thread it is of JavaScript's heap: buffers and WebAssembly are not counted, and some ways to run out of heap (a Map that grows, a large array that is copied) end the host's own process",
  },
};

const ofWalls = (why: string): Reasons =>
  Object.fromEntries(
    Object.entries(LIMITS)
      .filter(([, { keeper }]) => keeper === 'wall')
      .map(([name]) => [name, { isKept: 'not', why }]),
  );

const realm = ofWalls("in the host's own realm nothing can stop or measure a cell");

const within = ofWalls(
  'cells of one process or thread are not told apart, and have together what the first of them has; spawn() makes one that has its own',
);

const polled: Omit<Unkept, 'limit'> = {
  isKept: 'partly',
  why: 'this system has no /proc: the process is measured by ps, ten times a second, what it shares with others counted as its own',
};

const unmeasured: Omit<Unkept, 'limit'> = {
  isKept: 'not',
  why: 'on Windows nothing here measures a process: wallMs ends it, and memory is that of the heap',
};

const reasonsFor = (wall: Wall, platform: NodeJS.Platform): Reasons => {
  if (wall === 'realm') return realm;
  if (wall === 'thread') return thread;
  if (wall === 'within') return within;
  if (platform === 'linux') return {};
  const measured = platform === 'win32' ? unmeasured : polled;
  return { cpuMs: measured, memoryMb: measured };
};

/** The limits of a policy that a wall does not keep on this machine. One that is "unlimited" asks for nothing. */
export const unkept = (
  wall: Wall,
  { limits }: Pick<Policy, 'limits'>,
  platform: NodeJS.Platform = process.platform,
): readonly Unkept[] =>
  Object.entries(reasonsFor(wall, platform))
    .filter(([name]) => limits[name as LimitName] !== 'unlimited')
    .map(([limit, reason]) => ({ limit: limit as LimitName, ...reason }));

/**
 * Tells a log of each limit that was asked for and is not kept, or in part.
 *
 * @param asked - the names of the limits that somebody asked for: the others are presets, or what is held.
 */
export const tellUnkept = (wall: Wall, { name, policy, log }: Logged, asked: ReadonlySet<string>): void => {
  for (const { limit, isKept, why } of unkept(wall, policy)) {
    if (asked.has(limit))
      log.tell({ kind: 'warning', cell: name, message: `limits.${limit} is ${isKept} kept: ${why}` });
  }
};

/** An engine that has less does not start, or hangs while it does. */
const leastMemoryMb = 32;

/**
 * Refuses limits that no cell can start under.
 *
 * @throws RangeError where `memoryMb` is less than an empty cell takes.
 */
export const requireRoom = ({ limits }: Pick<Policy, 'limits'>): void => {
  const { memoryMb } = limits;
  if (memoryMb === 'unlimited' || memoryMb >= leastMemoryMb) return;
  throw new RangeError(
    `limits.memoryMb is ${memoryMb}, and a cell with a process or thread of its own does not start with less than ${leastMemoryMb}; give it more, or run it in the realm`,
  );
};
