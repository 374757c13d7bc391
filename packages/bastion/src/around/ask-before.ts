/** An approval before each call. */
import { RefusedError } from '../errors.js';
import type { Call, Interceptor } from './interceptor.js';

/**
 * Asks before a call goes on. The guest gets a promise of the result, whatever the method returns.
 *
 * @param approve Answers for each call; only `true` lets it go on.
 * @throws A call that is not approved rejects with {@link RefusedError}; what `approve` itself throws counts as no.
 * @example
 * ```ts
 * import { askBefore, bastion } from '@padded-cell/bastion';
 * const files = new Map<string, string>();
 * const safe = bastion(files, undefined, {
 *   around: [askBefore(async ({ method }) => method !== 'clear')],
 * });
 * ```
 */
export const askBefore =
  (approve: (call: Call) => boolean | Promise<boolean>): Interceptor =>
  async (call, next) => {
    let answer: unknown;
    try {
      answer = await approve(call);
    } catch {
      answer = false;
    }
    if (answer !== true) throw new RefusedError(`${call.method}() is refused: it was not approved`);
    return next();
  };
