/**
 * Reads values: fresh data of this realm, and links, which whoever keeps the tables reads.
 *
 * Trusts: nothing of the bytes. Invariants: what a frame grows to is bounded by the limits before it grows; names are only
 * ever own properties of fresh objects, `__proto__` too; nothing that is read runs.
 */
import { record } from '@padded-cell/bastion';
import { hooks } from '@padded-cell/bastion/membrane';
import { malformed, ProtocolError, type WallLimits } from '../protocol.js';
import { Items } from './items.js';
import { readPrimitive, type Symbols } from './primitives.js';
import { type RecordShape, RecordShapes } from './record-shapes.js';
import { boxedOf, errorOf, regexpOf, viewOf } from './rebuild.js';
import { matchExtras, Tag } from './tags.js';
import { ofEach, ofEntry, ofLength, ofLink, ofName, ofObject, ofOwnName } from './weights.js';
import type { Reader } from './reader.js';

const { create, defineProperty } = Object;

type Named = Record<string, unknown>;
/** Reads what has behaviour. */
export interface LinkReader extends Symbols {
  /** What a link is, by its tag; undefined for a tag that is no link's. @throws ProtocolError */
  read(tag: number, reader: Reader): object | undefined;
  /** Whether what arrives is a guest's: its records bring no functions that the host would run by accident. */
  readonly fromGuest: boolean;
}

const tooLarge = (most: number): ProtocolError =>
  new ProtocolError('too large', `a frame holds more than ${most} items`);

/** Objects that are data and nothing else, whoever made them. */
const plain: ReadonlySet<number> = new Set([
  Tag.newRecord,
  Tag.record,
  Tag.array,
  Tag.sparseArray,
  Tag.map,
  Tag.set,
  Tag.date,
  Tag.buffer,
  Tag.view,
]);

/** Reads the values of one frame after another. */
export class Decoder {
  readonly #reader: Reader;
  readonly #links: LinkReader;
  readonly #levels: number;
  /** What was read, in order; a view stands in it before there is one. */
  #seen: unknown[] = [];
  readonly #shapes = new RecordShapes();
  readonly #items: Items;
  #depth = 0;
  #isPlain = true;

  constructor(reader: Reader, links: LinkReader, limits: Pick<WallLimits, 'depth' | 'items'>) {
    this.#reader = reader;
    this.#links = links;
    this.#levels = limits.depth;
    this.#items = new Items(limits.items, tooLarge);
  }

  /**
   * Whether what was read of this frame is nothing but records, arrays, Maps, Sets, Dates, binary data and primitives: made
   * here, and good as it is. An error or a link is the membrane's to see first.
   */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** The frame is read: the next one begins. */
  finish(): void {
    this.#items.reset();
    this.#depth = 0;
    this.#isPlain = true;
    if (this.#seen.length > 0) this.#seen = [];
    this.#shapes.reset();
  }

  /** How many, and each of them. @throws ProtocolError */
  values(): unknown[] {
    const values: unknown[] = [];
    for (let count = this.#count(ofEach); count > 0; count -= 1) values.push(this.value());
    return values;
  }

  /** @throws ProtocolError for what no honest side sends */
  value(): unknown {
    return this.#tagged(this.#reader.byte());
  }

  #tagged(tag: number): unknown {
    if (tag < Tag.reference) return readPrimitive(tag, this.#reader, this.#items, this.#links);
    return tag === Tag.reference ? this.#reference() : this.#object(tag);
  }

  #reference(): unknown {
    const index = this.#reader.count();
    const value = this.#seen[index];
    if (index >= this.#seen.length || value === undefined) throw new ProtocolError('unknown reference', `to ${index}`);
    return value;
  }

  #object(tag: number): unknown {
    if (tag >= Tag.behaviour) {
      this.#isPlain = false;
      this.#items.spend(ofLink);
      const link = this.#links.read(tag, this.#reader);
      if (link === undefined) throw new ProtocolError('unknown kind', `a value of kind ${tag}`);
      return link;
    }
    this.#items.spend(ofObject(tag));
    // A guest has its own dates, which its membrane makes.
    if (!plain.has(tag) || (tag === Tag.date && !this.#links.fromGuest)) this.#isPlain = false;
    this.#depth += 1;
    if (this.#depth > this.#levels) {
      throw new ProtocolError('too deep', `a value is nested in more than ${this.#levels} levels`);
    }
    const value = this.#data(tag);
    this.#depth -= 1;
    return value;
  }

  /** How many of something follow; each takes a byte at least. */
  #count(weight: number): number {
    const count = this.#reader.countOfRest();
    this.#items.spend(count * weight);
    return count;
  }

  #keep<T extends object>(value: T): T {
    this.#seen.push(value);
    return value;
  }

  #data(tag: number): object {
    const reader = this.#reader;
    switch (tag) {
      case Tag.newRecord:
        return this.#record(this.#shapes.add(this.#names(ofName)));
      case Tag.record:
        return this.#record(this.#shapes.at(reader.count()));
      case Tag.bare:
        return this.#bare();
      case Tag.array:
        return this.#elements(this.#keep([]));
      case Tag.match:
        return this.#match();
      case Tag.sparseArray:
        return this.#sparse();
      case Tag.map:
        return this.#map();
      case Tag.set:
        return this.#set();
      case Tag.date:
        return this.#keep(new Date(reader.float()));
      case Tag.regexp:
        return this.#keep(this.#regexp());
      case Tag.error:
        return this.#error();
      case Tag.buffer:
        return this.#keep(reader.raw(reader.countOfRest()));
      case Tag.view:
        return this.#view();
      case Tag.boxed:
        return this.#boxed();
      default:
        throw new ProtocolError('unknown kind', `a value of kind ${tag}`);
    }
  }

  #names(weight: number): string[] {
    const names: string[] = [];
    for (let count = this.#count(weight); count > 0; count -= 1) names.push(this.#reader.string());
    return names;
  }

  #record(shape: RecordShape): object {
    const { names, isPlain } = shape;
    this.#items.spend(names.length * ofEach);
    const object: Named = this.#keep(this.#shapes.objectOf(shape));
    let hasFunctions = false;
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const value = this.value();
      if (typeof value === 'function') {
        hasFunctions = true;
        this.#assertNoHook(name);
      }
      if (isPlain) object[name] = value;
      else defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    }
    // A host's plain object with functions is here only where the host declared it to be data.
    return hasFunctions && !this.#links.fromGuest ? record(object) : object;
  }

  #bare(): object {
    const object = this.#keep(create(null) as Named);
    let hasFunctions = false;
    for (const name of this.#names(ofOwnName)) {
      const value = this.value();
      if (typeof value === 'function') {
        hasFunctions = true;
        this.#assertNoHook(name);
      }
      object[name] = value;
    }
    return hasFunctions && !this.#links.fromGuest ? record(object) : object;
  }

  #assertNoHook(name: string): void {
    if (this.#links.fromGuest && hooks.includes(name)) {
      throw malformed(`a record brings a function named ${name}`);
    }
  }

  #elements(array: unknown[]): unknown[] {
    const count = this.#count(ofEach);
    for (let index = 0; index < count; index += 1) {
      const tag = this.#reader.byte();
      if (tag === Tag.hole) array.length = index + 1;
      else array.push(this.#tagged(tag));
    }
    return array;
  }

  #match(): object {
    const array = this.#elements(this.#keep([]));
    for (const name of this.#names(ofOwnName)) {
      if (!matchExtras.includes(name)) throw malformed('an array has a field that no match has');
      defineProperty(array, name, { value: this.value(), writable: true, enumerable: true, configurable: true });
    }
    return array;
  }

  #sparse(): object {
    const array: unknown[] = this.#keep([]);
    const length = this.#reader.count();
    if (length >= 2 ** 32) throw malformed('an array is longer than one can be');
    this.#items.spend(ofLength(length));
    const present = this.#count(ofOwnName);
    // First to a length that the engine sets no memory aside for: from there it goes on without.
    array.length = 2 ** 32 - 1;
    array.length = length;
    for (let index = 0; index < present; index += 1) {
      const at = this.#reader.count();
      if (at >= length) throw malformed('an element stands beside its array');
      array[at] = this.value();
    }
    return array;
  }

  #map(): object {
    const map = this.#keep(new Map<unknown, unknown>());
    for (let count = this.#count(ofEntry + 2 * ofEach); count > 0; count -= 1) {
      const key = this.value();
      map.set(key, this.value());
    }
    return map;
  }

  #set(): object {
    const set = this.#keep(new Set<unknown>());
    for (let count = this.#count(ofEntry + ofEach); count > 0; count -= 1) set.add(this.value());
    return set;
  }

  #regexp(): RegExp {
    const source = this.#reader.string();
    this.#items.spend(source.length);
    return regexpOf(source, this.#reader.string(), this.value());
  }

  #error(): object {
    const reader = this.#reader;
    const name = reader.string();
    const message = reader.string();
    const error = this.#keep(errorOf(name, message, reader.string()));
    const define = (key: string, value: unknown, enumerable: boolean): void => {
      defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
    };
    for (const extra of this.#names(ofOwnName)) {
      const value = this.value();
      if ((typeof value === 'string' || typeof value === 'number') && extra !== 'stack') define(extra, value, true);
      else throw malformed('an error has a field that is no text and no number');
    }
    for (const inner of this.#names(ofOwnName)) {
      if (inner !== 'cause' && inner !== 'errors') throw malformed('an error has a field that no error has');
      define(inner, this.value(), false);
    }
    return error;
  }

  #view(): object {
    const index = this.#seen.push(undefined) - 1;
    const number = this.#reader.byte();
    const offset = this.#reader.count();
    const length = this.#reader.count();
    const view = viewOf(number, this.value(), offset, length);
    this.#seen[index] = view;
    return view;
  }

  #boxed(): object {
    const index = this.#seen.push(undefined) - 1;
    const boxed = boxedOf(this.value());
    this.#seen[index] = boxed;
    return boxed;
  }
}
