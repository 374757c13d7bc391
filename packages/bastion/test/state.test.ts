/**
 * A guest that has a bastion, and everything the language has for looking into an object, finds the methods
 * and nothing else. Each of these tries one way in, on every kind of bastion.
 */
import { inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { isBastion } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { kinds, SECRET, Vault } from './kinds.js';
import type { Anything } from './untyped.js';

/** Everything that can be reached from some values by descriptors and prototypes. */
const reach = (roots: Iterable<unknown>, except: ReadonlySet<unknown> = new Set()): Set<unknown> => {
  const found = new Set<unknown>();
  const queue = [...roots];
  for (let value = queue.pop(); queue.length > 0 || value !== undefined; value = queue.pop()) {
    if (found.has(value) || except.has(value)) continue;
    found.add(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
    queue.push(Reflect.getPrototypeOf(value));
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, name) as PropertyDescriptor;
      queue.push(name, descriptor.value, descriptor.get, descriptor.set);
    }
  }
  return found;
};

const isLanguages = (name: string): boolean => /^[A-Z]/.test(name) && name !== 'WebAssembly';

/** What every program can reach without a bastion. */
const intrinsics = reach(
  Object.getOwnPropertyNames(globalThis)
    .filter(isLanguages)
    .map((name) => Reflect.getOwnPropertyDescriptor(globalThis, name)?.value as unknown),
);

const texts = (values: Iterable<unknown>): string =>
  [...values]
    .map((value) => {
      if (typeof value === 'function') return Function.prototype.toString.call(value);
      return typeof value === 'string' || typeof value === 'symbol' ? String(value) : '';
    })
    .join('\n');

/** Runs an attack; what it finds is what it returns or throws. */
const loot = (attack: () => unknown): unknown => {
  try {
    return attack();
  } catch (error) {
    return error;
  }
};

const show = (value: unknown): string => {
  try {
    return inspect(value, { depth: Infinity, showHidden: true, showProxy: true, customInspect: false, getters: true });
  } catch {
    return '';
  }
};

describe.each(kinds().map((each) => [each.of, each] as const))('of a bastion of %s', (_, { b, target }) => {
  test('nothing reachable by descriptors and prototypes is the target, or the secret', () => {
    const found = reach([b], intrinsics);
    expect(found.has(target)).toBe(false);
    expect(texts(found)).not.toContain(SECRET);
  });

  test('everything reachable is frozen: guests that share it have no channel', () => {
    for (const value of reach([b], intrinsics)) expect(Object.isFrozen(value), show(value)).toBe(true);
  });

  test('nothing on it is an own property, but what a function cannot be without', () => {
    const own = Reflect.ownKeys(b);
    expect(own.filter((name) => name !== 'name' && name !== 'length')).toEqual([]);
    expect(own.length).toBeLessThanOrEqual(typeof b === 'function' ? 2 : 0);
    expect(Object.keys(b)).toEqual([]);
    expect(Object.entries({ ...b })).toEqual([]);
    const enumerated: string[] = [];
    for (const name in b) enumerated.push(name);
    expect(enumerated).toEqual([]);
  });

  test('no prototype has a symbol but those the language looks for', () => {
    const symbols = [...reach([b], intrinsics)].filter((value) => typeof value === 'symbol');
    const languages = new Set<unknown>([
      Symbol.toStringTag,
      Symbol.iterator,
      Symbol.asyncIterator,
      (Symbol as Anything).dispose,
      (Symbol as Anything).asyncDispose,
      Symbol.for('nodejs.util.inspect.custom'),
    ]);
    expect(symbols.filter((symbol) => !languages.has(symbol))).toEqual([]);
  });

  const names = [
    'field',
    'secret',
    'accessor',
    '_open',
    'constructor',
    '__proto__',
    'prototype',
    'shared',
    'message',
    'stack',
  ];

  test.each<[string, (name: string) => unknown]>([
    ['reading', (name) => b[name]],
    ['Reflect.get', (name) => Reflect.get(b, name)],
    [
      'Reflect.get on its prototypes, with it as the receiver',
      (name) => Reflect.get(Object.getPrototypeOf(Object.getPrototypeOf(b)) as object, name, b),
    ],
    ['Reflect.get with another receiver', (name) => Reflect.get(b, name, {})],
    ['a descriptor', (name) => Reflect.getOwnPropertyDescriptor(b, name)?.value],
    ['an heir', (name) => Object.create(b)[name]],
    ['an heir by __proto__', (name) => ({ __proto__: b } as Anything)[name]],
    ['a Proxy', (name) => new Proxy(b, {})[name]],
    [
      'destructuring',
      (name) => {
        const { [name]: value } = b;
        return value;
      },
    ],
  ])('%s finds no state', (_way, attack) => {
    for (const name of names) {
      const found = loot(() => attack(name));
      expect(found === undefined || found instanceof TypeError || found === `item ${name}`, name).toBe(true);
      expect(show(found), name).not.toContain(SECRET);
    }
  });

  test.each<[string, () => unknown]>([
    ['JSON', () => JSON.stringify(b)],
    ['JSON inside of data', () => JSON.stringify({ b: [b] })],
    ['structuredClone', () => structuredClone(b)],
    ['v8.serialize', () => deserialize(serialize(b)) as unknown],
    ['Object.assign', () => Object.assign({}, b)],
    ['Array.from', () => (typeof b[Symbol.iterator] === 'function' ? [] : Array.from(b))],
    ['Object.prototype.toString', () => Object.prototype.toString.call(b)],
    ['Function.prototype.toString', () => Function.prototype.toString.call(b)],
    ['Error.prototype.toString', () => Error.prototype.toString.call(b)],
    ['Map.prototype.get', () => Map.prototype.get.call(b, SECRET)],
    ['Set.prototype.has', () => Set.prototype.has.call(b, SECRET)],
    ['Array.prototype.slice', () => Array.prototype.slice.call(b)],
    ['a method of the target’s class', () => Vault.prototype.matches.call(b, SECRET)],
    ['ArrayBuffer.isView', () => ArrayBuffer.isView(b)],
    [
      'new Proxy with a spying handler',
      () => {
        const seen: unknown[] = [];
        const spy = new Proxy(
          b,
          new Proxy(
            {},
            {
              get:
                (_target, trap) =>
                (...args: unknown[]) => {
                  seen.push(...args.slice(1));
                  return (Reflect as Anything)[trap](...args);
                },
            },
          ),
        );
        String(spy);
        spy.knock();
        return seen.filter((each) => each === target);
      },
    ],
  ])('%s finds nothing', (_way, attack) => {
    const found = loot(attack);
    expect(found).not.toBe(target);
    expect(reach([found], intrinsics).has(target)).toBe(false);
    expect(found === true || show(found).includes(SECRET)).toBe(false);
  });

  test('inspect shows nothing, whatever it is asked to show', () => {
    for (const showProxy of [false, true]) {
      for (const showHidden of [false, true]) {
        for (const customInspect of [false, true]) {
          for (const getters of [false, true]) {
            const options = { showProxy, showHidden, customInspect, getters, depth: Infinity };
            expect(inspect(b, options) + inspect([{ b }], options)).not.toContain(SECRET);
          }
        }
      }
    }
  });

  test('no code of a guest can get at it by a private name', () => {
    class Given {
      constructor(object: object) {
        return object;
      }
    }
    class Thief extends Given {
      #facade = 'mine';
      #target = 'mine';
      #lane = 'mine';
      static read(object: object): unknown[] {
        return #facade in object ? [object.#facade, object.#target, object.#lane] : [];
      }
    }
    expect(Thief.read(b)).toEqual([]);
    loot(() => new Thief(b));
    expect([[], ['mine', 'mine', 'mine']]).toContainEqual(Thief.read(b));
    expect(isBastion(b)).toBe(true);
    expect(String(b)).toContain('Bastion for');
    // Nor does a stamp make a bastion of something else.
    const forged = Object.create(Object.getPrototypeOf(b)) as object;
    loot(() => new Thief(forged));
    expect(isBastion(forged)).toBe(false);
  });

  test('it cannot be changed', () => {
    const before = reach([b], intrinsics);
    const attacks: (() => unknown)[] = [];
    for (const holder of [
      b,
      Object.getPrototypeOf(b),
      Object.getPrototypeOf(Object.getPrototypeOf(b)),
      loot(() => b.knock) as Anything,
      b.toString,
    ]) {
      for (const name of ['knock', 'toString', 'then', 'extra', Symbol.iterator]) {
        attacks.push(
          () => (holder[name] = () => 'hijacked'),
          () => Object.defineProperty(holder, name, { value: () => 'hijacked' }),
          () => Object.defineProperty(holder, name, { get: () => 'hijacked' }),
          () => Reflect.set(holder, name, () => 'hijacked'),
          () => Reflect.set(b, name, () => 'hijacked', holder),
          () => Reflect.deleteProperty(holder, name),
        );
      }
      attacks.push(
        () => Object.setPrototypeOf(holder, { knock: () => 'hijacked' }),
        () => (holder.__proto__ = { knock: () => 'hijacked' }),
        () => (Object.prototype as Anything).__defineGetter__.call(holder, 'extra', () => 'hijacked'),
        () => Error.captureStackTrace(holder as object),
      );
    }
    for (const attack of attacks) loot(attack);
    expect(reach([b], intrinsics)).toEqual(before);
    expect(Reflect.getOwnPropertyDescriptor(b, 'stack')).toBeUndefined();
    expect(show(loot(() => b.knock()))).not.toContain('hijacked');
    expect(String(b)).not.toContain('hijacked');
  });
});

test('Error.captureStackTrace cannot write to a bastion', () => {
  for (const { b } of kinds()) {
    loot(() => Error.captureStackTrace(b as object));
    expect(Reflect.ownKeys(b)).not.toContain('stack');
  }
});
