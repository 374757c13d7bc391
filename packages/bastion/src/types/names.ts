/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Which names a filter accepts, told from the filter's type: the compiler's version of `filter`.
 *
 * Invariant: what these types offer, the filter accepts, wherever its type says so. A predicate that is typed as
 * `(name: string) => boolean` says nothing: then every method may be there, and all are offered, also those
 * that start with an underscore.
 */
import type { Allow, DefaultFilter, Deny, Every, NameFilter } from '../filter.js';
import type { AnyClass, AnyFunction, AnyTypedArray, IsAny } from './kinds.js';

/** What a filter means: names that start with an underscore or not, the only names, all but these; or nobody knows. */
interface Spec {
  readonly publicOnly: boolean;
  readonly allowed: string;
  readonly denied: string;
  readonly asks: boolean;
}

interface Meaning<P extends boolean, A extends string, D extends string, Q extends boolean = false> extends Spec {
  readonly publicOnly: P;
  readonly allowed: A;
  readonly denied: D;
  readonly asks: Q;
}

type Asks = Meaning<false, string, never, true>;

/** A list whose names are not known while compiling, as in `deny(...names)`, takes away what nobody can tell. */
type Known<N extends string> = string extends N ? never : N;

type MeaningOf<F> =
  IsAny<F> extends true
    ? Asks
    : F extends DefaultFilter
      ? Meaning<true, string, never>
      : F extends Deny<infer D>
        ? Meaning<false, string, Known<D>>
        : F extends Every<infer Fs>
          ? MeetOf<Fs>
          : F extends Allow<infer N>
            ? string extends N
              ? Asks
              : Meaning<false, N, never>
            : Asks;

type MeetOf<Fs extends readonly NameFilter[], M extends Spec = Meaning<false, string, never>> = Fs extends readonly [
  infer F,
  ...infer Rest extends readonly NameFilter[],
]
  ? MeetOf<Rest, Meet<M, MeaningOf<F>>>
  : Fs extends readonly []
    ? M
    : Asks;

type Either<A extends boolean, B extends boolean> = true extends A | B ? true : false;

type Meet<A extends Spec, B extends Spec> = Meaning<
  Either<A['publicOnly'], B['publicOnly']>,
  A['allowed'] & B['allowed'],
  A['denied'] | B['denied'],
  Either<A['asks'], B['asks']>
>;

/** A filter as it stands alone: one that only takes names away takes them from the default ones. */
type Standing<M extends Spec> = M['asks'] extends true
  ? M
  : string extends M['allowed']
    ? Meet<M, Meaning<true, string, never>>
    : M;

type Listed<M extends Spec, N extends string> = Without<M['allowed'] & N, M['denied']>;

type Without<N extends string, D extends string> = [D] extends [never] ? N : Exclude<N, D>;

type Accepted<M extends Spec, N extends string> = Without<
  Listed<M, N>,
  M['publicOnly'] extends true ? `_${string}` : never
>;

/** What is never a method: `constructor`, and what the class Bastion answers itself. */
type Never = 'constructor' | '__proto__' | 'toString';

/**
 * The names of all methods of a type: string keys that hold functions, `undefined` aside. A member that is typed
 * `any` (which is assignable to undefined) or `Function`, or that may be something else than a function, is a field.
 */
export type MethodKeys<T> = Exclude<
  keyof {
    [K in keyof T as [T[K]] extends [AnyFunction | undefined] ? ([T[K]] extends [undefined] ? never : K) : never]: 1;
  },
  symbol | number | Never
>;

/** The special methods that a value of this type has by nature. */
type SpecialKeys<T> =
  | (T extends readonly unknown[] | AnyTypedArray | ReadonlyMap<unknown, unknown>
      ? '__getitem__' | '__setitem__' | '__delitem__' | '__contains__' | '__len__'
      : never)
  | (T extends ReadonlySet<unknown> ? '__delitem__' | '__contains__' | '__len__' : never)
  | (T extends { [Symbol.iterator]: AnyFunction } ? '__iter__' : never)
  | (T extends { [Symbol.asyncIterator]: AnyFunction } ? '__aiter__' : never)
  | (T extends { [Symbol.dispose]: AnyFunction } ? '__exit__' : never)
  | (T extends { [Symbol.asyncDispose]: AnyFunction } ? '__aexit__' : never)
  | (T extends AnyClass ? 'new' : never);

/** To be called is all that a function is for: its underscores are no reason to refuse. */
type CallKey<T> = T extends AnyFunction | AnyClass ? '__call__' : never;

type NamesIn<T, M extends Spec> = Accepted<M, MethodKeys<T> | SpecialKeys<T>> | Listed<M, CallKey<T>>;

/** Names of a type, methods and special methods, that a filter standing alone accepts. */
export type Names<T, F> = NamesIn<T, Standing<MeaningOf<F>>>;

/** Those of the names `N` of a type that a filter accepts too. */
export type Fewer<T, N extends string, F> = NamesIn<T, MeaningOf<F>> & N;

/**
 * The methods of `T` that a bastion with the filter `F` shows.
 *
 * @example
 * ```ts
 * import type { Allow, MethodNames } from '@padded-cell/bastion';
 * type Reading = MethodNames<Map<string, number>, Allow<'get' | 'has' | 'read'>>; // 'get' | 'has'
 * ```
 */
export type MethodNames<T, F = DefaultFilter> = Names<T, F> & MethodKeys<T>;
