/** Filters of classes: how an instance is shown when it crosses without a filter of its own. */
import { standing, type NameFilter } from '../filter.js';
import { getPrototypeOf } from '../primordials.js';
import { defaultView, plainView, type View } from '../view.js';
import type { Membrane } from './membrane.js';

const registered = new WeakMap<object, NameFilter>();
let version = 0;

type Class = abstract new (...args: never[]) => unknown;

/** Shows instances of a class, and of its subclasses that have no filter of their own, through `filter`. */
export const register = (Class: Class, filter: NameFilter): void => {
  const prototype: unknown = typeof Class === 'function' ? Class.prototype : undefined;
  if (typeof prototype !== 'object' || prototype === null) {
    throw new TypeError('bastion.register(Class, filter) takes a class first');
  }
  registered.set(prototype, standing(filter));
  version += 1;
};

interface Known {
  readonly version: number;
  readonly views: WeakMap<object, View>;
}

const known = new WeakMap<Membrane, Known>();

const viewsOf = (membrane: Membrane): WeakMap<object, View> => {
  let entry = known.get(membrane);
  if (entry === undefined || entry.version !== version) {
    entry = { version, views: new WeakMap() };
    known.set(membrane, entry);
  }
  return entry.views;
};

/** The view of an instance: of the nearest class that has a filter, the membrane's before the registered. */
export const viewOfInstance = (target: object, membrane: Membrane): View => {
  if (version === 0 && membrane.classes.size === 0) return defaultView;
  const first = getPrototypeOf(target);
  if (first === null) return defaultView;
  const views = viewsOf(membrane);
  const found = views.get(first);
  if (found !== undefined) return found;
  let view = defaultView;
  for (let proto: object | null = first, steps = 0; proto !== null && steps < 64; steps += 1) {
    const filter = membrane.classes.get(proto) ?? registered.get(proto);
    if (filter !== undefined) {
      view = plainView(filter);
      break;
    }
    proto = getPrototypeOf(proto);
  }
  views.set(first, view);
  return view;
};
