/* oxlint-disable unicorn/no-thenable -- thenables are what is tried here */
/** Iterators and async iterators: the same kind of thing on the other side, each value crossing as it comes. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { routes, upRoutes, downRoutes } from './routes.js';

const SECRET = 'SECRET-9a6e';

describe.each(routes)('%s, %s: a generator', (_way, _name, send) => {
  test('arrives as an iterator that gives each value across', async () => {
    const given = [{ n: 1 }, { n: 2 }];
    const { value: arrived } = await send(given.values());
    const got = [...arrived];
    expect(got).toStrictEqual(given);
    expect(got[0]).not.toBe(given[0]);
    expect(arrived[Symbol.iterator]()).toBe(arrived);
  });

  test('runs nothing before it is asked, and no further than it is asked', async () => {
    const ran: number[] = [];
    const { value: arrived } = await send(
      (function* () {
        for (let n = 1; ; n += 1) {
          ran.push(n);
          yield n;
        }
      })(),
    );
    expect(ran).toStrictEqual([]);
    expect(arrived.next()).toStrictEqual({ value: 1, done: false });
    expect(arrived.next()).toStrictEqual({ value: 2, done: false });
    expect(ran).toStrictEqual([1, 2]);
  });

  test('learns of an early end', async () => {
    let hasEnded = false;
    const { value: arrived } = await send(
      (function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          hasEnded = true;
        }
      })(),
    );
    for (const value of arrived) {
      expect(value).toBe(1);
      break;
    }
    expect(hasEnded).toBe(true);
    expect(arrived.next()).toStrictEqual({ value: undefined, done: true });
  });

  test('gets what it is sent, thrown and returned with, across', async () => {
    const got: unknown[] = [];
    const { value: arrived } = await send(
      (function* (): Generator<number, unknown, unknown> {
        try {
          got.push(yield 1);
        } catch (error) {
          got.push(error);
        }
        return yield 2;
      })(),
    );
    const sent = { n: 1 };
    expect(arrived.next().value).toBe(1);
    expect(arrived.throw(new RangeError('too much')).value).toBe(2);
    expect(got[0]).toBeInstanceOf(Error);
    expect((got[0] as Error).message).toBe('too much');
    const { value, done } = arrived.return(sent);
    expect(value).toStrictEqual(sent);
    expect(done).toBe(true);
  });

  test('throws what it throws across', async () => {
    const { value: arrived } = await send(
      // oxlint-disable-next-line require-yield
      (function* () {
        throw Object.assign(new TypeError('inside'), { secret: SECRET });
      })(),
    );
    const error = thrownBy(() => arrived.next());
    expect(error.message).toBe('inside');
    expect(error.name).toBe('TypeError');
    expect(error.secret).toBeUndefined();
  });

  test('has nothing on it but its three steps', async () => {
    const source = Object.assign([1].values(), { secret: SECRET });
    const { value: arrived } = await send(source);
    expect(arrived.secret).toBeUndefined();
    expect(Reflect.ownKeys(arrived)).toStrictEqual(['next', 'return', 'throw']);
    expect(Object.isFrozen(arrived)).toBe(true);
  });
});

describe.each(routes)('%s, %s: an async generator', (_way, _name, send) => {
  test('arrives as an async iterator that gives each value across, and learns of an early end', async () => {
    let hasEnded = false;
    const given = { n: 1 };
    const { value: arrived } = await send(
      (async function* () {
        try {
          yield given;
          yield 2;
        } finally {
          hasEnded = true;
        }
      })(),
    );
    for await (const value of arrived) {
      expect(value).toStrictEqual(given);
      expect(value).not.toBe(given);
      break;
    }
    expect(hasEnded).toBe(true);
    await expect(arrived.next()).resolves.toStrictEqual({ value: undefined, done: true });
  });

  test('rejects with what it throws, across', async () => {
    const { value: arrived } = await send(
      // oxlint-disable-next-line require-yield
      (async function* () {
        throw Object.assign(new Error('inside'), { secret: SECRET });
      })(),
    );
    const error = await arrived.next().catch((reason: unknown) => reason);
    expect(error.message).toBe('inside');
    expect(error.secret).toBeUndefined();
  });

  test('gets what it is sent across', async () => {
    const got: unknown[] = [];
    const { value: arrived } = await send(
      (async function* (): AsyncGenerator<number, void, unknown> {
        got.push(yield 1);
      })(),
    );
    const sent = { n: 1 };
    await arrived.next();
    await arrived.next(sent);
    expect(got).toStrictEqual([sent]);
    expect(got[0]).not.toBe(sent);
  });
});

describe.each(downRoutes)('down, %s: the built-in iterator of a collection, which has no `return`', (_name, send) => {
  test('gives a guest its own object back, and no way to hand it to the host raw', async () => {
    class Evil {
      get field() {
        throw new Error("the guest's getter ran");
      }
    }
    const evil = new Evil();
    const { value: arrived } = await send([1][Symbol.iterator]());
    const { value, done } = arrived.return(evil);
    expect(done).toBe(true);
    expect(value).toBe(evil);
    let got: unknown;
    bastion({ take: (given: unknown) => (got = given) }).take(value);
    expect(got).not.toBe(evil);
    expect(thrownBy(() => arrived.throw(evil))).toBe(evil);
  });
});

describe.each(upRoutes)("up, %s: a guest's iterator", (_name, send) => {
  test('whose results are accessors has none of them run', async () => {
    let runs = 0;
    const source = Object.assign(Object.create(Object.getPrototypeOf([].values())) as object, {
      next: () => ({
        get value() {
          runs += 1;
          return 1;
        },
        done: false,
      }),
    });
    const { value: arrived } = await send(source);
    expect(thrownBy(() => arrived.next())).toMatchObject({ code: 'ERR_CROSSING' });
    expect(runs).toBe(0);
  });

  test('that gives no results is an error, and no endless row of undefined', async () => {
    const asyncIteratorPrototype = Object.getPrototypeOf(
      Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())),
    ) as object;
    class Later {
      then() {
        throw new Error("the guest's then ran");
      }
    }
    for (const result of [1, null, new Later(), () => 1]) {
      const source = Object.assign(Object.create(asyncIteratorPrototype) as object, { next: () => result });
      // oxlint-disable-next-line no-await-in-loop
      const { value: arrived } = await send(source);
      // oxlint-disable-next-line no-await-in-loop
      await expect(arrived.next()).rejects.toMatchObject({ code: 'ERR_CROSSING' });
    }
  });
});

test('a rejected step that nobody waits for does not end the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const { bastion: guest, revoke } = bastion.revocable({
    async *rows() {
      yield 1;
    },
  });
  const rows = guest.rows();
  revoke();
  rows.next();
  rows.throw(new Error('ignored'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toStrictEqual([]);
});

test('an iterator comes home as itself', () => {
  const membrane = createMembrane();
  const own = [1].values();
  expect(membrane.up(membrane.down(own))).toBe(own);
  const guests = [1].values();
  expect(membrane.down(membrane.up(guests))).toBe(guests);
  expect(membrane.down(own)).toBe(membrane.down(own));
});

test('an iterable instance is iterated where the filter accepts `__iter__`', () => {
  class Rows {
    *[Symbol.iterator]() {
      yield { n: 1 };
    }
    async *[Symbol.asyncIterator]() {
      yield { n: 2 };
    }
  }
  expect(bastion(new Rows())[Symbol.iterator]).toBeUndefined();
  const guest: Anything = bastion(new Rows(), (name: string) => name === '__iter__');
  expect([...guest]).toStrictEqual([{ n: 1 }]);
});
