/**
 * The memory that both ends of a thread's channel see, and the messages that begin and end it.
 *
 * Made by the host. Invariant: nothing that a guest in its compartment can reach leads here; and whatever stands in
 * it, no more is read or written than there is.
 */
import type { MessagePort } from 'node:worker_threads';

/** Bytes of frames that each direction has room for. */
export const ringBytes = 65_536;

/** A frame that is larger goes by a message, without being copied. */
export const largestInRing: number = ringBytes / 4;

/** Numbers that change often stand apart by as much as a processor takes at a time. */
const apart = 16;

/** Where the numbers of one direction are, each written by one end only. */
export interface Places {
  /** How many frames were sent. Its change wakes the receiver. */
  readonly sent: number;
  /** How many bytes were put into the ring. */
  readonly written: number;
  /** How many frames were received. Its change wakes a sender that waits for room. */
  readonly received: number;
  /** How many bytes were taken out of the ring. */
  readonly taken: number;
}

const placesFrom = (start: number): Places => ({
  sent: start,
  written: start + 1,
  received: start + apart,
  taken: start + apart + 1,
});

export const toHost: Places = placesFrom(0);
export const toGuest: Places = placesFrom(2 * apart);

/** Not 0 once either end has closed. */
export const closed: number = 4 * apart;
/** How many bytes of frames the guest has received, by whatever way. */
export const readByGuest: number = closed + 1;

const numbers = 5 * apart;
const numberBytes = numbers * Int32Array.BYTES_PER_ELEMENT;

/** What a thread is sent before anything else. */
export interface Beginning {
  readonly memory: SharedArrayBuffer;
  /** Carries frames that are too large for the rings, or find no room there. Nobody listens to it: it is asked. */
  readonly large: MessagePort;
}

/** What it is sent in the end. Between the two it gets lists of frames. */
export const ending = 'closed';

/** Memory for one thread. */
export const newMemory = (): SharedArrayBuffer => new SharedArrayBuffer(numberBytes + 2 * ringBytes);

/** The numbers in it. They wrap around: what counts is how far one is from another. */
export const numbersIn = (memory: SharedArrayBuffer): Int32Array => new Int32Array(memory, 0, numbers);

/** The ring of a direction. */
export const ringIn = (memory: SharedArrayBuffer, places: Places): Uint8Array =>
  new Uint8Array(memory, numberBytes + (places === toHost ? 0 : ringBytes), ringBytes);
