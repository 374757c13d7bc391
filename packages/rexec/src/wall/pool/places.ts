/**
 * Places for cells, and the jobs that wait for one: so many, so long, first come, first served.
 *
 * Invariants: no more places are taken than there are; and who asks for more than can wait is told so at once.
 */
import { PoolError } from '../../errors/index.js';
import { onAbort } from './aborts.js';

/** How many places there are, and who may wait. */
export interface PlacesOptions {
  /** How many cells there are at a time. */
  readonly size: number;
  /** How many jobs may wait for a place; more are refused. */
  readonly mostWaiting: number;
  /** How long a job may wait for a place, in milliseconds. */
  readonly waitMs: number;
}

interface Waiting {
  readonly begin: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** The longest that a timer takes. */
const longestMs = 2 ** 31 - 1;

const whole = (value: number, what: string, least: number): number => {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${what} of a pool is a whole number from ${least}`);
};

/** Places. */
export class Places {
  readonly #size: number;
  readonly #mostWaiting: number;
  readonly #waitMs: number;
  readonly #waiting = new Set<Waiting>();
  #taken = 0;
  #isClosed = false;

  /** @throws RangeError for what is no number of places, of jobs or of milliseconds */
  constructor({ size, mostWaiting, waitMs }: PlacesOptions) {
    this.#size = whole(size, 'the size', 1);
    this.#mostWaiting = whole(mostWaiting, 'mostWaiting', 0);
    this.#waitMs = Math.min(whole(waitMs, 'waitMs', 0), longestMs);
  }

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** How many jobs wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether no more are given. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Takes a place, when there is one.
   *
   * @throws PoolError where there is none to be had; the signal's reason once it is aborted.
   */
  async take(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw this.refusal('drained');
    if (this.#taken < this.#size) {
      this.#taken += 1;
      return;
    }
    if (this.#waiting.size >= this.#mostWaiting) throw this.refusal('full');
    await this.#wait(signal);
  }

  /** Gives a place back: to who has waited longest. */
  free(): void {
    this.#taken -= 1;
    const [next] = this.#waiting;
    next?.begin();
  }

  /** Gives no more, and refuses those that wait. */
  close(): void {
    this.#isClosed = true;
    for (const each of this.#waiting) each.refuse(this.refusal('drained'));
  }

  /** Why a job is not taken. */
  refusal(reason: PoolError['reason']): PoolError {
    return new PoolError(reason, this.#size, this.#waiting.size);
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const over = (): void => {
        this.#waiting.delete(waiting);
        clearTimeout(late);
        forget();
      };
      const waiting: Waiting = {
        begin: () => {
          over();
          this.#taken += 1;
          resolve();
        },
        refuse: (reason) => {
          over();
          reject(reason);
        },
      };
      const late = setTimeout(() => {
        waiting.refuse(this.refusal('late'));
      }, this.#waitMs);
      const forget = onAbort(signal, waiting.refuse);
      this.#waiting.add(waiting);
    });
  }
}
