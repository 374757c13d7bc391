/* oxlint-disable unicorn/no-thenable -- thenables are what is tried here */
/** Promises cross as promises: what they settle with crosses, and nothing of their sender runs. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, type Anything } from '../untyped.js';
import { routes } from './routes.js';

const SECRET = 'SECRET-77d0';

describe.each(routes)('%s, %s: a promise', (_way, _name, send) => {
  test('arrives as another promise, which gives what it gives, across', async () => {
    const given = { n: 1 };
    const promise = Promise.resolve(given);
    const { value: arrived } = await send({ promise });
    expect(Object.getPrototypeOf(arrived.promise)).toBe(Promise.prototype);
    expect(arrived.promise).not.toBe(promise);
    const got = await arrived.promise;
    expect(got).toStrictEqual(given);
    expect(got).not.toBe(given);
  });

  test('that is rejected rejects with an error, across', async () => {
    const reason = Object.assign(new RangeError('too much'), { secret: SECRET });
    const { value: arrived } = await send([Promise.reject(reason)]);
    const error = await arrived[0].catch((caught: unknown) => caught);
    expect(error).not.toBe(reason);
    expect(error.message).toBe('too much');
    expect(error.secret).toBeUndefined();
  });

  test('that gives what cannot cross rejects', async () => {
    const { value: arrived } = await send([Promise.resolve({ bad: Symbol('mine') })]);
    await expect(arrived[0]).rejects.toMatchObject({ code: 'ERR_CROSSING' });
  });

  test('for a promise for an instance gives its bastion', async () => {
    class Account {
      secret = SECRET;
      total() {
        return 5;
      }
    }
    const { value: arrived } = await send([Promise.resolve(Promise.resolve(new Account()))]);
    const account = await arrived[0];
    expect(account.total()).toBe(5);
    expect(() => account.secret).toThrow("'secret' is not among");
  });

  test('that never settles holds up nothing, and does not settle', async () => {
    const { value: arrived } = await send([new Promise(() => undefined)]);
    const first = await Promise.race([arrived[0], new Promise((resolve) => setTimeout(() => resolve('waited'), 2))]);
    expect(first).toBe('waited');
  });

  test('with its own `then` or `constructor` is refused, and neither ran', async () => {
    for (const name of ['then', 'constructor']) {
      let ran = false;
      const promise = Object.defineProperty(Promise.resolve(1), name, {
        get: () => {
          ran = true;
          return Promise;
        },
      });
      // oxlint-disable-next-line no-await-in-loop
      await expect(send({ promise })).rejects.toMatchObject({
        code: 'ERR_CROSSING',
        message: expect.stringMatching(/\.promise: a promise with its own/),
      });
      expect(ran).toBe(false);
    }
  });

  test('of a prototype made to look like another realm’s runs nothing of it', async () => {
    const ran: string[] = [];
    const trap = (name: string) => () => {
      ran.push(name);
      return Promise;
    };
    const prototype = Object.defineProperties(
      { then: trap('then'), catch: trap('catch'), finally: trap('finally') },
      { constructor: { get: trap('constructor') }, [Symbol.toStringTag]: { value: 'Promise' } },
    );
    const promise = Object.setPrototypeOf(Promise.resolve(5), prototype) as object;
    const { value: arrived } = await send([promise]);
    expect(await arrived[0]).toBe(5);
    expect(ran).toStrictEqual([]);
    expect(Reflect.ownKeys(promise)).toStrictEqual([]);
  });
});

test('a rejection that its receiver ignores does not end the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const membrane = createMembrane();
  membrane.down(Promise.reject(new Error('down')));
  membrane.up(Promise.reject(new Error('up')));
  bastion({ fail: () => Promise.reject(new Error('call')) }).fail();
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toStrictEqual([]);
});

test('a promise comes home as itself, and crosses twice as one', () => {
  const membrane = createMembrane();
  const own = Promise.resolve(1);
  expect(membrane.down(own)).toBe(membrane.down(own));
  expect(membrane.up(membrane.down(own))).toBe(own);
  const guests = Promise.resolve(2);
  expect(membrane.down(membrane.up(guests))).toBe(guests);
});

test('a subclass of Promise is a class: its instances are bastions', async () => {
  class Job extends Promise<unknown> {
    secret = SECRET;
  }
  const guest = createMembrane().down(new Job(() => undefined)) as Anything;
  expect(guest).not.toBeInstanceOf(Promise);
  expect(() => guest.secret).toThrow("'secret' is not among");
});
