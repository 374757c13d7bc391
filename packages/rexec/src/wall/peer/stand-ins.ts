/**
 * What stands here for an object beyond the wall: an object whose methods are calls across it.
 *
 * Trusts: nothing of what the other side says that its object has; it is only what is shown. Invariant: a stand-in holds
 * nothing but its methods, and all stand-ins of one shape share them.
 */
import { asyncIteratorPrototype, hooks, isLanguageProbe, iteratorPrototype } from '@padded-cell/bastion/membrane';
import { Operation, type OperationCode } from '../protocol.js';

const { create, defineProperty, getOwnPropertyDescriptor, hasOwn } = Object;

/** The special methods, in the order of their bits on the wire. */
export const specialNames = [
  '__getitem__',
  '__setitem__',
  '__delitem__',
  '__contains__',
  '__iter__',
  '__aiter__',
  '__len__',
  '__exit__',
  '__aexit__',
] as const;

export type SpecialName = (typeof specialNames)[number];

/** What the other side shows of an object. */
export interface Shape {
  readonly names: readonly string[];
  readonly specials: readonly SpecialName[];
  readonly isFunction: boolean;
  /** Whether its methods keep their `this`. */
  readonly isBound: boolean;
}

/** Does something to what a stand-in stands for. */
export type Operate = (stand: object, operation: OperationCode, name: string, args: readonly unknown[]) => unknown;

type Holder = Record<string, unknown>;

/** Names that are told with the shape, or never are a method that anybody asks for. */
const local: ReadonlySet<string> = new Set([
  ...specialNames,
  ...hooks,
  '__call__',
  '__proto__',
  'constructor',
  'prototype',
  'caller',
  'arguments',
]);

/** Makes the stand-ins of one shape. */
export class StandIns {
  readonly shape: Shape;
  readonly #operate: Operate;
  readonly #asks: boolean;
  readonly #methods: Holder = {};

  /** @param asks Whether the other side is asked, by a call that waits, for a method of a name that was not told. */
  constructor(shape: Shape, operate: Operate, asks: boolean) {
    this.shape = shape;
    this.#operate = operate;
    this.#asks = asks;
    for (const name of shape.names) this.#define(this.#methods, name, Operation.method);
    for (const name of shape.specials) this.#define(this.#methods, name, Operation.special);
  }

  #define(holder: object, name: string, operation: OperationCode): void {
    const operate = this.#operate;
    const { [name]: value } = {
      [name](this: object, ...args: unknown[]): unknown {
        return operate(this, operation, name, args);
      },
    };
    defineProperty(holder, name, { value, writable: true, configurable: true });
  }

  /** A new stand-in. */
  make(): object {
    let stand: object;
    const plain = this.shape.isFunction ? this.#callable(() => stand) : (create(this.#methods) as object);
    stand = this.#asks ? this.#asking(plain) : plain;
    return stand;
  }

  /** @param self Gives the stand-in, which may be a Proxy of this. */
  #callable(self: () => object): object {
    const operate = this.#operate;
    const stand = function (...args: unknown[]): unknown {
      return operate(self(), new.target === undefined ? Operation.apply : Operation.construct, '', args);
    };
    defineProperty(stand, 'name', { value: '' });
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(this.#methods))) {
      defineProperty(stand, name, { value: value as unknown, writable: true, configurable: true });
    }
    return stand;
  }

  /** Methods that the object has got since are found by asking for them. */
  #asking(plain: object): object {
    const proxy: object = new Proxy(plain, {
      getOwnPropertyDescriptor: (target, key) => {
        const own = getOwnPropertyDescriptor(target, key);
        if (own !== undefined || typeof key !== 'string' || this.#isAnswered(key)) return own;
        if (this.#operate(proxy, Operation.has, key, []) !== true) return undefined;
        this.#define(target, key, Operation.method);
        return getOwnPropertyDescriptor(target, key);
      },
    });
    return proxy;
  }

  #isAnswered(name: string): boolean {
    return hasOwn(this.#methods, name) || local.has(name) || isLanguageProbe(name);
  }
}

/** The steps an iterator has beside `next`. */
export interface Steps {
  readonly return: boolean;
  readonly throw: boolean;
}

/** What stands for an iterator: a sync one where its steps give their results, an async one where they give promises. */
export const iteratorStandIn = (isSync: boolean, steps: Steps, operate: Operate): object => {
  const iterator = create(isSync ? iteratorPrototype : asyncIteratorPrototype) as object;
  const names = ['next', ...(steps.return ? ['return'] : []), ...(steps.throw ? ['throw'] : [])];
  for (const name of names) {
    defineProperty(iterator, name, { value: (...args: unknown[]) => operate(iterator, Operation.step, name, args) });
  }
  return iterator;
};
