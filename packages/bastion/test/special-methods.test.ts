/** What the operations of the language do on a bastion: each goes to a method of Python's name for it. */
import { allow, AttributeError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, type Anything } from './untyped.js';

/** A class with every special method, which notes what reaches it. */
class Shelf {
  readonly calls: unknown[][] = [];

  #note(...call: unknown[]): void {
    this.calls.push(call);
  }

  __getitem__(key: unknown): string {
    this.#note('get', key);
    return `item ${String(key)}`;
  }

  __setitem__(key: unknown, value: unknown): void {
    this.#note('set', key, value);
  }

  __delitem__(key: unknown): void {
    this.#note('delete', key);
  }

  __contains__(key: unknown): boolean {
    this.#note('contains', key);
    return key === 'here' || key === 7;
  }

  __iter__(): Iterator<number> {
    this.#note('iter');
    return [1, 2, 3].values();
  }

  __aiter__(): AsyncGenerator<number> {
    this.#note('aiter');
    return (async function* () {
      yield 1;
      yield 2;
    })();
  }

  __len__(): number {
    this.#note('len');
    return 42;
  }

  __call__(...args: unknown[]): string {
    this.#note('call', ...args);
    return `called with ${args.join()}`;
  }

  __exit__(): void {
    this.#note('exit');
  }

  async __aexit__(): Promise<void> {
    this.#note('aexit');
  }

  open(): string {
    return 'open';
  }
}

interface Operation {
  readonly name: string;
  readonly run: (b: Anything) => unknown;
  readonly noted: readonly unknown[];
  readonly gives: unknown;
  /** What the operation is on a bastion that does not expose the method: an error, or what it gives. */
  readonly refused: 'AttributeError' | 'TypeError' | { readonly gives: unknown };
}

const operations: readonly Operation[] = [
  { name: '__getitem__', run: (b) => b[6], noted: ['get', 6], gives: 'item 6', refused: 'AttributeError' },
  { name: '__setitem__', run: (b) => (b[6] = 7), noted: ['set', 6, 7], gives: 7, refused: 'AttributeError' },
  { name: '__delitem__', run: (b) => delete b[6], noted: ['delete', 6], gives: true, refused: { gives: true } },
  { name: '__contains__', run: (b) => 7 in b, noted: ['contains', 7], gives: true, refused: { gives: false } },
  { name: '__iter__', run: (b) => [...b], noted: ['iter'], gives: [1, 2, 3], refused: 'TypeError' },
  {
    name: '__aiter__',
    run: async (b) => {
      const values: unknown[] = [];
      for await (const value of b) values.push(value);
      return values;
    },
    noted: ['aiter'],
    gives: [1, 2],
    refused: 'TypeError',
  },
  { name: '__len__', run: (b) => b.length, noted: ['len'], gives: 42, refused: 'AttributeError' },
  { name: '__call__', run: (b) => b(1, 2), noted: ['call', 1, 2], gives: 'called with 1,2', refused: 'TypeError' },
  {
    name: '__exit__',
    run: (b) => {
      using held = b;
      return held.open();
    },
    noted: ['exit'],
    gives: 'open',
    refused: 'TypeError',
  },
  {
    name: '__aexit__',
    run: async (b) => {
      await using held = b;
      return held.open();
    },
    noted: ['aexit'],
    gives: 'open',
    refused: 'TypeError',
  },
];

/** What comes of an operation: what it gives, or the kind of its error. */
const outcome = async (run: Operation['run'], b: unknown): Promise<unknown> => {
  try {
    return { gives: await run(b) };
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return error instanceof AttributeError ? 'AttributeError' : 'TypeError';
  }
};

describe.each(operations)('$name of a class', ({ name, run, noted, gives, refused }) => {
  test('answers its operation where the filter accepts it', async () => {
    const shelf = new Shelf();
    const result = await run(bastion(shelf, allow(name, 'open')));
    expect(shelf.calls).toEqual([noted]);
    expect(result).toEqual(gives);
  });

  test.each([
    ['refuses it', allow('open')],
    ['is the default one', undefined],
    [
      'throws for it',
      (asked: string) => {
        if (asked.startsWith('_')) throw new Error('no');
        return true;
      },
    ],
  ])('does not run where the filter %s, although the class has it', async (_, filter) => {
    const shelf = new Shelf();
    expect(await outcome(run, bastion(shelf, filter))).toEqual(refused);
    expect(shelf.calls).toEqual([]);
  });

  test('is a method by its name too', () => {
    const shelf = new Shelf();
    bastion(shelf, all)[name](...noted.slice(1));
    expect(shelf.calls).toEqual([noted]);
    expect(() => bastion(shelf)[name]).toThrow(AttributeError);
  });

  test('that the class does not have is answered as one that is refused', async () => {
    expect(await outcome(run, bastion({ open: () => 'open' }, all))).toEqual(refused);
  });

  test('that goes away says so', async () => {
    const shelf = new Shelf() as Anything;
    const b = bastion(shelf, allow(name, 'open'));
    shelf[name] = undefined;
    await expect((async () => await run(b))()).rejects.toThrow(
      `'${name}' is no longer a method of the object behind this bastion`,
    );
  });
});

test('all of them work on one bastion', async () => {
  const shelf = new Shelf();
  const b = bastion(shelf, all);
  for (const { run, gives } of operations) expect(await run(b)).toEqual(gives);
  expect(b.open()).toBe('open');
  const { calls } = shelf;
  // `await using` prefers the asynchronous one; every other operation ran once.
  expect(calls).toEqual(operations.map(({ noted }) => noted));
});

describe('an item’s key', () => {
  const keys: [string, unknown, unknown][] = [
    ['b[0]', 0, 0],
    ['b[42]', 42, 42],
    ['b[-1]', -1, -1],
    ['b[-0], which the language writes as 0,', -0, 0],
    ['b[2 ** 53 - 1]', 2 ** 53 - 1, 2 ** 53 - 1],
    ['b[2 ** 53]', 2 ** 53, '9007199254740992'],
    ['b[-(2 ** 53)]', -(2 ** 53), '-9007199254740992'],
    ["b['7']", '7', 7],
    ["b['01']", '01', '01'],
    ["b['-0']", '-0', '-0'],
    ["b['+1']", '+1', '+1'],
    ["b[' 1']", ' 1', ' 1'],
    ["b['1.0']", '1.0', '1.0'],
    ['b[1.5]', 1.5, '1.5'],
    ['b[1e21]', 1e21, '1e+21'],
    ["b['1e3']", '1e3', '1e3'],
    ["b['0x10']", '0x10', '0x10'],
    ['b[NaN]', Number.NaN, 'NaN'],
    ['b[Infinity]', Number.POSITIVE_INFINITY, 'Infinity'],
    ["b['']", '', ''],
    ["b['a key']", 'a key', 'a key'],
    ['b[10n]', 10n, 10],
    ['b[null]', null, 'null'],
  ];

  test.each(keys)('in %s arrives as what it was written for', (_, key, arrives) => {
    const shelf = new Shelf();
    const { calls } = shelf;
    const b = bastion(shelf, all);
    expect(b[key as never]).toBe(`item ${String(arrives)}`);
    b[key as never] = 'v';
    delete b[key as never];
    expect((key as never) in b).toBe(arrives === 7);
    expect(calls).toEqual([
      ['get', arrives],
      ['set', arrives, 'v'],
      ['delete', arrives],
      ['contains', arrives],
    ]);
    expect(Object.is(calls[0]?.[1], -0)).toBe(false);
  });

  test('is never a symbol', () => {
    const shelf = new Shelf();
    const b = bastion(shelf, all);
    const key = Symbol('key');
    expect(b[key]).toBeUndefined();
    expect(() => (b[key] = 1)).toThrow(AttributeError);
    expect(key in b).toBe(false);
    expect(Symbol.iterator in b).toBe(true);
    delete b[key];
    expect(shelf.calls).toEqual([]);
  });

  test('that is a method’s name reads the method, and cannot be set', () => {
    const shelf = new Shelf();
    const b = bastion(shelf, all);
    expect(b.open()).toBe('open');
    expect(() => (b.open = 1)).toThrow(TypeError);
    expect(shelf.calls).toEqual([]);
  });

  test('that is a private method’s name which the filter refuses is an item, not the method', () => {
    class Private extends Shelf {
      _open(): string {
        return 'SECRET';
      }
    }
    expect(bastion(new Private(), (name: string) => name !== '_open')._open).toBe('item _open');
  });
});

test('in is true where the method answers true, and for nothing that is only like it', () => {
  for (const answer of [1, 'yes', {}, Promise.resolve(true)]) {
    expect('x' in bastion({ __contains__: () => answer }, all)).toBe(false);
  }
});
