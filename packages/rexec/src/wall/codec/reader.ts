/**
 * Reads the bytes of one frame.
 *
 * Trusts: nothing of them. Invariants: nothing beside the frame is read; no memory is set aside for more than the frame has
 * bytes for.
 */
import { Buffer } from 'node:buffer';
import { ProtocolError } from '../protocol.js';

const longestCount = 8;
const nothing = Buffer.alloc(0);

export class Reader {
  #bytes: Buffer = nothing;
  #at = 0;

  constructor(frame: Uint8Array = nothing) {
    this.begin(frame);
  }

  /** Goes on with another frame. */
  begin(frame: Uint8Array): void {
    this.#at = 0;
    this.#bytes = Buffer.isBuffer(frame) ? frame : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at)
      throw new ProtocolError('truncated', 'a frame ends before what it says it holds');
    this.#at = at + count;
    return at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  /** A whole number from 0 to 2 ** 53 - 1. */
  count(): number {
    const first = this.byte();
    return first < 0x80 ? first : this.#countFrom(first);
  }

  #countFrom(first: number): number {
    let value = first & 0x7f;
    let scale = 0x80;
    for (let length = 1; length < longestCount; length += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER || byte === 0) break;
        return value;
      }
      scale *= 0x80;
    }
    throw new ProtocolError('malformed', 'a number is not written as numbers are');
  }

  /** A count of what takes at least one byte each: there cannot be more of them than there are bytes. */
  countOfRest(): number {
    const count = this.count();
    if (count > this.left) throw new ProtocolError('truncated', 'a frame ends before what it says it holds');
    return count;
  }

  float(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  string(): string {
    const header = this.count();
    const length = Math.floor(header / 2);
    if (header % 2 === 1) {
      const at = this.#take(length * 2);
      return this.#bytes.toString('utf16le', at, at + length * 2);
    }
    const at = this.#take(length);
    return this.#bytes.toString('latin1', at, at + length);
  }

  /** Bytes in a buffer of their own. */
  raw(count: number): ArrayBuffer {
    const at = this.#take(count);
    const copy = new ArrayBuffer(count);
    new Uint8Array(copy).set(this.#bytes.subarray(at, at + count));
    return copy;
  }

  /** @throws ProtocolError where anything is left */
  end(): void {
    if (this.left > 0) throw new ProtocolError('malformed', `a frame has ${this.left} bytes after its end`);
  }
}
