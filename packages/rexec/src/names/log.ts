/**
 * What a cell tells its host beside results: to the host's logger; without one, lines on stderr, as many as `outputBytes`
 * allows.
 */
import { printable } from '../errors/index.js';
import { type CellRecord, lineOf, type Logger } from '../logger.js';
import { type Ledger, LimitError } from '../policy/ledger.js';

/** What a log is made with. */
export interface LogParts {
  /** The cell's name. */
  readonly cell: string;
  readonly ledger: Ledger;
  /** The host's logger, where it gave one. */
  readonly logger: Logger | undefined;
}

/** The log of one cell. */
export class Log {
  readonly #parts: LogParts;
  #isSilent = false;

  constructor(parts: LogParts) {
    this.#parts = parts;
  }

  /** Tells the host. */
  tell(record: CellRecord): void {
    const { cell, ledger, logger } = this.#parts;
    if (logger !== undefined) {
      logger(record);
      return;
    }
    if (this.#isSilent) return;
    let line = `${lineOf(record)}\n`;
    try {
      ledger.spend('outputBytes', Buffer.byteLength(line));
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      this.#isSilent = true;
      line = `[${printable(cell)}] more errors are not written: ${printable(error.message)}\n`;
    }
    process.stderr.write(line);
  }
}
