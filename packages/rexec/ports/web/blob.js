/**
 * Blob and File: bytes in the cell, with a type and a name.
 *
 * Invariant: a blob's bytes are its own, and never change.
 */
import encoding from 'node:internal/encoding';
import streams from 'node:internal/web-streams';

const { ReadableStream } = streams;
const { TextDecoder } = encoding;

const asType = (type) => {
  const text = `${type}`;
  return /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : '';
};

let bytesIn;

const partOf = (part) => {
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  if (part instanceof ArrayBuffer) return new Uint8Array(part).slice();
  return part instanceof Blob ? bytesIn(part) : new TextEncoder().encode(`${part}`.toWellFormed());
};

/** Parts, one after the other. */
export const joined = (parts) => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export class Blob {
  #bytes;
  #type;

  constructor(parts = [], options = {}) {
    if (typeof parts !== 'object' || parts === null || typeof parts[Symbol.iterator] !== 'function') {
      throw new TypeError('Blob takes a sequence of parts');
    }
    this.#bytes = joined(Array.from(parts, partOf));
    this.#type = asType(options?.type ?? '');
  }

  static {
    bytesIn = (blob) => blob.#bytes;
  }

  get size() {
    return this.#bytes.length;
  }

  get type() {
    return this.#type;
  }

  slice(start = 0, end = this.size, type = '') {
    return new Blob([this.#bytes.slice(start, end)], { type });
  }

  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }

  async bytes() {
    return this.#bytes.slice();
  }

  async text() {
    return new TextDecoder().decode(this.#bytes);
  }

  stream() {
    let at = 0;
    return new ReadableStream({
      type: 'bytes',
      pull: (controller) => {
        if (at < this.size) controller.enqueue(this.#bytes.slice(at, (at += 65_536)));
        if (at >= this.size) {
          controller.close();
          controller.byobRequest?.respond(0);
        }
      },
    });
  }

  get [Symbol.toStringTag]() {
    return 'Blob';
  }
}

export class File extends Blob {
  #name;
  #lastModified;

  constructor(...args) {
    if (args.length < 2) throw new TypeError('File takes parts and a name');
    const [parts, name, options] = args;
    super(parts, options);
    this.#name = `${name}`.toWellFormed();
    this.#lastModified =
      options?.lastModified === undefined ? $clock.today() : Math.trunc(Number(options.lastModified));
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  get [Symbol.toStringTag]() {
    return 'File';
  }
}

export const bytesOfBlob = (blob) => bytesIn(blob);
