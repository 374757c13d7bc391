/**
 * The type of guards: only on names that the filter accepts, and only with schemas whose outputs are what the
 * method takes and gives. What a schema accepts as input is its own matter: it gets what the guest sent.
 */
import type { Guard, Schema } from '../around/guard.js';
import type { ParametersOf, ResultOf } from './functions.js';
import type { AnyClass, AnyFunction } from './kinds.js';
import type { Names } from './names.js';

/** A schema for each parameter, optional where the parameter is, or one for the list of them. */
type ArgumentSchemas<A> = A extends readonly unknown[]
  ? { readonly [I in keyof A]: Schema<unknown, A[I]> } | Schema<unknown, Readonly<A>>
  : never;

interface GuardOf<A, R> {
  readonly args?: ArgumentSchemas<A>;
  readonly result?: Schema<unknown, Awaited<R>>;
}

type GuardOn<T, K> = K extends keyof T
  ? GuardOf<ParametersOf<NonNullable<T[K]>>, ResultOf<NonNullable<T[K]>>>
  : K extends '__call__'
    ? T extends AnyFunction
      ? GuardOf<ParametersOf<T>, ResultOf<T>>
      : Guard
    : K extends 'new'
      ? T extends AnyClass
        ? GuardOf<ConstructorParameters<T>, InstanceType<T>>
        : Guard
      : Guard;

/** The guards that a bastion of a `T` with the filter `F` can have. Where it shows no method, there are none to guard. */
export type GuardsFor<T, F> = [Names<T, F>] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [K in Names<T, F>]?: GuardOn<T, K> };
