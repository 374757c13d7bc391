/**
 * What is data and what is behaviour: the one table that every crossing, in the realm or over a wall, consults.
 *
 * Trusts: nothing about the value. A prototype is only a claim; code that acts on a kind reads the value's
 * internal slots (`Map.prototype.forEach` throws for what is no Map), so a lying Proxy gains nothing.
 * Invariant: a kind is decided by the immediate prototype alone, which makes it a single look-up.
 */
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  getterOf,
  hasOwn,
  isArray,
  isView,
  uncurry,
} from '../primordials.js';

/** How a value crosses. Every kind but the last four is data, and is copied. */
export type Kind =
  | 'plain'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'error'
  | 'buffer'
  | 'shared'
  | 'view'
  | 'boxed'
  | 'promise'
  | 'iterator'
  | 'asyncIterator'
  | 'behaviour';

const prototypeOfLiteral = (literal: object): object => getPrototypeOf(literal) as object;

/** %IteratorPrototype% and %AsyncIteratorPrototype%, which have no global name on Node 20. */
export const iteratorPrototype: object = prototypeOfLiteral(prototypeOfLiteral([].values()));
export const asyncIteratorPrototype: object = prototypeOfLiteral(
  prototypeOfLiteral(prototypeOfLiteral((async function* () {})())),
);

const kinds = new WeakMap<object, Kind>([
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Date.prototype, 'date'],
  [RegExp.prototype, 'regexp'],
  [Error.prototype, 'error'],
  [ArrayBuffer.prototype, 'buffer'],
  [Promise.prototype, 'promise'],
  [Number.prototype, 'boxed'],
  [String.prototype, 'boxed'],
  [Boolean.prototype, 'boxed'],
  [BigInt.prototype, 'boxed'],
  [Symbol.prototype, 'boxed'],
  [iteratorPrototype, 'iterator'],
  [asyncIteratorPrototype, 'asyncIterator'],
]);
if (typeof SharedArrayBuffer === 'function') kinds.set(SharedArrayBuffer.prototype, 'shared');

const { prototype: objectPrototype } = Object;
const { prototype: arrayPrototype } = Array;

/** A chain longer than this is not walked to its end: a Proxy can make one that has none. */
const longestChain = 64;

/** Whether a prototype is Object.prototype, of this or of another realm: what it holds is nobody's method. */
export const isObjectPrototype = (proto: object): boolean =>
  proto === objectPrototype ||
  (getPrototypeOf(proto) === null &&
    typeof proto === 'object' &&
    hasOwn(proto, '__lookupGetter__') &&
    hasOwn(proto, 'propertyIsEnumerable') &&
    hasOwn(proto, 'isPrototypeOf'));

/** Whether a prototype is Function.prototype, of this or of another realm. */
export const isFunctionPrototype = (proto: object): boolean =>
  proto === Function.prototype || (typeof proto === 'function' && hasOwn(proto, 'bind') && hasOwn(proto, 'apply'));

/** The prototypes of a value, nearest first, without Object.prototype and Function.prototype. */
export function* prototypesOf(value: object): Generator<object, void, undefined> {
  let proto = getPrototypeOf(value);
  for (let steps = 0; proto !== null && steps < longestChain; steps += 1) {
    if (isObjectPrototype(proto) || isFunctionPrototype(proto)) return;
    yield proto;
    proto = getPrototypeOf(proto);
  }
}

const throws = (probe: (value: unknown) => unknown, value: object): boolean => {
  try {
    probe(value);
    return false;
  } catch {
    return true;
  }
};

/** Built-ins of another realm are told by their slots, and by a prototype that is no subclass's. */
const slots: readonly (readonly [Kind, (value: unknown) => unknown])[] = [
  ['map', getterOf(Map.prototype, 'size')],
  ['set', getterOf(Set.prototype, 'size')],
  ['date', uncurry(Date.prototype.getTime) as (value: unknown) => unknown],
  ['regexp', getterOf(RegExp.prototype, 'source')],
  ['buffer', getterOf(ArrayBuffer.prototype, 'byteLength')],
  ...(typeof SharedArrayBuffer === 'function'
    ? ([['shared', getterOf(SharedArrayBuffer.prototype, 'byteLength')]] as const)
    : []),
  ...[Number, String, Boolean, BigInt, Symbol].map(
    ({ prototype }) => ['boxed', uncurry(prototype.valueOf as () => unknown)] as [Kind, (value: unknown) => unknown],
  ),
];

const slotKinds: ReadonlySet<Kind> = new Set(slots.map(([kind]) => kind));
/** The prototype of whatever has such slots has one of these, in every realm, from the engine. */
const slotNames: readonly string[] = ['size', 'getTime', 'source', 'byteLength', 'valueOf'];
const sourceOf: (self: unknown) => string = uncurry<unknown, [], string>(Function.prototype.toString);

/** Whether objects with this prototype may differ in kind, by their slots. */
const isOfSlots = (proto: object): boolean =>
  slotNames.some((name) => {
    const descriptor = getOwnPropertyDescriptor(proto, name);
    const method: unknown = descriptor?.get ?? descriptor?.value;
    return typeof method === 'function' && sourceOf(method).endsWith('{ [native code] }');
  });

const isForeignError = (proto: object): boolean => {
  if (kinds.get(proto) === 'error') return true;
  const name = getOwnPropertyDescriptor(proto, 'name');
  return name?.value === 'Error' && getOwnPropertyDescriptor(proto, 'message')?.value === '';
};

const isForeignPromise = (proto: object): boolean =>
  ['then', 'catch', 'finally'].every((name) => hasOwn(proto, name)) &&
  getOwnPropertyDescriptor(proto, Symbol.toStringTag)?.value === 'Promise';

const protocolOf = (proto: object): Kind | undefined => {
  if (proto === iteratorPrototype) return 'iterator';
  if (proto === asyncIteratorPrototype) return 'asyncIterator';
  // Another realm's generators: %GeneratorPrototype% is what has this tag and the three methods.
  const tag: unknown = getOwnPropertyDescriptor(proto, Symbol.toStringTag)?.value;
  if (!hasOwn(proto, 'next')) return undefined;
  if (tag === 'AsyncGenerator') return 'asyncIterator';
  return typeof tag === 'string' && /^(?:Generator|(?:Array|Map|Set|String|RegExp String) Iterator)$/.test(tag)
    ? 'iterator'
    : undefined;
};

/** The kind that instances of an unknown prototype have. `value` is one of them. */
const learn = (value: object, proto: object): Kind => {
  const ownChain = [...prototypesOf(value)];
  for (const ancestor of ownChain) {
    if (isForeignError(ancestor)) return 'error';
    const protocol = protocolOf(ancestor);
    if (protocol !== undefined) return protocol;
  }
  if (ownChain.length === 0) return isObjectPrototype(proto) ? 'plain' : 'behaviour';
  if (ownChain.length > 1) return 'behaviour';
  if (isArray(proto) && isArray(value)) return 'array';
  if (isForeignPromise(proto)) return 'promise';
  for (const [kind, slot] of slots) if (!throws(slot, value)) return kind;
  return 'behaviour';
};

/**
 * The kind of an object or function. Runs no code of the value, unless the value is a Proxy: then its
 * `getPrototypeOf` trap, whose lies only choose which slots are tried.
 */
export const kindOf = (value: object): Kind => {
  if (typeof value === 'function') return 'behaviour';
  const proto = getPrototypeOf(value);
  if (proto === objectPrototype || proto === null) return 'plain';
  if (proto === arrayPrototype) return isArray(value) ? 'array' : 'behaviour';
  // Before what is remembered, which an object that is no view may have brought.
  if (isView(value)) return 'view';
  const known = kinds.get(proto);
  if (known !== undefined) return known;
  const learned = learn(value, proto);
  // A slot test speaks for the one value. Remembered, a Map that a guest gave the prototype of something else
  // would make a Map of everybody's objects with that prototype; and an object that it gave the prototype of another
  // realm's Map would make behaviour of everybody's Maps.
  if (!slotKinds.has(learned) && !isOfSlots(proto)) kinds.set(proto, learned);
  return learned;
};

/** The built-in prototypes whose accessors an override-taming lockdown has put in place of plain methods. */
export const builtinPrototypes: WeakSet<object> = new WeakSet<object>([
  ...[Array, Map, Set, Date, RegExp, Promise, ArrayBuffer, DataView, WeakMap, WeakSet, Error].map(
    ({ prototype }): object => prototype,
  ),
  getPrototypeOf(Uint8Array.prototype) as object,
  iteratorPrototype,
  asyncIteratorPrototype,
  arrayPrototype,
]);
