/**
 * Framing: each frame on a stream of bytes is four bytes that say how long it is, the lowest first, and then that many.
 *
 * Trusts: nothing of the stream. Invariant: a frame that says it is longer than allowed is refused before any of it is
 * kept, and no memory is set aside for what has not arrived.
 */
import { Buffer } from 'node:buffer';
import { ProtocolError } from './protocol.js';

export const headerBytes = 4;

const none = Buffer.alloc(0);

/** What stands before a frame. */
export const headerOf = (length: number): Buffer => {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32LE(length);
  return header;
};

/** The length that a header tells. @throws ProtocolError for a frame that is too long, or empty */
export const lengthIn = (header: Buffer, at: number, most: number): number => {
  const length = header.readUInt32LE(at);
  if (length > most) throw new ProtocolError('too large', `a frame of ${length} bytes, where ${most} are allowed`);
  if (length === 0) throw new ProtocolError('malformed', 'a frame of no bytes');
  return length;
};

/** Cuts what arrives into frames. */
export class Frames {
  readonly #most: number;
  /** What arrived first, of which some may have been taken. */
  #first: Buffer = none;
  #at = 0;
  /** What arrived after it. */
  #later: Buffer[] = [];
  #bytes = 0;
  /** Bytes that there must be before the next frame is whole, its header included. */
  #needed = headerBytes;

  /** @param most The most bytes that a frame may have. */
  constructor(most: number) {
    this.#most = most;
  }

  add(chunk: Buffer): void {
    if (this.#bytes === 0) {
      this.#first = chunk;
      this.#at = 0;
    } else this.#later.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Whether anything is there that was not taken. */
  get hasMore(): boolean {
    return this.#bytes > 0;
  }

  /** The next frame, where it is whole: a part of what arrived, and not a copy where it can be helped. @throws ProtocolError */
  next(): Buffer | undefined {
    if (this.#needed === headerBytes) {
      if (this.#bytes < headerBytes) return undefined;
      this.#join();
      this.#needed += lengthIn(this.#first, this.#at, this.#most);
    }
    if (this.#bytes < this.#needed) return undefined;
    this.#join();
    const end = this.#at + this.#needed;
    const frame = this.#first.subarray(this.#at + headerBytes, end);
    this.#at = end;
    this.#bytes -= this.#needed;
    this.#needed = headerBytes;
    if (this.#bytes === 0) this.#first = none;
    return frame;
  }

  /** Has what is needed in one piece. */
  #join(): void {
    if (this.#first.length - this.#at >= this.#needed) return;
    this.#first = Buffer.concat([this.#first.subarray(this.#at), ...this.#later], this.#bytes);
    this.#at = 0;
    this.#later = [];
  }
}
