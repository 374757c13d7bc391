/**
 * Copies of binary data: buffers, typed arrays, DataViews.
 *
 * A view shows a window of a buffer that may hold other people's bytes (Node pools small Buffers), so a
 * view alone crosses as a buffer of its own size. Only where a value has several views of one buffer, or the
 * buffer itself, must the copies share: then the copy begins anew with buffers of the full size, in which
 * nothing but the windows is filled.
 */
import { getPrototypeOf, getterOf, uncurry } from '../primordials.js';
import type { Lane } from './lane.js';
import { overLimit } from './limits.js';
import { spend } from './meter.js';
import { isUncrossable, uncrossable } from './uncrossable.js';

/** Thrown to begin anew: two parts of the value turned out to share a buffer. */
export const sharedBuffer: Error = new Error('two parts of the value share a buffer');

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const tagOf = getterOf(typedArrayPrototype, Symbol.toStringTag) as (self: unknown) => string | undefined;
const readersOf = (prototype: object) => ({
  buffer: getterOf(prototype, 'buffer') as (self: unknown) => ArrayBuffer,
  offset: getterOf(prototype, 'byteOffset') as (self: unknown) => number,
  bytes: getterOf(prototype, 'byteLength') as (self: unknown) => number,
});
const ofTypedArray = readersOf(typedArrayPrototype);
const ofDataView = readersOf(DataView.prototype);
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength') as (self: unknown) => number;
const set = uncurry(Uint8Array.prototype.set) as (self: Uint8Array, from: Uint8Array) => void;

type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const classes: ReadonlyMap<string | undefined, readonly [ViewClass, number]> = new Map(
  [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    (globalThis as { Float16Array?: typeof Float32Array }).Float16Array,
  ].flatMap((Class) =>
    Class === undefined ? [] : [[Class.name, [Class as unknown as ViewClass, Class.BYTES_PER_ELEMENT]]],
  ),
);

const isShared = (buffer: object): boolean => {
  try {
    bufferLength(buffer);
    return false;
  } catch {
    return true;
  }
};

export class Binary {
  readonly #lane: Lane;
  readonly #share: boolean;
  readonly #buffers = new Map<object, ArrayBuffer>();
  #bytes = 0;

  /** @param share Whether views of one buffer get one copy of it. */
  constructor(lane: Lane, share: boolean) {
    this.#lane = lane;
    this.#share = share;
  }

  copy(value: object, kind: 'buffer' | 'view'): object {
    try {
      return this.#copy(value, kind);
    } catch (error) {
      if (!(error instanceof TypeError) || isUncrossable(error)) throw error;
      throw uncrossable('binary data that is detached, or only claims to be binary, cannot cross');
    }
  }

  #copy(value: object, kind: 'buffer' | 'view'): object {
    if (kind === 'buffer') {
      const bytes = bufferLength(value);
      const copy = this.#bufferFor(value, bytes);
      set(new Uint8Array(copy), new Uint8Array(value as ArrayBuffer));
      return copy;
    }
    const tag = tagOf(value);
    const { buffer, offset, bytes } = tag === undefined ? ofDataView : ofTypedArray;
    const source = buffer(value);
    if (isShared(source)) {
      throw uncrossable('a view of shared memory cannot cross: copy it first, with slice()');
    }
    const length = bytes(value);
    const whole = this.#share ? bufferLength(source) : length;
    const start = this.#share ? offset(value) : 0;
    const copy = this.#bufferFor(source, whole);
    set(new Uint8Array(copy, start, length), new Uint8Array(source, offset(value), length));
    if (tag === undefined) return new DataView(copy, start, length);
    const [Class, size] = classes.get(tag) ?? [Uint8Array, 1];
    return new Class(copy, start, length / size);
  }

  #bufferFor(source: object, bytes: number): ArrayBuffer {
    const known = this.#buffers.get(source);
    if (known !== undefined) {
      if (!this.#share) throw sharedBuffer;
      return known;
    }
    this.#bytes += bytes;
    const { bytes: most } = this.#lane.membrane.limits;
    if (this.#bytes > most) throw overLimit('bytes', most);
    spend(this.#lane.bytes, bytes);
    const copy = new ArrayBuffer(bytes);
    this.#buffers.set(source, copy);
    return copy;
  }
}
