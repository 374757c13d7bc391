/** Which special methods a bastion has, and where the language looks for them. */
import type { View } from '../view.js';
import { exposes } from './exposure.js';
import { specialOf, type SpecialName } from './special-methods.js';

/** Where the language looks for a special method: a property of the prototype. */
export const protocols: readonly (readonly [SpecialName, PropertyKey | undefined])[] = [
  ['__len__', 'length'],
  ['__iter__', Symbol.iterator],
  ['__aiter__', Symbol.asyncIterator],
  ['__exit__', (Symbol as { dispose?: symbol }).dispose],
  ['__aexit__', (Symbol as { asyncDispose?: symbol }).asyncDispose],
];

const specialNames: readonly SpecialName[] = [
  '__getitem__',
  '__setitem__',
  '__delitem__',
  '__contains__',
  ...protocols.map(([name]) => name),
];

const accepted = new WeakMap<View, readonly SpecialName[]>();

/** The special methods that a view shows of a target. */
export const specialsOf = (target: object, view: View): readonly SpecialName[] => {
  let names = accepted.get(view);
  if (names === undefined) {
    names = specialNames.filter((name) => exposes(view, name));
    if (view.isConstant) accepted.set(view, names);
  }
  return names.filter((name) => specialOf(target, name) !== undefined);
};
