/**
 * Processes or threads that are started before they are wanted: a cell is then in one in some milliseconds.
 *
 * Invariants: each is fresh, and is given out once; a pool never keeps its host from ending, and none of its processes
 * outlives it; what keeps them from starting is told to whoever asks for one, and does not make it try without pause.
 */
import type { Home } from '../host/home.js';

/** What a pool is made with. */
export interface WarmOptions<H extends Home> {
  /** How many are kept ready. */
  readonly size: number;
  /** Starts one. */
  readonly start: () => Promise<H>;
}

/** One is started so long after another was taken, in milliseconds, so that the two do not want the processor at once. */
const refillMs = 20;
const longestPauseMs = 10_000;

/** Homes that are ready. */
export class WarmPool<H extends Home> {
  readonly #size: number;
  readonly #start: () => Promise<H>;
  readonly #ready: H[] = [];
  readonly #all = new Set<H>();
  /** Those that are being started. */
  readonly #starting = new Set<Promise<void>>();
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDrained = false;

  constructor({ size, start }: WarmOptions<H>) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new RangeError('what a pool keeps warm is a whole number from 0');
    this.#size = size;
    this.#start = start;
  }

  /** How many are ready. */
  get ready(): number {
    return this.#ready.length;
  }

  /** Begins to start as many as are to be ready. */
  begin(): void {
    for (let missing = this.#missing; missing > 0; missing -= 1) void this.#refill();
  }

  /** Starts as many as are to be ready. @returns when they are, or one could not be started: then it throws why */
  async warm(): Promise<void> {
    for (let missing = this.#missing; missing > 0; missing -= 1) void this.#note(this.#add());
    await Promise.all(this.#starting);
  }

  /**
   * A fresh one: a ready one, or one that is started now.
   *
   * @throws CellCrashedError (`ERR_CELL_CRASHED`) where it can't be started; TypeError after `drain`.
   */
  async take(): Promise<H> {
    if (this.#isDrained) throw new TypeError('the pool has been drained: it gives no more; make a new one');
    let ready = this.#ready.shift();
    // One that has just died may not have been told of yet.
    while (ready?.isAlive === false) ready = this.#ready.shift();
    this.#refillIn(refillMs);
    if (ready === undefined) return await this.#start();
    this.#all.delete(ready);
    ready.ref();
    return ready;
  }

  /** Ends those that were not taken, and starts no more. */
  async drain(): Promise<void> {
    this.#isDrained = true;
    clearTimeout(this.#timer);
    this.#ready.length = 0;
    const all = [...this.#all];
    for (const each of all) {
      // Whoever waits for their end is to live that long.
      each.ref();
      each.end();
    }
    await Promise.all(all.map(async ({ ended }) => await ended));
    await Promise.allSettled(this.#starting);
  }

  get #missing(): number {
    return this.#size - this.#ready.length - this.#starting.size;
  }

  #refillIn(ms: number): void {
    if (this.#isDrained || this.#timer !== undefined || this.#missing <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#refill();
    }, ms);
    this.#timer.unref();
  }

  #note(adding: Promise<void>): Promise<void> {
    const noted = adding.finally(() => {
      this.#starting.delete(noted);
    });
    // Whoever waits for it is told.
    noted.catch(() => undefined);
    this.#starting.add(noted);
    return noted;
  }

  /** One at a time: a host that takes many has use for the processor itself. */
  async #refill(): Promise<void> {
    if (this.#isDrained || this.#missing <= 0) return;
    try {
      await this.#note(this.#add());
      this.#refillIn(1);
    } catch {
      // Whoever takes one then learns why.
      this.#refillIn(Math.min(longestPauseMs, refillMs * 2 ** this.#failures));
    }
  }

  async #add(): Promise<void> {
    let home: H;
    try {
      home = await this.#start();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      throw error;
    }
    if (this.#isDrained) {
      home.end();
      await home.ended;
      return;
    }
    home.unref();
    this.#ready.push(home);
    this.#all.add(home);
    void this.#forget(home);
  }

  /** One that dies before it was taken is nobody's loss. */
  async #forget(home: H): Promise<void> {
    await home.stopped;
    if (!this.#all.delete(home)) return;
    const at = this.#ready.indexOf(home);
    if (at !== -1) this.#ready.splice(at, 1);
    this.#failures += 1;
    this.#refillIn(Math.min(longestPauseMs, refillMs * 2 ** this.#failures));
  }
}
