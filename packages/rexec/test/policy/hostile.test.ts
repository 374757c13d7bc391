/** Input that fights back: what it says twice, hides, or throws. */
import { EMPTY_POLICY, leq, meet, type Policy, PolicyError, policyOf, requestOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numRuns } from './arbitrary.js';
import { errorOf, problemOf } from './problems.js';

/** Answers with each value in turn, then with the last for ever. */
const changing = <T>(...answers: T[]): (() => T) => {
  let at = -1;
  return () => answers[(at = Math.min(at + 1, answers.length - 1))] as T;
};

const pollute = (prototype: object, name: string, value: unknown): void => {
  Object.defineProperty(prototype, name, { value, configurable: true });
};

const throwing =
  (thrown: unknown): ((...ignored: unknown[]) => never) =>
  () => {
    throw thrown;
  };

describe('what changes its answer', () => {
  test('a getter is asked once, and its first answer is the one that was checked', () => {
    const answer = changing(['/srv'], ['/']);
    const policy = policyOf({
      get okPath() {
        return answer();
      },
    });
    expect(policy.okPath).toEqual(['/srv']);
    expect(answer()).toEqual(['/']);
  });

  test('an item that is a getter is asked once', () => {
    const okPath: string[] = [];
    Object.defineProperty(okPath, 0, { get: changing('/srv', '/') });
    expect(policyOf({ okPath }).okPath).toEqual(['/srv']);
  });

  test('a Proxy is asked once for each thing, and so has one answer for each', () => {
    const asked: string[] = [];
    const watched = <T extends object>(target: T, name: string): T =>
      new Proxy(target, {
        get(from, key, receiver): unknown {
          asked.push(`${name}.${String(key)}`);
          return Reflect.get(from, key, receiver);
        },
        ownKeys(from) {
          asked.push(`${name} keys`);
          return Reflect.ownKeys(from);
        },
      });
    policyOf(
      watched(
        {
          okPath: watched(['/srv'], 'okPath'),
          limits: watched({ cells: 1 }, 'limits'),
          clock: watched({ fixed: 0 }, 'clock'),
          packages: watched({ marked: watched({ okPath: watched(['/srv/a'], 'own') }, 'marked') }, 'packages'),
        },
        'policy',
      ),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBe(new Set(asked).size);
  });

  test('a length that changes cannot smuggle in an item', () => {
    const length = changing(1, 2);
    const okPath = new Proxy(['/srv', '/'], {
      get: (from, key, receiver): unknown => (key === 'length' ? length() : Reflect.get(from, key, receiver)),
    });
    expect(policyOf({ okPath }).okPath).toEqual(['/srv']);
  });

  test('an item with a changing toString is not a string, and is never asked', () => {
    let asked = 0;
    const item = {
      toString() {
        asked += 1;
        return '/srv';
      },
      [Symbol.toPrimitive]: () => {
        asked += 1;
        return '/srv';
      },
    };
    expect(problemOf({ okPath: [item] }).why).toBe('is not a string');
    expect(problemOf({ limits: { cells: item } }).why).toBe('is not an amount');
    expect(problemOf({ clock: { fixed: item } }).why).toBe('is not an instant');
    expect(asked).toBe(0);
  });

  test('what only says that it is a URL is none', () => {
    const forged: unknown[] = [
      Object.setPrototypeOf({ href: 'file:///' }, URL.prototype),
      new Proxy(new URL('file:///'), {}),
      { href: 'file:///', toString: () => 'file:///' },
    ];
    for (const item of forged) expect(problemOf({ okPath: [item] }).why).toBe('is not a string');
  });

  test('what looks like a policy is read as input before it is compared', () => {
    const small = policyOf({ okPath: ['/srv/a'], limits: { cells: 1 } });
    const cells = changing(1, 1_000_000);
    const forged = {
      ...small,
      limits: new Proxy(
        { ...small.limits },
        { get: (from, key) => (key === 'cells' ? cells() : Reflect.get(from, key)) },
      ),
    } as Policy;
    const both = meet(forged, policyOf({ okPath: ['/'], limits: { cells: 'unlimited' } }));
    expect(both.limits.cells).toBe(1);
    expect(() => leq({ ...small, okPath: ['/srv/a', 7] } as unknown as Policy, small)).toThrow(PolicyError);
  });
});

describe('what throws', () => {
  const traps = ['get', 'ownKeys', 'getPrototypeOf'] as const;

  test.each(traps)('in a %s trap is a PolicyError, whatever it throws', (trap) => {
    const hostile = new Proxy({}, { get: throwing(0), ownKeys: throwing(0), getPrototypeOf: throwing(0) });
    for (const thrown of [new Error('secret'), null, undefined, 'text', Symbol('s'), hostile]) {
      const input: object = new Proxy({ okPath: ['/srv'] }, { [trap]: throwing(thrown) });
      expect(() => policyOf(input)).toThrow(PolicyError);
      expect(() => policyOf({ limits: input })).toThrow(PolicyError);
      expect(() => policyOf({ packages: { marked: input } })).toThrow(PolicyError);
    }
  });

  test('in a getter is named by its path, with what it said', () => {
    const okPath = ['/srv'];
    Object.defineProperty(okPath, 1, { get: throwing(new Error('not today')) });
    expect(problemOf({ okPath })).toMatchObject({
      path: 'okPath[1]',
      why: 'could not be read, for reading it threw an exception: "not today"',
    });
  });

  test('because it was revoked is a PolicyError', () => {
    const object = Proxy.revocable({}, {});
    const array = Proxy.revocable([], {});
    const fn = Proxy.revocable(class {}, {});
    for (const { revoke } of [object, array, fn]) revoke();
    for (const input of [object.proxy, array.proxy, fn.proxy]) {
      expect(() => policyOf(input)).toThrow(PolicyError);
      expect(() => policyOf({ okPath: input, limits: input, clock: input })).toThrow(PolicyError);
      expect(() => policyOf({ okPath: [input] })).toThrow(PolicyError);
      expect(() => requestOf(input, EMPTY_POLICY)).toThrow(PolicyError);
    }
  });
});

describe('what hides', () => {
  test('on Object.prototype or Function.prototype grants nothing', () => {
    pollute(Object.prototype, 'okPath', ['/']);
    pollute(Function.prototype, 'okWritePath', ['/']);
    pollute(Object.prototype, 'marked', { okPath: ['/'] });
    pollute(Object.prototype, 'cells', 1000);
    try {
      for (const input of [{}, Object.create(null) as unknown, class {}, { limits: {}, packages: {} }]) {
        expect(JSON.stringify(policyOf(input))).toBe(JSON.stringify(EMPTY_POLICY));
      }
    } finally {
      for (const name of ['okPath', 'marked', 'cells']) Reflect.deleteProperty(Object.prototype, name);
      Reflect.deleteProperty(Function.prototype, 'okWritePath');
    }
  });

  test('in __proto__ as an own key, as JSON can have it, is a mistake', () => {
    expect(problemOf(JSON.parse('{"__proto__": {"okPath": ["/"]}}')).path).toBe('__proto__');
    expect(problemOf(JSON.parse('{"packages": {"__proto__": {}}}')).path).toBe('packages.__proto__');
    expect(problemOf(JSON.parse('{"limits": {"__proto__": {"cells": 9}}}')).path).toBe('limits.__proto__');
    expect(problemOf({ endowments: ['__proto__'] }).path).toBe('endowments[0]');
  });

  test('in names that every object has is unknown, not found on a table', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(problemOf({ okBuiltinModules: [name] }).why).toBe('is not a module that a cell can import');
      expect(problemOf({ okSysNames: [name] }).why).toBe('is not a name of process that a cell can have');
      expect(problemOf({ limits: JSON.parse(`{"${name}": 1}`) as unknown }).why).toBe('is not a limit');
    }
  });

  test('under a symbol is a mistake', () => {
    expect(problemOf({ [Symbol('okPath')]: ['/'] }).found).toBe('a symbol as a key');
  });

  test('in properties that are not enumerable is read all the same', () => {
    const input = Object.defineProperty({}, 'okPath', { value: ['/srv'], enumerable: false });
    expect(policyOf(input).okPath).toEqual(['/srv']);
    expect(problemOf(Object.defineProperty({}, 'okPaht', { value: 1 })).path).toBe('okPaht');
  });
});

describe('what is of another kind', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a string', '{}'],
    ['a number', 1],
    ['an array', []],
    ['a Map', new Map([['okPath', ['/']]])],
    ['a Date', new Date(0)],
    ['an arrow function', () => ({})],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
  ])('%s is not a policy', (_, input) => {
    expect(problemOf(input).path).toBe('policy');
  });

  test.each<[unknown, string]>([
    ['node:fs', '"node:fs"'],
    [new Set(['/srv']), 'an object'],
    [{ 0: '/srv', length: 1 }, 'an object'],
    [null, 'null'],
    [true, 'true'],
    [() => [], 'a function'],
  ])('%s is not a list', (list, found) => {
    expect(problemOf({ okBuiltinModules: list })).toMatchObject({
      path: 'okBuiltinModules',
      found,
      why: 'is not an array',
    });
  });

  test('an array with holes has undefined there', () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(problemOf({ okPath: ['/srv', , '/a'] })).toMatchObject({ path: 'okPath[1]', found: 'undefined' });
  });

  test('whatever it is, policyOf makes a policy or throws a PolicyError', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withDate: true }),
        (value) => {
          // Another kind of exception fails the test.
          errorOf(value, '/base');
          for (const line of ['okPath', 'limits', 'clock', 'packages']) errorOf({ [line]: value }, '/base');
          errorOf({ okHosts: [value], limits: { cells: value }, packages: { x: value } });
        },
      ),
      { numRuns },
    );
  });
});

describe('what is large', () => {
  test('an array that says it has 2 ** 53 items is refused at once', () => {
    const okPath = new Proxy([], {
      get: (from, key): unknown => (key === 'length' ? 2 ** 53 : Reflect.get(from, key)),
    });
    expect(problemOf({ okPath }).why).toBe('are too many');
  });

  test('an object with a hundred thousand members is refused before one is read', () => {
    let read = 0;
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`package${index}`, {}]));
    const packages = new Proxy(many, {
      get: () => {
        read += 1;
        return {};
      },
    });
    expect(problemOf({ packages }).why).toBe('are too many');
    expect(read).toBe(0);
  });

  test('a chain of classes without end is not followed for ever', () => {
    let asked = 0;
    const endless = (): object =>
      new Proxy(class {}, {
        getPrototypeOf: () => {
          asked += 1;
          return endless();
        },
      });
    expect(problemOf(endless()).why).toBe('extends more than 100 others');
    expect(asked).toBe(100);
  });

  test('sixty thousand mistakes make a short message, in seconds', () => {
    const started = performance.now();
    const error = errorOf({ okPosixNames: Array.from({ length: 60_000 }, (_, index) => `readFileSink${index}`) });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(error?.message.length).toBeLessThan(50_000);
    expect(error?.message).toMatch(/60000 mistakes[^]*and 59900 more/);
  });
});
