/**
 * Promises and iterators: each crosses as the same kind of thing, made anew on the receiver's side, and
 * every value in it crosses as it comes.
 *
 * Invariant: of a guest's promise or iterator nothing runs at the crossing itself; `next`, `return` and
 * `throw` run when the receiver asks for them.
 */
import { CrossingError, RevokedError } from '../errors.js';
import { isObject } from '../facade/brand.js';
import { methodNamed } from '../facade/methods.js';
import { apply, create, defineProperty, freeze, getOwnPropertyDescriptor, hasOwn, uncurry } from '../primordials.js';
import { asyncIteratorPrototype, iteratorPrototype, kindOf } from './classify.js';
import { surrounded } from './invoke.js';
import type { Lane } from './lane.js';

interface Origin {
  readonly source: object;
  readonly lane: Lane;
}

const origins = new WeakMap<object, Origin>();
const crossed = new WeakMap<Lane, WeakMap<object, object>>();

/** Where a promise or iterator of this module came from. */
export const originOf = (value: object): Origin | undefined => origins.get(value);

const once = (source: object, lane: Lane, create: () => object): object => {
  let bySource = crossed.get(lane);
  if (bySource === undefined) crossed.set(lane, (bySource = new WeakMap()));
  const known = bySource.get(source);
  if (known !== undefined) return known;
  const made = freeze(create());
  bySource.set(source, made);
  origins.set(made, { source, lane });
  return made;
};

const then = uncurry(Promise.prototype.then) as (
  self: unknown,
  fulfilled?: (value: unknown) => unknown,
  rejected?: (reason: unknown) => unknown,
) => unknown;

/**
 * A promise that settles as `source` does, once what it settles with has crossed.
 *
 * @param cross What becomes of the value.
 */
const follow = (source: object, lane: Lane, cross: (value: unknown) => unknown): Promise<unknown> => {
  if (hasOwn(source, 'constructor') || hasOwn(source, 'then')) {
    throw new CrossingError(
      'a promise with its own `constructor` or `then` cannot cross: to wait for it would run them; hand over a new Promise',
    );
  }
  const { promise, resolve, reject } = withResolvers();
  const revoked = (): void =>
    reject(lane.thrown(new RevokedError(`this promise is no longer of use: ${lane.membrane.reason}`)));
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
  then(
    source,
    fulfilled,
    settling((reason) => reject(lane.thrown(reason))),
  );
  // A rejection that the receiver ignores is the receiver's loss; it must not end the process.
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

const NativePromise = Promise;

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
  if (!isObject(result)) {
    throw new CrossingError('an iterator gave something other than { value, done }');
  }
  const field = (name: string): unknown => {
    const descriptor = getOwnPropertyDescriptor(result, name);
    if (descriptor !== undefined && !('value' in descriptor)) {
      throw new CrossingError(`an iterator's result has an accessor '${name}': only data crosses`);
    }
    return descriptor?.value;
  };
  return { value: lane.cross(field('value')), done: Boolean(field('done')) };
};

const step = (source: object, lane: Lane, name: Step, args: readonly unknown[]): unknown => {
  lane.assertLive('this iterator');
  if (methodNamed(source, name) === undefined) {
    if (name === 'throw') throw args[0];
    return { value: args[0], done: true };
  }
  const inward = args.map((arg) => lane.back.cross(arg));
  return surrounded(lane, 'an iterator', name, inward, (given) =>
    apply((source as Record<Step, (...args: unknown[]) => unknown>)[name], source, given),
  );
};

const stepSync = (source: object, lane: Lane, name: Step, args: readonly unknown[]): unknown => {
  try {
    const result = step(source, lane, name, args);
    return readResult(result, lane);
  } catch (error) {
    throw lane.thrown(error);
  }
};

const stepAsync = async (source: object, lane: Lane, name: Step, args: readonly unknown[]): Promise<unknown> => {
  try {
    const result = step(source, lane, name, args);
    return isObject(result) && kindOf(result) === 'promise'
      ? await follow(result, lane, (arrived) => readResult(arrived, lane))
      : readResult(result, lane);
  } catch (error) {
    throw lane.thrown(error);
  }
};

/** An iterator that asks `source` for each value when it is asked itself; an early `return` reaches the source. */
export const crossIterator = (source: object, lane: Lane, kind: 'iterator' | 'asyncIterator'): object =>
  once(source, lane, () => {
    const run = kind === 'iterator' ? stepSync : stepAsync;
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
