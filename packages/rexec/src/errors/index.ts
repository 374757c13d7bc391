/**
 * The errors a host meets. Each has a stable `code`, with a page in docs/errors; each class and its prototype are
 * frozen, so that nothing can change them for anyone else.
 *
 * Invariant: none of these objects reaches a guest: what a guest gets in their place is made by its cell's membrane.
 */
import type { Excess } from '../policy/index.js';

const { defineProperty, freeze } = Object;

const sign = (error: Error, name: string, code: string): void => {
  defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  defineProperty(error, 'code', { value: code, writable: true, configurable: true, enumerable: true });
};

/** The realm cannot hold cells: it is not locked down, or not in a way that keeps what a cell promises. */
export class LockdownError extends Error {
  declare readonly code: 'ERR_LOCKDOWN';
  constructor(message: string) {
    super(message);
    sign(this, 'LockdownError', 'ERR_LOCKDOWN');
  }
}

/** What an {@link ImportError} knows of the import that was refused. */
export interface RefusedImport {
  /** What was asked for, as it was written. */
  readonly specifier: string;
  /** The module that asked, as the guest sees its name; undefined where the host asked. */
  readonly importer?: string | undefined;
  /** The modules that imported the importer, outwards. */
  readonly chain?: readonly string[] | undefined;
  /** Why it was refused. */
  readonly why: string;
  /** The line of a policy that would grant it, where one would. */
  readonly policyLine?: string | undefined;
}

/** A module could not be imported: the policy does not grant it, or it is not there. */
export class ImportError extends Error {
  declare readonly code: 'ERR_IMPORT';
  /** What was asked for, as it was written. */
  readonly specifier: string;
  /** The module that asked, as the guest sees its name; undefined where the host asked. */
  readonly importer: string | undefined;
  /** The modules that imported the importer, outwards: how the program came to ask. */
  readonly chain: readonly string[];
  /** Why it was refused. */
  readonly why: string;
  /** The line of a policy that would grant it, where one would. */
  readonly policyLine: string | undefined;

  /** @param cause - the host's own error behind it, for the host alone: no guest gets it. */
  constructor({ specifier, importer, chain = [], why, policyLine }: RefusedImport, cause?: unknown) {
    const by = importer === undefined ? [] : [importer, ...chain].slice(0, 8);
    const asked = by.length === 0 ? '' : ` (imported by ${by.map(printable).join(', imported by ')})`;
    const way = policyLine === undefined ? '' : `; the policy line that would grant it is ${policyLine}`;
    super(`cannot import '${printable(specifier)}'${asked}: ${why}${way}`, cause === undefined ? undefined : { cause });
    sign(this, 'ImportError', 'ERR_IMPORT');
    this.specifier = specifier;
    this.importer = importer;
    this.chain = freeze([...chain]);
    this.why = why;
    this.policyLine = policyLine;
  }
}

/** A cell was asked for with more privilege than the cell it is made in has. */
export class PrivilegeError extends Error {
  declare readonly code: 'ERR_PRIVILEGE';
  /** The name of the cell that has less. */
  readonly cell: string;
  /** Every line that asks for too much: what was asked for, and what is held. */
  readonly excess: readonly Excess[];

  constructor(cell: string, excess: readonly Excess[]) {
    const lines = excess.map(({ words }) => `\n  ${words}`).join('');
    super(`a cell within '${cell}' cannot have more than '${cell}' has:${lines}`);
    sign(this, 'PrivilegeError', 'ERR_PRIVILEGE');
    this.cell = cell;
    this.excess = freeze([...excess]);
  }
}

/** A cell was used after it, or a cell it is nested in, was ended. */
export class CellEndedError extends Error {
  declare readonly code: 'ERR_CELL_ENDED';
  /** The cell's name. */
  readonly cell: string;

  constructor(cell: string) {
    super(`the cell '${cell}' has ended: nothing runs in it any more, and what it gave is dead; make a new one`);
    sign(this, 'CellEndedError', 'ERR_CELL_ENDED');
    this.cell = cell;
  }
}

/** What is known of a process or a thread that has ended by itself. */
export interface Crash {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of what it wrote, or what kept it from starting. Untrusted text. */
  readonly output: string;
}

/** The process or the thread of a cell ended by itself: the engine failed, or something made it end. The host goes on. */
export class CellCrashedError extends Error {
  declare readonly code: 'ERR_CELL_CRASHED';
  /** What it exited with, if it did. */
  readonly exitCode: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: string | null;
  /** The end of what it wrote, made fit for one line: for the host alone, and not to be believed. */
  readonly output: string;

  constructor(cell: string, { exitCode, signal, output }: Crash) {
    const how = signal === null ? (exitCode === null ? '' : `: it exited with ${exitCode}`) : `: ${signal} ended it`;
    super(`the cell '${printable(cell)}' has crashed${how}; nothing that it gave works any more; make a new one`);
    sign(this, 'CellCrashedError', 'ERR_CELL_CRASHED');
    this.exitCode = exitCode;
    this.signal = signal;
    this.output = (output.slice(-1000).match(/.{1,200}/gsu) ?? []).map((part) => printable(part)).join('');
  }
}

/** Why a pool took no job. */
const poolReasons = {
  full: 'has as many jobs waiting as it takes; ask again later, or let more wait (mostWaiting)',
  late: 'had no place for a job in the time that it may wait; make it larger (size), or let jobs wait longer (waitMs)',
  drained: 'was drained, and takes no more jobs; make a new one',
} as const;

/** A pool of cells took no job. */
export class PoolError extends Error {
  declare readonly code: 'ERR_POOL';
  readonly reason: keyof typeof poolReasons;

  /**
   * @param size - how many cells it has at a time.
   * @param waiting - how many jobs wait.
   */
  constructor(reason: keyof typeof poolReasons, size: number, waiting: number) {
    super(`the pool of ${size} (${waiting} waiting) ${poolReasons[reason]}`);
    sign(this, 'PoolError', 'ERR_POOL');
    this.reason = reason;
  }
}

/** A guest ended its program with `process.exit(n)`, and nothing in it caught that. The host's process goes on. */
export class SystemExit extends Error {
  declare readonly code: 'ERR_SYSTEM_EXIT';
  /** Always true: the guest did this. */
  declare readonly guest: true;
  /** What the guest gave to `process.exit`, or had set as `process.exitCode`; 0 otherwise. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the guest has exited with ${exitCode}`);
    sign(this, 'SystemExit', 'ERR_SYSTEM_EXIT');
    defineProperty(this, 'guest', { value: true });
    this.exitCode = exitCode;
  }
}

/** A guest used what its policy does not grant. */
export class NotGrantedError extends Error {
  declare readonly code: 'ERR_NOT_GRANTED';
  /** What was refused, as the start of a sentence. */
  readonly what: string;
  /** The line of a policy that would grant it. */
  readonly policyLine: string;

  /**
   * @param what - what was refused, as the start of a sentence.
   * @param policyLine - the line of a policy that would grant it, with what it would have to say.
   */
  constructor(what: string, policyLine: string) {
    super(`${what}, which is not granted to this cell; the policy line that would grant it is ${policyLine}`);
    sign(this, 'NotGrantedError', 'ERR_NOT_GRANTED');
    this.what = what;
    this.policyLine = policyLine;
  }
}

/** Text of a guest made fit for one line of a message: control characters escaped, and cut where it is long. */
export const printable = (text: string): string => {
  const escaped = text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return escaped.length > 200 ? `${escaped.slice(0, 200)}…` : escaped;
};

for (const Class of [
  LockdownError,
  ImportError,
  PrivilegeError,
  CellEndedError,
  CellCrashedError,
  PoolError,
  NotGrantedError,
  SystemExit,
]) {
  freeze(Class.prototype);
  freeze(Class);
}
