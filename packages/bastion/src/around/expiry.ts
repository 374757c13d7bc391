/** A time after which nothing goes through. */
import { now } from './clock.js';
import { RefusedError } from '../errors.js';
import type { Interceptor } from './interceptor.js';

/**
 * Refuses calls from a moment on.
 *
 * @param when A Date, or milliseconds from now.
 * @throws TypeError for an invalid date or number. A call that comes too late is a {@link RefusedError}.
 */
export const expiry = (when: Date | number): Interceptor => {
  // A moment is compared by the wall clock, a duration by the monotonic one, which nobody can set back.
  const clock = typeof when === 'number' ? () => now() : () => Date.now();
  const end = typeof when === 'number' ? now() + when : when.getTime();
  if (Number.isNaN(end)) throw new TypeError('expiry(when) takes a valid Date, or milliseconds from now');
  return ({ method }, next) => {
    if (clock() >= end) throw new RefusedError(`${method}() is refused: its time has passed`);
    return next();
  };
};
