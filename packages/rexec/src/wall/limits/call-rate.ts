/**
 * Counts the calls that a cell makes across its wall, for `callsPerSecond`.
 *
 * Invariant: in no second are there more than the limit; it may be reached up to a tenth of a second too early, never
 * too late. It takes the same memory however high the limit is.
 */
import { LimitError } from '../../policy/index.js';

const slotMs = 100;
/** A second, and the part of a slot that is not over. */
const slots = 11;

/** The calls of one cell. */
export class CallRate {
  readonly #cell: string;
  readonly #most: number;
  readonly #now: () => number;
  readonly #counts = new Uint32Array(slots);
  /** The number of the slot that is counted in, since time began. */
  #slot = 0;
  #total = 0;

  /**
   * @param most - calls in any one second; `Infinity` for no limit.
   * @param now - milliseconds that never go back.
   */
  constructor(cell: string, most: number, now: () => number = () => performance.now()) {
    this.#cell = cell;
    this.#most = most;
    this.#now = now;
  }

  /** Counts a call. @throws LimitError (`ERR_LIMIT`) where it is one too many; it is not counted then */
  count(): void {
    const slot = Math.floor(this.#now() / slotMs);
    if (slot !== this.#slot) this.#goTo(slot);
    if (this.#total >= this.#most) throw new LimitError(this.#cell, 'callsPerSecond', this.#most, this.#total + 1);
    const at = slot % slots;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  #goTo(slot: number): void {
    const passed = Math.min(slots, slot - this.#slot);
    for (let back = 0; back < passed; back += 1) {
      const at = (slot - back) % slots;
      this.#total -= this.#counts[at] ?? 0;
      this.#counts[at] = 0;
    }
    this.#slot = slot;
  }
}
