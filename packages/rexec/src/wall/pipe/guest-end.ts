/**
 * The guest's end of a channel over pipes: it can wait for an answer, with the process standing still meanwhile.
 *
 * Invariant: a frame has left the process before anybody waits for its answer.
 */
import { Buffer } from 'node:buffer';
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Channel } from '../channel.js';
import { Frames, headerBytes, headerOf, lengthIn } from '../framing.js';
import { hostFrames } from '../protocol.js';

/** The pipes, by their file descriptors. */
export interface GuestPipes {
  /** What this process reads while it waits. */
  readonly waited: number;
  /** What it sends. */
  readonly to: number;
  /** What it reads when nothing runs. */
  readonly ordinary: number;
}

const bufferBytes = 65_536;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Waits where a pipe is not ready, as one that does not block says. @throws any other error */
const awaitReady = (error: unknown): void => {
  if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  Atomics.wait(pause, 0, 0, 1);
};

const gone = (): Error => new Error('the host has gone');

/** Reads frames from a pipe that blocks. A frame is good until the next one is read. */
class BlockingFrames {
  readonly #fd: number;
  readonly #most: number;
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  #start = 0;
  #end = 0;

  constructor(fd: number, most: number) {
    this.#fd = fd;
    this.#most = most;
  }

  next(): Uint8Array {
    this.#fill(headerBytes);
    const length = lengthIn(this.#buffer, this.#start, this.#most);
    this.#start += headerBytes;
    if (length <= bufferBytes) {
      this.#fill(length);
      const frame = this.#buffer.subarray(this.#start, this.#start + length);
      this.#start += length;
      return frame;
    }
    const frame = Buffer.allocUnsafeSlow(length);
    let at = this.#buffer.copy(frame, 0, this.#start, this.#end);
    this.#start = 0;
    this.#end = 0;
    while (at < length) at += this.#read(frame, at, length - at);
    return frame;
  }

  /** Has so many bytes in the buffer, one after another. */
  #fill(count: number): void {
    if (this.#end - this.#start >= count) return;
    if (this.#start + count > bufferBytes) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    if (this.#start === this.#end) {
      this.#start = 0;
      this.#end = 0;
    }
    while (this.#end - this.#start < count) this.#end += this.#read(this.#buffer, this.#end, bufferBytes - this.#end);
  }

  #read(into: Buffer, at: number, count: number): number {
    for (;;) {
      try {
        const read = readSync(this.#fd, into, at, count, null);
        if (read > 0) return read;
      } catch (error) {
        awaitReady(error);
        continue;
      }
      throw gone();
    }
  }
}

export class GuestEnd implements Channel {
  readonly backlog = 0;
  readonly #pipes: GuestPipes;
  readonly #blocking: BlockingFrames;
  readonly #frames: Frames;
  readonly #ordinary: Socket;
  readonly #out = Buffer.allocUnsafeSlow(bufferBytes);
  #outBytes = 0;
  #willFlush = false;
  #hasClosed = false;

  /** @param most The most bytes that a frame may have. */
  constructor(pipes: GuestPipes = { waited: 3, to: 4, ordinary: 0 }, most: number = hostFrames.frameBytes) {
    this.#pipes = pipes;
    this.#blocking = new BlockingFrames(pipes.waited, most);
    this.#frames = new Frames(most);
    this.#ordinary = new Socket({ fd: pipes.ordinary, readable: true, writable: false });
  }

  send(frame: Uint8Array): void {
    const { length } = frame;
    if (this.#outBytes + headerBytes + length > bufferBytes) this.flush();
    if (headerBytes + length > bufferBytes) {
      this.#write(headerOf(length), headerBytes);
      this.#write(frame, length);
      return;
    }
    this.#out.writeUInt32LE(length, this.#outBytes);
    this.#out.set(frame, this.#outBytes + headerBytes);
    this.#outBytes += headerBytes + length;
    if (this.#willFlush) return;
    this.#willFlush = true;
    // What is sent in one go goes out in one write.
    queueMicrotask(() => {
      this.#willFlush = false;
      this.flush();
    });
  }

  /** Writes what has not been written. */
  flush(): void {
    const bytes = this.#outBytes;
    this.#outBytes = 0;
    if (bytes > 0) this.#write(this.#out, bytes);
  }

  #write(bytes: Uint8Array, count: number): void {
    try {
      for (let at = 0; at < count && !this.#hasClosed;) at += this.#writeSome(bytes, at, count - at);
    } catch {
      // Nobody reads any more. Whoever waits is told so when it reads.
      this.close();
    }
  }

  #writeSome(bytes: Uint8Array, at: number, count: number): number {
    for (;;) {
      try {
        return writeSync(this.#pipes.to, bytes, at, count);
      } catch (error) {
        awaitReady(error);
      }
    }
  }

  receiveSync(): Uint8Array {
    this.flush();
    if (this.#hasClosed) throw gone();
    return this.#blocking.next();
  }

  listen(listener: (frame: Uint8Array) => void, closed: (error: Error) => void): void {
    const end = (error: Error): void => {
      if (this.#hasClosed) return;
      this.close();
      closed(error);
    };
    this.#ordinary.on('data', (chunk: Buffer) => {
      this.#frames.add(chunk);
      try {
        for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) listener(frame);
      } catch (error) {
        end(error as Error);
      }
    });
    for (const event of ['end', 'close', 'error']) {
      this.#ordinary.on(event, () => {
        end(gone());
      });
    }
  }

  close(): void {
    this.#hasClosed = true;
    this.#ordinary.destroy();
  }
}
