/**
 * What programs see beside the global: getters and setters for names that are nowhere, and for values handed over.
 *
 * Invariant: all of it is evaluated inside the cell, since a guest may come to hold these functions.
 */
import type { Evaluator } from '../lockdown/realm.js';

/** How a name is read and set. */
export interface Accessors {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

/** What the lexicals of a program are made with. */
export interface Lexicals {
  /** A name that is nowhere when the program starts: an error when it is used, unless it is on the global by then. */
  readonly undeclared: (name: string) => Accessors;
  /** As `undeclared`, for `typeof name`: undefined where the name is nowhere. */
  readonly typeOf: (name: string) => Accessors;
  /** A variable with the value that a program handed over. */
  readonly variable: (value: unknown) => Accessors;
  /** A constant with that value. */
  readonly constant: (value: unknown) => Accessors;
}

const text = `((ReferenceError, TypeError, wayTo) => {
  const missing = name => new ReferenceError(name + ' is not defined' + wayTo(name));
  return {
    undeclared: name => ({
      get() { if (name in globalThis) return globalThis[name]; throw missing(name); },
      set(value) { if (!(name in globalThis)) throw missing(name); globalThis[name] = value; },
    }),
    typeOf: name => ({
      get() { return globalThis[name]; },
      set(value) { if (!(name in globalThis)) throw missing(name); globalThis[name] = value; },
    }),
    variable: current => ({ get: () => current, set(value) { current = value; } }),
    constant: value => ({ get: () => value, set() { throw new TypeError('Assignment to constant variable.'); } }),
  };
})`;

/**
 * The makers of one Compartment.
 *
 * @param wayTo - what is said of a name that the cell has not, after the language's own words.
 */
export const lexicalsIn = (compartment: Pick<Evaluator, 'evaluate'>, wayTo: (name: string) => string): Lexicals =>
  (compartment.evaluate(text) as (...parts: unknown[]) => Lexicals)(ReferenceError, TypeError, wayTo);

/** A constant that has its value is hoisted as one: over 100 times faster than through the global's accessor. */
export const constantOf = ({ get }: Pick<Accessors, 'get'>): PropertyDescriptor | undefined => {
  try {
    return { value: get(), writable: false };
  } catch {
    return undefined; // The program that declares it has not come to it.
  }
};
