/**
 * Makes a function of ours one that a guest may hold.
 *
 * Trusts: the function to treat its arguments as a guest's. Invariant: a bound function shows no source of ours, has no
 * `caller` and no `arguments`, and once hardened nobody can leave a mark on it.
 */
import { harden } from '../lockdown/realm.js';

const { defineProperty } = Object;

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

/** A function for a guest, by this name and with this many parameters. */
export const disguised = (target: AnyFunction, name: string, length = 0): AnyFunction => {
  const bound = target.bind<AnyFunction>(undefined);
  defineProperty(bound, 'name', { value: name });
  defineProperty(bound, 'length', { value: length });
  return harden(bound);
};
