/**
 * Shadows: of a guest's value, a value of ours that looks like it when it is shown, and that no code of the guest's is
 * behind. What then formats it for people (Node's own `util.inspect`) meets ours only.
 *
 * Trusts: nothing of the value. Invariants: a Proxy is never touched, an accessor never called, an own method never
 * looked up; everything is read by descriptors and by the engine's methods for what an object is inside. And a budget
 * bounds the work, whatever the value says of its size.
 */
import { inspect, types } from 'node:util';
import { printable } from '../errors/index.js';
import { dataOf, nameOf } from '../errors/read.js';

const { create, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { ownKeys, apply } = Reflect;
const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;
const { getTime, toISOString } = Date.prototype;
const source = getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get as () => string;
const flagNames = {
  d: 'hasIndices',
  g: 'global',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  u: 'unicode',
  y: 'sticky',
};
const flagGetters = Object.entries(flagNames).map(
  ([flag, name]) => [flag, getOwnPropertyDescriptor(RegExp.prototype, name)?.get as () => boolean] as const,
);
const typedArray = getPrototypeOf(Uint8Array.prototype) as object;
const lengthOf = getOwnPropertyDescriptor(typedArray, 'length')?.get as () => number;
const tagOf = getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as () => string;

/** What one call may show: objects, members, characters. What is beyond is said to be more. */
const mostMembers = 100;
const mostObjects = 2000;
const mostCharacters = 65_536;
const longestString = 10_000;

/** A text that is shown as it stands. */
const said = (text: string): object => ({ [inspect.custom]: () => text });

/** Control characters escaped, so that no text can move a cursor, or pass for the end of a line where it is one. */
export const escaped = (text: string): string =>
  text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** The nearest prototype that can be asked for a name: data on a prototype that is no Proxy. */
const classNameOf = (value: object): string | null => {
  let holder = getPrototypeOf(value) as object | null;
  if (holder === null) return null;
  for (let steps = 0; holder !== null && steps < 10 && !types.isProxy(holder); steps += 1) {
    const made = dataOf(holder, 'constructor');
    if (typeof made === 'function' && !types.isProxy(made)) {
      const name = dataOf(made, 'name');
      if (typeof name === 'string' && name !== '') return printable(name);
    }
    holder = getPrototypeOf(holder) as object | null;
  }
  return 'Object';
};

/** An object that is shown under this name of a class. */
const objectNamed = (name: string | null): object => {
  if (name === null || name === 'Object') return create(name === null ? null : Object.prototype) as object;
  const Class = defineProperty(class {}, 'name', { value: name });
  return new Class();
};

/** Makes the shadows of one call: one budget, and one shadow for an object that occurs twice. */
export class Shadows {
  readonly #known = new Map<object, unknown>();
  readonly #depth: number;
  #characters = mostCharacters;
  #objects = mostObjects;

  /** @param depth - how many levels are shown. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  /** The shadow of a value. */
  of(value: unknown, level = 0): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'symbol') return said(`Symbol(${printable(value.description ?? '')})`);
    if (typeof value === 'bigint') return this.#bigint(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#objects -= 1;
    if (this.#objects < 0) return said('[…]');
    if (types.isProxy(value)) return said('[Proxy]');
    return this.#object(value, level);
  }

  #text(text: string): string {
    const most = Math.min(longestString, this.#characters);
    this.#characters -= Math.min(text.length, most);
    return escaped(text.length > most ? `${text.slice(0, most)}… ${text.length - most} more characters` : text);
  }

  #bigint(value: bigint): unknown {
    // The text of one takes time that grows with the square of its length.
    return BigInt.asIntN(2048, value) === value ? value : said('[BigInt]');
  }

  #object(value: object, level: number): unknown {
    if (typeof value === 'function') return this.#function(value);
    if (types.isNativeError(value)) return this.#error(value);
    if (types.isRegExp(value)) return said(`/${this.#text(apply(source, value, []))}/${flagsOf(value)}`);
    if (types.isDate(value)) {
      return said(Number.isNaN(apply(getTime, value, [])) ? 'Invalid Date' : apply(toISOString, value, []));
    }
    for (const [is, name] of wordOnly) if (is(value)) return said(name);
    if (level > this.#depth)
      return said(`[${Array.isArray(value) ? 'Array' : (classNameOf(value) ?? 'Object: null prototype')}]`);
    if (types.isTypedArray(value)) return this.#typedArray(value);
    if (types.isMap(value)) return this.#map(value, level);
    if (types.isSet(value)) return this.#set(value, level);
    if (Array.isArray(value)) return this.#array(value, level);
    return this.#members(value, this.#remember(value, objectNamed(classNameOf(value))), level);
  }

  #remember<T extends object>(value: object, shadow: T): T {
    this.#known.set(value, shadow);
    return shadow;
  }

  #function(value: object): object {
    const name = dataOf(value, 'name');
    return said(typeof name === 'string' && name !== '' ? `[Function: ${printable(name)}]` : '[Function (anonymous)]');
  }

  #error(error: object): object {
    const message = dataOf(error, 'message');
    const told = typeof message === 'string' && message !== '' ? `: ${this.#text(message)}` : '';
    return said(`[${printable(nameOf(error))}${told}]`);
  }

  #array(value: readonly unknown[], level: number): unknown[] {
    const shadow = this.#remember<unknown[]>(value, []);
    const length = Number(dataOf(value, 'length'));
    for (let index = 0; index < Math.min(length, mostMembers); index += 1) {
      const property = getOwnPropertyDescriptor(value, index);
      if (property === undefined) shadow.length = index + 1;
      else shadow[index] = this.#member(property, level);
    }
    if (length > mostMembers) shadow.push(said(`… ${length - mostMembers} more items`));
    return shadow;
  }

  #typedArray(value: object): object {
    const length = apply(lengthOf, value, []);
    const items: string[] = [];
    for (let index = 0; index < Math.min(length, mostMembers); index += 1)
      items.push(String(dataOf(value, String(index))));
    if (length > mostMembers) items.push(`… ${length - mostMembers} more items`);
    return said(`${apply(tagOf, value, [])}(${length}) [ ${items.join(', ')} ]`);
  }

  #map(value: ReadonlyMap<unknown, unknown>, level: number): object {
    const shadow = this.#remember(value, new Map());
    let left = mostMembers;
    apply(mapForEach, value, [
      (item: unknown, key: unknown) => {
        if (left > 0) shadow.set(this.of(key, level + 1), this.of(item, level + 1));
        left -= 1;
      },
    ]);
    if (left < 0) shadow.set(said('…'), said(`${-left} more items`));
    return shadow;
  }

  #set(value: ReadonlySet<unknown>, level: number): object {
    const shadow = this.#remember(value, new Set());
    let left = mostMembers;
    apply(setForEach, value, [
      (item: unknown) => {
        if (left > 0) shadow.add(this.of(item, level + 1));
        left -= 1;
      },
    ]);
    if (left < 0) shadow.add(said(`… ${-left} more items`));
    return shadow;
  }

  #members(value: object, shadow: object, level: number): object {
    const keys = ownKeys(value);
    for (const key of keys.slice(0, mostMembers)) {
      const property = getOwnPropertyDescriptor(value, key);
      if (property?.enumerable !== true) continue;
      const name = typeof key === 'symbol' ? `[${printable(String(key))}]` : printable(key);
      defineProperty(shadow, name, { value: this.#member(property, level), enumerable: true, configurable: true });
    }
    if (keys.length > mostMembers) {
      defineProperty(shadow, '…', { value: said(`${keys.length - mostMembers} more members`), enumerable: true });
    }
    return shadow;
  }

  #member(property: PropertyDescriptor, level: number): unknown {
    if ('value' in property) return this.of(property.value, level + 1);
    return said(property.get === undefined ? '[Setter]' : property.set === undefined ? '[Getter]' : '[Getter/Setter]');
  }
}

const flagsOf = (value: object): string =>
  flagGetters.map(([flag, getter]) => (apply(getter, value, []) ? flag : '')).join('');

/** What is shown by a word, for there is nothing in it to see, or not without asking it. */
const wordOnly: readonly (readonly [(value: object) => boolean, string])[] = [
  [types.isPromise, 'Promise { … }'],
  [types.isWeakMap, 'WeakMap { … }'],
  [types.isWeakSet, 'WeakSet { … }'],
  [types.isAnyArrayBuffer, '[ArrayBuffer]'],
  [types.isDataView, '[DataView]'],
  [types.isGeneratorObject, 'Object [Generator] {}'],
  [types.isBoxedPrimitive, '[boxed primitive]'],
  [types.isMapIterator, '[Map Iterator]'],
  [types.isSetIterator, '[Set Iterator]'],
  [types.isArgumentsObject, '[Arguments]'],
  [types.isModuleNamespaceObject, '[Module]'],
];
