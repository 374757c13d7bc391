/**
 * What a cell starts with: the names on its global, and nothing else.
 *
 * Invariant: only names of this table are ever on a new global, so what a newer SES or engine adds stays out until
 * someone has looked at it. And every one of them is made constant before the first evaluation: a guest cannot swap
 * them, and SES hoists them, so that a use costs what a local's does and not a look-up through four scopes.
 */
import type { Evaluator } from '../lockdown/realm.js';
import { harden } from '../lockdown/realm.js';
import { method } from '../names/disguise.js';
import type { LazyGlobals } from '../names/lazy.js';

const { create, defineProperties, defineProperty, getOwnPropertyNames, hasOwn } = Object;

const constant = { writable: false, configurable: false };

/** What each global has that is made when it is first used. */
const lazyOf = new WeakMap<object, LazyGlobals>();

/** The accessor of a lazy name, the same for every global: it gives what the global has that it is called on. */
const accessors = new Map<string, PropertyDescriptor>();

const accessorOf = (name: string): PropertyDescriptor => {
  const known = accessors.get(name);
  if (known !== undefined) return known;
  const get = method((global) => lazyOf.get(global as object)?.valueOf(name), name);
  const accessor = { get, configurable: false };
  accessors.set(name, accessor);
  return accessor;
};

const all = (names: Iterable<string>, descriptorOf: (name: string) => PropertyDescriptor): PropertyDescriptorMap => {
  const descriptors = create(null) as PropertyDescriptorMap;
  for (const name of names) descriptors[name] = descriptorOf(name);
  return descriptors;
};

/** The language's own names, each harmless once the realm is locked down. */
export const startNames: ReadonlySet<string> = new Set(
  `globalThis undefined NaN Infinity
  AggregateError Array ArrayBuffer AsyncIterator BigInt BigInt64Array BigUint64Array Boolean DataView Date Error
  EvalError Float16Array Float32Array Float64Array Int16Array Int32Array Int8Array Iterator JSON Map Math Number Object
  Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TextEncoder TypeError
  URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt unescape`
    .trim()
    .split(/\s+/u),
);

/** Names that stand for the cell itself: no endowment takes them. The policy refuses the language's reserved words. */
export const ownNames: ReadonlySet<string> = new Set([
  'globalThis',
  'undefined',
  'NaN',
  'Infinity',
  'eval',
  'Function',
]);

/** What is put on a new global. */
export interface Furnishing {
  /** Names withheld. */
  readonly withheld: readonly string[];
  /** The cell's own evaluators; SES's evaluate text as it stands, without what compiling gives. */
  readonly evaluators: Readonly<Record<'eval' | 'Function', unknown>>;
  /** What each cell has its own of, by name: made for it by its policy. */
  readonly own: ReadonlyMap<string, unknown>;
  /** What is made when it is first used: none of it withheld or endowed. */
  readonly lazy: LazyGlobals;
  /** The host's gifts, already across the membrane. */
  readonly endowments: ReadonlyMap<string, unknown>;
}

/**
 * Furnishes the global of a new Compartment.
 *
 * @returns the names it has, all constant.
 */
export const furnish = ({ globalThis: global }: Evaluator, furnishing: Furnishing): ReadonlySet<string> => {
  const { evaluators, own, lazy, endowments } = furnishing;
  const withheld = new Set(furnishing.withheld);
  const names = new Set<string>();
  for (const name of getOwnPropertyNames(global)) {
    if (startNames.has(name) && !withheld.has(name)) names.add(name);
    else Reflect.deleteProperty(global, name);
  }
  const put = (name: string, property: PropertyDescriptor): void => {
    defineProperty(global, name, { ...property, configurable: false });
    names.add(name);
  };
  const shared = [...names].filter((name) => !own.has(name) && !hasOwn(evaluators, name) && !endowments.has(name));
  defineProperties(
    global,
    all(shared, () => constant),
  );
  for (const [name, value] of [...Object.entries(evaluators), ...own]) {
    if (!withheld.has(name) && !endowments.has(name)) put(name, { value: harden(value), writable: false });
  }
  // Not hardened: it is the global itself.
  if (!withheld.has('global') && !endowments.has('global')) put('global', { value: global, writable: false });
  lazyOf.set(global, lazy);
  const lazyNames = lazy.names;
  defineProperties(global, all(lazyNames, accessorOf));
  for (const name of lazyNames) names.add(name);
  for (const [name, value] of endowments) put(name, { value: harden(value), writable: false, enumerable: true });
  return names;
};
