/** What a pool tells of itself: counts since it was made, and how long things took. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { CellEndedError, type PoolError } from '../../errors/index.js';
import { LimitError } from '../../policy/index.js';

/** How long something took, in milliseconds. */
export interface Times {
  readonly median: number;
  /** Of a hundred, ninety-nine took no longer. */
  readonly p99: number;
  readonly most: number;
}

/** What there is now. */
export interface PoolNow {
  /** Jobs that have a place, and cells that are not gone yet. */
  readonly running: number;
  /** Jobs that wait for a place. */
  readonly waiting: number;
  /** Processes or threads that are ready for a cell. */
  readonly ready: number;
  /** Cells that were told to end and are still there: threads that can't be stopped. Their places are not free. */
  readonly stuck: number;
}

/** What a pool tells of itself. Each job is in one of `answered`, `failed`, `cancelled` and `refused`, or not over yet. */
export interface PoolMetrics extends PoolNow {
  /** Jobs that had their own answer. */
  readonly answered: number;
  /** Jobs that threw, or whose cell ended before they were done, or could not be made. */
  readonly failed: number;
  /** Jobs whose signal was aborted. */
  readonly cancelled: number;
  /** Jobs that got no cell, by why. */
  readonly refused: Readonly<Record<PoolError['reason'], number>>;
  /** Cells that are gone, by what ended them: `done`, `crash`, `protocol`, or the limit's name. */
  readonly ended: { readonly [cause: string]: number };
  /** From the asking to a place. */
  readonly waitMs: Times;
  /** From a place to the answer, the making of the cell included. */
  readonly runMs: Times;
  /** Whether the last process or thread that was to start did. */
  readonly isHealthy: boolean;
  /** Why it did not. */
  readonly fault: unknown;
}

const ms = (us: number): number => Math.round(us) / 1000;

/** What a histogram of microseconds says. */
const timesOf = (histogram: RecordableHistogram): Times =>
  histogram.count === 0
    ? { median: 0, p99: 0, most: 0 }
    : { median: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), most: ms(histogram.max) };

const record = (histogram: RecordableHistogram, time: number): void => {
  histogram.record(1 + Math.round(time * 1000));
};

/** What ended a cell, in a word. */
export const causeName = (error: Error): string => {
  if (error instanceof LimitError) return error.limit;
  if (error instanceof CellEndedError) return 'done';
  return (error as { readonly code?: unknown }).code === 'ERR_PROTOCOL' ? 'protocol' : 'crash';
};

/** What a pool counts. */
export class Metrics {
  fault: unknown;
  readonly #jobs = { answered: 0, failed: 0, cancelled: 0 };
  readonly #refused = { full: 0, late: 0, drained: 0 };
  readonly #ended = new Map<string, number>();
  readonly #waited = createHistogram();
  readonly #ran = createHistogram();

  /** A job is over. */
  count(what: 'answered' | 'cancelled' | 'failed'): void {
    this.#jobs[what] += 1;
  }

  /** A job got no place. */
  refused(reason: PoolError['reason']): void {
    this.#refused[reason] += 1;
  }

  /** A cell is gone. */
  ended(cause: string): void {
    this.#ended.set(cause, (this.#ended.get(cause) ?? 0) + 1);
  }

  /** A job has waited. */
  waited(time: number): void {
    record(this.#waited, time);
  }

  /** A job has run. */
  ran(time: number): void {
    record(this.#ran, time);
  }

  /** All of it. */
  told(now: PoolNow): PoolMetrics {
    return {
      ...now,
      ...this.#jobs,
      refused: { ...this.#refused },
      ended: Object.fromEntries(this.#ended),
      waitMs: timesOf(this.#waited),
      runMs: timesOf(this.#ran),
      isHealthy: this.fault === undefined,
      fault: this.fault,
    };
  }
}
