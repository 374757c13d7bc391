/** Dates, regular expressions and boxed primitives cross as their internal slots say, not as they claim. */
import { describe, expect, test } from 'vitest';
import type { Anything } from '../untyped.js';
import { routes } from './routes.js';

describe.each(routes)('%s, %s: a Date', (_way, _name, send) => {
  test.each([new Date(0), new Date('2003-01-05T10:00:00.123Z'), new Date(-1), new Date(8.64e15)])(
    '%s arrives at the same moment',
    async (value) => {
      const { value: arrived } = await send(value);
      expect(arrived).toBeInstanceOf(Date);
      expect(arrived).not.toBe(value);
      expect(arrived.getTime()).toBe(value.getTime());
    },
  );

  test('that is invalid arrives invalid', async () => {
    const { value: arrived } = await send(new Date(Number.NaN));
    expect(arrived).toBeInstanceOf(Date);
    expect(arrived.getTime()).toBeNaN();
  });

  test('does not have its own methods run, nor brings them', async () => {
    const value: Anything = new Date(5);
    value.getTime = () => 6;
    Object.defineProperty(value, Symbol.toPrimitive, { value: () => 7 });
    const { value: arrived } = await send(value);
    expect(arrived.getTime()).toBe(5);
    expect(Reflect.ownKeys(arrived)).toStrictEqual([]);
  });
});

describe.each(routes)('%s, %s: a regular expression', (_way, _name, send) => {
  test.each([/a/, /a\/[b-d]+/dgimsuy, new RegExp(''), new RegExp('[\\p{L}--[a-z]]', 'v')])(
    '%s arrives as it is',
    async (value) => {
      const { value: arrived } = await send(value);
      expect(arrived).toBeInstanceOf(RegExp);
      expect(arrived).not.toBe(value);
      expect(String(arrived)).toBe(String(value));
    },
  );

  test('goes on where it was', async () => {
    const value = /a/g;
    value.exec('aa');
    const { value: arrived } = await send(value);
    expect(arrived.lastIndex).toBe(1);
    arrived.lastIndex = 0;
    expect(value.lastIndex).toBe(1);
  });

  test('whose lastIndex is an object does not have it asked', async () => {
    let ran = false;
    const value = /a/g;
    value.lastIndex = { valueOf: () => (ran = true) } as never;
    const { value: arrived } = await send(value);
    expect(arrived.lastIndex).toBe(0);
    arrived.test('a');
    expect(ran).toBe(false);
  });

  test('with its own source, flags and exec arrives as the engine knows it', async () => {
    let ran = false;
    const value = /a/g;
    const lie = { get: () => ((ran = true), 'y') };
    Object.defineProperties(value, { source: lie, flags: lie, exec: lie, global: lie });
    const { value: arrived } = await send(value);
    expect(String(arrived)).toBe('/a/g');
    expect(ran).toBe(false);
  });
});

describe.each(routes)('%s, %s: a boxed primitive', (_way, _name, send) => {
  test.each([1, 'text', '', true, false, Number.NaN, -0, 2n, Symbol.for('registered')])(
    '%s arrives boxed',
    async (primitive) => {
      const { value: arrived } = await send(Object(primitive));
      expect(typeof arrived).toBe('object');
      expect(Object.getPrototypeOf(arrived)).toBe(Object.getPrototypeOf(Object(primitive)));
      expect(Object.is(arrived.valueOf(), primitive)).toBe(true);
    },
  );

  test('does not have its own valueOf run', async () => {
    let ran = false;
    const value = Object.assign(Object(1) as object, { valueOf: () => (ran = true), [Symbol.toPrimitive]: () => 2 });
    expect(Number((await send(value)).value)).toBe(1);
    expect(ran).toBe(false);
  });

  test('that is a symbol of its own is refused', async () => {
    await expect(send([Object(Symbol('mine'))])).rejects.toThrow('[0]: Symbol(mine) cannot cross');
  });
});
