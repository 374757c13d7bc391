/**
 * Functions and methods on the other side: parameters go one way, the result the other.
 *
 * What the compiler keeps of a signature: names of parameters, optional and rest ones. Of overloads it lets be
 * read the last four. A type parameter becomes its constraint; unless nothing in the signature changes by
 * crossing (primitives, `unknown`, arrays and promises of them, functions of them): then the method has its
 * own type, type parameters, type predicate and all. A `this` parameter goes: what a guest calls a method on is not passed.
 */
import type { Cross, Inward, Way } from './crossing.js';
import type { AnyFunction, IsList, Primitive, Same } from './kinds.js';

declare const self: unique symbol;

/** Marks the polymorphic `this` of `T`: in `T & Self<T>`, a method that returns `this` returns what is marked. */
export interface Self<T> {
  readonly [self]: T;
}

/** The last four overloads, as parameters and result. Where there are fewer, the first fills the places. */
type Signatures<F> = F extends {
  (...args: infer A1 extends readonly unknown[]): infer R1;
  (...args: infer A2 extends readonly unknown[]): infer R2;
  (...args: infer A3 extends readonly unknown[]): infer R3;
  (...args: infer A4 extends readonly unknown[]): infer R4;
}
  ? [[A1, R1], [A2, R2], [A3, R3], [A4, R4]]
  : never;

/** The parameters of any overload. */
export type ParametersOf<F> = Signatures<F>[number][0];

/** The result of any overload. */
export type ResultOf<F> = Signatures<F>[number][1];

type Call<A, R, W extends Way, This> = (...args: Arguments<A, W>) => Result<R, W, This>;

type Make<A, I, W extends Way> = new (...args: Arguments<A, W>) => Cross<I, W>;

type Arguments<A, W extends Way> = A extends readonly unknown[] ? { [I in keyof A]: Cross<A[I], Inward[W]> } : never;

type Result<R, W extends Way, This> = R extends Self<unknown> ? This : Cross<R, W>;

/** Whether crossing changes anything in a type. Says yes where to find out would take long. */
type Changes<T> = unknown extends T
  ? false
  : T extends Primitive
    ? false
    : T extends AnyFunction
      ? Moved<T>
      : T extends readonly (infer E)[]
        ? IsList<T> extends true
          ? Changes<E>
          : true
        : T extends Promise<infer V>
          ? Promise<V> extends T
            ? Changes<V>
            : true
          : T extends Date
            ? Date extends T
              ? false
              : true
            : true;

/** Whether a function is of another type on the other side: what it takes or gives changes, or it has fields, or a `this`. */
type Moved<F> = [keyof F] extends [never]
  ? unknown extends ThisParameterType<F>
    ? true extends Changes<ParametersOf<F> | ResultOf<F>>
      ? true
      : false
    : true
  : true;

/**
 * The call signatures of a function on the other side. Most functions have one signature, which can be read and
 * written back: these take the short way. (Overloads that are generic would pass for written back as well.)
 *
 * @typeParam This What a result of the type `this` is.
 */
export type Calls<F, W extends Way, This = never> = F extends {
  (...args: infer A1): infer R1;
  (...args: infer A): infer R;
}
  ? Same<[A1, R1], [A, R]> extends true
    ? ((...args: A) => R) extends F
      ? Call<A, R, W, This>
      : Overloads<F, W, This>
    : Overloads<F, W, This>
  : never;

type Overloads<F, W extends Way, This> =
  Moved<F> extends true
    ? Signatures<F> extends [[infer A1, infer R1], [infer A2, infer R2], [infer A3, infer R3], [infer A4, infer R4]]
      ? Call<A1, R1, W, This> & Call<A2, R2, W, This> & Call<A3, R3, W, This> & Call<A4, R4, W, This>
      : never
    : F;

/** The construct signatures of a class on the other side: the last two, and of an abstract class none. */
export type Makes<C, W extends Way> = C extends {
  new (...args: infer A1 extends readonly unknown[]): infer I1;
  new (...args: infer A2 extends readonly unknown[]): infer I2;
}
  ? Make<A1, I1, W> & Make<A2, I2, W>
  : unknown;
