/**
 * What is data and what is behaviour, told from a type alone: the compiler's version of `crossing/classify`.
 *
 * Trusts: declarations. A type is a claim, and structural: where two kinds of value have one type, the likelier
 * is taken. An object type with a function among its members (also where it only may be one), or with private
 * or protected members, is behaviour; every other object type is data. So a class of public fields alone is
 * taken for data, although its instances cross as bastions that have no methods.
 * Invariant: each test answers `true` or `false`, never both, for one member of a union.
 */

export type Primitive = string | number | boolean | bigint | symbol | null | undefined | void;

/** Every type that can be called. */
export type AnyFunction = (...args: never) => unknown;

/** Every type that can be constructed, or is an abstract class. */
export type AnyClass = abstract new (...args: never) => unknown;

/** Whether a type is `any`: that alone takes both branches. (`1 & T`, the usual way, is reduced early where `T` extends object.) */
export type IsAny<T> = boolean extends (T extends never ? true : false) ? true : false;

/** Whether two types can stand for each other: how a built-in is told from a subclass that has more. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Whether a value of this type may be a function. `any` says nothing, and is not taken for one. */
type MayBeFunction<V> = unknown extends V ? false : [Extract<V, Function>] extends [never] ? false : true;

/** Whether any member may be a function. All are asked at once, unless an `any` among them hides the others. */
type HasFunctions<T> = unknown extends T[keyof T]
  ? true extends { [K in keyof T]-?: MayBeFunction<T[K]> }[keyof T]
    ? true
    : false
  : MayBeFunction<T[keyof T]>;

/** Whether a type has private or protected members: then no literal is of this type. */
export type IsNominal<T> = { [K in keyof T]: T[K] } extends T ? false : true;

/** Whether an object type that is no built-in is behaviour: see the head of this file. */
export type IsBehaviour<T> = HasFunctions<T> extends true ? true : IsNominal<T>;

/** Functions of these names run by accident (await, JSON, arithmetic, printing): no guest brings one. */
export type Hook = 'then' | 'toJSON' | 'valueOf' | 'toString' | 'toLocaleString';

/** Whether a plain object can be of this type: no private member, no symbol, no {@link Hook}. */
export type IsRecord<T> = [Extract<keyof T, Hook>] extends [never]
  ? { [K in keyof T as K extends symbol ? never : K]: T[K] } extends T
    ? true
    : false
  : false;

/** Built-ins that are copied as they are. */
// oxlint-disable-next-line typescript/no-wrapper-object-types -- boxed primitives are meant
type Copied = Date | RegExp | Number | String | Boolean | BigInt | Symbol | ArrayBuffer;

type Matches<T, B> = B extends unknown ? (T extends B ? (B extends T ? true : never) : never) : never;

/** What is, or may be, a built-in that has a rule of its own: asked first, since most types are none. */
export type AnyBuiltIn =
  | Copied
  | Error
  | DataView
  | SharedArrayBuffer
  | PromiseLike<unknown>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | Iterable<unknown>
  | AsyncIterable<unknown>
  | { next(...args: never): unknown };

/** Whether a type is a built-in that arrives as the same type: a subclass that has more is not. */
export type IsCopied<T> = true extends Matches<T, Copied> ? true : false;

/** Typed arrays arrive as plain ones over a buffer of their own: a Buffer as a Uint8Array. */
interface TypedArrays {
  Int8Array: Int8Array<ArrayBuffer>;
  Uint8Array: Uint8Array<ArrayBuffer>;
  Uint8ClampedArray: Uint8ClampedArray<ArrayBuffer>;
  Int16Array: Int16Array<ArrayBuffer>;
  Uint16Array: Uint16Array<ArrayBuffer>;
  Int32Array: Int32Array<ArrayBuffer>;
  Uint32Array: Uint32Array<ArrayBuffer>;
  Float32Array: Float32Array<ArrayBuffer>;
  Float64Array: Float64Array<ArrayBuffer>;
  BigInt64Array: BigInt64Array<ArrayBuffer>;
  BigUint64Array: BigUint64Array<ArrayBuffer>;
}

/** Every typed array, by the tag that its declaration has. */
export interface AnyTypedArray {
  readonly [Symbol.toStringTag]: keyof TypedArrays;
  readonly BYTES_PER_ELEMENT: number;
  readonly [index: number]: number | bigint;
}

export type PlainTypedArray<T extends AnyTypedArray> = TypedArrays[T[typeof Symbol.toStringTag]];

/** An error as a copy has it: name, message, and a `code` that is a string or a number; not the fields of a class. */
export type PlainError<T> = (T extends AggregateError ? AggregateError : Error) &
  (T extends { readonly code: infer C extends string | number } ? { code: C } : unknown);

/** Whether a type is an error, and not just data with a name and a message. */
export type IsError<T> = T extends Error ? ('stack' extends keyof T ? true : false) : false;

/** Whether a type is an iterator of the language's, or one that says no more of itself: a class that has more is not. */
export type IsIterator<T> = T extends { next(...args: never): unknown }
  ? [Exclude<Extract<keyof T, string>, keyof IteratorObject<unknown> | 'next' | 'return' | 'throw'>] extends [never]
    ? true
    : false
  : false;

/** Whether an array type has nothing but elements: a tuple or an array, not a subclass of Array that has more. */
export type IsList<T extends readonly unknown[]> = [Exclude<keyof T, keyof unknown[] | `${number}`>] extends [never]
  ? true
  : false;
