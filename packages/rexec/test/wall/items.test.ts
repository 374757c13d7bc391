/** What one frame may hold: both sides count alike, so that too much is an error for its sender and never the end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bastion, record } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { graph } from '../../../bastion/test/laws/graphs.js';
import { Decoder } from '../../src/wall/codec/decode.js';
import { Encoder } from '../../src/wall/codec/encode.js';
import { Reader } from '../../src/wall/codec/reader.js';
import { Tag } from '../../src/wall/codec/tags.js';
import { Writer } from '../../src/wall/codec/writer.js';
import { Links } from '../../src/wall/peer/links.js';
import { defaultWallLimits, Frame, mostReleased, Operation } from '../../src/wall/protocol.js';
import { attack, callGiven, victimId } from './attacker.js';
import { wall } from './pair.js';

const links = (isHost: boolean): Links =>
  new Links({
    isHost,
    isSync: !isHost,
    mostHeld: 10_000,
    mostMethods: 100_000,
    operate: () => undefined,
    release: () => undefined,
  });

/** The frame, or undefined where it would have too many items. */
const written = (value: unknown, items: number): Uint8Array | undefined => {
  const writer = new Writer(2 ** 26);
  try {
    new Encoder(writer, links(false), items).value(value);
  } catch (error) {
    expect(String(error)).toContain(`more than ${items} items`);
    return undefined;
  }
  return writer.finish();
};

const read = (frame: Uint8Array, items: number): unknown =>
  new Decoder(new Reader(frame), links(true), { depth: 300, items }).value();

const isRead = (frame: Uint8Array, items: number): boolean => {
  try {
    read(frame, items);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ violation: 'too large' });
    return false;
  }
};

test('a frame that may be sent may arrive, and one that may not be sent would be refused', () => {
  fc.assert(
    fc.property(graph, fc.integer({ min: 0, max: 600 }), (build, items) => {
      const value = createMembrane().up(build());
      const whole = written(value, Infinity) as Uint8Array;
      expect(isRead(whole, items)).toBe(written(value, items) !== undefined);
    }),
  );
});

/** An object of a kind of its own. */
const kind = (n: number): object => Object.create({ [`method${n}`]: () => n }) as object;

describe("a guest's value that is too large", () => {
  test.each<[string, object, () => unknown, string]>([
    ['of items', { items: 1000 }, () => Array.from({ length: 1000 }).fill(0), 'more than 1000 items'],
    ['of bytes', { frameBytes: 2000 }, () => new Uint8Array(2000), 'more than 2000 bytes'],
    [
      'of methods',
      { methods: 640 },
      () =>
        Object.assign(
          Object.create({ own() {} }),
          Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`m${n}`, () => n])),
        ),
      'methods',
    ],
  ])('%s is an error for the guest, and ends nothing', (_of, limits, make, message) => {
    const { up, host, guest } = wall({ limits });
    expect(() => up(make())).toThrow(message);
    expect([host.ended, guest.ended]).toStrictEqual([undefined, undefined]);
    expect(up({ a: [1] })).toStrictEqual({ a: [1] });
  });

  test('so are kinds of objects, of which there are more and more', () => {
    const { up, host, guest } = wall({ limits: { methods: 640 } });
    let crossed = 0;
    expect(() => {
      for (; crossed < 1000; crossed += 1) up(kind(crossed));
    }).toThrow('more than 640 methods in all');
    expect(crossed).toBeGreaterThan(600);
    expect([host.ended, guest.ended]).toStrictEqual([undefined, undefined]);
    expect(up({ a: [1] })).toStrictEqual({ a: [1] });
  });

  test('as what it answers rejects that call', async () => {
    const { up, host } = wall({ limits: { items: 1000 }, isHostSync: false });
    const make = up((n: number) => Array.from({ length: n }).fill(n)) as (n: number) => Promise<unknown[]>;
    await expect(make(1000)).rejects.toThrow('more than 1000 items');
    expect((await make(100)).length).toBe(100);
    expect(host.ended).toBeUndefined();
  });
});

test("a host's value may be larger than a guest's", () => {
  const { down } = wall({ limits: { items: 1000, frameBytes: 2000 } });
  expect((down(Array.from({ length: 5000 }).fill(0)) as unknown[]).length).toBe(5000);
  expect((down(new Uint8Array(5000)) as Uint8Array).length).toBe(5000);
});

test('ten thousand records of ten fields cross at once', () => {
  const names = Array.from({ length: 10 }, (_, index) => `field${index}`);
  const rows = Array.from({ length: 10_000 }, (_, row) => Object.fromEntries(names.map((name) => [name, row])));
  expect(wall().up(rows)).toStrictEqual(rows);
});

test('what a trap sends while its value is being written is refused, and the frame stays whole', () => {
  const { up, down, host } = wall();
  let calls = 0;
  const tell = down(
    bastion(
      record({
        tell() {
          calls += 1;
        },
      }),
    ),
  ) as { tell(): void };
  const iterator = new Proxy([1, 2].values(), {
    getOwnPropertyDescriptor: (target, key) => {
      try {
        tell.tell();
      } catch {
        // It is told that it cannot.
      }
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
  expect(up({ before: 'x', iterator, after: 'y' })).toMatchObject({ before: 'x', after: 'y' });
  expect(host.ended).toBeUndefined();
  tell.tell();
  expect(calls).toBeGreaterThan(0);
});

describe('a hostile frame ends the connection before it is taken in', () => {
  test('with more arguments than there may be items', () => {
    const { write, ends, victim } = attack();
    const before = process.memoryUsage().rss;
    write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(8 * 2 ** 20);
      writer.raw(new Uint8Array(8 * 2 ** 20));
    });
    expect(ends).toMatchObject([{ violation: 'too large' }]);
    expect(victim.calls).toStrictEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  test('with more releases than an honest side sends at once', () => {
    const { write, ends } = attack();
    write((writer) => {
      writer.byte(Frame.release);
      writer.count(mostReleased + 1);
      for (let n = 0; n <= mostReleased; n += 1) {
        writer.count(victimId);
        writer.count(1);
      }
    });
    expect(ends).toMatchObject([{ violation: 'too many' }]);
  });

  test('with an array of holes that a membrane would walk through', () => {
    const { write, ends, victim } = attack();
    write((writer) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(1);
      writer.byte(Tag.sparseArray);
      writer.count(4_000_000);
      writer.count(0);
    });
    expect(ends).toMatchObject([{ violation: 'too large' }]);
    expect(victim.calls).toStrictEqual([]);
  });
});

describe('a frame filled to the limit does not hold up the host for long:', () => {
  const { items } = defaultWallLimits;
  test.each<[string, (count: number) => unknown, most?: number]>([
    ['elements', (count) => Array.from({ length: count }).fill(1)],
    ['records', (count) => Array.from({ length: count }, (_, n) => ({ n }))],
    ['records with names of their own', (count) => Array.from({ length: count }, (_, n) => ({ [`n${n}`]: n }))],
    ['Maps', (count) => Array.from({ length: count }, () => new Map())],
    ['errors', (count) => Array.from({ length: count }, () => new Error('x'))],
    ['regular expressions', (count) => Array.from({ length: count }, (_, n) => new RegExp(`a${n}`))],
    ['bigints', (count) => Array.from({ length: count }, (_, n) => 2n ** 64n + BigInt(n))],
    ['boxed text', (count) => Array.from({ length: count }, () => Object('abc') as unknown)],
    [
      'arrays of holes',
      (count) => Array.from({ length: count }, () => Object.assign([], { length: 2000 }) as unknown),
      100,
    ],
  ])('%s', (_of, make, most = items) => {
    let count = most;
    let frame: Uint8Array | undefined;
    for (; frame === undefined; count = Math.floor(count * 0.7)) frame = written(make(count), items);
    const { user, system } = process.cpuUsage();
    createMembrane().up(read(frame, items));
    const used = process.cpuUsage({ user, system });
    // Some twenty milliseconds where nothing else runs; without the weights it would be seconds.
    expect((used.user + used.system) / 1000).toBeLessThan(300);
  });
});

test('a dictionary of twenty thousand words crosses at once', () => {
  const words = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`word${n}`, n]));
  expect(wall().up(words)).toStrictEqual(words);
});
