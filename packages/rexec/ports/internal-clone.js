/**
 * structuredClone, by the standard's algorithm, within the cell: cycles, shared parts, boxed primitives, Date, RegExp, Map,
 * Set, binary, Error, plain objects and arrays. (The ports of it read getters twice, lose views on a shared buffer, or
 * let functions pass.)
 *
 * Trusts: nothing. It asks the engine what a value is inside, never the value. Invariant: what cannot be cloned is a
 * DataCloneError; a function never comes through.
 */
import events from 'node:internal/events-web';

const { DOMException } = events;
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, keys } = Object;
const { apply } = Reflect;

const getterOf = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
const typedArray = getPrototypeOf(Uint8Array.prototype);
const arrayTag = getterOf(typedArray, Symbol.toStringTag);
const arrayParts = ['buffer', 'byteOffset', 'length'].map((name) => getterOf(typedArray, name));
const viewParts = ['buffer', 'byteOffset', 'byteLength'].map((name) => getterOf(DataView.prototype, name));
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const bufferSlice = ArrayBuffer.prototype.slice;
const bufferTransfer = ArrayBuffer.prototype.transfer;
const mapSize = getterOf(Map.prototype, 'size');
const mapForEach = Map.prototype.forEach;
const setSize = getterOf(Set.prototype, 'size');
const setForEach = Set.prototype.forEach;
const { getTime } = Date.prototype;
const sourceOf = getterOf(RegExp.prototype, 'source');
const flagsOf = getterOf(RegExp.prototype, 'flags');
const tagText = Object.prototype.toString;

const errorNames = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);
const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const arrays = {
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
};

/** Objects that hold something which a copy would not have. */
const uncloneable = new Set(
  `AbortController AbortSignal Blob CryptoKey CustomEvent Event EventTarget File FormData Generator AsyncGenerator Headers Promise
  ReadableStream Request Response TransformStream URL URLSearchParams WeakMap WeakRef WeakSet WritableStream`.split(
    /\s+/,
  ),
);

/** Whether the engine's own method for a kind of object takes this one. */
const takes = (method, value, ...args) => {
  try {
    apply(method, value, args);
    return true;
  } catch {
    return false;
  }
};

const refuse = (value) => {
  let what = 'the value';
  if (typeof value === 'symbol') what = String(value);
  else if (typeof value === 'function')
    what = `function ${getOwnPropertyDescriptor(value, 'name')?.value ?? ''}`.trim();
  else if (typeof value === 'object') what = `#<${apply(tagText, value, []).slice(8, -1)}>`;
  throw new DOMException(`${what} could not be cloned.`, 'DataCloneError');
};

const set = (target, key, value) =>
  defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });

class Cloner {
  #known = new Map();

  clone(value) {
    if (typeof value === 'symbol' || typeof value === 'function') return refuse(value);
    if (typeof value !== 'object' || value === null) return value;
    if (this.#known.has(value)) return this.#known.get(value);
    return (
      this.#leaf(value) ?? this.#binary(value) ?? this.#collection(value) ?? this.#error(value) ?? this.#plain(value)
    );
  }

  #keep(value, copy) {
    this.#known.set(value, copy);
    return copy;
  }

  #leaf(value) {
    for (const { prototype } of [Boolean, Number, String, BigInt]) {
      const { valueOf } = prototype;
      if (takes(valueOf, value)) return this.#keep(value, Object(apply(valueOf, value, [])));
    }
    if (takes(Symbol.prototype.valueOf, value)) return refuse(value);
    if (takes(getTime, value)) return this.#keep(value, new Date(apply(getTime, value, [])));
    // The prototype of regular expressions answers as one, and is none.
    if (value !== RegExp.prototype && takes(sourceOf, value)) {
      return this.#keep(value, new RegExp(apply(sourceOf, value, []), apply(flagsOf, value, [])));
    }
    return undefined;
  }

  #binary(value) {
    if (takes(bufferLength, value)) return this.#keep(value, apply(bufferSlice, value, [0]));
    const tag = apply(arrayTag, value, []);
    if (tag !== undefined) {
      const [buffer, offset, length] = arrayParts.map((part) => apply(part, value, []));
      const View = arrays[tag] ?? $names[tag];
      return this.#keep(value, new View(this.clone(buffer), offset, length));
    }
    if (takes(viewParts[0], value)) {
      const [buffer, offset, length] = viewParts.map((part) => apply(part, value, []));
      return this.#keep(value, new DataView(this.clone(buffer), offset, length));
    }
    return undefined;
  }

  #collection(value) {
    if (takes(mapSize, value)) {
      const copy = this.#keep(value, new Map());
      const entries = [];
      apply(mapForEach, value, [(each, key) => entries.push([key, each])]);
      for (const [key, each] of entries) copy.set(this.clone(key), this.clone(each));
      return copy;
    }
    if (takes(setSize, value)) {
      const copy = this.#keep(value, new Set());
      const members = [];
      apply(setForEach, value, [(each) => members.push(each)]);
      for (const each of members) copy.add(this.clone(each));
      return copy;
    }
    return undefined;
  }

  #error(value) {
    if (!(value instanceof Error)) return undefined;
    if (value instanceof DOMException) {
      return this.#keep(value, new DOMException(value.message, value.name));
    }
    const { name } = value;
    const copy = this.#keep(value, new errors[errorNames.has(name) ? name : 'Error']());
    for (const key of ['message', 'stack', 'cause']) {
      const property = getOwnPropertyDescriptor(value, key);
      if (property === undefined || !('value' in property)) continue;
      const inner = key === 'cause' ? this.clone(property.value) : `${property.value}`;
      defineProperty(copy, key, { value: inner, writable: true, configurable: true });
    }
    return copy;
  }

  #plain(value) {
    const isArray = Array.isArray(value);
    if (!isArray) {
      const tag = apply(tagText, value, []).slice(8, -1);
      if (uncloneable.has(tag) && !hasOwn(value, Symbol.toStringTag)) return refuse(value);
    }
    const copy = this.#keep(value, isArray ? [] : {});
    if (isArray) copy.length = value.length;
    for (const key of keys(value)) {
      // As the standard has it: what an earlier getter took away is not copied.
      if (hasOwn(value, key)) set(copy, key, this.clone(value[key]));
    }
    return copy;
  }
}

/** Lockdown puts a method there that only throws, where the engine has none. */
const canTransfer = () => bufferTransfer !== undefined && takes(bufferTransfer, new ArrayBuffer(0));

/** The buffers to hand over, each of which is empty afterwards. */
const transferred = (options) => {
  const list = options?.transfer;
  if (list === undefined) return [];
  const buffers = [...list];
  for (const [index, buffer] of buffers.entries()) {
    if (!takes(bufferLength, buffer) || buffers.indexOf(buffer) !== index) refuse(buffer);
    if (!canTransfer()) {
      throw new DOMException('this engine has no way to transfer an ArrayBuffer', 'DataCloneError');
    }
  }
  return buffers;
};

const structuredClone = (...args) => {
  if (args.length === 0) throw new TypeError('structuredClone takes a value');
  const [value, options] = args;
  const buffers = transferred(options);
  const copy = new Cloner().clone(value);
  for (const buffer of buffers) apply(bufferTransfer, buffer, []);
  return copy;
};

export default { structuredClone };
