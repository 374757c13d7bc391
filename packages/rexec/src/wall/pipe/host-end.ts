/**
 * The host's end of a channel over pipes: it never blocks, and never works through what arrives for long at a time.
 *
 * Trusts: nothing that arrives. Invariant: what a guest sends, however much, takes the host's event loop for some
 * milliseconds at a time, and no more of the host's memory than one frame.
 */
import { Buffer } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { type Channel, longestTurnMs, lost } from '../channel.js';
import { Frames, headerBytes, headerOf } from '../framing.js';
import { defaultWallLimits } from '../protocol.js';

/** The pipes of a child process. */
export interface HostPipes {
  /** What the child sends. */
  readonly from: Readable;
  /** What the child reads while it waits. */
  readonly waited: Writable;
  /** What the child reads when nothing runs. */
  readonly ordinary: Writable;
}

/** A frame up to this size is copied behind its header, which is cheaper than a second write. */
const smallFrame = 16_384;
/** Small frames stand one behind the other in rooms of this size, which are left when they are full, and never written twice. */
const roomBytes = 65_536;

export class HostEnd implements Channel {
  readonly #pipes: HostPipes;
  readonly #frames: Frames;
  #listener: ((frame: Uint8Array) => void) | undefined;
  #closed: ((error: Error) => void) | undefined;
  #hasClosed = false;
  #isResting = false;
  #room: Buffer = Buffer.alloc(0);
  #roomUsed = 0;
  /** Where in the room begins what has to be sent at the end of this go. */
  #unsentFrom = 0;
  #willFlush = false;

  /** @param most The most bytes that a frame may have. */
  constructor(pipes: HostPipes, most: number = defaultWallLimits.frameBytes) {
    this.#pipes = pipes;
    this.#frames = new Frames(most);
    pipes.from.on('data', (chunk: Buffer) => {
      this.#frames.add(chunk);
      this.#work();
    });
    const gone = (): void => {
      this.#end(lost());
    };
    pipes.from.on('end', gone);
    pipes.from.on('close', gone);
    for (const pipe of [pipes.from, pipes.waited, pipes.ordinary]) pipe.on('error', gone);
  }

  get backlog(): number {
    const unsent = this.#willFlush ? this.#roomUsed - this.#unsentFrom : 0;
    return this.#pipes.waited.writableLength + this.#pipes.ordinary.writableLength + unsent;
  }

  send(frame: Uint8Array, isWaitedFor: boolean): void {
    if (this.#hasClosed) return;
    if (frame.length > smallFrame) {
      const pipe = isWaitedFor ? this.#pipes.waited : this.#pipes.ordinary;
      this.#flush();
      pipe.write(headerOf(frame.length));
      pipe.write(frame);
    } else if (isWaitedFor) {
      this.#flush();
      const from = this.#put(frame);
      this.#pipes.waited.write(this.#room.subarray(from, this.#roomUsed));
    } else {
      if (this.#roomUsed + headerBytes + frame.length > this.#room.length) this.#flush();
      const from = this.#put(frame);
      if (this.#willFlush) return;
      this.#willFlush = true;
      this.#unsentFrom = from;
      process.nextTick(this.#flush);
    }
  }

  /** Puts a small frame into the room, its header before it. @returns where it begins */
  #put(frame: Uint8Array): number {
    const whole = headerBytes + frame.length;
    if (this.#roomUsed + whole > this.#room.length) {
      this.#room = Buffer.allocUnsafeSlow(roomBytes);
      this.#roomUsed = 0;
    }
    const from = this.#roomUsed;
    this.#room.writeUInt32LE(frame.length, from);
    this.#room.set(frame, from + headerBytes);
    this.#roomUsed = from + whole;
    return from;
  }

  /** What is sent in one go goes out in one write. */
  readonly #flush = (): void => {
    if (!this.#willFlush) return;
    this.#willFlush = false;
    if (!this.#hasClosed) this.#pipes.ordinary.write(this.#room.subarray(this.#unsentFrom, this.#roomUsed));
  };

  listen(listener: (frame: Uint8Array) => void, closed: (error: Error) => void): void {
    this.#listener = listener;
    this.#closed = closed;
    this.#work();
  }

  #work(): void {
    if (this.#isResting || this.#listener === undefined) return;
    const until = performance.now() + longestTurnMs;
    try {
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
        this.#listener(frame);
        if (this.#hasClosed) return;
        if (this.#frames.hasMore && performance.now() > until) {
          this.#rest();
          return;
        }
      }
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** Reads no more until others have had their turn: what is sent meanwhile waits in the pipe, and its sender with it. */
  #rest(): void {
    this.#isResting = true;
    this.#pipes.from.pause();
    setImmediate(() => {
      this.#isResting = false;
      this.#work();
      if (!this.#isResting) this.#pipes.from.resume();
    });
  }

  #end(error: Error): void {
    if (this.#hasClosed) return;
    this.close();
    this.#closed?.(error);
  }

  close(): void {
    if (this.#hasClosed) return;
    this.#hasClosed = true;
    for (const pipe of [this.#pipes.from, this.#pipes.waited, this.#pipes.ordinary]) pipe.destroy();
  }
}
