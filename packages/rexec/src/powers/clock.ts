/**
 * The host half of `performance` and of the times on events: the time since the cell was made, by the policy's `clock`.
 *
 * Invariant: without a clock nothing here tells the time; under a fixed one no time passes.
 */
import { timeBy } from '../names/date.js';
import type { PowerContext } from './registry.js';
import type { Power } from './powers.js';

const { performance } = globalThis;

/** What `$clock` is. */
export const clockPower = ({ policy: { clock } }: PowerContext): Power => {
  const time = timeBy(clock);
  const began = performance.now();
  // A fifth of a millisecond, and no finer: with a fine clock a guest could time what the host keeps from it.
  const passed = (): number => (clock === 'real' ? Math.round((performance.now() - began) * 5) / 5 : 0);
  const origin = clock === 'real' ? time('performance') : undefined;
  return {
    now: () => {
      time('performance.now()');
      return passed();
    },
    origin: () => origin ?? time('performance.timeOrigin'),
    /** The time of day, for a file that says no other; 1970 where there is no clock. */
    today: () => (clock === 'none' ? 0 : time('File')),
    /** As `now`, and 0 where there is no clock. */
    elapsed: passed,
  };
};
