/**
 * Identity across a membrane: the same object gives the same bastion, by lane and view.
 *
 * The first bastion of an object is kept in a private field stamped on the object itself, which is an
 * order of magnitude cheaper than a WeakMap entry; others, and those of objects that take no field, are in
 * a WeakMap. Either way a bastion lives as long as its target, and no longer.
 */
import { facadeOf } from '../facade/brand.js';
import type { View } from '../view.js';
import type { Lane } from './lane.js';

const Given = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

class Stamp extends Given {
  #bastion: object;

  constructor(target: object, bastion: object) {
    super(target);
    this.#bastion = bastion;
  }

  static put(target: object, bastion: object): object {
    return new Stamp(target, bastion);
  }

  static read(target: object): object | undefined {
    return #bastion in target ? target.#bastion : undefined;
  }

  static replace(target: object, bastion: object): void {
    (target as Stamp).#bastion = bastion;
  }
}

const fits = (bastion: object, lane: Lane, view: View): boolean => {
  const facade = facadeOf(bastion);
  return facade !== undefined && facade.view === view && facade.laneOf(bastion) === lane;
};

/** More bastions of one target, by lane, by the `this` that a function runs with (the lane where none), by view. */
type ByView = Map<View, object>;
const others = new WeakMap<Lane, WeakMap<object, WeakMap<object, ByView>>>();

/** The bastion that was remembered, if any. A function that runs with a `this` has one for each `this`. */
export const recall = (target: object, lane: Lane, view: View, self: object | undefined): object | undefined => {
  if (self === undefined) {
    const stamped = Stamp.read(target);
    if (stamped === undefined && !someTakeNoField) return undefined;
    if (stamped !== undefined && fits(stamped, lane, view)) return stamped;
  }
  return others
    .get(lane)
    ?.get(self ?? lane)
    ?.get(target)
    ?.get(view);
};

const isFree = (target: object): boolean => {
  const stamped = Stamp.read(target);
  return stamped === undefined || facadeOf(stamped)?.laneOf(stamped).membrane.reason !== undefined;
};

/** Whether an object was met that takes no private field: a frozen one may not, in an engine to come. */
let someTakeNoField = false;

const stamp = (target: object, bastion: object): boolean => {
  try {
    if (Stamp.read(target) === undefined) Stamp.put(target, bastion);
    else Stamp.replace(target, bastion);
    return true;
  } catch {
    someTakeNoField = true;
    return false;
  }
};

export const remember = (target: object, lane: Lane, view: View, self: object | undefined, bastion: object): void => {
  if (self === undefined && isFree(target) && stamp(target, bastion)) return;
  const bySelf = entry(others, lane, () => new WeakMap<object, WeakMap<object, ByView>>());
  const byTarget = entry(bySelf, self ?? lane, () => new WeakMap<object, ByView>());
  entry(byTarget, target, () => new Map<View, object>()).set(view, bastion);
};

const entry = <K extends object, V>(table: WeakMap<K, V>, key: K, create: () => V): V => {
  let value = table.get(key);
  if (value === undefined) table.set(key, (value = create()));
  return value;
};
