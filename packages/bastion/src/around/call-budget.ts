/** A number of calls, and no more. */
import { RefusedError } from '../errors.js';
import type { Interceptor } from './interceptor.js';

/**
 * Lets so many calls through, counted over everything that was reached through the bastion.
 *
 * @param calls How many: a whole number from 0 up.
 * @throws TypeError for anything else. A call over the budget is a {@link RefusedError} in the guest.
 */
export const callBudget = (calls: number): Interceptor => {
  if (!Number.isSafeInteger(calls) || calls < 0) {
    throw new TypeError(`callBudget(calls) takes a whole number from 0 up, not ${String(calls)}`);
  }
  let left = calls;
  return ({ method }, next) => {
    if (left === 0) throw new RefusedError(`${method}() is refused: the budget of ${calls} calls is spent`);
    left -= 1;
    return next();
  };
};

/** Lets one call through: a {@link callBudget} of 1. */
export const once = (): Interceptor => callBudget(1);
