/**
 * Writes values: data byte for byte, and what has behaviour as a link, which whoever keeps the tables writes.
 *
 * Trusts: its values to be what a membrane gave, so that they have no accessors and no traps. Invariant: what is
 * neither data, nor a link, is refused: nothing crosses because it was overlooked.
 */
import { CrossingError } from '@padded-cell/bastion';
import { kindOf } from '@padded-cell/bastion/membrane';
import { Items } from './items.js';
import { matchExtras, Tag, viewClasses } from './tags.js';
import { ofEach, ofEntry, ofLength, ofLink, ofName, ofObject, ofOwnName } from './weights.js';
import { writeBigint, writeNumber, writeSymbol } from './write-primitives.js';
import type { Writer } from './writer.js';

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, keys } = Object;
const { prototype: objectPrototype } = Object;
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const tagOf = getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag)?.get as (this: object) => unknown;

/** How many of the last records' names are looked through for those of the next. */
const shapesLookedAt = 8;
/** The most property names of an error that go along, beside those that every error has. */
const mostExtras = 16;

/** Writes what has behaviour. */
export interface LinkWriter {
  /** Writes a link to the value, or nothing: then it is data. */
  write(value: object, writer: Writer): boolean;
  /** Whether the stacks of errors go along: they name the places of a guest's code, and never those of a host's. */
  readonly sendsStacks: boolean;
}

const tooLarge = (most: number): CrossingError =>
  new CrossingError(
    `the value is too large to cross this wall at one time: more than ${most} items, by weight; hand over a smaller piece, or an iterator, or an object with methods that give the pieces; the host can allow more when it makes the cell (largestValue.items)`,
  );

const sameNames = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};

/** Writes the values of one frame: what two of them share is one on the other side. */
export class Encoder {
  readonly #writer: Writer;
  readonly #links: LinkWriter;
  /** What stands in the frame, by its position. There is none where a frame has no objects, as most have. */
  #seen: Map<object, number> | undefined;
  #shapes: (readonly string[])[] = [];
  readonly #items: Items;

  /** @param most How many items a frame may have, as the other side counts them. */
  constructor(writer: Writer, links: LinkWriter, most: number = Infinity) {
    this.#writer = writer;
    this.#links = links;
    this.#items = new Items(most, tooLarge);
  }

  /** Another bound on the items of a frame, from now on. */
  bound(most: number): void {
    this.#items.bound(most);
  }

  /** The frame is written, or is not to be: the next one begins. */
  finish(): void {
    this.#items.reset();
    this.#seen = undefined;
    if (this.#shapes.length > 0) this.#shapes = [];
  }

  /** How many, and each of them. */
  values(values: readonly unknown[]): void {
    this.#count(values.length, ofEach);
    for (let index = 0; index < values.length; index += 1) this.value(values[index]);
  }

  /** @throws CrossingError for what is neither data nor behaviour that may be sent */
  value(value: unknown): void {
    const writer = this.#writer;
    switch (typeof value) {
      case 'undefined':
        writer.byte(Tag.undefined);
        break;
      case 'boolean':
        writer.byte(value ? Tag.true : Tag.false);
        break;
      case 'number':
        writeNumber(value, writer);
        break;
      case 'string':
        writer.byte(Tag.string);
        writer.string(value);
        break;
      case 'bigint':
        writeBigint(value, writer, this.#items);
        break;
      case 'symbol':
        writeSymbol(value, writer, this.#items);
        break;
      default:
        if (value === null) writer.byte(Tag.null);
        else this.#object(value as object);
    }
  }

  /** Writes how many of something follow. */
  #count(count: number, weight: number): void {
    this.#items.spend(count * weight);
    this.#writer.count(count);
  }

  /** Writes what an object is. */
  #tag(tag: number): void {
    this.#items.spend(ofObject(tag));
    this.#writer.byte(tag);
  }

  #object(value: object): void {
    const known = this.#seen?.get(value);
    if (known !== undefined) {
      this.#writer.byte(Tag.reference);
      this.#writer.count(known);
      return;
    }
    // What has this prototype is no bastion, and nothing that stands for one: most of what crosses.
    if (getPrototypeOf(value) === objectPrototype && typeof value === 'object') {
      this.#keep(value);
      this.#record(value as Record<string, unknown>);
    } else if (this.#links.write(value, this.#writer)) this.#items.spend(ofLink);
    else {
      this.#keep(value);
      this.#data(value);
    }
  }

  #keep(value: object): void {
    const seen = (this.#seen ??= new Map());
    seen.set(value, seen.size);
  }

  #data(value: object): void {
    const kind = kindOf(value);
    const writer = this.#writer;
    switch (kind) {
      case 'plain':
        this.#bare(value as Record<string, unknown>);
        break;
      case 'array':
        this.#array(value as unknown[]);
        break;
      case 'map':
        this.#tag(Tag.map);
        this.#count((value as Map<unknown, unknown>).size, ofEntry + 2 * ofEach);
        for (const [key, each] of value as Map<unknown, unknown>) {
          this.value(key);
          this.value(each);
        }
        break;
      case 'set':
        this.#tag(Tag.set);
        this.#count((value as Set<unknown>).size, ofEntry + ofEach);
        for (const each of value as Set<unknown>) this.value(each);
        break;
      case 'date':
        this.#tag(Tag.date);
        writer.float((value as Date).getTime());
        break;
      case 'regexp':
        this.#tag(Tag.regexp);
        this.#items.spend((value as RegExp).source.length);
        writer.string((value as RegExp).source);
        writer.string((value as RegExp).flags);
        writeNumber((value as RegExp).lastIndex, writer);
        break;
      case 'boxed':
        this.#tag(Tag.boxed);
        this.value((value as { valueOf(): unknown }).valueOf());
        break;
      case 'error':
        this.#error(value as Error);
        break;
      case 'buffer':
        this.#tag(Tag.buffer);
        writer.count((value as ArrayBuffer).byteLength);
        writer.raw(new Uint8Array(value as ArrayBuffer));
        break;
      case 'view':
        this.#view(value as ArrayBufferView);
        break;
      default:
        throw new CrossingError(
          `${kind === 'behaviour' ? 'an object that no membrane gave' : kind} cannot cross a wall`,
        );
    }
  }

  #record(value: Record<string, unknown>): void {
    const writer = this.#writer;
    const names = keys(value);
    const shapes = this.#shapes;
    let shape = shapes.length - 1;
    const last = Math.max(0, shapes.length - shapesLookedAt);
    while (shape >= last && !sameNames(shapes[shape] as readonly string[], names)) shape -= 1;
    if (shape >= last) {
      this.#tag(Tag.record);
      writer.count(shape);
    } else {
      shapes.push(names);
      this.#tag(Tag.newRecord);
      this.#names(names, ofName);
    }
    this.#items.spend(names.length * ofEach);
    for (let index = 0; index < names.length; index += 1) this.value(value[names[index] as string]);
  }

  #names(names: readonly string[], weight: number): void {
    this.#count(names.length, weight);
    for (const name of names) this.#writer.string(name);
  }

  #bare(value: Record<string, unknown>): void {
    const names = keys(value);
    this.#tag(Tag.bare);
    this.#names(names, ofOwnName);
    for (const name of names) this.value(value[name]);
  }

  #array(value: readonly unknown[]): void {
    const extras =
      hasOwn(value, 'index') && hasOwn(value, 'groups') ? matchExtras.filter((name) => hasOwn(value, name)) : [];
    if (extras.length > 0) {
      this.#tag(Tag.match);
      this.#elements(value);
      this.#names(extras, ofOwnName);
      for (const name of extras) this.value((value as unknown as Record<string, unknown>)[name]);
    } else if (value.length > 1000 && keys(value).length < value.length / 2) {
      this.#sparse(value);
    } else {
      this.#tag(Tag.array);
      this.#elements(value);
    }
  }

  #elements(value: readonly unknown[]): void {
    this.#count(value.length, ofEach);
    for (let index = 0; index < value.length; index += 1) {
      const element = value[index];
      if (element === undefined && !hasOwn(value, index)) this.#writer.byte(Tag.hole);
      else this.value(element);
    }
  }

  #sparse(value: readonly unknown[]): void {
    const writer = this.#writer;
    const present = keys(value).map(Number);
    this.#tag(Tag.sparseArray);
    this.#items.spend(ofLength(value.length));
    writer.count(value.length);
    this.#count(present.length, ofOwnName);
    for (const index of present) {
      writer.count(index);
      this.value(value[index]);
    }
  }

  #error(error: Error): void {
    const writer = this.#writer;
    const own = (name: string): unknown => getOwnPropertyDescriptor(error, name)?.value;
    const extras = keys(error)
      .filter((name) => name !== 'name' && name !== 'message' && name !== 'stack')
      .filter((name) => ['string', 'number'].includes(typeof own(name)))
      .slice(0, mostExtras);
    const stack = this.#links.sendsStacks ? own('stack') : undefined;
    this.#tag(Tag.error);
    writer.string(error.name);
    writer.string(error.message);
    writer.string(typeof stack === 'string' ? stack.slice(0, 20_000) : '');
    this.#names(extras, ofOwnName);
    for (const name of extras) this.value(own(name));
    const inner = ['cause', 'errors'].filter((name) => hasOwn(error, name));
    this.#names(inner, ofOwnName);
    for (const name of inner) this.value(own(name));
  }

  /** Its class, where it begins, how many elements or bytes it has; then the buffer. */
  #view(value: ArrayBufferView): void {
    const writer = this.#writer;
    const name = tagOf.call(value);
    this.#tag(Tag.view);
    writer.byte(name === undefined ? 0 : viewClasses.indexOf(name as string));
    writer.count(value.byteOffset);
    writer.count(name === undefined ? value.byteLength : (value as Uint8Array).length);
    this.value(value.buffer);
  }
}
