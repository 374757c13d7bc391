/** The laws of crossing, each tried on some graphs and some programs; `crossing.long.test.ts` tries them on many more. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bastion } from '../untyped.js';
import * as data from './crossing-laws.js';
import { Party } from './party.js';
import { leaks, neitherSees, nothingRawIsReachable } from './reach-laws.js';

test('a graph arrives as an equal one that shares nothing with it', () => fc.assert(data.crossesAsAnEqual()));
test('a graph comes home from a guest as it was', () => fc.assert(data.comesHomeFromTheGuest()));
test('a graph comes home from the host as it was', () => fc.assert(data.comesHomeFromTheHost()));
test('a graph arrives alike by every route', () => fc.assert(data.crossesAlikeByEveryRoute()));
test('a copy stays as it was', () => fc.assert(data.copiesStayAsTheyWere()));

test('neither side ever sees an object that the other made', { timeout: 60_000 }, () =>
  fc.assert(nothingRawIsReachable()),
);

/** A law that nothing can break says nothing. */
describe('the parties that try to get at each other', () => {
  test('do so where values pass raw', async () => {
    const { failed } = await fc.check(
      neitherSees((root) => bastion(root, undefined, { crossing: 'raw' })),
      { endOnFailure: true },
    );
    expect(failed).toBe(true);
  });

  test.each<[string, (leak: object) => unknown]>([
    ['a field', (leak) => ({ leak })],
    ['a field under a symbol', (leak) => ({ [Symbol('leak')]: leak })],
    ['a field that cannot be enumerated', (leak) => Object.defineProperty({}, 'leak', { value: leak })],
    [
      'an accessor',
      (leak) => ({
        get leak() {
          return leak;
        },
      }),
    ],
    ['a prototype', (leak) => Object.create(leak) as unknown],
    ['a field of a prototype', (leak) => Object.create({ leak }) as unknown],
    ['the result of a function', (leak) => () => leak],
    [
      'the result of a constructor',
      (leak) =>
        class {
          constructor() {
            return leak;
          }
        },
    ],
    [
      'the result of a method',
      (leak) =>
        new (class {
          m0() {
            return leak;
          }
        })(),
    ],
    [
      'what a function throws',
      (leak) => () => {
        throw leak;
      },
    ],
    [
      'the cause of what a function throws',
      (leak) => () => {
        throw new Error('x', { cause: leak });
      },
    ],
    [
      'an argument of a callback',
      (leak) =>
        (...callbacks: unknown[]) => {
          for (const each of callbacks) if (typeof each === 'function') each(leak);
        },
    ],
    ['the value of an iterator', (leak) => [leak].values()],
    [
      'what an iterator gives back',
      (leak) => ({ [Symbol.iterator]: () => ({ next: () => ({ done: false }), return: () => ({ value: leak }) }) }),
    ],
    [
      'the value of an async iterator',
      (leak) =>
        (async function* () {
          yield leak;
        })(),
    ],
    ['what a promise gives', (leak) => Promise.resolve(leak)],
    ['what a promise rejects with', (leak) => Promise.reject(leak)],
    ['a key of a Map', (leak) => new Map([[leak, 1]])],
    ['an entry of a Set', (leak) => new Set([leak])],
    ['an item of an array', (leak) => [[leak]]],
    [
      'an argument of a trap',
      (leak) =>
        (...args: unknown[]) => {
          for (const each of args) if (typeof each === 'object') Reflect.set(each as object, 'x', leak);
        },
    ],
    [
      'an answer to a name that is guessed',
      (leak) => new Proxy({}, { get: (_, key) => (key === 'secret' ? leak : undefined) }),
    ],
  ])('find what is held by %s', async (_by, hide) => {
    const [guest, host] = [new Party(), new Party()];
    const leak = host.make({ raw: true });
    guest.see(hide(leak));
    for (let which = 0; which < guest.actCount; which += 1) {
      const args = Array.from({ length: 12 }, (_, kind) => guest.fresh(kind));
      for (let pick = 0; pick < 3; pick += 1) guest.act(which, pick, args);
    }
    await guest.settle();
    guest.sweep();
    expect(leaks(host, guest)).toStrictEqual([leak]);
  });
});
