/**
 * Every host half there is, by the name under which guest halves have it.
 *
 * Invariant: what is made here holds one cell's policy, and nothing of another's.
 */
import type { Output } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import type { PowerMakers } from './powers.js';

/** What the powers of a cell are made with. */
export interface PowerContext {
  /** The cell's name. */
  readonly cell: string;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly output: Output;
  /** Has a function called when the cell ends; gives one that takes it back. */
  readonly onEnd: (stop: () => void) => () => void;
  /** Tells the host what a callback of the guest's threw. Never throws. */
  readonly report: (reason: unknown, from: string) => void;
}

/** The powers of one cell. */
export const powersFor = (_context: PowerContext): PowerMakers => ({});
