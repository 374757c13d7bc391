/** What a pool tells of as it happens. Types only. */
import type { PoolError } from '../../errors/index.js';

/** Something that has happened in a pool. */
export type PoolEvent =
  /** A job has its cell. */
  | { readonly kind: 'started'; readonly cell: string; /** From the place to the cell. */ readonly ms: number }
  /** A cell is gone, and its place is free: by what, as `PoolMetrics.ended` has it, and the error that says so. */
  | { readonly kind: 'ended'; readonly cell: string; readonly cause: string; readonly error: Error }
  /** A cell was told to end, and is still there: its place is not free. */
  | { readonly kind: 'stuck'; readonly cell: string; readonly error: Error }
  /** A job got no place. */
  | { readonly kind: 'refused'; readonly reason: PoolError['reason']; readonly waiting: number }
  /** A process or a thread could not be started, for a job or to be kept ready. */
  | { readonly kind: 'fault'; readonly error: unknown };
