/**
 * The numbers and bounds of the protocol between the two sides of a wall; docs/protocol.md describes it.
 *
 * Invariant: whatever the other side sends that an honest one would not is a {@link ProtocolError}, which ends the
 * connection and nothing else.
 */
const { defineProperty, freeze } = Object;

/** Both sides say it first; they have to agree. */
export const VERSION = 1;

/** What every connection begins with: "PCW" in ASCII. */
export const MAGIC: readonly number[] = freeze([0x50, 0x43, 0x57]);

/** The kinds of frames. The bit above says that the frame goes to one who waits for it. */
export const Frame = {
  hello: 1,
  call: 2,
  return: 3,
  throw: 4,
  fulfil: 5,
  reject: 6,
  release: 7,
} as const;

/** Set in the first byte of a frame for one who waits. */
export const waitedFor = 0x80;

/** What a call does. */
export const Operation = {
  /** Calls a function of the other side's root, by name. */
  root: 0,
  /** Calls a method, by name. */
  method: 1,
  apply: 2,
  construct: 3,
  /** Runs a special method, by name. */
  special: 4,
  /** `next`, `return` or `throw` of an iterator. */
  step: 5,
  /** Asks whether there is a method of a name. */
  has: 6,
} as const;

export type OperationCode = (typeof Operation)[keyof typeof Operation];

/** The operations that take a name. */
export const named: ReadonlySet<number> = new Set([
  Operation.root,
  Operation.method,
  Operation.special,
  Operation.step,
  Operation.has,
]);

/** How many numbers a release may name: a side that has more to let go of says it in several. */
export const mostReleased = 16_384;

/** Bounds on what a guest side may send, which both sides know, and on what is kept for the other. */
export interface WallLimits {
  /** Bytes of one frame. Bounds the memory that it takes, and the time to copy it. 16 MiB, some ten milliseconds. */
  readonly frameBytes: number;
  /** Levels of nesting in one value. Bounds the stack. 256: what a membrane lets cross by default is 200. */
  readonly depth: number;
  /**
   * Objects, and their fields, elements and entries, in one frame, by weight: each kind counts as much as it takes time.
   * Bounds what few bytes can grow to, and how long they hold up everything else. 144 Ki, some twenty milliseconds: ten
   * thousand records of ten fields.
   */
  readonly items: number;
  /** Objects of one side that the other may hold at one time. Bounds what a guest can keep alive. 1 Mi. */
  readonly held: number;
  /**
   * Names of methods in what one side's objects show, each shape counted once; and in one frame the thirty-second part.
   * Bounds the time that it takes to make stand-ins, some ten microseconds for a name. 64 Ki: 2 Ki in a frame.
   */
  readonly methods: number;
  /** Calls to the guest side that have no answer yet. 10,000. */
  readonly pendingCalls: number;
  /** Calls that may stand within each other, by turns, while each waits for the one within. Bounds the stack. 100. */
  readonly nestedCalls: number;
  /** Bytes that wait to be sent to a side that does not read. 288 MiB: one frame of the largest kind, and some. */
  readonly backlogBytes: number;
}

export const defaultWallLimits: WallLimits = freeze({
  frameBytes: 16 * 1024 * 1024,
  depth: 256,
  items: 144 * 1024,
  held: 1024 * 1024,
  methods: 64 * 1024,
  pendingCalls: 10_000,
  nestedCalls: 100,
  backlogBytes: 288 * 1024 * 1024,
});

/**
 * Bounds on what a host may send in one frame. Its guest waits for it in any case: 272 MiB, the largest binary value that a
 * membrane lets cross by default, and room for what is around it.
 */
export const hostFrames: Pick<WallLimits, 'frameBytes' | 'items'> = freeze({
  frameBytes: 272 * 1024 * 1024,
  items: Infinity,
});

/** The other side of a wall broke the protocol: a bug of ours, or an attack. The connection has ended. */
export class ProtocolError extends Error {
  declare readonly code: 'ERR_PROTOCOL';
  /** What was broken, in one word or a few. */
  readonly violation: string;

  constructor(violation: string, detail: string) {
    super(`the other side of the wall broke the protocol (${violation}): ${detail}`);
    defineProperty(this, 'name', { value: 'ProtocolError', writable: true, configurable: true });
    defineProperty(this, 'code', { value: 'ERR_PROTOCOL', writable: true, configurable: true, enumerable: true });
    this.violation = violation;
  }
}

/** The error for what is not written as it must be. */
export const malformed = (what: string): ProtocolError => new ProtocolError('malformed', what);

freeze(ProtocolError.prototype);
freeze(ProtocolError);
