/**
 * What a cell's own copy of the bastion package has beside the intrinsics: `$engine`, a lexical of that port alone.
 *
 * Trusts: the port, which is ours. Invariant: none of this gets to a guest. `Function` makes code in a Compartment with
 * an empty global, so that not even the package's own generated text could reach one.
 */
import { isBastion } from '@padded-cell/bastion';
import { type EvaluatorConstructor, requireCompartment } from '../lockdown/realm.js';
import { timeBy } from '../names/date.js';
import type { ClockLine } from '../policy/index.js';

const { defineProperty, freeze, getOwnPropertyNames } = Object;
const { FinalizationRegistry: Registry, WeakRef: Reference } = globalThis;

type Compile = (...texts: string[]) => unknown;

let compile: Compile | undefined;
let made = 0;

const compilerIn = (Compartment: EvaluatorConstructor): Compile => {
  const { globalThis: empty } = new Compartment({ __options__: true });
  const make = empty['Function'] as Compile;
  for (const name of getOwnPropertyNames(empty)) Reflect.deleteProperty(empty, name);
  freeze(empty);
  // The engine of JavaScript shares what it learns among functions of one text: no two are to be equal.
  const Compiler = (...texts: string[]): unknown => {
    made += 1;
    return make(...texts.slice(0, -1), `${texts.at(-1) ?? ''}\n// ${made}`);
  };
  defineProperty(Compiler, 'prototype', { value: Function.prototype });
  return Compiler;
};

const compiler = function (...texts: string[]): unknown {
  compile ??= compilerIn(requireCompartment());
  return compile(...texts);
};
compiler.prototype = Function.prototype;
freeze(compiler);

/** What one cell's copy has. */
export const engineFor = (clock: ClockLine): object => {
  const time = timeBy(clock);
  return freeze({
    __proto__: null,
    FinalizationRegistry: Registry,
    Function: compiler,
    WeakRef: Reference,
    isBastion,
    performance: freeze({ now: () => time('an expiry or a rate') }),
  });
};
