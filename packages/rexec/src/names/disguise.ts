/**
 * Makes a function or a class of ours one that a guest may hold.
 *
 * Trusts: the function to treat its arguments as a guest's. Invariants: a bound function shows no source of ours, has no
 * `caller` and no `arguments`, and once hardened nobody can leave a mark on it; and an instance never has a prototype
 * that is the host's.
 */
import { harden } from '../lockdown/realm.js';

const { defineProperty, setPrototypeOf } = Object;

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

/** What a method is called with: its `this`, and its arguments. */
export type Method = (self: unknown, args: readonly unknown[]) => unknown;

const named = <T extends object>(target: T, name: string, length: number): T => {
  defineProperty(target, 'name', { value: name });
  defineProperty(target, 'length', { value: length });
  return target;
};

/** A function for a guest, by this name and with this many parameters. */
export const disguised = (target: AnyFunction, name: string, length = 0): AnyFunction =>
  harden(named(target.bind<AnyFunction>(undefined), name, length));

/** A method for a guest. It has to have a `this`, so it is not bound: the source that it shows is this line's. */
export const method = (target: Method, name: string, length = 0): AnyFunction =>
  harden(
    named(
      {
        method(...args: readonly unknown[]): unknown {
          return target(this, args);
        },
      }.method,
      name,
      length,
    ),
  );

/** What a class is made of. */
export interface ClassParts {
  readonly name: string;
  readonly length: number;
  /** What instances inherit; it gets its `constructor`. */
  readonly prototype: object;
  readonly statics: Readonly<Record<string, unknown>>;
  /** Makes an object of the engine's, as one of `Own`. */
  readonly make: (args: readonly unknown[], Own: AnyFunction) => object;
  /** What a call without `new` gives; an error where it is left out. */
  readonly call?: ((args: readonly unknown[]) => unknown) | undefined;
}

/** A class of the engine's for a guest, with a prototype of its own. */
export const ownClass = ({ name, length, prototype, statics, make, call }: ClassParts): AnyFunction => {
  const Own = function (...args: unknown[]): unknown {
    const target: unknown = new.target;
    if (target === undefined) {
      if (call !== undefined) return call(args);
      throw new TypeError(`Constructor ${name} requires 'new'`);
    }
    const made = make(args, Own);
    if (target === Own) return made;
    // Of a subclass. Where it has no prototype, the engine would take its own, which is the host's.
    const { prototype: given } = target as { readonly prototype: unknown };
    const isObject = (typeof given === 'object' && given !== null) || typeof given === 'function';
    return isObject ? setPrototypeOf(made, given) : made;
  };
  Own.prototype = prototype;
  const bound = named(Own.bind(undefined), name, length);
  for (const [each, value] of Object.entries(statics)) {
    defineProperty(bound, each, { value, writable: true, configurable: true });
  }
  defineProperty(bound, 'prototype', { value: prototype });
  defineProperty(prototype, 'constructor', { value: bound, writable: true, configurable: true });
  return harden(bound as AnyFunction);
};
