/**
 * `IOError`, after Python's: something with a file was refused or failed. Its `code` is Node's own.
 *
 * Invariant: its message and its `path` are what the guest asked for, and never where the host keeps it.
 */
import { getSystemErrorMap } from 'node:util';
import type { GuestPosition } from '@padded-cell/bastion';
import { printable } from './index.js';

const { defineProperty, freeze } = Object;

interface SystemCode {
  readonly errno: number;
  readonly words: string;
}

const codes: ReadonlyMap<string, SystemCode> = new Map(
  Array.from(getSystemErrorMap(), ([errno, [code, words]]) => [code, { errno, words }]),
);

/** What an {@link IOError} tells. */
export interface IOFailure {
  /** Node's code: `ENOENT`, `EACCES`, … */
  readonly code: string;
  /** What was being done: `open`, `mkdir`, … */
  readonly syscall: string;
  /** The path, as it was asked for. */
  readonly path?: string | undefined;
  /** The other path, where there are two. */
  readonly dest?: string | undefined;
  /** Why, where the code does not say it. */
  readonly why?: string | undefined;
  /** The line of a policy that would grant it, where one would. */
  readonly policyLine?: string | undefined;
}

/** A file could not be read, written, or looked at: the policy does not grant it, or the system refused. */
export class IOError extends Error {
  /** Node's code: `ENOENT`, `EACCES`, … */
  declare readonly code: string;
  /** The system's number for the code. */
  readonly errno: number | undefined;
  /** What was being done: `open`, `mkdir`, … */
  readonly syscall: string;
  /** The path, as it was asked for. */
  readonly path: string | undefined;
  /** The other path, where there are two. */
  readonly dest: string | undefined;
  /** Why, where the code does not say it. */
  readonly why: string | undefined;
  /** The line of a policy that would grant it, where one would. */
  readonly policyLine: string | undefined;
  /** Whether it was a guest that asked. */
  readonly guest: boolean;
  /** Where the guest's code was, innermost first. */
  readonly positions: readonly GuestPosition[];
  readonly #failure: IOFailure;

  /** @param positions - where the guest's code was, if it was a guest that asked. */
  constructor(failure: IOFailure, positions?: readonly GuestPosition[]) {
    const { code, syscall, path, dest, why, policyLine } = failure;
    const { errno, words } = codes.get(code) ?? { errno: undefined, words: 'it failed' };
    const places = [path, dest].filter((each) => each !== undefined).map((each) => `'${printable(each)}'`);
    const at = places.length === 0 ? '' : ` ${places.join(' -> ')}`;
    const reason = why === undefined ? '' : `: ${why}`;
    const way = policyLine === undefined ? '' : `; the policy line that would grant it is ${policyLine}`;
    super(`${code}: ${words}, ${syscall}${at}${reason}${way}`);
    this.#failure = failure;
    defineProperty(this, 'name', { value: 'IOError', writable: true, configurable: true });
    defineProperty(this, 'code', { value: code, writable: true, configurable: true, enumerable: true });
    this.errno = errno;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
    this.why = why;
    this.policyLine = policyLine;
    this.guest = positions !== undefined;
    this.positions = freeze([...(positions ?? [])]);
    if (positions === undefined) return;
    const lines = positions.map(
      (where) => `\n    at ${where.function ?? '<anonymous>'} (${where.file}:${where.line}:${where.column})`,
    );
    const stack = `IOError: ${this.message}${lines.join('')}`;
    defineProperty(this, 'stack', { value: stack, writable: true, configurable: true });
  }

  /** The same, as it comes out of a guest that did not catch it. */
  ofGuest(positions: readonly GuestPosition[]): IOError {
    return new IOError(this.#failure, positions);
  }
}

freeze(IOError.prototype);
freeze(IOError);

/** What a guest gets for an {@link IOError}: an error as Node's own, with its `code`, `errno`, `syscall` and `path`. */
export const ioErrorForGuest = (error: IOError): Error => {
  const { message, code, errno, syscall, path, dest } = error;
  const told = new Error(message);
  defineProperty(told, 'stack', { value: `Error: ${message}`, writable: true, configurable: true });
  for (const [name, value] of Object.entries({ errno, code, syscall, path, dest })) {
    if (value !== undefined) {
      defineProperty(told, name, { value, writable: true, configurable: true, enumerable: true });
    }
  }
  return told;
};
