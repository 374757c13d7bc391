/** Arrays are data, whatever they hold: holes stay holes, lengths stay lengths. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion } from '../untyped.js';
import { routes, upRoutes } from './routes.js';

const keysOf = (array: unknown): string[] => Object.keys(array as object);

describe.each(routes)('%s, %s: an array', (_way, _name, send) => {
  test('arrives as an array with equal elements', async () => {
    const value = [1, 'a', null, undefined, [Number.NaN, -0], { n: 1 }];
    const { value: arrived } = await send(value);
    expect(Array.isArray(arrived)).toBe(true);
    expect(Object.getPrototypeOf(arrived)).toBe(Array.prototype);
    expect(arrived).toStrictEqual(value);
    expect(Object.is(arrived[4][1], -0)).toBe(true);
  });

  test('keeps its holes apart from undefined, at the end as well', async () => {
    // oxlint-disable-next-line no-sparse-arrays
    const value = [, 1, , undefined, ,];
    const { value: arrived } = await send(value);
    expect(arrived.length).toBe(5);
    expect(keysOf(arrived)).toStrictEqual(['1', '3']);
  });

  test('that is as long as an array can be, and nearly empty, arrives so at once', async () => {
    const value: unknown[] = [];
    value[2 ** 32 - 2] = { last: true };
    value[7] = 'seven';
    const { value: arrived } = await send(value);
    expect(arrived.length).toBe(2 ** 32 - 1);
    expect(keysOf(arrived)).toStrictEqual(['7', '4294967294']);
    expect(arrived[2 ** 32 - 2]).toStrictEqual({ last: true });
  });

  test('does not bring its own fields', async () => {
    const { value: arrived } = await send(Object.assign([1], { secret: 'SECRET' }));
    expect(keysOf(arrived)).toStrictEqual(['0']);
  });

  test('that a match gave brings what a match has', async () => {
    const { value: arrived } = await send(/(?<year>\d+)/d.exec('in 1995'));
    expect([...arrived]).toStrictEqual(['1995', '1995']);
    expect(arrived.index).toBe(3);
    expect(arrived.input).toBe('in 1995');
    expect({ ...arrived.groups }).toStrictEqual({ year: '1995' });
    expect(arrived.indices[0]).toStrictEqual([3, 7]);
  });

  test('holds functions and instances as bastions', async () => {
    class Clerk {
      secret = 'SECRET';
      name() {
        return 'Ann';
      }
    }
    const { value: arrived } = await send([() => 1, new Clerk()]);
    expect(arrived[0]()).toBe(1);
    expect(arrived[1].name()).toBe('Ann');
    expect(() => arrived[1].secret).toThrow("'secret' is not among");
  });
});

describe.each(upRoutes)("up, %s: a guest's array", (_name, send) => {
  test('with an accessor for an element is refused, and the accessor did not run', async () => {
    let runs = 0;
    const value = Object.defineProperty([1, 2], 1, { get: () => (runs += 1), enumerable: true });
    await expect(send({ value })).rejects.toMatchObject({
      code: 'ERR_CROSSING',
      message: expect.stringContaining('.value: element 1 is an accessor'),
    });
    expect(runs).toBe(0);
  });

  test('that is a Proxy has its traps run, and nothing it says of its length lifts the limits', async () => {
    const lengths: readonly unknown[] = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -1,
      0.5,
      '9',
      { valueOf: () => 3 },
      2 ** 32,
    ];
    for (const length of lengths) {
      const lying = new Proxy([1], {
        get: (_, key) => (key === 'length' ? length : 1),
        getOwnPropertyDescriptor: (_, key) =>
          key === 'length'
            ? { value: length, writable: true, enumerable: false, configurable: false }
            : { value: 1, writable: true, enumerable: true, configurable: true },
      });
      // oxlint-disable-next-line no-await-in-loop
      await expect(send({ lying })).rejects.toMatchObject({ code: 'ERR_CROSSING' });
    }
  });
});

test('a class that extends Array is a class: its instances are bastions', () => {
  class Stack extends Array<unknown> {
    peek(): unknown {
      return this.at(-1);
    }
  }
  const stack = new Stack();
  stack.push('a', 'b');
  const guest = createMembrane().down(stack) as { peek(): unknown };
  expect(Array.isArray(guest)).toBe(false);
  expect(guest.peek()).toBe('b');
});

test('an array that is the target of a bastion stays behind it', () => {
  const list = ['a', 'b'];
  const guest = bastion(list, (name: string) => name[0] !== '_' || name === '__getitem__');
  expect(guest[1]).toBe('b');
  expect(guest.indexOf('a')).toBe(0);
  guest.push('c');
  expect(list).toStrictEqual(['a', 'b', 'c']);
});
