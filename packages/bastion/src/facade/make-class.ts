/** Makes the class of a facade, with the runtime that its methods use. */
import { withoutFrames } from '../errors.js';
import { freeze, getOwnPropertyDescriptor, ownKeys } from '../primordials.js';
import type { View } from '../view.js';
import { run, thrown } from '../crossing/invoke.js';
import { Bastion } from './brand.js';
import { generateClass } from './generate.js';
import type { FacadeClass, Runtime } from './runtime.js';
import { sharedClass } from './shared.js';

/** The error for a method called on something that is not its bastion. */
export const astray = (name: string): TypeError =>
  withoutFrames(
    new TypeError(
      `${name}() was called without its bastion: call it as bastion.${name}(…), or make the bastion with { bound: true }`,
    ),
  );

/** The class of a facade: generated, or shared where code generation is forbidden. */
export const makeClass = (names: readonly string[], view: View): FacadeClass => {
  const runtime: Runtime = { Base: view.bastionClass ?? Bastion, invoke: run, thrown, astray };
  const guarded = new Set(Object.keys(view.guards ?? {}));
  try {
    return generateClass(names, guarded, runtime);
  } catch {
    return sharedClass(names, runtime);
  }
};

/** Freezes the functions that an object holds, so that no guest can leave a mark on them. */
export const freezeFunctions = (holder: object): void => {
  for (const key of ownKeys(holder)) {
    const { value, get, set } = getOwnPropertyDescriptor(holder, key) as PropertyDescriptor;
    for (const held of [value, get, set]) if (typeof held === 'function') freeze(held);
  }
};
