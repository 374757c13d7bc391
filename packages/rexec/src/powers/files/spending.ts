/**
 * What a cell spends on files, counted before it is done; and the permissions it may give them.
 *
 * Invariant: nothing is written, made or lengthened that was not counted.
 */
import type { Ledger } from '../../policy/ledger.js';
import { Fault } from './fault.js';

/** Counts what is written. */
export class Spending {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** A file is made, or opened to be written. @throws LimitError */
  file(): void {
    this.#ledger.spend('filesWritten', 1);
  }

  /** Makes sure that one more file may be opened to be written. @throws LimitError */
  requireFile(): void {
    this.file();
    this.takeBackFile();
  }

  /** A file that was counted is counted for another cell. */
  takeBackFile(): void {
    this.#ledger.giveBack('filesWritten', 1);
  }

  /** So many bytes are to be written. @throws LimitError */
  bytes(count: number): void {
    if (count > 0) this.#ledger.spend('bytesWritten', count);
  }
}

/** Permissions that a cell may give. @throws Fault for those that make a program run as another user */
export const limited = (mode: number): number => {
  if ((mode & ~0o777) === 0) return mode;
  throw new Fault('EPERM', 'a cell gives the permissions 0o777 and less');
};
