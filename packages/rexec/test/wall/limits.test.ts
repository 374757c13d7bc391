/** The limits of a connection, each on both of its sides; and what the host's promises tell when one is met. */
import { describe, expect, test } from 'vitest';
import { attack, callGiven, victimId } from './attacker.js';
import { memoryChannel, wall } from './pair.js';
import { Peer } from '../../src/wall/peer/peer.js';
import { Operation } from '../../src/wall/protocol.js';

type Anything = any;

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

describe.each<[string, Anything, unknown, unknown, string]>([
  ['depth', { depth: 5 }, nested(4), nested(6), 'too deep'],
  ['items', { items: 20 }, [...Array(10).keys()], [...Array(30).keys()], 'too large'],
])('%s', (_name, limits, within, beyond, violation) => {
  const send = (value: unknown) => {
    const attacker = attack(limits);
    attacker.write((writer, encoder) => {
      callGiven(writer, 2, Operation.method, victimId, 'note');
      writer.count(1);
      encoder.value(value);
    });
    return attacker;
  };

  test('what is within it arrives', () => {
    const { victim, ends } = send(within);
    expect(victim.calls).toStrictEqual([[within]]);
    expect(ends).toStrictEqual([]);
  });

  test('what is beyond it is the end', () => {
    const { victim, ends } = send(beyond);
    expect(victim.calls).toStrictEqual([]);
    expect(ends[0]).toMatchObject({ violation });
  });
});

test('frameBytes: a value too large is an error for the guest that sends it, and nothing is sent', () => {
  const { up, ends, host } = wall({ limits: { frameBytes: 10_000 } });
  expect((up('x'.repeat(9000)) as string).length).toBe(9000);
  const before = ends.guest.sent.length;
  expect(() => up('x'.repeat(11_000))).toThrow('too large to cross a wall: more than 10000 bytes');
  expect(ends.guest.sent.length).toBe(before);
  expect(up('again')).toBe('again');
  expect(host.ended).toBeUndefined();
});

test('what a frame that was not sent would have given is not held', () => {
  const { up, guest } = wall({ limits: { frameBytes: 10_000 } });
  const { beyond } = guest.held;
  class Item {
    read(): number {
      return 1;
    }
  }
  const items = Array.from({ length: 50 }, () => new Item());
  expect(() => up([items, 'x'.repeat(11_000)])).toThrow('too large to cross a wall');
  expect(guest.held.beyond).toBe(beyond);
  // Nor was the shape told: it is told now.
  expect((up(items) as Item[])[49]?.read()).toBe(1);
});

test('pendingCalls: one more is rejected, and those before it are not', async () => {
  const ends = memoryChannel(false);
  const host = new Peer({ channel: ends.host, side: 'host', limits: { pendingCalls: 3 } });
  const calls = [1, 2, 3, 4].map((n) => host.call('later', n) as Promise<unknown>);
  await expect(calls[3]).rejects.toThrow('more than 3 calls to the guest wait for an answer');
  void new Peer({ channel: ends.guest, side: 'guest', root: { later: (n: never) => n } });
  expect(await Promise.all(calls.slice(0, 3))).toStrictEqual([1, 2, 3]);
});

test('backlogBytes: a guest that asks and does not read is ended; a host that goes on is told to wait', async () => {
  const ends = memoryChannel(false);
  Object.defineProperty(ends.host, 'backlog', { value: 1001 });
  const host = new Peer({ channel: ends.host, side: 'host', root: { ask: () => 1 }, limits: { backlogBytes: 1000 } });
  await expect(host.call('anything')).rejects.toThrow('more than 1000 bytes wait to be sent');
  expect(host.ended).toBeUndefined();
  const guest = new Peer({ channel: ends.guest, side: 'guest' });
  guest.call('ask');
  expect(host.ended).toMatchObject({ violation: 'flood' });
});
