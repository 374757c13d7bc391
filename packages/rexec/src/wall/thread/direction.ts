/**
 * Frames in one direction between two threads: small ones through a ring of shared memory, large ones by messages, in
 * the order in which they were sent.
 *
 * Each frame in the ring is preceded by its length, and starts at a multiple of four. One that is too large goes by a
 * message, as does one that finds no room where the sender can't wait. After that the ring stays as it is until the
 * messages were received: so what is in the ring was always sent before them.
 *
 * Trusts: nothing that stands in the memory, for the other end can change it at any time. Invariant: a number is read
 * once, checked, and used as it was then; a frame is copied before anybody looks at it.
 */
import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { malformed, ProtocolError } from '../protocol.js';
import { largestInRing, numbersIn, type Places, ringBytes, ringIn } from './shared.js';

// Taken before names are withheld.
const { load, notify, store } = Atomics;

const lengthBytes = 4;
const within = ringBytes - 1;

/** What a frame takes up in the ring. */
const roomFor = (length: number): number => lengthBytes + ((length + 3) & ~3);

/** What both ends of a direction have. */
class Direction {
  protected readonly numbers: Int32Array;
  protected readonly places: Places;
  protected readonly bytes: Uint8Array;
  protected readonly lengths: Int32Array;
  protected readonly large: MessagePort;

  constructor(memory: SharedArrayBuffer, places: Places, large: MessagePort) {
    this.numbers = numbersIn(memory);
    this.places = places;
    this.bytes = ringIn(memory, places);
    this.lengths = new Int32Array(this.bytes.buffer, this.bytes.byteOffset, ringBytes / lengthBytes);
    this.large = large;
  }

  /** Tells the other end how far this one is. */
  protected tell(place: number, value: number): void {
    store(this.numbers, place, value);
    notify(this.numbers, place);
  }
}

/** The end that sends. */
export class Sender extends Direction {
  #sent = 0;
  #written = 0;
  /** The last frame that went by a message. */
  #lastLarge = 0;

  /** Whether all that went by messages was received. */
  get isClear(): boolean {
    return ((load(this.numbers, this.places.received) - this.#lastLarge) | 0) >= 0;
  }

  /** Puts a frame into the ring. @returns whether it is there: it may be too large, or find no room yet */
  put(frame: Uint8Array): boolean {
    const { length } = frame;
    if (length > largestInRing || !this.isClear) return false;
    const room = roomFor(length);
    const used = (this.#written - load(this.numbers, this.places.taken)) >>> 0;
    if (used + room > ringBytes) return false;
    const at = this.#written & within;
    this.lengths[at / lengthBytes] = length;
    const from = (at + lengthBytes) & within;
    const first = Math.min(length, ringBytes - from);
    this.bytes.set(first === length ? frame : frame.subarray(0, first), from);
    if (first < length) this.bytes.set(frame.subarray(first), 0);
    this.#written = (this.#written + room) | 0;
    store(this.numbers, this.places.written, this.#written);
    this.#count();
    return true;
  }

  /** Sends a frame by a message. */
  post(frame: Uint8Array): void {
    this.large.postMessage(frame, frame.length > largestInRing ? [frame.buffer as ArrayBuffer] : []);
    this.#lastLarge = (this.#sent + 1) | 0;
    this.#count();
  }

  #count(): void {
    this.#sent = (this.#sent + 1) | 0;
    this.tell(this.places.sent, this.#sent);
  }
}

/** The end that receives. */
export class Receiver extends Direction {
  readonly #most: number;
  readonly #copy = Buffer.allocUnsafeSlow(largestInRing);
  #received = 0;
  #taken = 0;

  /** @param most The most bytes that a frame may have. */
  constructor(memory: SharedArrayBuffer, places: Places, large: MessagePort, most: number) {
    super(memory, places, large);
    this.#most = most;
  }

  /** What the other end says that it has sent: as long as it is the same, there is nothing new. */
  get sent(): number {
    return load(this.numbers, this.places.sent);
  }

  /** The next frame, where there is one; it is good until the next is asked for. @throws ProtocolError */
  next(): Uint8Array | undefined {
    // Read before the ring is looked at: a frame sent by then that is not in the ring was sent by a message.
    const { sent } = this;
    const frame = this.#fromRing() ?? (sent === this.#received ? undefined : this.#fromMessage());
    if (frame === undefined) return undefined;
    this.#received = (this.#received + 1) | 0;
    this.tell(this.places.received, this.#received);
    return frame;
  }

  #fromRing(): Uint8Array | undefined {
    const there = (load(this.numbers, this.places.written) - this.#taken) >>> 0;
    if (there === 0) return undefined;
    const at = this.#taken & within;
    const length = this.lengths[at / lengthBytes] as number;
    if (length < 1 || length > largestInRing || roomFor(length) > there || there > ringBytes) {
      throw malformed('what is in the shared memory are no frames');
    }
    const from = (at + lengthBytes) & within;
    const first = Math.min(length, ringBytes - from);
    this.#copy.set(this.bytes.subarray(from, from + first));
    if (first < length) this.#copy.set(this.bytes.subarray(0, length - first), first);
    this.#taken = (this.#taken + roomFor(length)) | 0;
    store(this.numbers, this.places.taken, this.#taken);
    return this.#copy.subarray(0, length);
  }

  #fromMessage(): Uint8Array | undefined {
    const received: { readonly message: unknown } | undefined = receiveMessageOnPort(this.large);
    if (received === undefined) return undefined;
    const { message } = received;
    // What is over shared memory could change while it is read.
    if (!types.isUint8Array(message) || !types.isArrayBuffer(message.buffer)) throw malformed('a message is no frame');
    const { length } = message;
    if (length === 0) throw malformed('a frame of no bytes');
    if (length > this.#most) {
      throw new ProtocolError('too large', `a frame of ${length} bytes, where ${this.#most} are allowed`);
    }
    return message;
  }
}
