/**
 * The class of a facade where code generation is forbidden (a Content Security Policy,
 * `--disallow-code-generation-from-strings`): the same methods, made from one closure.
 */
import { defineProperty, freeze } from '../primordials.js';
import type { Lane } from '../crossing/lane.js';
import type { FacadeClass, Runtime } from './runtime.js';

/** Makes a facade's class without generating code. */
export const sharedClass = (names: readonly string[], { Base, invoke, thrown, astray }: Runtime): FacadeClass => {
  class Shared extends Base {
    readonly #target: object;
    readonly #lane: Lane;

    constructor(target: object, lane: Lane) {
      super();
      this.#target = target;
      this.#lane = lane;
      freeze(this);
    }

    static targetOf(bastion: Shared): object {
      return bastion.#target;
    }

    static laneOf(bastion: Shared): Lane {
      return bastion.#lane;
    }
  }
  for (const name of names) {
    const { [name]: value } = {
      [name](this: Shared, ...args: unknown[]) {
        let target: object;
        let lane: Lane;
        try {
          target = Shared.targetOf(this);
          lane = Shared.laneOf(this);
        } catch {
          throw astray(name);
        }
        try {
          return invoke(this, target, lane, name, args);
        } catch (error) {
          throw thrown(target, lane, name, error);
        }
      },
    };
    defineProperty(Shared.prototype, name, { value, writable: true, configurable: true });
  }
  return Shared;
};
