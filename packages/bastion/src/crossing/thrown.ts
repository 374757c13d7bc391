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
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isArray } from '../primordials.js';
import type { Lane } from './lane.js';
import { positionsOf, stackTextOf } from './positions.js';

const longestMessage = 10_000;
const mostErrors = 100;

/** The value of a data property, own or inherited; accessors do not run. */
const dataOf = (value: object, name: string): unknown => {
  let holder: object | null = value;
  for (let steps = 0; holder !== null && steps < 64; steps += 1) {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) return heldBy(descriptor);
    holder = getPrototypeOf(holder);
  }
  return undefined;
};

/** Under lockdown `name` and `message` of Error.prototype sit behind accessors that carry the value. */
const heldBy = ({ get, value }: PropertyDescriptor): unknown =>
  get === undefined ? value : getOwnPropertyDescriptor(get, 'originalValue')?.value;

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value.slice(0, longestMessage) : otherwise;

const codeOf = (error: object): string | number | undefined => {
  const code = dataOf(error, 'code');
  return typeof code === 'number' || typeof code === 'string' ? code : undefined;
};

/** File URLs, and absolute paths of two or more parts: what a message of the file system or loader quotes. */
const paths = /file:\/\/[^\s'"`)]+|(?<![\w:/.])(?:\/[^\s/'"`:()]+){2,}\/?|\b[A-Za-z]:\\[^\s'"`:()]+/g;

const withoutPaths = (error: object, message: string): string => {
  let clean = message;
  for (const name of ['path', 'dest', 'filename']) {
    const path = dataOf(error, name);
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
    const message = typeof reason === 'string' ? reason : `thrown: ${String(reason)}`;
    return { name: 'Error', message: message.slice(0, longestMessage), code: undefined };
  }
  const message = text(dataOf(reason, 'message'), '');
  return {
    name: text(dataOf(reason, 'name'), 'Error').slice(0, 100),
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

const collected = (reason: unknown): readonly unknown[] | undefined => {
  if (!isObject(reason)) return undefined;
  const errors = getOwnPropertyDescriptor(reason, 'errors')?.value as unknown;
  if (!isArray(errors)) return undefined;
  const length = getOwnPropertyDescriptor(errors, 'length')?.value as number;
  const found: unknown[] = [];
  for (let index = 0; index < Math.min(length, mostErrors); index += 1) {
    found.push(getOwnPropertyDescriptor(errors, index)?.value);
  }
  return found;
};

const addErrors = (error: Error, reason: unknown, lane: Lane, depth: number): Error => {
  const errors = collected(reason);
  if (errors !== undefined && depth < 4) {
    const crossed = errors.map((each) => freshError(each, lane, depth + 1));
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

const forHost = (reason: unknown, told: Told, lane: Lane): Error => {
  for (const Ours of ours) if (reason instanceof Ours) return new Ours(told.message);
  const stack = isObject(reason) ? stackTextOf(reason, lane.membrane.stackOf) : undefined;
  return new GuestError(told.name, told.message, told.code, positionsOf(stack));
};

const freshError = (reason: unknown, lane: Lane, depth: number): Error => {
  const told = tell(reason, lane.side);
  const error = lane.side === 'down' ? forGuest(reason, told) : forHost(reason, told, lane);
  return addErrors(error, reason, lane, depth);
};

/**
 * A copy of an error that crosses as data. The errors of an AggregateError go along, and up, `cause` too;
 * down, a cause may be what its owner never meant to show.
 *
 * @param cross How a value inside of the error crosses.
 */
export const copyError = (error: object, lane: Lane, cross: (value: unknown) => unknown): Error => {
  const copy = plainError(tell(error, lane.side));
  for (const name of lane.side === 'up' ? ['cause', 'errors'] : ['errors']) {
    const descriptor = getOwnPropertyDescriptor(error, name);
    if (descriptor === undefined || !('value' in descriptor)) continue;
    defineProperty(copy, name, { value: cross(descriptor.value), writable: true, configurable: true });
  }
  return copy;
};

/** The error that the receiver gets. Never throws: a reason that cannot even be read is said to be so. */
export const thrownAcross = (reason: unknown, lane: Lane): Error => {
  try {
    return freshError(reason, lane, 0);
  } catch {
    const message = 'something was thrown that cannot be read';
    return lane.side === 'down' ? withStack(new Error(message), message) : new GuestError('Error', message);
  }
};
