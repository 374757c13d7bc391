/**
 * Counts what a cell spends of its limits. What a cell spends, every cell that it is in has spent too.
 *
 * Invariant: an amount is counted in the whole line of cells, or, where one of them has not that much left, in none.
 */
import { limitOf } from './limits.js';
import type { Policy } from './types.js';
import { type LimitName, LIMITS } from './vocabulary/limits.js';

/** A limit is reached: the message says which, of which cell, and how much of it there is. */
export class LimitError extends Error {
  declare readonly code: 'ERR_LIMIT';
  /** Which limit. */
  readonly limit: LimitName;

  constructor(cell: string, limit: LimitName, most: number) {
    super(
      `the cell '${cell}' has reached a limit: it, with all cells in it, may have ${most} ${LIMITS[limit].about}; the policy line that would grant more is limits.${limit}`,
    );
    Object.defineProperty(this, 'name', { value: 'LimitError', writable: true, configurable: true });
    Object.defineProperty(this, 'code', { value: 'ERR_LIMIT', enumerable: true });
    this.limit = limit;
  }
}

Object.freeze(LimitError.prototype);
Object.freeze(LimitError);

/** What one cell, with all cells in it, has spent. */
export class Ledger {
  readonly #cell: string;
  readonly #policy: Policy;
  /** The cell's own, and those of the cells it is in, outwards. */
  readonly #line: readonly Ledger[];
  readonly #spent = new Map<LimitName, number>();

  constructor(cell: string, policy: Policy, parent: Ledger | undefined) {
    this.#cell = cell;
    this.#policy = policy;
    this.#line = [this, ...(parent === undefined ? [] : parent.#line)];
  }

  /** How much is counted. */
  spent(limit: LimitName): number {
    return this.#spent.get(limit) ?? 0;
  }

  /**
   * Counts an amount.
   *
   * @throws LimitError (`ERR_LIMIT`) where it is more than is left; then nothing is counted.
   */
  spend(limit: LimitName, amount: number): void {
    for (const each of this.#line) {
      const most = limitOf(each.#policy, limit);
      if (each.spent(limit) + amount > most) throw new LimitError(each.#cell, limit, most);
    }
    for (const each of this.#line) each.#spent.set(limit, each.spent(limit) + amount);
  }

  /** Gives back what was counted, where the limit is on what there is at one time. */
  giveBack(limit: LimitName, amount: number): void {
    for (const each of this.#line) {
      each.#spent.set(limit, Math.max(0, each.spent(limit) - amount));
    }
  }
}
