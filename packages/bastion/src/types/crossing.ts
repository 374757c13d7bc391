/**
 * The crossing rule, in types: a host's type `T` is `Down<T>` for the guest, a guest's type `G` is `Up<G>` for the
 * host, and where the host takes a `T` the guest may pass a `FromGuest<T>`.
 *
 * Trusts: declarations, read by the rules of `kinds`. Unions cross member by member. `any`, `unknown` and
 * `object` stay what they are: what has no type on one side has none on the other.
 * Invariants, tested in test-d: `Up<Down<T>>` is `T`; a `Down<T>` is a `FromGuest<T>`; an `Up<FromGuest<T>>` is a `T`.
 */
import type { RecordOf } from '../crossing/record.js';
import type { Bastion, BastionOf } from './bastion.js';
import type { Calls, Makes, Self } from './functions.js';
import type {
  AnyBuiltIn,
  AnyClass,
  AnyFunction,
  AnyTypedArray,
  Hook,
  IsBehaviour,
  IsCopied,
  IsError,
  IsIterator,
  IsList,
  IsNominal,
  IsRecord,
  PlainError,
  PlainTypedArray,
  Primitive,
  Same,
} from './kinds.js';

/**
 * What a guest gets for a host's value of type `T`. Its inverse is {@link Up}.
 *
 * @example
 * ```ts
 * import type { Down } from '@padded-cell/bastion';
 * class Account {
 *   balance = 0;
 *   total() { return this.balance; }
 * }
 * type Row = Down<{ id: number; account: Account }>; // { id: number; account: Bastion<Account> }
 * ```
 */
export type Down<T> = Cross<T, 'down'>;

/**
 * What the host gets for a guest's value of type `G`: its own object again for a bastion, a record for an
 * object with functions. Its inverse is {@link Down}.
 *
 * @example
 * ```ts
 * import type { Bastion, Up } from '@padded-cell/bastion';
 * type Stores = Up<Bastion<Map<string, number>>[]>; // Map<string, number>[]
 * ```
 */
export type Up<G> = Cross<G, 'up'>;

/**
 * What a guest may pass where the host takes a `T`: whatever arrives as a `T`. An inverse of {@link Up}, wider than
 * {@link Down}: for an object with methods, any bastion of it however narrow, or a record of the guest's own
 * where a record can be a `T`. `never` where nothing of a guest's arrives as a `T`: a subclass of Error, a Buffer
 * (it arrives as a Uint8Array), a bastion (it comes home as its target: declare the target's type).
 */
export type FromGuest<T> = Cross<T, 'from'>;

/** The way a type is mapped: {@link Down}, {@link Up}, {@link FromGuest}. */
export type Way = 'down' | 'up' | 'from';

/**
 * The way of what goes into a function or a generator, by the way of what comes out of it. What the host passes to
 * a guest's function is an `Up` of its parameter, as that is what crosses down to it.
 */
export interface Inward {
  down: 'from';
  from: 'down';
  up: 'up';
}

/** A type on the other side. The inverse of `down` is `up`; `from` is an inverse of `up`. */
export type Cross<T, W extends Way, Depth extends 1[] = []> = unknown extends T
  ? T
  : T extends Primitive
    ? T
    : T extends Self<infer Target>
      ? Cross<Target, W>
      : T extends BastionOf<infer Target>
        ? Each<W, T, Target, never>
        : T extends RecordOf<object>
          ? Fields<T, W>
          : T extends AnyFunction
            ? Each<W, Bastion<T>, Calls<T, W>, [keyof T] extends [never] ? Calls<T, W> : BastionOf<T>>
            : T extends AnyClass
              ? Each<W, Bastion<T>, Makes<T, W>, BastionOf<T>>
              : T extends readonly unknown[]
                ? List<T, W, Depth>
                : T extends AnyTypedArray
                  ? Arriving<T, PlainTypedArray<T>, W>
                  : T extends AnyBuiltIn
                    ? BuiltIn<T, W>
                    : Instance<T, W>;

/** Picks by way. */
type Each<W extends Way, IfDown, IfUp, IfFrom> = W extends 'down' ? IfDown : W extends 'up' ? IfUp : IfFrom;

/** A type whose copies are of the type `Copy`, which may be less. */
type Arriving<T, Copy, W extends Way> = Each<W, Copy, Copy, Copy extends T ? T : never>;

/** Arrays; what a match of a regular expression has beside its elements goes along. */
type List<T extends readonly unknown[], W extends Way, Depth extends 1[]> = T extends RegExpMatchArray
  ? T
  : T extends (infer E)[]
    ? E[] extends T
      ? Cross<E, W>[]
      : Tuple<T, W, Depth>
    : readonly T[number][] extends T
      ? readonly Cross<T[number], W>[]
      : Tuple<T, W, Depth>;

/**
 * Tuples, element by element. The compiler wants a tuple's elements at once: in one that holds itself they have no
 * end, and become `any` at the tenth. Through arrays and fields a type may hold itself freely.
 */
type Tuple<T extends readonly unknown[], W extends Way, Depth extends 1[]> =
  IsList<T> extends true
    ? Depth['length'] extends 10
      ? any
      : { [I in keyof T]: Cross<T[I], W, [...Depth, 1]> }
    : Instance<T, W>;

type BuiltIn<T, W extends Way> =
  IsCopied<T> extends true
    ? T
    : IsError<T> extends true
      ? Arriving<T, PlainError<T>, W>
      : T extends DataView
        ? Arriving<T, DataView<ArrayBuffer>, W>
        : T extends SharedArrayBuffer
          ? never
          : T extends PromiseLike<infer V>
            ? Promised<T, V, W>
            : T extends ReadonlyMap<infer K, infer V>
              ? Mapped<T, K, V, W>
              : T extends ReadonlySet<infer V>
                ? Collected<T, V, W>
                : Stream<T, W>;

/** A PromiseLike is taken for a promise: one that only has a `then` is refused on its way up. */
type Promised<T, V, W extends Way> =
  Same<T, Promise<V>> extends true
    ? Promise<Cross<V, W>>
    : Same<T, PromiseLike<V>> extends true
      ? PromiseLike<Cross<V, W>>
      : Instance<T, W>;

type Mapped<T, K, V, W extends Way> =
  Same<T, Map<K, V>> extends true
    ? Map<Cross<K, W>, Cross<V, W>>
    : Same<T, ReadonlyMap<K, V>> extends true
      ? ReadonlyMap<Cross<K, W>, Cross<V, W>>
      : Instance<T, W>;

type Collected<T, V, W extends Way> =
  Same<T, Set<V>> extends true
    ? Set<Cross<V, W>>
    : Same<T, ReadonlySet<V>> extends true
      ? ReadonlySet<Cross<V, W>>
      : Instance<T, W>;

/**
 * Iterators and generators, and what says of itself only that it is iterable. An `Iterable` is taken for a
 * collection or a generator, as it is as a rule; an iterable instance of a class crosses as a bastion.
 */
type Stream<T, W extends Way> =
  IsIterator<T> extends true
    ? T extends Generator<infer V, infer R, infer N>
      ? Generator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
      : T extends AsyncGenerator<infer V, infer R, infer N>
        ? AsyncGenerator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
        : T extends IterableIterator<infer V, infer R, infer N>
          ? IterableIterator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
          : T extends AsyncIterableIterator<infer V, infer R, infer N>
            ? AsyncIterableIterator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
            : T extends Iterator<infer V, infer R, infer N>
              ? Iterator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
              : T extends AsyncIterator<infer V, infer R, infer N>
                ? AsyncIterator<Cross<V, W>, Cross<R, W>, Cross<N, Inward[W]>>
                : Instance<T, W>
    : T extends Iterable<infer V>
      ? Same<T, Iterable<V>> extends true
        ? Iterable<Cross<V, W>>
        : Instance<T, W>
      : T extends AsyncIterable<infer V>
        ? Same<T, AsyncIterable<V>> extends true
          ? AsyncIterable<Cross<V, W>>
          : Instance<T, W>
        : Instance<T, W>;

/**
 * Any other object. Down, one with functions shows its methods only. Up, it is a record, unless private
 * members say that it is an instance.
 */
type Instance<T, W extends Way> =
  Same<T, object> extends true
    ? T
    : IsBehaviour<T> extends true
      ? Each<W, Bastion<T>, UpRecord<T>, BastionOf<T> | (IsRecord<T> extends true ? Fields<T, 'from'> : never)>
      : Fields<T, W>;

/** What the host gets for a guest's object with functions: no {@link Hook}, and of an instance no fields. */
type UpRecord<G> = {
  [
    K in keyof G as K extends symbol
      ? never
      : G[K] extends AnyFunction | undefined
        ? Exclude<K, Hook>
        : IsNominal<G> extends true
          ? never
          : K
  ]: Cross<G[K], 'up'>;
};

/** The fields of data. Symbols do not cross. */
type Fields<T, W extends Way> = { [K in keyof T as K extends symbol ? never : K]: Cross<T[K], W> };
