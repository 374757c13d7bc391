/**
 * Makes the built-in objects that a value on the wire describes.
 *
 * Trusts: nothing of the descriptions. Invariant: what no such object can be is a ProtocolError; nothing of what is made runs.
 */
import { AttributeError, CrossingError, GuardError, RefusedError, RevokedError } from '@padded-cell/bastion';
import { malformed } from '../protocol.js';
import { viewClasses } from './tags.js';

const { defineProperty } = Object;

type ErrorClass = new (message: string) => Error;
type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const errorClasses: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    (Class): [string, ErrorClass] => [Class.name, Class],
  ),
  ...[AttributeError, CrossingError, GuardError, RefusedError, RevokedError].map((Class): [string, ErrorClass] => [
    Class.name,
    Class,
  ]),
  ['AggregateError', AggregateError.bind(undefined, []) as never],
]);

const global = globalThis as unknown as Readonly<Record<string, ViewClass | undefined>>;
const views: readonly (ViewClass | undefined)[] = viewClasses.map((name) => global[name]);

export const regexpOf = (source: string, flags: string, lastIndex: unknown): RegExp => {
  if (typeof lastIndex !== 'number') throw malformed('a regular expression goes on from no number');
  try {
    return Object.assign(new RegExp(source, flags), { lastIndex });
  } catch {
    throw malformed('a regular expression is none');
  }
};

/** To take down the stack, which the error is not to show, takes longer than all else about it. */
const withoutStack = (Class: ErrorClass, message: string): Error => {
  const most = Reflect.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (most?.writable !== true) return new Class(message);
  Error.stackTraceLimit = 0;
  try {
    return new Class(message);
  } finally {
    defineProperty(Error, 'stackTraceLimit', most);
  }
};

/** An error of the class of that name, or one that bears the name. Its stack shows no frame of this side. */
export const errorOf = (name: string, message: string, stack: string): Error => {
  const error = withoutStack(errorClasses.get(name) ?? Error, message);
  const text = stack === '' ? `${name}: ${message}` : stack;
  if (!errorClasses.has(name)) defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  defineProperty(error, 'stack', { value: text, writable: true, configurable: true });
  return error;
};

export const boxedOf = (primitive: unknown): object => {
  if (primitive === null || primitive === undefined || Object(primitive) === primitive) {
    throw malformed('what is boxed is no primitive');
  }
  return Object(primitive) as object;
};

export const viewOf = (number: number, buffer: unknown, offset: number, length: number): ArrayBufferView => {
  const Class = views[number];
  if (Class === undefined || !(buffer instanceof ArrayBuffer)) throw malformed('a view shows no buffer');
  try {
    return new Class(buffer, offset, length);
  } catch {
    throw malformed('a view shows what its buffer does not have');
  }
};
