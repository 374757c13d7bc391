/**
 * What a cell and the cells within it have used of their limits.
 *
 * Invariant: what is told is data, and the counts are those that the limits are held to.
 */
import type { Cell } from '../cell/cell.js';
import type { Used } from '../policy/ledger.js';
import { LIMITS, type LimitName } from '../policy/vocabulary/limits.js';

const { freeze } = Object;

/** The limits that are counted wherever a cell runs; the others are for the wall it runs behind to keep. */
type CountedLimit = Exclude<LimitName, 'callsPerSecond' | 'cpuMs' | 'memoryMb' | 'pendingCalls' | 'wallMs'>;

/** They, by name. */
export const counted: readonly CountedLimit[] = Object.entries(LIMITS)
  .filter(([, { keeper }]) => keeper === 'ledger')
  .map(([name]) => name as CountedLimit);

/** What a cell, with all cells within it, has used. */
export interface Usage {
  /** The cell's name. */
  readonly cell: string;
  /**
   * By limit. What ended cells have used stays used, except what is only held for a time: `timers`; and `depth`, which
   * is that of the deepest cell alive.
   */
  readonly limits: { readonly [Name in CountedLimit]: Used };
  /** The same of each cell within it that is alive. */
  readonly within: readonly Usage[];
}

const depthOf = (cell: Cell): number => Math.max(0, ...[...cell.children].map((child) => 1 + depthOf(child)));

/** What can be added below a cell: no more than each cell that it is in has left. */
const depthLeft = (cell: Cell): number => {
  let least = Number.POSITIVE_INFINITY;
  let above = 0;
  for (let at: Cell | undefined = cell; at !== undefined; at = at.parent) {
    const { depth } = at.policy.limits;
    least = Math.min(least, depth === 'unlimited' ? Number.POSITIVE_INFINITY : depth - above);
    above += 1;
  }
  return Math.max(0, least);
};

const depthUsed = (cell: Cell): Used => {
  const left = depthLeft(cell);
  return {
    used: depthOf(cell),
    allowed: cell.policy.limits.depth,
    left: left === Number.POSITIVE_INFINITY ? 'unlimited' : left,
  };
};

/** What a cell has used. */
export const usageOf = (cell: Cell): Usage =>
  freeze({
    cell: cell.name,
    limits: freeze(
      Object.fromEntries(
        counted.map((name) => [name, freeze(name === 'depth' ? depthUsed(cell) : cell.ledger.used(name))]),
      ),
    ) as Usage['limits'],
    within: freeze([...cell.children].map(usageOf)),
  });
