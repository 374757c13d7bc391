/**
 * What is thrown or rejected, on its way across: always a fresh error with a name, a message and a code.
 *
 * Invariants: no object of the sender's goes along (no `cause`, no `path`, no subclass); a guest's error is
 * read through descriptors, so none of its code runs; a host's error leaves its stack and its paths at home.
 */
import {
  AttributeError,
  CrossingError,
  GuardError,
  GuestError,
  RefusedError,
  RevokedError,
  withStack,
} from '../errors.js';
import { isObject } from '../facade/brand.js';
import { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isArray } from '../primordials.js';
import type { Lane } from './lane.js';
import { positionsOf, stackTextOf } from './positions.js';
import { isForHostAlone, isUncrossable, uncrossable } from './uncrossable.js';

const longestMessage = 10_000;
const longestName = 100;
/** How many collected errors go along with one, those that they collected in turn included. */
const mostErrors = 100;

/** A property, own or inherited, as it is defined. */
const definitionOf = (value: object, name: string): PropertyDescriptor | undefined => {
  let holder: object | null = value;
  for (let steps = 0; holder !== null && steps < 64; steps += 1) {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) return descriptor;
    holder = getPrototypeOf(holder);
  }
  return undefined;
};

/** The value of a data property, own or inherited; accessors do not run. */
const dataOf = (value: object, name: string): unknown => {
  const descriptor = definitionOf(value, name);
  return descriptor && heldBy(value, descriptor);
};

/** A DOMException (an aborted signal's, for one) has its name and message behind these. */
const exceptionGetters: ReadonlySet<unknown> = new Set(
  ['name', 'message', 'code'].map((name) => {
    const { DOMException } = globalThis as { DOMException?: { prototype: object } };
    return DOMException && getOwnPropertyDescriptor(DOMException.prototype, name)?.get;
  }),
);

/** Under lockdown `name` and `message` of Error.prototype sit behind accessors that carry the value. */
const heldBy = (error: object, { get, value }: PropertyDescriptor): unknown => {
  if (get === undefined) return value;
  if (exceptionGetters.has(get)) return apply(get, error, []);
  return getOwnPropertyDescriptor(get, 'originalValue')?.value;
};

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value.slice(0, longestMessage) : otherwise;

const codeOf = (error: object): string | number | undefined => {
  const code = dataOf(error, 'code');
  if (typeof code === 'string') return code.slice(0, longestName);
  return typeof code === 'number' ? code : undefined;
};

/** File URLs, and absolute paths of two or more parts: what a message of the file system or loader quotes. */
const paths = /file:\/\/[^\s'"`)]+|(?<![\w:/.])(?:\/[^\s/'"`:()]+){2,}\/?|\b[A-Za-z]:\\[^\s'"`:()]+/g;

const withoutPaths = (error: unknown, message: string): string => {
  let clean = message;
  for (const name of ['path', 'dest', 'filename']) {
    const path = isObject(error) ? dataOf(error, name) : undefined;
    if (typeof path === 'string' && path.length > 1) clean = clean.replaceAll(path, '<path>');
  }
  return clean.replace(paths, '<path>');
};

interface Told {
  readonly name: string;
  readonly message: string;
  readonly code: string | number | undefined;
}

/** Everything that crosses of a thrown value. */
const tell = (reason: unknown, side: 'down' | 'up'): Told => {
  if (!isObject(reason)) {
    const message = (typeof reason === 'string' ? reason : `thrown: ${String(reason)}`).slice(0, longestMessage);
    return { name: 'Error', message: side === 'down' ? withoutPaths(reason, message) : message, code: undefined };
  }
  const message = text(dataOf(reason, 'message'), '');
  return {
    name: text(dataOf(reason, 'name'), 'Error').slice(0, longestName),
    message: side === 'down' ? withoutPaths(reason, message) : message,
    code: codeOf(reason),
  };
};

type ErrorClass = new (message: string) => Error;

const natives: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    (Class): [string, ErrorClass] => [Class.name, Class],
  ),
  ['AggregateError', AggregateError.bind(undefined, []) as never],
]);

const ours = [AttributeError, CrossingError, GuardError, RefusedError, RevokedError] as const;

/** The errors that an AggregateError collected, at most so many. */
const collected = (reason: unknown, most: number): readonly unknown[] | undefined => {
  if (!isObject(reason)) return undefined;
  const errors = getOwnPropertyDescriptor(reason, 'errors')?.value as unknown;
  if (!isArray(errors)) return undefined;
  const length: unknown = getOwnPropertyDescriptor(errors, 'length')?.value;
  const end = typeof length === 'number' ? Math.min(length, most) : 0;
  const found: unknown[] = [];
  for (let index = 0; index < end; index += 1) {
    found.push(getOwnPropertyDescriptor(errors, index)?.value);
  }
  return found;
};

/** @param budget How many errors may go along yet: errors that collect each other are more than anybody can copy. */
const addErrors = (error: Error, reason: unknown, lane: Lane, budget: { left: number }): Error => {
  const errors = collected(reason, budget.left);
  if (errors !== undefined) {
    budget.left -= errors.length;
    const crossed = errors.map((each) => freshError(each, lane, budget));
    defineProperty(error, 'errors', { value: crossed, writable: true, configurable: true });
  }
  return error;
};

/** A fresh error of the language's own class of that name, or an Error that bears the name. */
const plainError = ({ name, message, code }: Told): Error => {
  const Native = natives.get(name) ?? Error;
  const error = new Native(message);
  if (!natives.has(name)) {
    defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  }
  if (code !== undefined) {
    defineProperty(error, 'code', { value: code, writable: true, configurable: true, enumerable: true });
  }
  return withStack(error, `${name}: ${message}`);
};

const forGuest = (reason: unknown, told: Told): Error => {
  for (const Ours of ours) {
    // The package's own refusals keep their class: their messages are written for the guest.
    if (reason instanceof Ours) return withStack(new Ours(told.message), `${told.name}: ${told.message}`);
  }
  return plainError(told);
};

/**
 * Whether the engine can write the stack of an error without running anything of its thrower's. It writes it when
 * it is first read, and begins with the name and the message, as `String(error)` would.
 */
const isQuiet = (error: object): boolean =>
  ['name', 'message'].every((name) => {
    const definition = definitionOf(error, name);
    return definition === undefined || typeof heldBy(error, definition) === 'string';
  });

const forHost = (reason: unknown, told: Told, lane: Lane): Error => {
  if (isForHostAlone(reason)) return reason;
  // Of the package's own errors these two are the host's affair. Any other that arrives here, a guest threw.
  if (isUncrossable(reason)) return uncrossable(told.message);
  if (lane.membrane.reason !== undefined && reason instanceof RevokedError) return new RevokedError(told.message);
  const { stackOf } = lane.membrane;
  const stack = isObject(reason) && (stackOf || isQuiet(reason)) ? stackTextOf(reason, stackOf) : undefined;
  return new GuestError(told.name, told.message, told.code, positionsOf(stack));
};

const freshError = (reason: unknown, lane: Lane, budget: { left: number }): Error => {
  const told = tell(reason, lane.side);
  const error = lane.side === 'down' ? forGuest(reason, told) : forHost(reason, told, lane);
  return addErrors(error, reason, lane, budget);
};

/** A copy of an error that crosses as data: without what is in it, which {@link fillError} adds. */
export const copyError = (error: object, lane: Lane): Error => plainError(tell(error, lane.side));

/**
 * The errors of an AggregateError go along with its copy, and up, `cause` too; down, a cause may be what its
 * owner never meant to show.
 *
 * @param cross How a value inside of the error crosses.
 */
export const fillError = (
  copy: Error,
  error: object,
  lane: Lane,
  cross: (value: unknown, name: string) => unknown,
): Error => {
  for (const name of lane.side === 'up' ? ['cause', 'errors'] : ['errors']) {
    const descriptor = getOwnPropertyDescriptor(error, name);
    if (descriptor === undefined || !('value' in descriptor)) continue;
    defineProperty(copy, name, { value: cross(descriptor.value, name), writable: true, configurable: true });
  }
  return copy;
};

/** The error that the receiver gets. Never throws: a reason that cannot even be read is said to be so. */
export const thrownAcross = (reason: unknown, lane: Lane): Error => {
  try {
    return freshError(reason, lane, { left: mostErrors });
  } catch {
    const message = 'something was thrown that cannot be read';
    return lane.side === 'down' ? withStack(new Error(message), message) : new GuestError('Error', message);
  }
};
