/**
 * Writes the bytes of one frame.
 *
 * Invariant: every count is written so that it takes as many bytes as it needs, and every string so that each of its code
 * units is on the wire as it is: lone surrogates included.
 */
import { Buffer } from 'node:buffer';
import { CrossingError } from '@padded-cell/bastion';

const firstSize = 1024;
const smallFrame = 16_384;
/** Shorter strings are written letter by letter, which is faster than a call to the engine. */
const shortString = 40;
const notLatin1 = /[\u0100-\uffff]/;

export class Writer {
  #most: number;
  #bytes: Buffer = Buffer.allocUnsafeSlow(firstSize);
  #at = 0;

  /** @param most The most bytes that a frame may have. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Another bound on the bytes of a frame, from now on. */
  bound(most: number): void {
    this.#most = most;
  }

  /** Makes room. @throws CrossingError where the frame is too large */
  #reserve(count: number): void {
    if (this.#at + count > this.#bytes.length) this.#grow(this.#at + count);
  }

  #grow(needed: number): void {
    if (needed > this.#most) {
      throw new CrossingError(
        `the value is too large to cross a wall: more than ${this.#most} bytes; hand over a smaller piece, or an object with methods that give the pieces; a host can allow its guest more when it makes the cell (largestValue.bytes)`,
      );
    }
    const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.#bytes.length * 2), this.#most));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** A whole number from 0 to 2 ** 53 - 1: seven bits a byte, the lowest first. */
  count(value: number): void {
    this.#reserve(8);
    if (value < 0x80) {
      this.#bytes[this.#at] = value;
      this.#at += 1;
      return;
    }
    let rest = value;
    let at = this.#at;
    while (rest > 0x7f) {
      this.#bytes[at] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
      at += 1;
    }
    this.#bytes[at] = rest;
    this.#at = at + 1;
  }

  float(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#at);
    this.#at += 8;
  }

  /** Twice its length, and one more where a code unit takes two bytes; then the code units. */
  string(value: string): void {
    const { length } = value;
    if (length < shortString) {
      this.#reserve(length + 1);
      const bytes = this.#bytes;
      const start = this.#at;
      bytes[start] = length * 2;
      let index = 0;
      for (; index < length; index += 1) {
        const unit = value.charCodeAt(index);
        if (unit > 0xff) break;
        bytes[start + 1 + index] = unit;
      }
      if (index === length) {
        this.#at = start + 1 + length;
        return;
      }
    }
    const isWide = notLatin1.test(value);
    this.count(length * 2 + (isWide ? 1 : 0));
    const size = isWide ? length * 2 : length;
    this.#reserve(size);
    if (isWide) this.#bytes.write(value, this.#at, size, 'utf16le');
    else this.#bytes.write(value, this.#at, size, 'latin1');
    this.#at += size;
  }

  /** The bytes themselves, without their count. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** The frame. The writer begins anew. */
  finish(): Uint8Array {
    const frame = this.#bytes.subarray(0, this.#at);
    const isSmall = this.#at < smallFrame;
    // A small frame is copied, so that the room for the next one is there already.
    const given = isSmall ? new Uint8Array(frame) : frame;
    if (!isSmall) this.#bytes = Buffer.allocUnsafeSlow(firstSize);
    this.#at = 0;
    return given;
  }

  /** Leaves what was written unsent. */
  abandon(): void {
    this.#at = 0;
  }
}
