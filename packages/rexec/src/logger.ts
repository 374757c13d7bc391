/**
 * What a cell tells its host beside the results of calls: records, for a logger that the host gives.
 *
 * Invariant: a record has nothing of the guest's but text that was made fit for a log and errors of the host's making.
 */
import { printable } from './errors/index.js';

/** A guest's callback threw, and there was no caller to throw to. */
export interface ErrorRecord {
  readonly kind: 'error';
  /** The cell's name. */
  readonly cell: string;
  /** What called: `setTimeout`, `queueMicrotask`, … */
  readonly from: string;
  /** A GuestError. */
  readonly error: Error;
}

/** A record for the host's logger. */
export type CellRecord = ErrorRecord;

/** A host's logger. What it throws is the host's own affair. */
export type Logger = (record: CellRecord) => void;

/** A record in one line, for people. */
export const lineOf = ({ cell, from, error }: CellRecord): string => {
  const [position] =
    (error as { positions?: readonly { file: string; line: number; column: number }[] }).positions ?? [];
  const at = position === undefined ? '' : ` (${printable(position.file)}:${position.line}:${position.column})`;
  return `[${printable(cell)}] uncaught in ${from}: ${printable(error.name)}: ${printable(error.message)}${at}`;
};
