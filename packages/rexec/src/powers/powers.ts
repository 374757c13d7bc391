/**
 * The host halves of what a guest knows under its own names.
 *
 * A name or a module that needs authority has two halves. The guest half (ports/) is JavaScript that runs in the cell
 * and has the interface a guest knows: classes, options, callbacks, streams. The host half, made here for one cell by
 * its policy, is a few functions that do what the policy grants, and decide whether it does.
 *
 * Trusts: nothing that a guest half passes. Invariants: only primitives, bytes and flat lists of primitives go in, each
 * a copy; what comes out is fresh data; what is thrown is an error made for the guest; nothing runs once the cell has
 * ended; and the functions are lexicals of the guest half, which no guest's code can name.
 */
import { types } from 'node:util';
import { type AnyFunction, disguised } from '../names/disguise.js';

const { create, defineProperty, freeze, getOwnPropertyDescriptor } = Object;
const { apply } = Reflect;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const lengthOf = getOwnPropertyDescriptor(typedArray, 'length')?.get as (this: Uint8Array) => number;
const { set: copyInto } = typedArray as Uint8Array;

/** A value that is nobody's. */
export type Primitive = bigint | boolean | number | string | null | undefined;

/** What a guest half may pass to a host half. */
export type Plain = Primitive | Uint8Array | readonly Primitive[];

/** A function of a host half. It checks the types of what it is given: the guest half is not to be trusted with them. */
export type PowerFunction = (...args: readonly Plain[]) => unknown;

/** What a power is made of: its functions, by name. */
export type Power = Readonly<Record<string, PowerFunction>>;

/** Powers, each made when a guest half first asks for it. */
export type PowerMakers = Readonly<Record<string, () => Power>>;

/** What a cell does with the calls to its powers. */
export interface PowerGuard {
  /** @throws once the cell has ended. */
  readonly requireLife: () => void;
  /** The guest's error for what the host threw. Never throws. */
  readonly downward: (error: unknown) => Error;
  /** Is told of each use. */
  readonly trace?: (what: string) => void;
}

const longestList = 100_000;

const isPrimitive = (value: unknown): value is Primitive =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');

const bytesOf = (value: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(apply(lengthOf, value, []));
  apply(copyInto, copy, [value]);
  return copy;
};

const refused = (): never => {
  throw new TypeError('only primitives, bytes and lists of primitives pass to the host');
};

const listOf = (value: object): readonly Primitive[] => {
  if (types.isProxy(value) || !Array.isArray(value)) return refused();
  const { length } = value;
  // A length costs a guest nothing; going through it would cost the host.
  if (length > longestList)
    throw new RangeError(`a list of more than ${longestList} elements does not pass to the host`);
  const copy: Primitive[] = [];
  for (let index = 0; index < length; index += 1) {
    const element = getOwnPropertyDescriptor(value, index)?.value as unknown;
    copy.push(isPrimitive(element) ? element : refused());
  }
  return copy;
};

const plainOf = (value: unknown): Plain => {
  if (isPrimitive(value)) return value;
  if (typeof value !== 'object' || value === null) return refused();
  return types.isUint8Array(value) ? bytesOf(value) : listOf(value);
};

/** The powers of one cell. */
export class Powers {
  readonly #makers: PowerMakers;
  readonly #guard: PowerGuard;
  readonly #disguise: typeof disguised;
  readonly #made = new Map<string, object>();

  /** @param disguise - makes of a function one that a guest may hold; where none ever does, it leaves it as it is. */
  constructor(makers: PowerMakers, guard: PowerGuard, disguise: typeof disguised = disguised) {
    this.#makers = makers;
    this.#guard = guard;
    this.#disguise = disguise;
  }

  /** A power as its guest half gets it, or undefined where there is none by this name. */
  get(name: string): object | undefined {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#makers, name)) return undefined;
    const functions = create(null) as object;
    for (const [each, power] of Object.entries(this.#makers[name]?.() ?? {})) {
      defineProperty(functions, each, {
        value: this.#guarded(power, each, `${name.slice(1)}.${each}`),
        enumerable: true,
      });
    }
    freeze(functions);
    this.#made.set(name, functions);
    return functions;
  }

  #guarded(power: PowerFunction, name: string, what: string): AnyFunction {
    const { requireLife, downward, trace } = this.#guard;
    const guarded = (...args: readonly unknown[]): unknown => {
      try {
        requireLife();
        trace?.(what);
        const result = power(...args.map(plainOf));
        return types.isPromise(result) ? this.#settled(result) : result;
      } catch (error) {
        throw downward(error);
      }
    };
    return this.#disguise(guarded, name);
  }

  async #settled(result: Promise<unknown>): Promise<unknown> {
    const { requireLife, downward } = this.#guard;
    try {
      try {
        return await result;
      } finally {
        // Whatever came of it: an ended cell hears that it has ended.
        requireLife();
      }
    } catch (error) {
      throw downward(error);
    }
  }
}
