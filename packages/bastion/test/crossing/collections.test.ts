/** Maps and Sets are data: keys cross as values do, and the order stays. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, type Anything } from '../untyped.js';
import { routes } from './routes.js';

describe.each(routes)('%s, %s', (_way, _name, send) => {
  test('a Map arrives as a Map of its own, in order', async () => {
    const value = new Map<unknown, unknown>([
      ['b', 1],
      [Number.NaN, 2],
      [null, undefined],
      [1n, [3]],
    ]);
    const { value: arrived } = await send(value);
    expect(Object.getPrototypeOf(arrived)).toBe(Map.prototype);
    expect(arrived).not.toBe(value);
    expect([...arrived]).toStrictEqual([...value]);
  });

  test('objects as keys and entries arrive as copies, the same where they were the same', async () => {
    const key = { id: 1 };
    const { value: arrived } = await send({ key, map: new Map([[key, key]]), set: new Set([key]) });
    expect(arrived.map.get(arrived.key)).toBe(arrived.key);
    expect(arrived.set.has(arrived.key)).toBe(true);
    expect(arrived.key).not.toBe(key);
  });

  test('behaviour as keys arrives as bastions, the same where it was the same', async () => {
    class Node {
      name() {
        return 'node';
      }
    }
    const node = new Node();
    const { value: arrived } = await send([node, new Map([[node, new Set([node])]])]);
    const [guestNode, map] = arrived;
    expect(map.get(guestNode).has(guestNode)).toBe(true);
    expect(guestNode.name()).toBe('node');
    expect(guestNode).not.toBe(node);
  });

  test('a Set arrives as a Set of its own, in order', async () => {
    const { value: arrived } = await send(new Set(['b', 'a', -0, [1]]));
    expect(Object.getPrototypeOf(arrived)).toBe(Set.prototype);
    expect([...arrived]).toStrictEqual(['b', 'a', 0, [1]]);
  });

  test('a Map and a Set that hold themselves do so on the other side', async () => {
    const map = new Map<unknown, unknown>();
    map.set(map, map);
    const set = new Set<unknown>();
    set.add(set);
    const { value: arrived } = await send({ map, set });
    expect(arrived.map.get(arrived.map)).toBe(arrived.map);
    expect(arrived.set.has(arrived.set)).toBe(true);
    expect(arrived.map.size).toBe(1);
  });

  test('the own methods of a collection do not run, and do not come along', async () => {
    let ran = false;
    const map: Anything = new Map([['a', 1]]);
    for (const name of ['forEach', 'entries', 'get', Symbol.iterator]) map[name] = () => (ran = true);
    Object.defineProperty(map, 'size', { get: () => (ran = true) });
    const { value: arrived } = await send(map);
    expect([...arrived]).toStrictEqual([['a', 1]]);
    expect(Reflect.ownKeys(arrived)).toStrictEqual([]);
    expect(ran).toBe(false);
  });

  test('a refusal says at which key it stands', async () => {
    const value = new Map<unknown, unknown>([
      ['good', 1],
      ['bad', new Set([Symbol('mine')])],
    ]);
    await expect(send(value)).rejects.toThrow('.bad.an entry: Symbol(mine) cannot cross');
    await expect(send(new Map([[Symbol('mine'), 1]]))).rejects.toThrow('.a key: Symbol(mine) cannot cross');
  });
});

test.each([
  ['Map', new (class Registry extends Map<string, string> {})([['a', 'b']]), 'get'],
  ['Set', new (class Tags extends Set<string> {})(['a']), 'has'],
  ['WeakMap', new WeakMap(), 'has'],
  ['WeakSet', new WeakSet(), 'has'],
])('an instance of a class that is, or extends, what is no plain %s is a bastion', (_, value, method) => {
  const guest = createMembrane().down(value) as Anything;
  expect(String(guest)).toMatch(/^<Bastion for /);
  expect(typeof guest[method]).toBe('function');
  const given = bastion({ give: () => value }).give();
  expect(given[method]('a')).toBe(value[method as 'has']('a' as never));
});
