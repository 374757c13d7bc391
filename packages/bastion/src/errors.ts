/**
 * The errors this package raises. Each has a stable `code`; each class and its prototype are frozen, so
 * that a guest who reaches one through `error.constructor` cannot change it for anyone else.
 */
import { defineProperty, freeze } from './primordials.js';

const own = (error: Error, name: string, code: string | undefined): void => {
  defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  if (code !== undefined) {
    defineProperty(error, 'code', {
      value: code,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
};

/**
 * A name that a bastion does not expose was read, written or deleted. As in Python, there is one
 * answer for a name the filter refuses and for a name that does not exist: it tells nothing of the target.
 */
export class AttributeError extends TypeError {
  declare readonly code: 'ERR_ATTRIBUTE';
  constructor(message: string) {
    super(message);
    own(this, 'AttributeError', 'ERR_ATTRIBUTE');
  }
}

/** Something that came through a membrane was used after the membrane was revoked. */
export class RevokedError extends Error {
  declare readonly code: 'ERR_REVOKED';
  constructor(message: string) {
    super(message);
    own(this, 'RevokedError', 'ERR_REVOKED');
  }
}

/** A value has no way across: the message says where in the value, what it was, and what would cross. */
export class CrossingError extends TypeError {
  declare readonly code: 'ERR_CROSSING';
  constructor(message: string) {
    super(message);
    own(this, 'CrossingError', 'ERR_CROSSING');
  }
}

/** An argument or a result did not satisfy its guard. */
export class GuardError extends TypeError {
  declare readonly code: 'ERR_GUARD';
  constructor(message: string) {
    super(message);
    own(this, 'GuardError', 'ERR_GUARD');
  }
}

/** An interceptor ended the call: a budget is spent, a time has passed, an approval was not given. */
export class RefusedError extends Error {
  declare readonly code: 'ERR_REFUSED';
  constructor(message: string) {
    super(message);
    own(this, 'RefusedError', 'ERR_REFUSED');
  }
}

/** One line of a guest's stack: where the guest's code was. Line and column count from 1. */
export interface GuestPosition {
  readonly function: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What guest code threw, as the host receives it: a fresh error with the guest's `name`, `message` and
 * `code` (strings or numbers, never the guest's objects). `guest` marks it.
 */
export class GuestError extends Error {
  declare readonly code: string | number | undefined;
  /** Always true: `error.guest === true` tells a guest's failure from the host's own. */
  declare readonly guest: true;
  /** Where the guest's code was when it threw, innermost first; empty when the engine does not say. */
  declare readonly positions: readonly GuestPosition[];
  /** The errors an AggregateError collected, each a GuestError. */
  declare readonly errors?: readonly Error[];

  constructor(name: string, message: string, code?: string | number, positions: readonly GuestPosition[] = []) {
    super(message);
    own(this, name, undefined);
    if (code !== undefined) {
      defineProperty(this, 'code', { value: code, enumerable: true, configurable: true });
    }
    defineProperty(this, 'guest', { value: true });
    defineProperty(this, 'positions', { value: freeze(positions) });
    const lines = positions.map(
      (at) => `\n    at ${at.function ?? '<anonymous>'} (${at.file}:${at.line}:${at.column})`,
    );
    withStack(this, `${name}: ${message}${lines.join('')}`);
  }
}

/** Gives an error this text as its stack, in place of the frames of whoever made it. */
export const withStack = <E extends Error>(error: E, stack: string): E => {
  defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
  return error;
};

/** An error that a guest gets as it is: without the frames of the host, and the paths in them. */
export const withoutFrames = <E extends Error>(error: E): E => withStack(error, `${error.name}: ${error.message}`);

for (const Class of [AttributeError, RevokedError, CrossingError, GuardError, RefusedError, GuestError]) {
  freeze(Class.prototype);
  freeze(Class);
}
