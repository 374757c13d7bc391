/**
 * The crossing engine by itself, for those who build a guest side of their own (a cell, a wall): one
 * membrane, both directions.
 *
 * @packageDocumentation
 */
import { Membrane as Engine, type MembraneOptions } from '../crossing/membrane.js';
import { freeze } from '../primordials.js';

export type { MembraneOptions } from '../crossing/membrane.js';
export type { Meter, Meters } from '../crossing/meter.js';
export { asyncIteratorPrototype, iteratorPrototype, kindOf, type Kind } from '../crossing/classify.js';
export { hooks } from '../view.js';
export {
  asksFor,
  callFunction,
  callMethod,
  callSpecial,
  faceOf,
  isLanguageProbe,
  stepsOf,
  surfaceOf,
  type Surface,
} from './remote.js';

/** What stands between a host and one guest side. */
export interface Membrane {
  /**
   * What the guest gets for a value of the host's. A bastion made elsewhere is taken over: it shows what it
   * showed, and dies with this membrane too.
   *
   * @throws CrossingError for what cannot cross, RevokedError for what is dead.
   */
  down(value: unknown): unknown;
  /**
   * What the host gets for a value of the guest's: never the guest's own object, and none of its code runs.
   *
   * @throws CrossingError for what cannot cross, RevokedError for what is dead.
   */
  up(value: unknown): unknown;
  /** The error that the guest is to get for what host code threw. Never throws. */
  thrownDown(reason: unknown): unknown;
  /** The error that the host is to get for what guest code threw, a GuestError as a rule. Never throws. */
  thrownUp(reason: unknown): Error;
  /** Ends everything that came through, with RevokedError; `reason` is for its message. */
  revoke(reason?: string): void;
}

/**
 * Makes a membrane.
 *
 * @param options Interceptors, filters of classes, limits, and how to read a stack where the platform hides it.
 * @example
 * ```ts
 * import { createMembrane } from '@padded-cell/bastion/membrane';
 * const membrane = createMembrane();
 * const forGuest = membrane.down(new Map([['a', 1]])); // a copy: a Map is data
 * membrane.revoke('the plugin was unloaded');
 * ```
 */
export const createMembrane = (options: MembraneOptions = {}): Membrane => {
  const membrane = new Engine(options);
  return freeze({
    down: (value: unknown) => membrane.down.cross(value),
    up: (value: unknown) => {
      try {
        return membrane.up.cross(value);
      } catch (error) {
        // A Proxy's trap may have thrown an object of the guest's.
        throw membrane.up.thrown(error);
      }
    },
    thrownDown: (reason: unknown) => membrane.down.thrown(reason),
    thrownUp: (reason: unknown) => membrane.up.thrown(reason) as Error,
    revoke: (reason = 'it was revoked') => membrane.revoke(reason),
  });
};
