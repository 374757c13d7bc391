/**
 * Endowments: the host's values by name, and how a request to nest makes them fewer and smaller.
 *
 * Invariant: nothing here gives a nested cell more of a value than the cell it is made in has.
 */
import { type NameFilter, bastion, defaultFilter, every, isBastion, narrow } from '@padded-cell/bastion';
import { ownNames } from './cell/globals.js';

const { getOwnPropertyDescriptors } = Object;

/** Values by the name under which a cell has them. */
export type Endowments = Readonly<Record<string, unknown>>;

/** Some of a cell's endowments: by name, or each by name with a filter of the methods that go along (true: all). */
export type EndowmentRequest<E> =
  | readonly (keyof E & string)[]
  | { readonly [Name in keyof E & string]?: NameFilter | true };

/**
 * The host's values, read once.
 *
 * @throws TypeError for a name that stands for the cell itself, and for a getter, which would be read at no clear time.
 */
export const endowmentsOf = (given: Endowments): ReadonlyMap<string, unknown> => {
  const endowments = new Map<string, unknown>();
  for (const [name, property] of Object.entries(getOwnPropertyDescriptors(given))) {
    if (property.enumerable !== true) continue;
    if (ownNames.has(name)) throw new TypeError(`nothing can be endowed as '${name}': that name is the cell's own`);
    if (!('value' in property)) {
      throw new TypeError(`the endowment '${name}' is a getter: read it yourself, and endow what it gives`);
    }
    endowments.set(name, property.value);
  }
  return endowments;
};

/** The names that a request asks for, and the filter of each. */
export const requestedEndowments = (request: unknown): ReadonlyMap<string, NameFilter | true> => {
  const requested = new Map<string, NameFilter | true>();
  if (request === undefined) return requested;
  if (typeof request !== 'object' || request === null) {
    throw new TypeError('endowments of a nested cell are an array of names, or an object of filters by name');
  }
  const entries: Iterable<readonly [unknown, unknown]> = Array.isArray(request)
    ? [...(request as unknown[])].map((name) => [name, true] as const)
    : Object.entries(request);
  for (const [name, filter] of entries) {
    if (typeof name !== 'string') throw new TypeError('endowments of a nested cell are asked for by name: strings');
    if (filter === undefined) continue;
    if (filter !== true && typeof filter !== 'function') {
      throw new TypeError(
        `the endowment '${name}' of a nested cell takes a filter such as allow('read'), or true for all of it; the value itself is its parent's`,
      );
    }
    requested.set(name, filter as NameFilter | true);
  }
  return requested;
};

/**
 * An endowment, made smaller.
 *
 * @throws TypeError where it has no methods to choose from.
 */
export const narrowed = (name: string, value: unknown, filter: NameFilter | true): unknown => {
  if (filter === true) return value;
  if (isBastion(value)) return narrow(value as Parameters<typeof narrow>[0], filter);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    throw new TypeError(`the endowment '${name}' is a ${typeof value}: there is nothing that a filter could take away`);
  }
  return bastion(value, every(defaultFilter, filter));
};
