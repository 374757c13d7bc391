/**
 * Which methods an object has: data properties that hold functions, on itself or on its prototypes, never
 * accessors, never symbols, never what Object.prototype, Function.prototype or `constructor` bring.
 *
 * Trusts: nothing. Everything is read through property descriptors, so no getter of the target runs.
 */
import { builtinPrototypes, isFunctionPrototype, isObjectPrototype, prototypesOf } from '../crossing/classify.js';
import { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, hasOwn, ownKeys } from '../primordials.js';
import { facadeOf } from './brand.js';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What a property holds, as far as it can be told without running anything. */
const heldBy = (holder: object, descriptor: PropertyDescriptor): unknown => {
  const { get, value } = descriptor;
  // Under lockdown some built-in methods sit behind an accessor that only works around the override mistake.
  if (get !== undefined && builtinPrototypes.has(holder) && hasOwn(get, 'originalValue')) {
    return getOwnPropertyDescriptor(get, 'originalValue')?.value;
  }
  return value;
};

const neverMethods: ReadonlySet<string> = new Set(['constructor', '__proto__']);
// `__call__` of a function is the call itself, and cannot be the name of a method too.
const neverOfFunctions: ReadonlySet<string> = new Set(['prototype', 'caller', 'arguments', '__call__']);

/** A bastion of a function has these as its own; they are no methods of what it stands for. */
const ofFunctions: ReadonlySet<unknown> = new Set([
  Function.prototype.call,
  Function.prototype.apply,
  Function.prototype.bind,
]);

const isCandidate = (name: string, target: object): boolean =>
  !neverMethods.has(name) && !(typeof target === 'function' && neverOfFunctions.has(name));

const walk = (target: object, name: string): Method | undefined => {
  let holder: object | null = target;
  for (let steps = 0; holder !== null && steps < 64; steps += 1) {
    if (steps > 0 && (isObjectPrototype(holder) || isFunctionPrototype(holder))) return undefined;
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) {
      const held = heldBy(holder, descriptor);
      return typeof held === 'function' && !ofFunctions.has(held) ? (held as Method) : undefined;
    }
    holder = getPrototypeOf(holder);
  }
  return undefined;
};

/** The method that `target[name]` would be, or undefined. */
export const methodNamed = (target: object, name: string): Method | undefined => {
  const method = isCandidate(name, target) ? walk(target, name) : undefined;
  // What a bastion shows is not all on its prototypes: some methods it finds late, or binds when they are read.
  if (method !== undefined || facadeOf(target)?.exposes(target, name) !== true) return method;
  return (target as Record<string, Method>)[name];
};

/** The names of the methods that are the object's own. */
export const ownMethodNames = (target: object): string[] => {
  const names: string[] = [];
  for (const key of getOwnPropertyNames(target)) {
    if (!isCandidate(key, target)) continue;
    if (typeof getOwnPropertyDescriptor(target, key)?.value === 'function') names.push(key);
  }
  return names;
};

/** The names of the methods that an object inherits: what its prototypes define and nothing nearer shadows. */
export const inheritedMethodNames = (target: object): string[] => {
  const seen = new Set<string>();
  const names: string[] = [];
  for (const proto of prototypesOf(target)) {
    for (const key of ownKeys(proto)) {
      if (typeof key !== 'string' || seen.has(key) || !isCandidate(key, target)) continue;
      seen.add(key);
      const descriptor = getOwnPropertyDescriptor(proto, key);
      const held = descriptor && heldBy(proto, descriptor);
      if (typeof held === 'function' && !ofFunctions.has(held)) names.push(key);
    }
  }
  return names;
};

/** The method under a well-known symbol, found as any method is: without running an accessor. */
export const symbolMethod = (target: object, symbol: symbol): Method | undefined => {
  let holder: object | null = target;
  for (let steps = 0; holder !== null && steps < 64; steps += 1) {
    const descriptor = getOwnPropertyDescriptor(holder, symbol);
    if (descriptor !== undefined) {
      const held = heldBy(holder, descriptor);
      return typeof held === 'function' ? (held as Method) : undefined;
    }
    holder = getPrototypeOf(holder);
  }
  return undefined;
};
