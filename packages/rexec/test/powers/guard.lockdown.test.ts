/** What passes between the guest half of a name and its host half, whatever the guest half was brought to pass. */
import { describe, expect, test } from 'vitest';
import { type Plain, Powers } from '../../src/powers/powers.js';

type Half = Record<string, (...args: unknown[]) => unknown>;

/** A guest half's view of a power that keeps what it is given and gives it back. */
const making = (
  behaviour: (...args: readonly Plain[]) => unknown = (...args) => args,
): { half: Half; taken: unknown[][]; end: () => void } => {
  const taken: unknown[][] = [];
  let hasEnded = false;
  const powers = new Powers(
    {
      $kept: () => ({
        keep: (...args) => {
          taken.push([...args]);
          return behaviour(...args);
        },
      }),
    },
    {
      requireLife: () => {
        if (hasEnded) throw new Error('ended');
      },
      downward: (error) => new Error(`made for the guest: ${(error as Error).message}`),
    },
  );
  return {
    half: powers.get('$kept') as Half,
    taken,
    end: () => {
      hasEnded = true;
    },
  };
};

describe('what goes in', () => {
  test.each([[1], ['text'], [true], [7n], [null], [undefined], [Number.NaN]])('%s passes as it is', (value) => {
    const { half, taken } = making();
    half['keep']?.(value);
    expect(taken).toEqual([[value]]);
  });

  test('bytes pass as a copy, of the very bytes, whatever class the guest gave the view', () => {
    const { half, taken } = making();
    class Lying extends Uint8Array {
      static get [Symbol.species](): Uint8ArrayConstructor {
        throw new Error('species was asked for');
      }
      override get length(): number {
        return 1_000_000;
      }
    }
    const bytes = new Lying([1, 2, 3]);
    half['keep']?.(bytes);
    const [[copy] = []] = taken as Uint8Array[][];
    expect(Object.getPrototypeOf(copy)).toBe(Uint8Array.prototype);
    expect([...(copy ?? [])]).toEqual([1, 2, 3]);
    bytes[0] = 9;
    expect(copy?.[0]).toBe(1);
  });

  test('a list passes as a copy, and none of its accessors runs', () => {
    const { half, taken } = making();
    let reads = 0;
    const list: unknown[] = ['a', 2];
    Object.defineProperty(list, 2, { get: () => (reads += 1), enumerable: true });
    half['keep']?.(list);
    expect(taken).toEqual([[['a', 2, undefined]]]);
    expect(reads).toBe(0);
    expect(taken[0]?.[0]).not.toBe(list);
  });

  test.each<[string, unknown]>([
    ['a function', () => 'ran'],
    ['an object', { toString: () => 'ran' }],
    ['a Proxy of an array', new Proxy([], {})],
    ['a Proxy of bytes', new Proxy(new Uint8Array(1), {})],
    ['a symbol', Symbol.iterator],
    ['a list in a list', [[1]]],
    ['a list with a function', [() => 'ran']],
    ['an object that says it is an array', Object.setPrototypeOf({ length: 1, 0: 'x' }, Array.prototype)],
    ['a Date', new Date(0)],
    ['a DataView', new DataView(new ArrayBuffer(1))],
  ])('%s does not pass', (_what, value) => {
    const { half, taken } = making();
    expect(() => half['keep']?.(value)).toThrow('only primitives, bytes and lists of primitives pass to the host');
    expect(taken).toEqual([]);
  });
});

test('a list of any length that a guest can write costs the host nothing', () => {
  const { half, taken } = making();
  const list: unknown[] = [];
  list.length = 2 ** 32 - 1;
  expect(() => half['keep']?.(list)).toThrow('a list of more than 100000 elements does not pass');
  expect(taken).toEqual([]);
});

describe('what comes out', () => {
  test('what the host throws is an error made for the guest, at once and later', async () => {
    const { half: sync } = making(() => {
      throw new Error('from the host');
    });
    expect(() => sync['keep']?.()).toThrow('made for the guest: from the host');
    const { half: later } = making(async () => {
      await Promise.resolve();
      throw new Error('from the host');
    });
    await expect(later['keep']?.()).rejects.toThrow('made for the guest: from the host');
  });

  test('once the cell has ended nothing is called, and what was under way gives nothing', async () => {
    const finish: ((value: string) => void)[] = [];
    const { half, taken, end } = making(
      () =>
        new Promise<string>((resolve) => {
          finish.push(resolve);
        }),
    );
    const pending = half['keep']?.('before');
    end();
    finish[0]?.('secret');
    await expect(pending).rejects.toThrow('made for the guest: ended');
    expect(() => half['keep']?.('after')).toThrow('made for the guest: ended');
    expect(taken).toEqual([['before']]);
  });

  test('once the cell has ended what fails says that, and not what became of it', async () => {
    const fail: ((reason: Error) => void)[] = [];
    const { half, end } = making(
      () =>
        new Promise<string>((_, reject) => {
          fail.push(reject);
        }),
    );
    const pending = half['keep']?.();
    end();
    fail[0]?.(new Error('secret'));
    await expect(pending).rejects.toThrow('made for the guest: ended');
  });
});

test('a host half shows no source, takes no mark, and has no name beside its own', () => {
  const { half } = making();
  expect(String(half['keep'])).toBe('function () { [native code] }');
  expect(Object.isFrozen(half)).toBe(true);
  expect(Object.isFrozen(half['keep'])).toBe(true);
  expect(Reflect.ownKeys(half)).toEqual(['keep']);
  expect(new Powers({}, { requireLife: () => undefined, downward: (error) => error as Error }).get('$kept')).toBe(
    undefined,
  );
});
