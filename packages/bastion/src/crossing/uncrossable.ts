/**
 * The error for a value that has no way across, told apart from one that a guest made to look like it.
 *
 * Invariant: an error in `raised` was made here and has never been in a guest's hands: what a guest gets for
 * it is another, fresh one.
 */
import { CrossingError } from '../errors.js';
import { isObject } from '../facade/brand.js';
import { printable } from '../facade/class-name.js';

const raised = new WeakSet<object>();

/** A refusal to cross; `why` says what would. */
export const uncrossable = (why: string): CrossingError => {
  const error = new CrossingError(why);
  raised.add(error);
  return error;
};

/** Whether this is a refusal of ours. Runs no code of the value. */
export const isUncrossable = (reason: unknown): reason is CrossingError => isObject(reason) && raised.has(reason);

const hosts = new WeakSet<object>();

/** Marks an error that the host made for itself: on its way up it arrives as it is. It never goes down. */
export const forHostAlone = <E extends Error>(error: E): E => {
  hosts.add(error);
  return error;
};

/** Whether it is one of those. Runs no code of the value. */
export const isForHostAlone = (reason: unknown): reason is Error => isObject(reason) && hosts.has(reason);

/** A path in a message shows this many of its keys at either end. */
const shown = 8;

const written = (key: unknown): string => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`);

/** The same refusal, with where in the value it happened. */
export const uncrossableAt = (path: readonly unknown[], { message }: CrossingError): CrossingError => {
  const keys = path.map(written);
  const long = keys.length > 2 * shown;
  const place = long ? [...keys.slice(0, shown), '…', ...keys.slice(-shown)] : keys;
  return uncrossable(`${place.length === 0 ? 'the value itself' : place.join('')}: ${message}`);
};
