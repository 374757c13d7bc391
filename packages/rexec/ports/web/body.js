/**
 * Bodies of requests and responses: what they may be made of, and the ways to read one.
 *
 * Invariant: a body is read once.
 */
import encoding from 'node:internal/encoding';
import streams from 'node:internal/web-streams';
import url from 'node:internal/url';
import { Blob, joined } from './blob.js';
import { FormData, multipart, parseMultipart } from './form-data.js';

const { ReadableStream } = streams;
const { URLSearchParams } = url;
const { TextDecoder } = encoding;

/** A body as it was given: bytes or a stream, and the type that it says it is. */
export const extracted = (body) => {
  if (body instanceof ReadableStream) {
    if (body.locked) throw new TypeError('Response body object should not be disturbed or locked');
    return { stream: body, type: null };
  }
  if (body instanceof Blob) return { blob: body, type: body.type === '' ? null : body.type };
  if (ArrayBuffer.isView(body)) {
    return { bytes: new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice(), type: null };
  }
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body).slice(), type: null };
  if (body instanceof FormData) return multipart(body);
  if (body instanceof URLSearchParams) {
    return { bytes: new TextEncoder().encode(`${body}`), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (typeof body?.[Symbol.asyncIterator] === 'function') return { stream: ReadableStream.from(body), type: null };
  return { bytes: new TextEncoder().encode(`${body}`.toWellFormed()), type: 'text/plain;charset=UTF-8' };
};

const streamOf = ({ stream, bytes, blob }) => stream ?? (blob ?? new Blob([bytes])).stream();

/** What Request and Response have in common. */
export class Body {
  #stream = null;
  #source = null;
  #isUsed = false;

  constructor(source) {
    this.#source = source;
  }

  get body() {
    if (this.#source === null) return null;
    this.#stream ??= streamOf(this.#source);
    return this.#stream;
  }

  get bodyUsed() {
    return this.#isUsed;
  }

  /** For a copy: two streams of one. */
  tee() {
    if (this.#isUsed || this.#stream?.locked) throw new TypeError('Body has already been consumed.');
    if (this.#source === null) return null;
    const { stream, ...whole } = this.#source;
    if (stream === undefined && this.#stream === null) return whole;
    const [one, other] = this.body.tee();
    this.#stream = one;
    this.#source = { stream: one };
    return { stream: other };
  }

  /** All of it. */
  async #all() {
    if (this.#isUsed || this.#stream?.locked) throw new TypeError('Body is unusable: Body has already been read');
    if (this.#source === null) return new Uint8Array(0);
    this.#isUsed = true;
    if (this.#stream === null && this.#source.bytes !== undefined) return this.#source.bytes;
    const reader = this.body.getReader();
    const parts = [];
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return joined(parts);
      if (!(value instanceof Uint8Array)) throw new TypeError('a part of a body is a Uint8Array');
      parts.push(value);
    }
  }

  async bytes() {
    return (await this.#all()).slice();
  }

  async arrayBuffer() {
    return (await this.#all()).slice().buffer;
  }

  async blob() {
    return new Blob([await this.#all()], { type: this.headers.get('content-type') ?? '' });
  }

  async text() {
    return new TextDecoder().decode(await this.#all());
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async formData() {
    const type = this.headers.get('content-type') ?? '';
    if (/^multipart\/form-data\b/i.test(type)) return parseMultipart(await this.#all(), type);
    if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new TypeError('the body is not a form');
    const form = new FormData();
    for (const [name, value] of new URLSearchParams(await this.text())) form.append(name, value);
    return form;
  }
}
