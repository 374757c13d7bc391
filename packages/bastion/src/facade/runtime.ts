/** What the two makers of facade classes are given, and what they return. */
import type { Lane } from '../crossing/lane.js';
import type { Bastion } from './brand.js';

/** A class whose instances are bastions over one set of names. */
export interface FacadeClass {
  new (target: object, lane: Lane): object;
  readonly prototype: object;
  /** @throws TypeError for an object that this class did not make. */
  targetOf(bastion: object): object;
  /** @throws TypeError for an object that this class did not make. */
  laneOf(bastion: object): Lane;
}

export interface Runtime {
  readonly Base: typeof Bastion;
  /** The general way of a call: any number of arguments, interceptors, guards, a revoked membrane. What it throws has yet to cross. */
  readonly invoke: (bastion: object, target: object, lane: Lane, name: string, args: ArrayLike<unknown>) => unknown;
  /** What the caller is to get for an error that the call met. */
  readonly thrown: (target: object, lane: Lane, name: string, error: unknown) => unknown;
  /** The error for a method called on something that is not its bastion. */
  readonly astray: (name: string) => Error;
}
