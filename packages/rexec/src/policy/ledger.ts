/**
 * Counts what a cell spends of its limits. What a cell spends, every cell that it is in has spent too.
 *
 * What happens millions of times (a call, a byte copied) is counted by an {@link Allowance}: it takes a piece of the
 * limit in advance and counts down from it. When a limit is asked for that is all taken in advance, the pieces are
 * called in, so that the counts are exact where they decide.
 *
 * Invariant: an amount is counted in the whole line of cells, or, where one of them has not that much left, in none;
 * except what has been used before it could be counted.
 */
import { limitOf } from './limits.js';
import type { Limit, Policy } from './types.js';
import { type LimitName, LIMITS } from './vocabulary/limits.js';

/** A limit is reached: the message says which, of which cell, and how much of it there is. */
export class LimitError extends Error {
  declare readonly code: 'ERR_LIMIT';
  /** The name of the cell whose limit it is. */
  readonly cell: string;
  /** Which limit. */
  readonly limit: LimitName;
  /** How much of it the policy allows. */
  readonly allowed: number;
  /** How much of it was used, or would have been. */
  readonly used: number;

  /** @param used - what there would be, or is, with what was too much. */
  constructor(cell: string, limit: LimitName, most: number, used: number = most) {
    super(
      `the cell '${cell}' has reached a limit: it, with all cells in it, may have ${most} ${LIMITS[limit].about}; the policy line that would grant more is limits.${limit}`,
    );
    Object.defineProperty(this, 'name', { value: 'LimitError', writable: true, configurable: true });
    Object.defineProperty(this, 'code', { value: 'ERR_LIMIT', enumerable: true });
    this.cell = cell;
    this.limit = limit;
    this.allowed = most;
    this.used = used;
  }
}

Object.freeze(LimitError.prototype);
Object.freeze(LimitError);

/** How much of one limit a cell, with all cells in it, has used. */
export interface Used {
  /** So much is used. */
  readonly used: number;
  /** So much the policy allows. */
  readonly allowed: Limit;
  /** So much it can still use: no more than any of the cells it is in has left. */
  readonly left: Limit;
}

/** What one cell, with all cells in it, has spent. */
export class Ledger {
  readonly #cell: string;
  readonly #policy: Policy;
  /** The cell's own, and those of the cells it is in, outwards. */
  readonly #line: readonly Ledger[];
  readonly #spent = new Map<LimitName, number>();
  /** Those of the whole tree, for all in it to call in. */
  readonly #allowances: Set<Allowance>;

  constructor(cell: string, policy: Policy, parent: Ledger | undefined) {
    this.#cell = cell;
    this.#policy = policy;
    this.#line = [this, ...(parent === undefined ? [] : parent.#line)];
    this.#allowances = parent === undefined ? new Set() : parent.#allowances;
  }

  /** How much is counted. */
  spent(limit: LimitName): number {
    return this.#spent.get(limit) ?? 0;
  }

  /** How much is used, of what, and how much is left. */
  used(limit: LimitName): Used {
    this.#callIn(limit);
    const left = this.#leftOf(limit);
    return {
      used: this.spent(limit),
      allowed: this.#policy.limits[limit],
      left: left === Number.POSITIVE_INFINITY ? 'unlimited' : Math.max(0, left),
    };
  }

  /**
   * Counts an amount.
   *
   * @throws LimitError (`ERR_LIMIT`) where it is more than is left; then nothing is counted.
   */
  spend(limit: LimitName, amount: number): void {
    if (this.#leftOf(limit) < amount) {
      this.#callIn(limit);
      this.#require(limit, amount);
    }
    this.#add(limit, amount);
  }

  /**
   * Counts what has been used already, and so can't be refused.
   *
   * @throws LimitError (`ERR_LIMIT`) where it is more than was left; it is counted all the same.
   */
  charge(limit: LimitName, amount: number): void {
    try {
      this.#require(limit, amount);
    } finally {
      this.#add(limit, amount);
    }
  }

  /** Gives back what was counted, where the limit is on what there is at one time. */
  giveBack(limit: LimitName, amount: number): void {
    this.#add(limit, -amount);
  }

  /**
   * Counts a cell that is to be made.
   *
   * @param levels - how many levels below this one it is to be: 1 for a cell in this one.
   * @throws LimitError for `cells`, and for `depth`: of this cell, and of those it is in.
   */
  spendCell(levels: number): void {
    for (const [above, each] of this.#line.entries()) {
      const depth = limitOf(each.#policy, 'depth');
      if (levels + above > depth) throw new LimitError(each.#cell, 'depth', depth, levels + above);
    }
    this.spend('cells', 1);
  }

  /**
   * An allowance of a limit, to count down from.
   *
   * @param piece - how much is taken in advance at first; more as more is used.
   */
  allowance(limit: LimitName, piece: number): Allowance {
    const allowance = new Allowance(this, limit, piece);
    this.#allowances.add(allowance);
    return allowance;
  }

  /** Ends an allowance: what it has not used is free again, and nothing more can be taken from it in advance. */
  close(allowance: Allowance): void {
    allowance.callIn();
    this.#allowances.delete(allowance);
  }

  /** How much can be taken in advance: the piece, or a part of what is left. @throws LimitError for less than `least` */
  advance(limit: LimitName, least: number, piece: number): number {
    if (this.#leftOf(limit) < least) this.#callIn(limit);
    this.#require(limit, least);
    // Not all that is left: whoever is next would have to call it in.
    const amount = Math.max(least, Math.min(piece, Math.floor(this.#leftOf(limit) / 8)));
    this.#add(limit, amount);
    return amount;
  }

  #leftOf(limit: LimitName): number {
    let least = Number.POSITIVE_INFINITY;
    for (const each of this.#line) least = Math.min(least, limitOf(each.#policy, limit) - each.spent(limit));
    return least;
  }

  #require(limit: LimitName, amount: number): void {
    for (const each of this.#line) {
      const most = limitOf(each.#policy, limit);
      const used = each.spent(limit) + amount;
      if (used > most) throw new LimitError(each.#cell, limit, most, used);
    }
  }

  #add(limit: LimitName, amount: number): void {
    for (const each of this.#line) each.#spent.set(limit, Math.max(0, each.spent(limit) + amount));
  }

  #callIn(limit: LimitName): void {
    for (const allowance of this.#allowances) if (allowance.limit === limit) allowance.callIn();
  }
}

/** How many times larger than the first a piece gets: each is counted in every cell of the line, however long that is. */
const mostGrowth = 256;

/** Part of a limit, taken in advance: a membrane counts down from `left`, and asks for more below zero. */
export class Allowance {
  /** How much is left of what was taken. */
  left = 0;
  readonly limit: LimitName;
  readonly #ledger: Ledger;
  readonly #first: number;
  #piece: number;

  constructor(ledger: Ledger, limit: LimitName, piece: number) {
    this.#ledger = ledger;
    this.limit = limit;
    this.#first = piece;
    this.#piece = piece;
  }

  /** Takes more. @throws LimitError where there is no more; then what was asked for is not counted */
  more(): void {
    const missing = -this.left;
    // Not below zero any more, for what is called in is what is left.
    this.left = 0;
    if (missing <= 0) return;
    this.left = this.#ledger.advance(this.limit, missing, this.#piece) - missing;
    this.#piece = Math.min(2 * this.#piece, mostGrowth * this.#first);
  }

  /** Gives back what is not used. */
  callIn(): void {
    const unused = this.left;
    this.left = 0;
    this.#piece = this.#first;
    if (unused > 0) this.#ledger.giveBack(this.limit, unused);
  }
}
