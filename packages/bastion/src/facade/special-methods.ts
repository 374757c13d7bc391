/**
 * Special methods: which operation of the language goes to which name, and what stands in for the name on
 * built-in collections. Python calls them `__getitem__` and so on; a class may define methods of
 * these names, and an Array, typed array, Map, Set or iterable has them by nature.
 *
 * Keys: JavaScript hands over a property key as a string. One that is how JavaScript writes a safe integer
 * (`-1`, `0`, `42`) arrives as that number; any other arrives as the string it is (`'01'`, `'1.5'`,
 * `'9007199254740992'`). An array has elements at 0 … length-1: a read beside them is undefined, and a
 * write may replace one or append at `length`, not leave a hole. There is no counting from the end.
 */
import { methodNamed, symbolMethod, type Method } from './methods.js';
import { kindOf } from '../crossing/classify.js';
import { AttributeError } from '../errors.js';
import { facadeOf } from './brand.js';
import { apply, getPrototypeOf, getterOf, isArray, uncurry } from '../primordials.js';

export type SpecialName =
  | '__getitem__'
  | '__setitem__'
  | '__delitem__'
  | '__contains__'
  | '__iter__'
  | '__aiter__'
  | '__len__'
  | '__exit__'
  | '__aexit__';

/** Runs a special method on a target. */
export type Special = (target: object, ...args: unknown[]) => unknown;

type Table = Partial<Record<SpecialName, Special>>;

const mapGet = uncurry(Map.prototype.get) as Special;
const mapSet = uncurry(Map.prototype.set) as Special;
const mapHas = uncurry(Map.prototype.has) as Special;
const mapDelete = uncurry(Map.prototype.delete) as Special;
const setHas = uncurry(Set.prototype.has) as Special;
const setDelete = uncurry(Set.prototype.delete) as Special;
/** The name of a typed array's class, of any realm; undefined for everything else, a DataView too. */
const typedArrayTag = getterOf(getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);

type Indexed = { length: number; [index: number]: unknown };

const isElement = (list: Indexed, key: unknown): key is number =>
  typeof key === 'number' && key >= 0 && key < list.length;

const element = (list: object, key: unknown): unknown => {
  if (typeof key !== 'number') throw new AttributeError(`'${String(key)}' is not an index`);
  return isElement(list as Indexed, key) ? (list as Indexed)[key] : undefined;
};

const setElement = (list: object, key: unknown, value: unknown): void => {
  const indexed = list as Indexed;
  const end = isArray(list) ? indexed.length + 1 : indexed.length;
  if (typeof key !== 'number' || key < 0 || key >= end) {
    throw new RangeError(`index ${String(key)} is outside of this collection: it takes 0 to ${end - 1}`);
  }
  indexed[key] = value;
};

const deleteElement = (list: object, key: unknown): boolean =>
  isElement(list as Indexed, key) ? delete (list as Indexed)[key] : true;

const list: Table = {
  __getitem__: element,
  __setitem__: setElement,
  __contains__: (target, key) => isElement(target as Indexed, key),
  __len__: (target) => (target as Indexed).length,
};

const builtins: Partial<Record<string, Table>> = {
  array: { ...list, __delitem__: deleteElement },
  map: {
    __getitem__: mapGet,
    __setitem__: mapSet,
    __delitem__: mapDelete,
    __contains__: mapHas,
    __len__: getterOf(Map.prototype, 'size'),
  },
  set: {
    __contains__: setHas,
    __delitem__: setDelete,
    __len__: getterOf(Set.prototype, 'size'),
  },
};

/** The kind of collection that a target is, subclasses included. */
const collectionOf = (target: object): Table | undefined => {
  if (isArray(target)) return builtins['array'];
  if (typedArrayTag(target) !== undefined) return list;
  for (let proto = getPrototypeOf(target), steps = 0; proto !== null && steps < 64; steps += 1) {
    if (proto === Map.prototype) return builtins['map'];
    if (proto === Set.prototype) return builtins['set'];
    proto = getPrototypeOf(proto);
  }
  return builtins[kindOf(target)];
};

const symbolOf: Partial<Record<SpecialName, symbol | undefined>> = {
  __iter__: Symbol.iterator,
  __aiter__: Symbol.asyncIterator,
  __exit__: (Symbol as { dispose?: symbol }).dispose,
  __aexit__: (Symbol as { asyncDispose?: symbol }).asyncDispose,
};

/** Runs the method of a name, whatever stands there when it is run. */
export const byName =
  (name: PropertyKey): Special =>
  (target, ...args) => {
    const method = (target as Record<PropertyKey, Method>)[name];
    if (method === undefined) {
      throw new AttributeError(`'${String(name)}' is no longer a method of the object behind this bastion`);
    }
    return apply(method, target, args);
  };

/** The operations themselves, for a target that is a bastion: it answers them by its own special methods. */
const operations: Record<SpecialName, Special> = {
  __getitem__: (target, key) => (target as Table)[key as never],
  __setitem__: (target, key, value) => {
    (target as Record<string, unknown>)[key as string] = value;
  },
  __delitem__: (target, key) => delete (target as Record<string, unknown>)[key as string],
  __contains__: (target, key) => (key as string) in target,
  __len__: (target) => (target as Indexed).length,
  __iter__: byName(Symbol.iterator),
  __aiter__: byName(Symbol.asyncIterator),
  __exit__: byName(symbolOf.__exit__ ?? '__exit__'),
  __aexit__: byName(symbolOf.__aexit__ ?? '__aexit__'),
};

/** How a target does a special method, or undefined where it has none of that name. */
export const specialOf = (target: object, name: SpecialName): Special | undefined => {
  const facade = facadeOf(target);
  if (facade !== undefined) return facade.exposesSpecial(name) ? operations[name] : undefined;
  if (methodNamed(target, name) !== undefined) return byName(name);
  const builtin = collectionOf(target)?.[name];
  if (builtin !== undefined) return builtin;
  const symbol = symbolOf[name];
  return symbol !== undefined && symbolMethod(target, symbol) !== undefined ? byName(symbol) : undefined;
};

/** A property key as a special method gets it: see the head of this file. */
export const itemKey = (key: string): string | number => {
  const number = Number(key);
  return Number.isSafeInteger(number) && String(number) === key ? number : key;
};
