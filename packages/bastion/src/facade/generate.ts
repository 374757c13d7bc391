/**
 * The class of a facade, as generated source: each method has call sites of its own, so the engine
 * optimises it as if it were written by hand. Method names go in as data, never into the source text.
 *
 * Two texts must never be equal: V8 shares the type feedback of functions made from identical source, and
 * sixty classes sharing one call site are as slow as a Proxy. Hence the number in the first line.
 */
import { freeze } from '../primordials.js';
import type { FacadeClass, Runtime } from './runtime.js';

// Captured when this module loads: a lockdown that comes later replaces the global one.
const Compile = Function;

const crosses = (name: string): string =>
  `typeof ${name} === "object" || typeof ${name} === "function" || typeof ${name} === "symbol"`;

/** Up to three arguments are passed one by one; more, or a watched membrane, take the general way. */
const method = (index: number): string => `
  [N${index}](a, b, c) {
    try {
      const lane = this.#lane, target = this.#target;
      if (lane.watched || arguments.length > 3) return Invoke(this, target, lane, N${index}, arguments);
      if (--lane.calls.left < 0) lane.calls.more();
      let result;
      if (${crosses('a')}) a = lane.back.cross(a);
      switch (arguments.length) {
        case 0: result = target[N${index}](); break;
        case 1: result = target[N${index}](a); break;
        default:
          if (${crosses('b')}) b = lane.back.cross(b);
          if (arguments.length === 2) result = target[N${index}](a, b);
          else result = target[N${index}](a, b, ${crosses('c')} ? lane.back.cross(c) : c);
      }
      if (${crosses('result')}) return result === target ? this : lane.cross(result);
      return result;
    } catch (error) { throw #lane in Box(this) ? Thrown(this.#target, this.#lane, N${index}, error) : Astray(N${index}); }
  }`;

const guardedMethod = (index: number): string => `
  [N${index}](...args) {
    try {
      return Invoke(this, this.#target, this.#lane, N${index}, args);
    } catch (error) { throw #lane in Box(this) ? Thrown(this.#target, this.#lane, N${index}, error) : Astray(N${index}); }
  }`;

let generated = 0;

/**
 * Makes a facade's class from source.
 *
 * @param names The methods; those among `guarded` always take the general way.
 * @throws EvalError (or what the platform throws) where code generation is forbidden.
 */
export const generateClass = (
  names: readonly string[],
  guarded: ReadonlySet<string>,
  { Base, invoke, thrown, astray }: Runtime,
): FacadeClass => {
  generated += 1;
  const methods = names.map((name, index) => (guarded.has(name) ? guardedMethod(index) : method(index)));
  const define = new Compile(
    'Base',
    'freeze',
    'box',
    'invoke',
    'thrown',
    'astray',
    ...names.map((_, index) => `n${index}`),
    `"use strict"; // facade ${generated}
const ${['Box = box', 'Invoke = invoke', 'Thrown = thrown', 'Astray = astray', ...names.map((_, i) => `N${i} = n${i}`)].join(', ')};
return class extends Base {
  #target; #lane;
  constructor(target, lane) { super(); this.#target = target; this.#lane = lane; freeze(this); }
  static targetOf(bastion) { return bastion.#target; }
  static laneOf(bastion) { return bastion.#lane; }${methods.join('')}
}`,
  ) as (...args: unknown[]) => FacadeClass;
  return define(Base, freeze, Object, invoke, thrown, astray, ...names);
};
