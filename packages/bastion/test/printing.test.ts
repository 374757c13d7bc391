/** Bastions in the hands of programs that print and compare: they work, and they show nothing. */
import assert from 'node:assert';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { inspect, isDeepStrictEqual } from 'node:util';
import { processError, stringify } from 'vitest/internal/browser';
import { describe, expect, test } from 'vitest';
import { allow } from '@padded-cell/bastion';
import { kinds, SECRET, Vault } from './kinds.js';
import { all, bastion, messageOf, thrownBy, type Anything } from './untyped.js';

/** What a console writes. */
const written = (use: (console: Console) => void): string => {
  const stream = new PassThrough();
  use(new Console(stream));
  return String(stream.read() ?? '');
};

const account = (): Anything => bastion(new Vault(), undefined, 'the vault');

describe('a bastion as text', () => {
  test('is <Bastion for NAME>, wherever the language makes text of it', () => {
    const b = account();
    const text = '<Bastion for the vault>';
    expect([String(b), `${b}`, b + '', [b].join(), b.toString(), 'x'.replace('x', b), String([b])]).toEqual(
      Array.from({ length: 7 }, () => text),
    );
    expect({ [b]: 1 }).toEqual({ [text]: 1 });
  });

  test('is that in inspect and on a console, too', () => {
    const b = account();
    const text = '<Bastion for the vault>';
    expect(inspect(b)).toBe(text);
    expect(inspect({ b: [b] })).toBe(`{ b: [ ${text} ] }`);
    expect(inspect(new Error('why', { cause: b }))).toContain(`[cause]: ${text}`);
    expect(written((console) => console.log(b, '%s', b))).toBe(`${text} %s ${text}\n`);
    expect(written((console) => console.log('%s %o %O', b, b, b))).toBe(`${text} ${text} ${text}\n`);
    expect(written((console) => console.log('%j %d', b, b))).toBe('{} NaN\n');
  });

  test('is in a table without rows', () => {
    expect(written((console) => console.table(account()))).not.toContain('knock');
    expect(written((console) => console.table([account()]))).toContain('(index)');
    expect(written((console) => console.table([{ vault: account() }]))).toContain('vault');
  });

  test('is no number', () => {
    const b = account();
    expect([+b, b * 1, b < 1, b > 1]).toEqual([Number.NaN, Number.NaN, false, false]);
    expect(() => BigInt(b)).toThrow(SyntaxError);
  });

  test('has a tag', () => {
    expect(Object.prototype.toString.call(account())).toBe('[object Bastion]');
  });

  test('in JSON is an object without fields', () => {
    expect(JSON.stringify(account())).toBe('{}');
    expect(JSON.stringify({ list: [account()] })).toBe('{"list":[{}]}');
    expect(JSON.stringify({ f: bastion(() => 1), list: [bastion(() => 1)] })).toBe('{"list":[null]}');
  });

  test('in JSON is what the target’s toJSON says, where the filter accepts that', () => {
    expect(JSON.stringify(bastion({ toJSON: () => 'mine' }))).toBe('"mine"');
    expect(JSON.stringify(bastion({ toJSON: () => SECRET, a: () => 1 }, allow('a')))).toBe('{}');
  });
});

describe('comparison', () => {
  test('by the language is by identity', () => {
    const b = account();
    expect([b === b, b == b, b === account(), b == 'the vault', b == null, b == '<Bastion for the vault>']).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  test('by assert works, and its messages show nothing', () => {
    const b = account();
    assert.deepEqual(b, b);
    assert.deepStrictEqual({ b }, { b });
    assert.notDeepStrictEqual(b, {});
    assert.notStrictEqual(b, account());
    for (const check of [
      () => assert.deepEqual(b, { knock: 1 }),
      () => assert.deepStrictEqual(b, { knock: 1 }),
      () => assert.deepStrictEqual([b], [1]),
      () => assert.strictEqual(b, {}),
      () => assert.equal(b, 1),
      () => assert.ok(!b),
      () =>
        assert.throws(() => {
          throw b;
        }, Error),
    ]) {
      const error = thrownBy(check);
      expect(error).not.toHaveProperty('code', 'ERR_ATTRIBUTE');
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(SECRET);
    }
  });

  test('by assert and inspect, of two bastions of one class, sees no difference: it sees nothing', () => {
    const [one, two] = [new Vault(), new Vault()];
    two.field = 'different';
    assert.deepStrictEqual(bastion(one), bastion(two));
    expect(isDeepStrictEqual(bastion(one), bastion(two))).toBe(true);
    expect(isDeepStrictEqual(bastion(one), bastion(new Map()))).toBe(false);
    expect(isDeepStrictEqual(bastion(one), {})).toBe(false);
  });

  test('by expect works', () => {
    const b = account();
    expect(b).toEqual(b);
    expect(b).toBe(b);
    expect(b).toStrictEqual(b);
    expect([b]).toContain(b);
    expect({ b }).toMatchObject({ b });
    expect(b).not.toEqual({ knock: 1 });
    expect(b).not.toEqual([]);
    expect(b).not.toStrictEqual({});
    expect(b).toBeTruthy();
    expect(b).toBeDefined();
    expect(b).not.toBeNull();
    expect(b).toHaveProperty('knock');
    expect(b).toBeTypeOf('object');
    expect(b).not.toBeInstanceOf(Vault);
    expect(b).toEqual(expect.anything());
    expect(b).toEqual(expect.any(Object));
    expect(b).toMatchInlineSnapshot(`{}`);
    expect(bastion(() => 1)).toMatchInlineSnapshot(`[Function]`);
    expect(bastion([1, 2], all)).toMatchInlineSnapshot(`{}`);
    expect(bastion([1, 2], all)).toEqual(bastion([1, 2], all));
    expect(bastion([1, 2], allow('__len__'))).toHaveLength(2);
  });
});

test('toHaveProperty of a name that is not exposed reads that name, and so is refused', () => {
  expect(() => expect(account()).not.toHaveProperty('field')).toThrow("'field' is not among the methods");
});

describe('an expectation that fails', () => {
  test.each<[string, (b: Anything) => void]>([
    ['toBe', (b) => expect(b).toBe({})],
    ['toBe, with another', (b) => expect(b).toBe(account())],
    ['toEqual', (b) => expect(b).toEqual({ a: 1 })],
    ['toEqual, expected', (b) => expect({ a: 1 }).toEqual(b)],
    ['toStrictEqual', (b) => expect(b).toStrictEqual({ a: 1 })],
    ['toMatchObject', (b) => expect(b).toMatchObject({ a: 1 })],
    ['toContainEqual', (b) => expect([1]).toContainEqual(b)],
    ['toBeNull', (b) => expect(b).toBeNull()],
    ['toBeInstanceOf', (b) => expect(b).toBeInstanceOf(Map)],
    [
      'toThrow',
      (b) =>
        expect(() => {
          throw b;
        }).toThrow(RangeError),
    ],
    ['not.toBe', (b) => expect(b).not.toBe(b)],
  ])('%s says so, and its report shows nothing', (_, check) => {
    for (const { b } of kinds()) {
      const error = thrownBy(() => check(b));
      expect(error.name).toBe('AssertionError');
      const report = processError(error);
      expect(report.message).toContain('expected');
      expect(JSON.stringify(report)).not.toContain(SECRET);
    }
  });
});

describe.each(kinds().map((each) => [each.of, each] as const))('of a bastion of %s', (_, { b, target }) => {
  test.each<[string, () => unknown]>([
    ['String', () => String(b)],
    ['a template', () => `${b}`],
    ['addition', () => b + 1],
    ['equality', () => [b == 1, b == 'x', b == target]],
    ['await', async () => ((await b) === b ? 'itself' : 'not itself')],
    ['Promise.resolve', () => Promise.resolve(b).then((value) => (value === b ? 'itself' : 'not itself'))],
    ['Promise.all', async () => (await Promise.all([b, Promise.resolve()]))[0] === b],
    ['JSON.stringify', () => JSON.stringify([b])],
    ['Array.isArray', () => assert.equal(Array.isArray(b), false)],
    ['Array.prototype.concat', () => assert.equal(([] as unknown[]).concat(b)[0], b)],
    ['Array.prototype.flat', () => assert.equal([b].flat()[0], b)],
    ['instanceof', () => assert.equal(b instanceof Vault, false)],
    ['a console', () => written((console) => console.log(b, [b], { b }))],
    ['a console’s table', () => written((console) => console.table([b, { b }]))],
    ['formats', () => written((console) => console.log('%s %o %O %j %d', b, b, b, b, b))],
    ['inspect', () => inspect(b) + inspect([b], { compact: false, sorted: true })],
    ['assert.deepEqual', () => assert.deepEqual([b], [b])],
    ['assert.deepStrictEqual', () => assert.deepStrictEqual([b], [b])],
    ['isDeepStrictEqual', () => assert.equal(isDeepStrictEqual(b, { a: 1 }), false)],
    ['expect', () => expect(b).toEqual(b)],
    ['expect, not', () => expect(b).not.toEqual({ a: 1 })],
    ['a snapshot', () => stringify(b)],
  ])('%s works, and shows nothing', async (_way, program) => {
    expect(String(await program())).not.toContain(SECRET);
  });

  test('its text, once made, is its own', () => {
    expect(String(b)).toMatch(/^<Bastion for .+>$|^signed/);
  });
});

describe('what is not iterable', () => {
  test.each<[string, (b: Anything) => unknown]>([
    ['spread', (b) => [...b]],
    [
      'for…of',
      (b) => {
        for (const value of b) return value;
        return undefined;
      },
    ],
    [
      'destructuring',
      (b) => {
        const [first] = b;
        return first;
      },
    ],
    ['new Map', (b) => new Map(b)],
    ['Promise.all', (b) => new Set(b)],
  ])('says so to %s', (_, use) => {
    expect(messageOf(() => use(account()))).toMatch(/iterable/);
  });

  test('has no Symbol.iterator', () => {
    expect(Symbol.iterator in account()).toBe(false);
    expect(account()[Symbol.iterator]).toBeUndefined();
  });
});

test('an async function that gives a bastion gives the bastion', async () => {
  const b = account();
  expect(await (async () => b)()).toBe(b);
});
