/**
 * Interceptors: host code around every call that a guest makes through a membrane. They see arguments and
 * results on the host's side of the crossing, and decide whether, with what, and when the call goes on.
 */
import type { Refusal } from '../crossing/membrane.js';
import { freeze } from '../primordials.js';

/** A call on its way to the target. */
export interface Call {
  /** The text of the bastion, as in `<Bastion for TEXT>`. */
  readonly bastion: string;
  /** The method, or special method; `__call__` and `new` for functions; `next` and so on for iterators. */
  readonly method: string;
  /** The arguments, as the target gets them. */
  readonly args: readonly unknown[];
}

/**
 * Runs around a call.
 *
 * @param call What is being called.
 * @param next Goes on with the call, with its arguments or others, and returns what it returned. Not calling it refuses.
 * @returns What the guest gets, after crossing. May be a promise: then the guest gets a promise.
 * @throws What the guest gets thrown, after crossing.
 */
export interface Interceptor {
  (call: Call, next: (args?: readonly unknown[]) => unknown): unknown;
  /** Told of each name that was refused; see {@link Refusal}. */
  refused?(refusal: Refusal): void;
}

/** Runs a call inside of its interceptors, the first outermost. */
export const surround = (
  interceptors: readonly Interceptor[],
  call: Call,
  run: (args: readonly unknown[]) => unknown,
): unknown => {
  const from = (index: number, args: readonly unknown[]): unknown => {
    const interceptor = interceptors[index];
    return interceptor === undefined
      ? run(args)
      : interceptor(freeze({ ...call, args }), (given = args) => from(index + 1, given));
  };
  return from(0, call.args);
};
