/**
 * The type of a bastion: exactly the methods that its filter accepts, as the guest sees them, and `toString`.
 *
 * What the compiler cannot say is left out: `in` and `delete` (`__contains__`, `__delitem__`); `b[k] = v` where
 * reads and writes differ in type, or where there is no reading; a plain function called with `new`; what a
 * `bastionClass` adds. Nor does it know filters that were registered for a class: an instance that comes back is
 * taken to be shown by the default one. A method that gives its own object should say so with `this`, not with
 * the name of its class.
 * Invariant: a field, a private member, or a name that the filter refuses is no property of the type.
 */
import { Bastion as BastionClass } from '../facade/brand.js';
import type { DefaultFilter, NameFilter } from '../filter.js';
import type { Calls, Makes, Self } from './functions.js';
import type { AnyClass, AnyFunction, IsAny } from './kinds.js';
import type { Fewer, MethodKeys, Names } from './names.js';
import type { Protocols } from './special-methods.js';

declare const brand: unique symbol;

/** What no object has by accident, and no literal: a member that is private. There is no such class. */
declare abstract class Shell {
  private constructor();
  /** Reads as undefined. */
  private readonly ['constructor']: undefined;
  /** `<Bastion for NAME>` */
  toString(): string;
}

/**
 * What the compiler takes every object to inherit. A bastion inherits nothing: of these it has what its target
 * defines itself, and the filter accepts.
 */
interface Uninherited {
  readonly hasOwnProperty: unknown;
  readonly isPrototypeOf: unknown;
  readonly propertyIsEnumerable: unknown;
  readonly toLocaleString: unknown;
  readonly valueOf: unknown;
}

/** The same, of what every function has. */
interface NotOfFunctions {
  readonly arguments: unknown;
  readonly caller: unknown;
  readonly prototype: unknown;
}

/** Any bastion of a `T` that shows at least the names `N`, whatever else it shows. */
export interface BastionOf<T, N extends string = never> extends Shell, Uninherited {
  /** For the compiler alone: what it is a bastion of, and what it shows. */
  readonly [brand]: (name: N) => T;
}

/** The methods `M` among the names `N`, each with its parameters and results on the guest's side. */
type Methods<T, M extends keyof T, N extends string> = { readonly [K in M]: Method<T, K, N> };

/** A method that does not return `this` is one type for all bastions of its class, however narrow. */
type Method<T, K extends keyof T, N extends string> =
  | ([T[K]] extends [(T & Self<T>)[K]]
      ? Calls<Exclude<T[K], undefined>, 'down'>
      : Calls<Exclude<(T & Self<T>)[K], undefined>, 'down', Shown<T, N>>)
  | Extract<T[K], undefined>;

/** What calling a bastion does, and constructing it. */
type Invoked<T, N extends string> = ('__call__' extends N ? Called<T> : unknown) &
  ('new' extends N ? Makes<T, 'down'> : unknown) &
  (T extends AnyFunction | AnyClass ? NotOfFunctions : unknown);

type Called<T> = T extends AnyFunction
  ? Calls<T, 'down'>
  : T extends { __call__: infer F extends AnyFunction }
    ? Calls<F, 'down'>
    : unknown;

/** A bastion of a `T` that shows the names `N`: a filter means nothing more. */
type Shown<T, N extends string> = BastionOf<T, N> &
  Methods<T, N & MethodKeys<T> & keyof T, N> &
  Invoked<T, Listed<N>> &
  Protocols<T, Listed<N>>;

/** Names one by one: the methods of an index signature have any name, which says nothing of special ones. */
type Listed<N extends string> = string extends N ? never : N;

/**
 * A bastion of a `T`: the methods of `T` that the filter `F` accepts, their parameters and results crossing by
 * rule ({@link FromGuest}, {@link Down}). A bastion that shows more is assignable to one that shows less.
 * The inverse is {@link Up}: a bastion comes home as its target.
 *
 * @example
 * ```ts
 * import { allow, bastion, type Allow, type Bastion } from '@padded-cell/bastion';
 * const readTotal = (counter: Bastion<Map<string, number>, Allow<'get'>>) => counter.get('total');
 * readTotal(bastion(new Map([['total', 5]]), allow('get', 'has'))); // 5
 * ```
 */
export type Bastion<T, F = DefaultFilter> =
  IsAny<T> extends true ? any : T extends unknown ? (F extends unknown ? Shown<T, Names<T, F>> : never) : never;

/** The class of every bastion: see its own documentation. The type of the same name says what a bastion shows. */
export const Bastion: typeof BastionClass = BastionClass;

/** What `narrow` makes of a bastion: one that shows those of its names that the filter `F` accepts too. */
export type Narrowed<B, F> =
  IsAny<B> extends true
    ? any
    : B extends BastionOf<infer T, infer N>
      ? F extends NameFilter
        ? Shown<T, Fewer<T, N, F>>
        : never
      : never;
