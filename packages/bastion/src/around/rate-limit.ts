/** So many calls in so much time. */
import { now } from './clock.js';
import { RefusedError } from '../errors.js';
import type { Interceptor } from './interceptor.js';

/**
 * Lets at most `calls` through in any `perMs` milliseconds, by a token bucket: it starts full, and refills
 * evenly.
 *
 * @param limit `calls`: the size of the bucket, from 1 up. `perMs`: the time it takes to fill, in milliseconds.
 * @throws TypeError for other numbers. A call over the rate is a {@link RefusedError} that says when to come again.
 */
export const rateLimit = ({ calls, perMs }: { readonly calls: number; readonly perMs: number }): Interceptor => {
  if (!Number.isSafeInteger(calls) || calls < 1 || !(perMs > 0)) {
    throw new TypeError('rateLimit({ calls, perMs }) takes a whole number from 1 up, and milliseconds above 0');
  }
  let tokens = calls;
  let last = now();
  return ({ method }, next) => {
    const time = now();
    tokens = Math.min(calls, tokens + ((time - last) * calls) / perMs);
    last = time;
    if (tokens < 1) {
      const wait = Math.ceil(((1 - tokens) * perMs) / calls);
      throw new RefusedError(
        `${method}() is refused: over the rate of ${calls} calls per ${perMs} ms; come again in ${wait} ms`,
      );
    }
    tokens -= 1;
    return next();
  };
};
