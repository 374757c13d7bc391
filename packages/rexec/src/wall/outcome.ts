/**
 * What came of something that one side of a wall did for the other: a value, or an error as data.
 *
 * Errors of ours go as data, so that they are of their own class again on the other side. Trusts: nothing of an outcome
 * that arrives. Invariant: what is neither is an error.
 */
import { types } from 'node:util';
import { type Plain, told, untold } from '../errors/told.js';
import { ProtocolError } from './protocol.js';

const { hasOwn } = Object;

/** A value, or the error as data. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

const valued = (value: unknown): Outcome => ({ value });
const failed = (reason: unknown): Outcome => ({ error: told(reason) });

/** Does something, now or in time. @throws ProtocolError alone, which is nobody's answer; the promise is not rejected */
export const outcomeOf = (run: () => unknown): Outcome | Promise<Outcome> => {
  try {
    const value = run();
    return types.isPromise(value) ? value.then(valued, failed) : valued(value);
  } catch (reason) {
    if (reason instanceof ProtocolError) throw reason;
    return failed(reason);
  }
};

/**
 * The value of an outcome.
 *
 * @param plain - makes an error that is of no class of ours.
 * @throws the error
 */
export const valueOf = (outcome: unknown, plain: (error: Plain) => Error): unknown => {
  if (typeof outcome === 'object' && outcome !== null) {
    if (hasOwn(outcome, 'value')) return (outcome as { readonly value: unknown }).value;
    if (hasOwn(outcome, 'error')) throw untold((outcome as { readonly error: unknown }).error, plain);
  }
  throw plain({ name: 'Error', message: 'the other side of the wall gave no answer', code: undefined });
};
