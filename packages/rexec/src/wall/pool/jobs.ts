/**
 * Runs jobs, each in a cell of its own, so many at a time.
 *
 * Invariants: a cell has one job in its life; a job gets one answer, its own or why there is none; and a place is free
 * again only when the cell that had it is gone.
 */
import { CellEndedError, PoolError } from '../../errors/index.js';
import { onAbort } from './aborts.js';
import type { PoolEvent } from './events.js';
import { causeName, Metrics, type PoolMetrics } from './metrics.js';
import { Places, type PlacesOptions } from './places.js';

/** What a pool needs of a cell. */
export interface PooledCell {
  readonly name: string;
  /** Why it ends: settled at the decision. Never rejected. */
  readonly stopped: Promise<Error>;
  /** Why it has ended: settled when it is gone. Never rejected. */
  readonly ended: Promise<Error>;
  end(): unknown;
}

/** What jobs are run with. */
export interface JobsOptions extends PlacesOptions {
  readonly tell: (event: PoolEvent) => void;
  /** How many processes or threads are ready. */
  readonly ready: () => number;
}

/** A job. */
export interface Job<Cell extends PooledCell, T> {
  /** Makes a fresh cell, in a process or a thread that has had no other. */
  readonly make: () => Promise<Cell>;
  readonly run: (cell: Cell) => Promise<T> | T;
  /** Says that nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** One that is not gone by then may never be. */
const longestEndingMs = 1000;

/** Whether a promise is settled in time. */
const within = async (ms: number, promise: Promise<unknown>): Promise<boolean> => {
  let late: NodeJS.Timeout | undefined;
  const isLate = new Promise<false>((resolve) => {
    late = setTimeout(resolve, ms, false);
  });
  const isInTime = await Promise.race([promise.then(() => true), isLate]);
  clearTimeout(late);
  return isInTime;
};

/** The answer; or the reason of the first of the signals, should that be first. */
const unlessAborted = async <T>(answer: Promise<T>, signals: readonly (AbortSignal | undefined)[]): Promise<T> => {
  let forget: (() => void)[] = [];
  const aborted = new Promise<never>((_, reject) => {
    forget = signals.map((signal) => onAbort(signal, reject));
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    for (const each of forget) each();
  }
};

/** What ends a cell that was not told to. Of one that was told to by its own job, the job says what comes of it. */
const failureOf = async ({ stopped }: PooledCell): Promise<never> => {
  const cause = await stopped;
  if (cause instanceof CellEndedError) return await new Promise<never>(() => undefined);
  throw cause;
};

/** Jobs. */
export class Jobs<Cell extends PooledCell> {
  readonly #places: Places;
  readonly #tell: (event: PoolEvent) => void;
  readonly #ready: () => number;
  readonly #metrics = new Metrics();
  /** Ends what runs. */
  readonly #cut = new AbortController();
  #stuck = 0;
  #becomeIdle: (() => void)[] = [];

  constructor({ tell, ready, ...places }: JobsOptions) {
    this.#places = new Places(places);
    this.#tell = tell;
    this.#ready = ready;
  }

  /** What there is, and what there has been. */
  get metrics(): PoolMetrics {
    const { taken, waiting } = this.#places;
    return this.#metrics.told({ running: taken - this.#stuck, waiting, stuck: this.#stuck, ready: this.#ready() });
  }

  /** Runs a job in a cell, which is ended after it. @throws what it throws; what has ended its cell; why there is none */
  async run<T>(job: Job<Cell, T>): Promise<T> {
    const asked = performance.now();
    try {
      await this.#places.take(job.signal);
    } catch (error) {
      this.#refused(error);
      throw error;
    }
    const begun = performance.now();
    this.#metrics.waited(begun - asked);
    try {
      const answer = await this.#run(job, begun);
      this.#metrics.count('answered');
      return answer;
    } catch (error) {
      const isCancelled = job.signal?.aborted === true && error === job.signal.reason;
      this.#metrics.count(isCancelled ? 'cancelled' : 'failed');
      throw error;
    } finally {
      this.#metrics.ran(performance.now() - begun);
    }
  }

  /**
   * Takes no more, and refuses those that wait. @returns when all that run have their answers, and their cells are gone
   *
   * @param withinMs - how long they may take; their cells are then ended.
   */
  async drain(withinMs: number | undefined): Promise<void> {
    this.#places.close();
    const idle = this.#idle();
    if (withinMs !== undefined && !(await within(withinMs, idle))) this.#cut.abort(this.#places.refusal('drained'));
    await idle;
  }

  /** That a process or a thread could not be started. */
  fault(error: unknown): void {
    this.#metrics.fault = error;
    this.#tell({ kind: 'fault', error });
  }

  /** That one was. */
  well(): void {
    this.#metrics.fault = undefined;
  }

  async #run<T>({ make, run, signal }: Job<Cell, T>, begun: number): Promise<T> {
    let isOver = false;
    const making = this.#made(make, begun);
    void this.#leave(making);
    const answer = async (): Promise<T> => {
      const cell = await making;
      // Nobody wants it any more.
      if (isOver) throw new CellEndedError(cell.name);
      return await Promise.race([run(cell), failureOf(cell)]);
    };
    try {
      return await unlessAborted(answer(), [signal, this.#cut.signal]);
    } finally {
      isOver = true;
      void making.then(
        (cell) => cell.end(),
        () => undefined,
      );
    }
  }

  async #made(make: () => Promise<Cell>, begun: number): Promise<Cell> {
    const cell = await make();
    this.#tell({ kind: 'started', cell: cell.name, ms: performance.now() - begun });
    return cell;
  }

  /** Frees the place of a cell when that is gone. */
  async #leave(making: Promise<Cell>): Promise<void> {
    let cell: Cell | undefined;
    try {
      cell = await making;
    } catch {
      // It never was.
    }
    if (cell !== undefined) await this.#gone(cell);
    this.#places.free();
    this.#tellIdle();
  }

  async #gone({ name, stopped, ended }: Cell): Promise<void> {
    const cause = await stopped;
    if (!(await within(longestEndingMs, ended))) {
      this.#stuck += 1;
      this.#tell({ kind: 'stuck', cell: name, error: cause });
      this.#tellIdle();
      await ended;
      this.#stuck -= 1;
    }
    this.#metrics.ended(causeName(cause));
    this.#tell({ kind: 'ended', cell: name, cause: causeName(cause), error: cause });
  }

  #refused(error: unknown): void {
    if (!(error instanceof PoolError)) {
      this.#metrics.count('cancelled');
      return;
    }
    this.#metrics.refused(error.reason);
    this.#tell({ kind: 'refused', reason: error.reason, waiting: this.#places.waiting });
  }

  /** When no cell is there that can end. */
  async #idle(): Promise<void> {
    if (this.#places.taken === this.#stuck) return;
    await new Promise<void>((resolve) => {
      this.#becomeIdle.push(resolve);
    });
  }

  #tellIdle(): void {
    if (!this.#places.isClosed || this.#places.taken > this.#stuck) return;
    for (const become of this.#becomeIdle.splice(0)) become();
  }
}
