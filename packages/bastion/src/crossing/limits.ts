/**
 * How much one crossing may copy. Without a bound, a guest that hands over a Proxy which always has one
 * more field makes the host copy for ever.
 */
import type { CrossingError } from '../errors.js';
import { freeze } from '../primordials.js';
import { uncrossable } from './uncrossable.js';

/** Bounds on a single value that is copied across. */
export interface CrossingLimits {
  /** Levels of nesting, an array in an array being two. Bounds the stack that a copy needs. */
  readonly depth: number;
  /**
   * Objects, and their fields, elements and entries, in all: `{ a: 1 }` is two. Holes of an array count, unless
   * the array has more of them than may cross: then they cost nothing. Bounds time and memory.
   */
  readonly items: number;
  /** Bytes of binary data in all, the whole buffer behind a view included where views share it. */
  readonly bytes: number;
}

/**
 * The limits where none are given: 200 levels, 4 Mi items, 256 MiB. Hand-written data stays below 200
 * levels, and the copy of 4 Mi items takes about a second.
 */
export const defaultLimits: CrossingLimits = freeze({
  depth: 200,
  items: 4 * 1024 * 1024,
  bytes: 256 * 1024 * 1024,
});

/** Limits with the missing ones filled in. */
export const limitsOf = (given: Partial<CrossingLimits> | undefined): CrossingLimits => {
  const limits = { ...defaultLimits, ...given };
  for (const [name, limit] of Object.entries(limits)) {
    if (!(name in defaultLimits)) {
      throw new TypeError(`unknown limit '${name}': a crossing is limited by depth, items and bytes`);
    }
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new TypeError(`limits.${name} is a whole number from 0 up, not ${String(limit)}`);
    }
  }
  return freeze(limits);
};

export const overLimit = (name: keyof CrossingLimits, allowed: number): CrossingError =>
  uncrossable(
    `the value is too large to cross: more than ${allowed} ${name === 'depth' ? 'levels deep' : name}; hand over a smaller piece, or an object with methods that give the pieces`,
  );
