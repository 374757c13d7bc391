/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** How much one value may copy: depth, items and bytes, each tried on both sides of its limit, and at no end. */
import { defaultLimits, type CrossingLimits } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';

const nested = (levels: number): unknown => {
  let value: unknown[] = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
};

const ways = ['down', 'up'] as const;

const send = (way: (typeof ways)[number], limits: Partial<CrossingLimits>, value: unknown): Anything =>
  createMembrane({ limits })[way](value);

const refusal = (name: string, allowed: number) => ({
  code: 'ERR_CROSSING',
  message: expect.stringContaining(
    `the value is too large to cross: more than ${allowed} ${name}; hand over a smaller piece`,
  ) as string,
});

describe.each(ways)('%s', (way) => {
  test.each([1, 2, 3, 200])('depth %i: as many levels cross, and one more does not', (depth) => {
    expect(send(way, { depth }, nested(depth))).toStrictEqual(nested(depth));
    expect(thrownBy(() => send(way, { depth }, nested(depth + 1)))).toMatchObject(refusal('levels deep', depth));
  });

  test('depth counts levels of every container, and causes of errors', () => {
    const deep = (leaf: unknown) => ({ map: new Map([['key', new Set([[leaf]])]]) });
    expect(() => send(way, { depth: 4 }, deep(1))).not.toThrow();
    expect(thrownBy(() => send(way, { depth: 4 }, deep({})))).toMatchObject(refusal('levels deep', 4));
    const errors = [new AggregateError([new Error('x')])];
    expect(() => send(way, { depth: 4 }, errors)).not.toThrow();
    expect(thrownBy(() => send(way, { depth: 3 }, errors))).toMatchObject(refusal('levels deep', 3));
  });

  test('behaviour is no level: it is not copied', () => {
    expect(() => send(way, { depth: 1 }, [new (class Thing {})(), () => 1])).not.toThrow();
  });

  test.each<[string, unknown, number]>([
    ['fields', { a: 1, b: 2, c: 3 }, 4],
    ['elements', [1, 2, 3], 4],
    [
      'entries of a Map',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      3,
    ],
    ['entries of a Set', new Set([1, 2, 3]), 4],
    ['objects in objects', [{ a: 1 }, {}], 1 + 2 + (1 + 1) + 1],
  ])('items: %s, as many as are allowed cross, and one fewer allowed does not let them', (_of, value, items) => {
    expect(send(way, { items }, value)).toStrictEqual(value);
    expect(thrownBy(() => send(way, { items: items - 1 }, value))).toMatchObject(refusal('items', items - 1));
  });

  test('items: of an array longer than the limit the elements count, and the holes do not', () => {
    const sparse: unknown[] = [1, 2];
    sparse[1_000_000] = 3;
    expect((send(way, { items: 4 }, sparse) as unknown[]).length).toBe(1_000_001);
    expect(thrownBy(() => send(way, { items: 3 }, sparse))).toMatchObject(refusal('items', 3));
  });

  test('items: records that came often are counted as any other', () => {
    const flat = () => ({ once: 1, upon: 2, a: 3, time: 4 });
    for (let time = 0; time < 40; time += 1) send(way, {}, [flat(), flat()]);
    expect(() => send(way, { items: 5 }, flat())).not.toThrow();
    expect(thrownBy(() => send(way, { items: 4 }, flat()))).toMatchObject(refusal('items', 4));
    expect(() => send(way, { items: 8 }, [flat(), 1])).not.toThrow();
    expect(thrownBy(() => send(way, { items: 7 }, [flat(), 1]))).toMatchObject(refusal('items', 7));
    expect(thrownBy(() => send(way, { depth: 1 }, [flat()]))).toMatchObject(refusal('levels deep', 1));
    expect(thrownBy(() => send(way, { depth: 0 }, flat()))).toMatchObject(refusal('levels deep', 0));
  });

  test('bytes: as many as are allowed cross, and one more does not', () => {
    const value = [new ArrayBuffer(10), Uint8Array.of(1, 2, 3)];
    expect(send(way, { bytes: 13 }, value)).toStrictEqual(value);
    expect(thrownBy(() => send(way, { bytes: 12 }, value))).toMatchObject(refusal('bytes', 12));
  });

  test('bytes: of a buffer that views share the whole counts; of a view alone its own bytes do', () => {
    const { buffer } = new Uint8Array(1000);
    const one = new Uint8Array(buffer, 0, 4);
    expect(() => send(way, { bytes: 4 }, [one])).not.toThrow();
    const two = [one, new Uint8Array(buffer, 8, 4)];
    expect(() => send(way, { bytes: 1000 }, two)).not.toThrow();
    expect(thrownBy(() => send(way, { bytes: 999 }, two))).toMatchObject(refusal('bytes', 999));
  });

  test('a limit is for one value: the next starts anew', () => {
    const { [way]: cross } = createMembrane({ limits: { items: 4 } });
    for (let time = 0; time < 5; time += 1) expect(cross([1, 2, 3])).toStrictEqual([1, 2, 3]);
  });
});

describe('what a guest can make without an end costs the host its limit and no more', () => {
  test.each<[string, () => unknown]>([
    [
      'depth',
      () =>
        (function deeper(): object {
          return new Proxy(
            {},
            {
              ownKeys: () => ['next'],
              getOwnPropertyDescriptor: () => ({ value: deeper(), enumerable: true, configurable: true }),
            },
          );
        })(),
    ],
    [
      'elements',
      () =>
        new Proxy([], {
          getOwnPropertyDescriptor: (_, key) =>
            key === 'length'
              ? { value: 2 ** 32 - 1, writable: true, enumerable: false, configurable: false }
              : { value: 1, writable: true, enumerable: true, configurable: true },
          ownKeys: () => ['length', ...Array.from({ length: 2000 }, (_, index) => String(index))],
        }),
    ],
    [
      'keys',
      () =>
        new Proxy(
          {},
          {
            ownKeys: () => Array.from({ length: 2000 }, (_, index) => `key${index}`),
            getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
          },
        ),
    ],
    [
      'entries',
      () => {
        const map = new Map<unknown, unknown>();
        const grow = new Proxy(
          {},
          {
            ownKeys: () => {
              map.set({}, grow);
              map.set({}, new Proxy(grow, {}));
              return [];
            },
          },
        );
        map.set(0, new Proxy(grow, {}));
        return map;
      },
    ],
  ])('%s', (_of, make) => {
    let got: unknown = 'nothing';
    const host = bastion({ take: (value: unknown) => (got = value) }, undefined, { limits: { items: 1000 } });
    expect(thrownBy(() => host.take(make()))).toMatchObject({ code: 'ERR_CROSSING' });
    expect(got).toBe('nothing');
  });
});

test('the default limits hold where none are given', () => {
  const { down, up } = createMembrane();
  expect(defaultLimits).toStrictEqual({ depth: 200, items: 4_194_304, bytes: 268_435_456 });
  expect(thrownBy(() => up(nested(201)))).toMatchObject(refusal('levels deep', 200));
  const rows = Array.from({ length: 4_194 }, () => Array.from({ length: 1000 }).fill(0));
  expect(thrownBy(() => down(rows))).toMatchObject(refusal('items', 4_194_304));
});

test('the place of a refusal far down is told in short', () => {
  const { message } = thrownBy(() => createMembrane().up(nested(1000))) as Error;
  expect(message.length).toBeLessThan(300);
  expect(message).toContain('[0][0]…[0]');
  const long = { ['k'.repeat(10_000)]: { ['line\nbreak']: Symbol('mine') } };
  const told = (thrownBy(() => createMembrane().up(long)) as Error).message;
  expect(told.length).toBeLessThan(300);
  expect(told).toContain('line·break: Symbol(mine)');
});

test.each([{ depth: -1 }, { items: 1.5 }, { bytes: Number.NaN }, { items: Infinity }, { width: 3 }])(
  'the limit %o is a mistake',
  (limits) => {
    expect(() => bastion({}, undefined, { limits })).toThrow(TypeError);
  },
);
