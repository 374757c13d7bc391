/** Values of another realm are told by what they are, not by which realm's prototypes they have. */
import { createContext, runInContext } from 'node:vm';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { routes } from './routes.js';

const context = createContext({});
const foreign = (source: string): Anything => runInContext(`(${source})`, context, { filename: 'foreign.js' });

describe.each(routes)("%s, %s: another realm's", (_way, _name, send) => {
  test.each<[string, string, unknown]>([
    ['plain object', '{ n: 1, nested: { deep: [1, 2, 3] } }', { n: 1, nested: { deep: [1, 2, 3] } }],
    ['array', '[1, [2]]', [1, [2]]],
    ['Map', 'new Map([[1, { a: 1 }]])', new Map([[1, { a: 1 }]])],
    ['Set', 'new Set([1, [2]])', new Set([1, [2]])],
    ['Date', 'new Date(5)', new Date(5)],
    ['regular expression', '/a+/gi', /a+/gi],
    ['typed array', 'Uint16Array.of(1, 2)', Uint16Array.of(1, 2)],
    ['buffer', 'new ArrayBuffer(2)', new ArrayBuffer(2)],
    ['boxed number', 'Object(5)', Object(5)],
    ['boxed string', 'Object("five")', Object('five')],
  ])('%s arrives as one of this realm', async (_kind, source, expected) => {
    const { value: arrived } = await send(foreign(source));
    expect(arrived).toStrictEqual(expected);
    expect(Object.getPrototypeOf(arrived)).toBe(Object.getPrototypeOf(expected));
  });

  test('errors arrive as errors of this realm', async () => {
    const { value: arrived } = await send(foreign('[new TypeError("oh"), new (class Late extends Error {})("late")]'));
    expect(arrived[0]).toBeInstanceOf(TypeError);
    expect(arrived[0].message).toBe('oh');
    expect(arrived[1]).toBeInstanceOf(Error);
    expect(arrived[1].message).toBe('late');
  });

  test('function is called, and its data arrives as of this realm', async () => {
    const { value: arrived } = await send(foreign('(n) => ({ n: n + 1 })'));
    expect(arrived(1)).toStrictEqual({ n: 2 });
  });

  test('instance of a class shows its methods, and not its fields or those of its Object.prototype', async () => {
    const { value: arrived } = await send(
      foreign('new (class Account { secret = 1; total() { return { sum: 5 }; } })()'),
    );
    expect(arrived.total()).toStrictEqual({ sum: 5 });
    expect(thrownBy(() => arrived.secret)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(thrownBy(() => arrived.hasOwnProperty)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });

  test('class is constructed', async () => {
    const { value: Arrived } = await send(foreign('class Account { total() { return 5; } }'));
    expect(new Arrived().total()).toBe(5);
  });

  test('promise gives what it gives, across, and its own `then` and species do not run', async () => {
    const evil = createContext({ ran: [] });
    const promise = runInContext(
      `const p = Promise.resolve({ n: 1 });
       Promise.prototype.then = () => ran.push('then');
       Object.defineProperty(Promise, Symbol.species, { get() { ran.push('species'); } });
       Object.defineProperty(Promise.prototype, 'constructor', { get() { ran.push('constructor'); } });
       p`,
      evil,
    ) as unknown;
    const { value: arrived } = await send([promise]);
    expect(await arrived[0]).toStrictEqual({ n: 1 });
    expect([...(evil['ran'] as Iterable<unknown>)]).toStrictEqual([]);
  });

  test('generators arrive as iterators', async () => {
    const { value: arrived } = await send(
      foreign(
        '{ sync: (function* () { yield [1]; })(), later: (async function* () { yield [2]; })(), map: new Map([[1, 2]]).entries() }',
      ),
    );
    expect([...arrived.sync]).toStrictEqual([[1]]);
    expect((await arrived.later.next()).value).toStrictEqual([2]);
    expect([...arrived.map]).toStrictEqual([[1, 2]]);
  });

  test('registered symbols are the same symbols', async () => {
    expect((await send(foreign('Symbol.for("registered")'))).value).toBe(Symbol.for('registered'));
  });
});

test('a Map that was given the prototype of something else does not make Maps of everybody’s', () => {
  const { up, down } = createMembrane();
  class Handle {
    secret = 'SECRET';
    read() {
      return 1;
    }
  }
  for (const prototype of [WeakMap.prototype, URL.prototype, Handle.prototype]) {
    up(Object.setPrototypeOf(new Map([['a', 1]]), prototype));
  }
  expect((down(new Handle()) as Anything).read()).toBe(1);
  expect((down(new WeakMap()) as Anything).has({})).toBe(false);
  expect((down(new URL('https://example.com/')) as Anything).toJSON()).toBe('https://example.com/');
});

test("another realm's frozen promise is refused, and says what to do", () => {
  const promise = foreign('Object.freeze(Promise.resolve(1))');
  expect(thrownBy(() => bastion({ give: () => promise }).give()).message).toMatch(
    /a frozen promise of another realm cannot cross: hand it over before it is frozen/,
  );
});
