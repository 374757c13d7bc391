/// <reference lib="es2024.sharedmemory" />
/**
 * The host's end of a channel between threads: it never blocks, and never works through what arrives for long at a time.
 *
 * Trusts: nothing that arrives. Invariant: what a guest sends, however much, takes the host's event loop for some
 * milliseconds at a time, and no more of the host's memory than the ring and one frame.
 */
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { type Channel, longestTurnMs, lost } from '../channel.js';
import { defaultWallLimits } from '../protocol.js';
import { Receiver, Sender } from './direction.js';
import {
  type Beginning,
  closed,
  ending,
  largestInRing,
  newMemory,
  numbersIn,
  readByGuest,
  toGuest,
  toHost,
} from './shared.js';

const { add, load, notify, store, waitAsync } = Atomics;

export class ThreadHostEnd implements Channel {
  readonly #worker: Pick<Worker, 'postMessage'>;
  readonly #numbers: Int32Array;
  readonly #large: MessagePort;
  readonly #out: Sender;
  readonly #in: Receiver;
  /** What waits for the end of this go: it is sent in one message. */
  #ordinary: Uint8Array[] = [];
  /** Bytes that were sent, as the guest counts what it has read. */
  #sentBytes = 0;
  #listener: ((frame: Uint8Array) => void) | undefined;
  #closed: ((error: Error) => void) | undefined;
  #hasClosed = false;
  /** Why there will be no more than what is there. */
  #last: Error | undefined;
  #isRef = true;

  /** @param most The most bytes that a frame may have. */
  constructor(worker: Pick<Worker, 'postMessage'>, most: number = defaultWallLimits.frameBytes) {
    this.#worker = worker;
    const memory = newMemory();
    const { port1, port2 } = new MessageChannel();
    this.#numbers = numbersIn(memory);
    this.#large = port1;
    this.#out = new Sender(memory, toGuest, port1);
    this.#in = new Receiver(memory, toHost, port1, most);
    worker.postMessage({ memory, large: port2 } satisfies Beginning, [port2]);
  }

  get backlog(): number {
    return (this.#sentBytes - load(this.#numbers, readByGuest)) >>> 0;
  }

  send(frame: Uint8Array, isWaitedFor: boolean): void {
    if (this.#hasClosed) return;
    this.#sentBytes = (this.#sentBytes + frame.length) | 0;
    if (!isWaitedFor) {
      if (this.#ordinary.push(frame) === 1) process.nextTick(() => this.#flush());
    } else if (!this.#out.put(frame)) this.#out.post(frame);
  }

  /** What is sent in one go goes out in one message. */
  #flush(): void {
    const frames = this.#ordinary;
    this.#ordinary = [];
    if (frames.length === 0) return;
    const large = frames.filter(({ length }) => length > largestInRing).map(({ buffer }) => buffer as ArrayBuffer);
    this.#worker.postMessage(frames, large);
  }

  listen(listener: (frame: Uint8Array) => void, whenClosed: (error: Error) => void): void {
    this.#listener = listener;
    this.#closed = whenClosed;
    this.#work();
  }

  /** Works through what is there, and goes on when there is more. */
  #work(): void {
    if (this.#hasClosed || this.#listener === undefined) return;
    const until = performance.now() + longestTurnMs;
    try {
      for (;;) {
        const { sent } = this.#in;
        // Before the last look: what was sent until then is there.
        const isOver = this.#last !== undefined || load(this.#numbers, closed) !== 0;
        for (let frame = this.#in.next(); frame !== undefined; frame = this.#in.next()) {
          this.#listener(frame);
          if (this.#hasClosed) return;
          if (performance.now() > until) {
            this.#rest();
            return;
          }
        }
        if (isOver) {
          this.#end(this.#last ?? lost());
          return;
        }
        const waiting = waitAsync(this.#numbers, toHost.sent, sent);
        if (waiting.async) {
          void waiting.value.then(() => this.#wake());
          return;
        }
        if (performance.now() > until) {
          this.#rest();
          return;
        }
      }
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #wake(): void {
    if (this.#isRef) this.#work();
    // Node empties this queue before it ends, and a guest that fills it again each time would keep it from that.
    else setImmediate(() => this.#work()).unref();
  }

  /** Takes no more until others have had their turn: what is sent meanwhile waits in the ring, and its sender with it. */
  #rest(): void {
    if (this.#isRef) setImmediate(() => this.#work());
    else setTimeout(() => this.#work(), 0).unref();
  }

  /** The thread is no more: what it has sent is still taken, and then this closes. */
  finish(reason: Error): void {
    this.#last ??= reason;
    this.#work();
  }

  /** Closes, for a reason that the listener is told. */
  stop(reason: Error): void {
    this.#end(reason);
  }

  /** Lets the host end while the thread is alive. */
  unref(): void {
    this.#isRef = false;
  }

  /** Keeps the host alive for the thread. */
  ref(): void {
    this.#isRef = true;
  }

  #end(error: Error): void {
    if (this.#hasClosed) return;
    this.close();
    this.#closed?.(error);
  }

  close(): void {
    if (this.#hasClosed) return;
    this.#flush();
    this.#hasClosed = true;
    const numbers = this.#numbers;
    store(numbers, closed, 1);
    // Whoever waits looks again: the guest for an answer or for room, and this end itself.
    for (const place of [toGuest.sent, toHost.received, toHost.sent]) {
      add(numbers, place, 1);
      notify(numbers, place);
    }
    this.#worker.postMessage(ending);
    this.#large.close();
  }
}
