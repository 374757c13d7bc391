/** Records: plain objects with functions that the host declares to be data. */
import { CrossingError } from '../errors.js';
import { isObject } from '../facade/brand.js';
import { kindOf } from './classify.js';

const records = new WeakSet<object>();

/** A plain object that crosses as data although it holds functions. */
export type RecordOf<T extends object> = T & { readonly [recordMark]: true };
declare const recordMark: unique symbol;

/**
 * Says that a plain object is data: it crosses to a guest as a copy, with its fields, and the functions
 * among them as bastions that run with the original as `this`. Without it a plain object that has functions
 * shows a guest its methods only, since a literal's fields may be secrets.
 *
 * @param object A plain object. It is marked, not copied.
 * @returns The same object.
 * @throws CrossingError for anything but a plain object.
 * @example
 * ```ts
 * import { bastion, record } from '@padded-cell/bastion';
 * class Shop {
 *   item() { return record({ name: 'tea', price: 3, buy: () => 'bought' }); }
 * }
 * const { name, buy } = bastion(new Shop()).item();
 * ```
 */
export const record = <T extends object>(object: T): RecordOf<T> => {
  if (!isObject(object) || kindOf(object) !== 'plain') {
    throw new CrossingError('record(object) takes a plain object: other values are data or behaviour by their kind');
  }
  records.add(object);
  return object as RecordOf<T>;
};

export const isRecord = (object: object): boolean => records.has(object);
