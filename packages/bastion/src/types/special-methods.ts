/// <reference lib="esnext.disposable" preserve="true" />
/**
 * What the special methods of a bastion give the language: `b[k]`, `for…of`, `b.length`, `using b`.
 *
 * Trusts: `names`, for which of them a target has and the filter accepts. A special method that a class defines
 * itself goes before what a collection has by nature, as at run time.
 */
import type { Down, FromGuest } from './crossing.js';
import type { ParametersOf, ResultOf } from './functions.js';
import type { AnyFunction, AnyTypedArray } from './kinds.js';

/** Every special method, or nothing, by the names `N` that are shown. */
export type Protocols<T, N extends string> = Items<T, N> &
  ('__iter__' extends N ? { [Symbol.iterator](): IterableIterator<Down<Iterated<T>>> } : unknown) &
  ('__aiter__' extends N ? { [Symbol.asyncIterator](): AsyncIterableIterator<Down<AsyncIterated<T>>> } : unknown) &
  ('__len__' extends N ? { readonly length: Down<Length<T>> } : unknown) &
  ('__exit__' extends N ? Disposable : unknown) &
  ('__aexit__' extends N ? AsyncDisposable : unknown);

/** `b[k]`: an index signature, read-only unless `__setitem__` is shown and takes what a read gives. */
type Items<T, N extends string> = '__getitem__' extends N
  ? '__setitem__' extends N
    ? Down<Item<T>> extends FromGuest<Settable<T>>
      ? { [K in Key<T>]: Down<Item<T>> }
      : { readonly [K in Key<T>]: Down<Item<T>> }
    : { readonly [K in Key<T>]: Down<Item<T>> }
  : unknown;

/** Keys arrive as strings, or as numbers where they are written like a whole number. */
type Key<T> = Extract<
  T extends { __getitem__: infer F extends AnyFunction }
    ? ParametersOf<F>[0]
    : T extends ReadonlyMap<infer K, unknown>
      ? K
      : number,
  string | number
>;

/** As of every index signature, `noUncheckedIndexedAccess` adds the undefined of a key that is not there. */
type Item<T> = T extends { __getitem__: infer F extends AnyFunction }
  ? ResultOf<F>
  : T extends ReadonlyMap<infer K, infer V>
    ? string extends K
      ? V
      : number extends K
        ? V
        : V | undefined
    : T extends { readonly [index: number]: infer E }
      ? E
      : never;

/** What a target takes as an item; `never` where its type says that it is only to be read. */
type Settable<T> = T extends { __setitem__: infer F extends AnyFunction }
  ? ParametersOf<F>[1]
  : T extends Map<unknown, infer V>
    ? V
    : T extends unknown[] | AnyTypedArray
      ? T[number]
      : never;

/** What an iterable or an iterator gives. */
type Given<I> = I extends Iterable<infer E> ? E : I extends Iterator<infer E> ? E : never;

type GivenLater<I> = I extends AsyncIterable<infer E> ? E : I extends AsyncIterator<infer E> ? E : never;

type Iterated<T> = T extends { __iter__: infer F extends AnyFunction } ? Given<ResultOf<F>> : Given<T>;

type AsyncIterated<T> = T extends { __aiter__: infer F extends AnyFunction } ? GivenLater<ResultOf<F>> : GivenLater<T>;

type Length<T> = T extends { __len__: infer F extends AnyFunction } ? ResultOf<F> : number;
