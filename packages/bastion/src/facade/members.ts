/** What the class of a bastion brings by itself: `toString`, and all that a subclass given as `bastionClass` defines. */
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } from '../primordials.js';
import type { View } from '../view.js';
import { Bastion } from './brand.js';

/** The members that a subclass of Bastion brings, nearest first; Bastion's own last. */
export const membersOf = (bastionClass: typeof Bastion): Map<PropertyKey, PropertyDescriptor> => {
  const members = new Map<PropertyKey, PropertyDescriptor>();
  for (
    let proto: object | null = bastionClass.prototype;
    proto !== null && proto !== getPrototypeOf(Bastion.prototype);
    proto = getPrototypeOf(proto)
  ) {
    for (const key of ownKeys(proto)) {
      const descriptor = getOwnPropertyDescriptor(proto, key);
      if (key !== 'constructor' && descriptor !== undefined && !members.has(key)) {
        members.set(key, descriptor);
      }
    }
  }
  return members;
};

const memberNamesByClass = new WeakMap<object, ReadonlySet<PropertyKey>>();

/** Names that a view's class answers itself, whatever the target has. */
export const memberNames = ({ bastionClass = Bastion }: View): ReadonlySet<PropertyKey> => {
  let names = memberNamesByClass.get(bastionClass);
  if (names === undefined) memberNamesByClass.set(bastionClass, (names = new Set(membersOf(bastionClass).keys())));
  return names;
};
