/**
 * A view: everything about a bastion but its target and its membrane: which names, with which guards, as
 * which class. Views that mean the same are one object, because facades are kept by view.
 */
import type { Bastion } from './facade/brand.js';
import { defaultFilter, deny, everyName, isConstant, standing, type NameFilter } from './filter.js';
import type { Shape } from './facade/facades.js';
import type { Guards } from './around/guard.js';
import { freeze } from './primordials.js';

export class View {
  readonly filter: NameFilter;
  readonly bound: boolean;
  readonly guards: Guards | undefined;
  readonly bastionClass: typeof Bastion | undefined;
  /** Whether the filter's answers can never change. */
  readonly isConstant: boolean;
  /** Facades by the prototype of their targets; `facades.ts` keeps them here. */
  readonly shapes: WeakMap<object, Shape> = new WeakMap();

  constructor(
    filter: NameFilter,
    { bound = false, guards, bastionClass }: Partial<Pick<View, 'bound' | 'guards' | 'bastionClass'>> = {},
  ) {
    this.filter = filter;
    this.bound = bound;
    this.guards = guards;
    this.bastionClass = bastionClass;
    this.isConstant = isConstant(filter);
    freeze(this);
  }
}

const plain = new WeakMap<NameFilter, View>();

/** The view of a filter and nothing else. */
export const plainView = (filter: NameFilter): View => {
  let view = plain.get(filter);
  if (view === undefined) plain.set(filter, (view = new View(filter)));
  return view;
};

/** The view of whatever crosses and has no filter of its own. */
export const defaultView: View = plainView(defaultFilter);

/** Method names that the host's own code calls without meaning to: by await, JSON, arithmetic, printing. */
export const hooks: readonly string[] = ['then', 'toJSON', 'valueOf', 'toString', 'toLocaleString'];

/** The view in which the host gets a guest's objects: the default, without what would run by accident. */
export const guestView: View = plainView(standing(deny(...hooks)));

/** The view of a bastion that another membrane adopts: all that the bastion shows. */
export const wholeView: View = plainView(everyName);

/** The same, of one whose methods keep their `this`. */
export const boundWholeView: View = new View(everyName, { bound: true });

const narrowed = new WeakMap<View, WeakMap<NameFilter, View>>();

/** The same view with another filter; kept by both, so that narrowing the same way twice shares a facade. */
export const withFilter = (view: View, filter: NameFilter): View => {
  if (!view.bound && view.guards === undefined && view.bastionClass === undefined) {
    return plainView(filter);
  }
  let byFilter = narrowed.get(view);
  if (byFilter === undefined) narrowed.set(view, (byFilter = new WeakMap()));
  let made = byFilter.get(filter);
  if (made === undefined) byFilter.set(filter, (made = new View(filter, view)));
  return made;
};
