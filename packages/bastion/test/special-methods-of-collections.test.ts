/** The operations of the language on bastions of built-in collections, where the built-in operation stands in. */
import { AttributeError, defaultFilter } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, messageOf, type Anything } from './untyped.js';

const makeList = (filter: unknown = all): { list: unknown[]; b: Anything } => {
  const list = ['a', 'b', 'c'];
  return { list, b: bastion(list, filter, 'the list') };
};

describe('an Array', () => {
  test('gives its elements, undefined beside them, and nothing else', () => {
    const { b } = makeList();
    expect([b[0], b[2], b[3], b[-1], b[2 ** 53 - 1]]).toEqual(['a', 'c', undefined, undefined, undefined]);
    for (const key of ['01', 1.5, 2 ** 53, 'foo', '']) {
      expect(() => b[key]).toThrow(new AttributeError(`'${String(key)}' is not an index`));
    }
  });

  test('takes a value for an element, and one at its end', () => {
    const { list, b } = makeList();
    b[0] = 'A';
    b[3] = 'd';
    expect(list).toEqual(['A', 'b', 'c', 'd']);
  });

  test('takes nothing elsewhere: no hole, no property, no length', () => {
    const { list, b } = makeList();
    for (const key of [4, -1, 2 ** 32, 2 ** 53, 1.5, '01', 'foo']) {
      expect(messageOf(() => (b[key] = 'x'))).toContain('outside of this collection: it takes 0 to 3');
    }
    expect(() => (b.length = 0)).toThrow(TypeError);
    expect(Reflect.ownKeys(list)).toEqual(['0', '1', '2', 'length']);
    expect(list).toEqual(['a', 'b', 'c']);
  });

  test('loses an element by delete, and keeps its length, as arrays do', () => {
    const { list, b } = makeList();
    expect([delete b[1], delete b[7], delete b.foo, delete b.length]).toEqual([true, true, true, true]);
    // eslint-disable-next-line no-sparse-arrays
    expect(list).toEqual(['a', , 'c']);
    expect(list).toHaveLength(3);
  });

  test('says which indices there are, its length, and its elements in turn', () => {
    const { b } = makeList();
    expect([0 in b, 2 in b, 3 in b, (-1) in b, 'push' in b, 'length' in b]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(b.length).toBe(3);
    expect([...b]).toEqual(['a', 'b', 'c']);
  });

  test('gives and takes nothing of the kind where the filter refuses', () => {
    const { list, b } = makeList(defaultFilter);
    for (const attempt of [() => b[0], () => (b[0] = 'x'), () => (b[3] = 'x'), () => b.length, () => [...b]]) {
      expect(attempt).toThrow(TypeError);
    }
    delete b[0];
    expect([0 in b, list]).toEqual([false, ['a', 'b', 'c']]);
  });
});

describe('a typed array', () => {
  const list = new Uint8Array([1, 2, 3]);
  const b = bastion(list, all, 'bytes');

  test('gives and takes its elements, and has no more of them', () => {
    b[1] = 300;
    expect([...list]).toEqual([1, 44, 3]);
    expect([b[0], b[1], b[3], b[-1], b.length, [...b], 2 in b, 3 in b]).toEqual([
      1,
      44,
      undefined,
      undefined,
      3,
      [1, 44, 3],
      true,
      false,
    ]);
    for (const key of [3, -1, 'foo', 1.5]) expect(() => (b[key] = 1)).toThrow(RangeError);
    expect(Reflect.ownKeys(list)).toEqual(['0', '1', '2']);
  });

  test('loses none by delete', () => {
    delete b[0];
    expect(list[0]).toBe(1);
  });

  test('of 64 bits takes BigInts', () => {
    const big = new BigInt64Array(1);
    bastion(big, all)[0] = -5n;
    expect(big[0]).toBe(-5n);
    expect(() => (bastion(big, all)[0] = 5)).toThrow(TypeError);
  });
});

test('a DataView is no collection, and gets no property by a write', () => {
  const view = new DataView(new ArrayBuffer(4));
  const b = bastion(view, all);
  expect(() => (b[0] = 1)).toThrow(AttributeError);
  expect(() => b[0]).toThrow(AttributeError);
  expect(Reflect.ownKeys(view)).toEqual([]);
  b.setUint8(0, 7);
  expect(view.getUint8(0)).toBe(7);
});

const makeMap = (filter: unknown = all): { map: Map<unknown, unknown>; b: Anything } => {
  const map = new Map<unknown, unknown>([
    ['a', 1],
    [7, 'seven'],
    ['default', 'yes'],
  ]);
  return { map, b: bastion(map, filter) };
};

describe('a Map', () => {
  test('gives, takes, loses, has and counts entries', () => {
    const { map, b } = makeMap();
    expect([b.a, b['7'], b.default, b.missing, 'a' in b, 'missing' in b, b.length]).toEqual([
      1,
      'seven',
      'yes',
      undefined,
      true,
      false,
      3,
    ]);
    b.fresh = 2;
    b[8] = 'eight';
    delete b.a;
    expect([...map]).toEqual([
      [7, 'seven'],
      ['default', 'yes'],
      ['fresh', 2],
      [8, 'eight'],
    ]);
    expect([...b]).toEqual([...map]);
  });

  test('does not mix up its entries with its methods, nor with what everything inherits', () => {
    const { map, b } = makeMap();
    map.set('get', 'SECRET');
    expect(typeof b.get).toBe('function');
    expect([b.hasOwnProperty, b.__proto__, b.toLocaleString]).toEqual([undefined, undefined, undefined]);
    expect(['get' in b, 'set' in b, '__proto__' in b]).toEqual([true, false, false]);
    b.__proto__ = { polluted: true };
    expect(map.get('__proto__')).toEqual({ polluted: true });
    expect(Object.getPrototypeOf(map) === Map.prototype).toBe(true);
    expect(({} as Anything).polluted).toBeUndefined();
  });

  test('gives and takes nothing of the kind where the filter refuses', () => {
    const { map, b } = makeMap(defaultFilter);
    for (const attempt of [() => b.a, () => (b.a = 2), () => b.length, () => b.size, () => [...b]])
      expect(attempt).toThrow(TypeError);
    delete b.a;
    expect(['a' in b, map.get('a'), b.get('a')]).toEqual([false, 1, 1]);
  });

  test('of a subclass is one, too', () => {
    class Registry extends Map<string, number> {}
    expect(bastion(new Registry([['a', 1]]), all).a).toBe(1);
  });
});

describe('a Set', () => {
  test('has, loses, counts and gives in turn, and has no items', () => {
    const set = new Set<unknown>(['a', 7]);
    const b = bastion(set, all);
    expect(['a' in b, 7 in b, 'b' in b, b.length, [...b]]).toEqual([true, true, false, 2, ['a', 7]]);
    delete b.a;
    expect([...set]).toEqual([7]);
    expect(() => b[0]).toThrow(AttributeError);
    expect(() => (b[0] = 1)).toThrow(AttributeError);
  });
});
