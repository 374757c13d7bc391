/**
 * The guest's end of a channel between threads: it can wait for an answer, with the thread standing still meanwhile.
 *
 * It may be there before its host's end is, as in a thread that is kept ready: what it sends waits until then. Invariant: a
 * frame has left the thread before anybody waits for its answer.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Channel } from '../channel.js';
import { hostFrames } from '../protocol.js';
import { Receiver, Sender } from './direction.js';
import { type Beginning, closed, ending, largestInRing, numbersIn, readByGuest, toGuest, toHost } from './shared.js';

// Taken before names are withheld.
const { add, load, notify, store, wait } = Atomics;

const pause = new Int32Array(new SharedArrayBuffer(4));
const pauseMs = 1;

const gone = (): Error => new Error('the host has gone');

/** What there is once the host has begun. */
interface Begun {
  readonly numbers: Int32Array;
  readonly large: MessagePort;
  readonly out: Sender;
  readonly waited: Receiver;
}

export class ThreadGuestEnd implements Channel {
  readonly backlog = 0;
  readonly #port: MessagePort;
  readonly #most: number;
  #begun: Begun | undefined;
  #early: Uint8Array[] = [];
  #hasClosed = false;

  /**
   * @param port The thread's port to its host.
   * @param most The most bytes that a frame may have.
   */
  constructor(port: MessagePort, most: number = hostFrames.frameBytes) {
    this.#port = port;
    this.#most = most;
  }

  send(frame: Uint8Array): void {
    if (this.#hasClosed) return;
    const begun = this.#begun ?? this.#beginning();
    if (begun === undefined) this.#early.push(frame);
    else this.#send(begun, frame);
  }

  /** Sends a frame, and waits for room where there is none. */
  #send({ numbers, out }: Begun, frame: Uint8Array): void {
    while (load(numbers, closed) === 0) {
      const received = load(numbers, toHost.received);
      if (frame.length > largestInRing) {
        // One such frame at a time: it is the host's memory.
        if (out.isClear) {
          out.post(frame);
          return;
        }
      } else if (out.put(frame)) return;
      wait(numbers, toHost.received, received);
    }
  }

  receiveSync(): Uint8Array {
    const { numbers, waited } = this.#begun ?? this.#awaitBeginning();
    for (;;) {
      const { sent } = waited;
      // Before the last look: what was sent until then is there.
      const isOver = this.#hasClosed || load(numbers, closed) !== 0;
      const frame = waited.next();
      if (frame !== undefined) {
        add(numbers, readByGuest, frame.length);
        return frame;
      }
      if (isOver) throw gone();
      wait(numbers, toGuest.sent, sent);
    }
  }

  #awaitBeginning(): Begun {
    for (;;) {
      const begun = this.#beginning();
      if (begun !== undefined) return begun;
      wait(pause, 0, 0, pauseMs);
    }
  }

  /** Begins, where the host has. */
  #beginning(): Begun | undefined {
    const first: { readonly message: Beginning } | undefined = receiveMessageOnPort(this.#port);
    return first === undefined ? undefined : this.#begin(first.message);
  }

  #begin({ memory, large }: Beginning): Begun {
    const begun = {
      numbers: numbersIn(memory),
      large,
      out: new Sender(memory, toHost, large),
      waited: new Receiver(memory, toGuest, large, this.#most),
    };
    this.#begun = begun;
    const early = this.#early;
    this.#early = [];
    for (const frame of early) this.#send(begun, frame);
    return begun;
  }

  listen(listener: (frame: Uint8Array) => void, whenClosed: (error: Error) => void): void {
    const end = (): void => {
      if (this.#hasClosed) return;
      this.close();
      whenClosed(gone());
    };
    this.#port.on('message', (message: Beginning | readonly Uint8Array[] | typeof ending) => {
      if (this.#hasClosed) return;
      if (message === ending) end();
      else if (this.#begun === undefined) this.#begin(message as Beginning);
      else this.#hear(this.#begun, message as readonly Uint8Array[], listener);
    });
    this.#port.on('close', end);
  }

  #hear({ numbers }: Begun, frames: readonly Uint8Array[], listener: (frame: Uint8Array) => void): void {
    for (const frame of frames) {
      if (this.#hasClosed) return;
      add(numbers, readByGuest, frame.length);
      listener(frame);
    }
  }

  close(): void {
    if (this.#hasClosed) return;
    this.#hasClosed = true;
    if (this.#begun !== undefined) {
      const { numbers, large } = this.#begun;
      store(numbers, closed, 1);
      // The host looks again.
      add(numbers, toHost.sent, 1);
      notify(numbers, toHost.sent);
      large.close();
    }
    this.#port.close();
  }
}
