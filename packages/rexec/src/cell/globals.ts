/**
 * What a cell starts with: the names on its global, and nothing else.
 *
 * Invariant: only names of this table are ever on a new global, so what a newer SES or engine adds stays out until
 * someone has looked at it. And every one of them is made constant before the first evaluation: a guest cannot swap
 * them, and SES hoists them, so that a use costs what a local's does and not a look-up through four scopes.
 */
import type { Evaluator } from '../lockdown/realm.js';
import { harden } from '../lockdown/realm.js';
import { getterFor, type LazyGlobals } from '../names/lazy.js';

const { defineProperty, getOwnPropertyNames } = Object;

const constant = { writable: false, configurable: false };

/** The language's own names, each harmless once the realm is locked down. */
export const startNames: ReadonlySet<string> = new Set(
  `globalThis undefined NaN Infinity
  AggregateError Array ArrayBuffer AsyncIterator BigInt BigInt64Array BigUint64Array Boolean DataView Date Error
  EvalError Float16Array Float32Array Float64Array Int16Array Int32Array Int8Array Iterator JSON Map Math Number Object
  Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder TextEncoder TypeError
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
  const withheld = new Set(furnishing.withheld);
  for (const name of getOwnPropertyNames(global)) {
    if (!startNames.has(name) || withheld.has(name)) Reflect.deleteProperty(global, name);
  }
  for (const [name, value] of Object.entries(furnishing.evaluators)) {
    if (!withheld.has(name)) defineProperty(global, name, { value: harden(value), configurable: true });
  }
  for (const [name, value] of furnishing.own) {
    if (!withheld.has(name)) defineProperty(global, name, { value: harden(value), configurable: true });
  }
  for (const [name, make] of furnishing.lazy) {
    defineProperty(global, name, { get: getterFor(name, make), configurable: true });
  }
  for (const [name, value] of furnishing.endowments) {
    defineProperty(global, name, { value: harden(value), configurable: true, enumerable: true });
  }
  const names = getOwnPropertyNames(global);
  for (const name of names) {
    defineProperty(global, name, furnishing.lazy.has(name) ? { configurable: false } : constant);
  }
  return new Set(names);
};
