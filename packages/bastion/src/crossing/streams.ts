/**
 * Promises and iterators: each crosses as the same kind of thing, made anew on the receiver's side, and
 * every value in it crosses as it comes.
 *
 * Invariant: of a guest's promise or iterator nothing runs at the crossing itself; `next`, `return` and
 * `throw` run when the receiver asks for them.
 */
import { isObject } from '../facade/brand.js';
import { methodNamed, type Method } from '../facade/methods.js';
import {
  apply,
  create,
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  uncurry,
} from '../primordials.js';
import { asyncIteratorPrototype, iteratorPrototype, kindOf } from './classify.js';
import { surrounded } from './invoke.js';
import type { Lane } from './lane.js';
import { spend } from './meter.js';
import { uncrossable } from './uncrossable.js';

interface Origin {
  readonly source: object;
  readonly lane: Lane;
}

const origins = new WeakMap<object, Origin>();
const crossed = new WeakMap<Lane, WeakMap<object, object>>();

/** Where a promise or iterator of this module came from. */
export const originOf = (value: object): Origin | undefined => origins.get(value);

const once = (source: object, lane: Lane, make: () => object): object => {
  let bySource = crossed.get(lane);
  if (bySource === undefined) crossed.set(lane, (bySource = new WeakMap()));
  const known = bySource.get(source);
  if (known !== undefined) return known;
  const made = freeze(make());
  bySource.set(source, made);
  origins.set(made, { source, lane });
  return made;
};

const then = uncurry(Promise.prototype.then) as (
  self: unknown,
  fulfilled?: (value: unknown) => unknown,
  rejected?: (reason: unknown) => unknown,
) => unknown;

const NativePromise = Promise;
const { prototype: promisePrototype } = Promise;

/**
 * Waits for a promise without running anything of its sender's. The built-in `then` asks a promise for its
 * `constructor`; one of another realm, or of a prototype made to look so, would answer with the sender's code.
 * For the moment of asking it has one of its own.
 *
 * @throws CrossingError where that cannot be.
 */
const subscribe = (source: object, fulfilled: (value: unknown) => void, rejected: (reason: unknown) => void): void => {
  if (hasOwn(source, 'constructor') || hasOwn(source, 'then')) {
    throw uncrossable(
      'a promise with its own `constructor` or `then` cannot cross: to wait for it would run them; hand over a new Promise',
    );
  }
  if (getPrototypeOf(source) === promisePrototype) {
    then(source, fulfilled, rejected);
    return;
  }
  if (!defineProperty(source, 'constructor', { value: NativePromise, configurable: true })) {
    throw uncrossable('a frozen promise of another realm cannot cross: hand it over before it is frozen');
  }
  try {
    then(source, fulfilled, rejected);
  } finally {
    Reflect.deleteProperty(source, 'constructor');
  }
};

/**
 * A promise that settles as `source` does, once what it settles with has crossed.
 *
 * @param cross What becomes of the value.
 */
const follow = (source: object, lane: Lane, cross: (value: unknown) => unknown): Promise<unknown> => {
  const { promise, resolve, reject } = withResolvers();
  const revoked = (): void => reject(lane.thrown(lane.revokedError('this promise')));
  const off = lane.membrane.onRevoke(revoked);
  // Both reactions hold `revoked`, and so keep onRevoke's weak reference alive as long as `source` can settle.
  const settling = (settle: (value: unknown) => void) => (value: unknown) => {
    off();
    if (lane.membrane.reason === undefined) settle(value);
    else revoked();
  };
  const fulfilled = settling((value) => {
    try {
      resolve(cross(value));
    } catch (error) {
      reject(lane.thrown(error));
    }
  });
  subscribe(
    source,
    fulfilled,
    settling((reason) => reject(lane.thrown(reason))),
  );
  return unhandled(promise);
};

/** A rejection that the receiver ignores is the receiver's loss; it must not end the process. */
const unhandled = <P extends Promise<unknown>>(promise: P): P => {
  then(promise, undefined, () => undefined);
  return promise;
};

/** A promise for what `source` gives, each way it can end crossing. */
export const crossPromise = (source: object, lane: Lane): object =>
  once(source, lane, () => follow(source, lane, (value) => lane.cross(value)));

interface Resolvers {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const withResolvers = (): Resolvers => {
  let resolve!: (value: unknown) => void;
  let reject!: (reason: unknown) => void;
  const promise = new NativePromise<unknown>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
};

type Step = 'next' | 'return' | 'throw';

/** What an iterator gave, read as data: a guest's accessor does not run. */
const readResult = (result: unknown, lane: Lane): { value: unknown; done: boolean } => {
  // A thenable or a promise's subclass has neither field, and would read as one undefined after another.
  if (!isObject(result) || (kindOf(result) !== 'plain' && !hasOwn(result, 'done') && !hasOwn(result, 'value'))) {
    throw uncrossable('an iterator gave something other than { value, done }');
  }
  const field = (name: string): unknown => {
    const descriptor = getOwnPropertyDescriptor(result, name);
    if (descriptor !== undefined && !('value' in descriptor)) {
      throw uncrossable(`an iterator's result has an accessor '${name}': only data crosses`);
    }
    return descriptor?.value;
  };
  return { value: lane.cross(field('value')), done: Boolean(field('done')) };
};

/** The step of a source, or undefined where it has none of that name. */
const stepOf = (source: object, lane: Lane, name: Step): Method | undefined => {
  lane.assertLive('this iterator');
  const method = methodNamed(source, name);
  if (method === undefined && name === 'next') throw new TypeError('this iterator has no next() any more');
  return method;
};

const take = (source: object, lane: Lane, name: Step, method: Method, args: readonly unknown[]): unknown => {
  spend(lane.calls, 1);
  const inward = args.map((arg) => lane.back.cross(arg));
  return surrounded(lane, 'an iterator', name, inward, (given) => apply(method, source, given));
};

/** The answer where a source lacks a step. What the receiver gave is the receiver's own, and has nothing to cross. */
const ended = (name: Step, [given]: readonly unknown[]): unknown => {
  if (name === 'throw') throw given;
  return { value: given, done: true };
};

const stepSync = (source: object, lane: Lane, name: Step, args: readonly unknown[]): unknown => {
  try {
    const method = stepOf(source, lane, name);
    if (method !== undefined) return readResult(take(source, lane, name, method, args), lane);
  } catch (error) {
    throw lane.thrown(error);
  }
  return ended(name, args);
};

const stepAsync = async (source: object, lane: Lane, name: Step, args: readonly unknown[]): Promise<unknown> => {
  try {
    const method = stepOf(source, lane, name);
    if (method !== undefined) {
      const result = take(source, lane, name, method, args);
      return isObject(result) && kindOf(result) === 'promise'
        ? await follow(result, lane, (arrived) => readResult(arrived, lane))
        : readResult(result, lane);
    }
  } catch (error) {
    throw lane.thrown(error);
  }
  return ended(name, args);
};

/** An iterator that asks `source` for each value when it is asked itself; an early `return` reaches the source. */
export const crossIterator = (source: object, lane: Lane, kind: 'iterator' | 'asyncIterator'): object =>
  once(source, lane, () => {
    const run =
      kind === 'iterator' ? stepSync : (...step: Parameters<typeof stepAsync>) => unhandled(stepAsync(...step));
    const iterator = create(kind === 'iterator' ? iteratorPrototype : asyncIteratorPrototype) as object;
    const steps = {
      next: (...args: unknown[]) => run(source, lane, 'next', args),
      return: (...args: unknown[]) => run(source, lane, 'return', args),
      throw: (...args: unknown[]) => run(source, lane, 'throw', args),
    };
    for (const [name, value] of Object.entries(steps)) {
      defineProperty(iterator, name, { value: freeze(value) });
    }
    return iterator;
  });
