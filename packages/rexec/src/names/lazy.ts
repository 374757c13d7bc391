/**
 * Globals that are made when a guest first uses them: exports of modules that run in its cell.
 *
 * Most guests use none of them, and evaluating them all would take longer than making the cell. Invariant: what a name
 * gives is made once, and stays what it is.
 */
import { type AnyFunction, disguised } from './disguise.js';

/** Where a global comes from: an export of a module of the cell, which need not be one that the guest may import. */
export type GlobalSource = readonly [module: string, exported: string];

/** Every global that is an export of a module. */
export const LAZY_GLOBALS: Readonly<Record<string, GlobalSource>> = {};

/** The lazy globals of one cell, by name: each gives the value. */
export type LazyGlobals = ReadonlyMap<string, () => unknown>;

/**
 * The lazy globals of a cell.
 *
 * @param importNow - the exports of a module of the cell.
 * @param taken - names that are withheld, or that the host endowed.
 */
export const lazyGlobals = (importNow: (module: string) => object, taken: ReadonlySet<string>): LazyGlobals => {
  const globals = new Map<string, () => unknown>();
  for (const [name, [module, exported]] of Object.entries(LAZY_GLOBALS)) {
    if (taken.has(name)) continue;
    let made: { readonly value: unknown } | undefined;
    globals.set(name, () => {
      made ??= { value: (importNow(module) as Record<string, unknown>)[exported] };
      return made.value;
    });
  }
  return globals;
};

/** The getter of a global that a guest may hold. */
export const getterFor = (name: string, make: () => unknown): AnyFunction => disguised(make, `get ${name}`);
