/** A host takes all that stands in the memory it shares with a thread as an attacker's. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { ProtocolError } from '../../src/wall/protocol.js';
import { Sender } from '../../src/wall/thread/direction.js';
import { ThreadHostEnd } from '../../src/wall/thread/host-end.js';
import {
  type Beginning,
  closed,
  largestInRing,
  numbersIn,
  readByGuest,
  ringBytes,
  ringIn,
  toGuest,
  toHost,
} from '../../src/wall/thread/shared.js';

/** A guest whose end writes what it likes into the memory. */
const attacker = (): Beginning & {
  channel: ThreadHostEnd;
  numbers: Int32Array;
  bytes: Uint8Array;
  ends: Error[];
  got: Uint8Array[];
} => {
  let beginning: Beginning | undefined;
  const channel = new ThreadHostEnd({ postMessage: (message: Beginning) => (beginning ??= message) }, 2 ** 20);
  const { memory, large } = beginning as unknown as Beginning;
  const ends: Error[] = [];
  const got: Uint8Array[] = [];
  channel.listen(
    (each) => got.push(Uint8Array.from(each)),
    (error) => ends.push(error),
  );
  return { memory, large, channel, numbers: numbersIn(memory), bytes: ringIn(memory, toHost), ends, got };
};

const looked = async (): Promise<void> => await wait(10);

describe('what stands in the memory that no honest guest writes ends the channel, and does nothing else', () => {
  test.each<[string, (numbers: Int32Array, lengths: DataView) => void]>([
    ['more bytes than the ring has', (numbers) => Atomics.store(numbers, toHost.written, ringBytes + 4)],
    ['fewer bytes than were taken', (numbers) => Atomics.store(numbers, toHost.written, -4)],
    ['a frame of no bytes', (numbers) => Atomics.store(numbers, toHost.written, 4)],
    [
      'a frame of less than no bytes',
      (numbers, memory) => {
        memory.setInt32(0, -1, true);
        Atomics.store(numbers, toHost.written, 8);
      },
    ],
    [
      'a frame larger than goes into the ring',
      (numbers, memory) => {
        memory.setInt32(0, largestInRing + 1, true);
        Atomics.store(numbers, toHost.written, ringBytes);
      },
    ],
    [
      'a frame that is longer than what is there',
      (numbers, memory) => {
        memory.setInt32(0, 100, true);
        Atomics.store(numbers, toHost.written, 100);
      },
    ],
  ])('%s', async (_what, forge) => {
    const { numbers, bytes, ends, got } = attacker();
    forge(numbers, new DataView(bytes.buffer, bytes.byteOffset));
    Atomics.add(numbers, toHost.sent, 1);
    Atomics.notify(numbers, toHost.sent);
    await looked();
    expect(ends.map((error) => (error as ProtocolError).violation)).toEqual(['malformed']);
    expect(got).toEqual([]);
  });

  test.each<[string, (large: MessagePort) => void, string]>([
    ['a message that is no frame', (large) => large.postMessage({ length: 3 }), 'malformed'],
    [
      'a frame over memory that the guest still has',
      (large) => large.postMessage(new Uint8Array(new SharedArrayBuffer(8))),
      'malformed',
    ],
    ['a large frame of no bytes', (large) => large.postMessage(new Uint8Array(0)), 'malformed'],
    ['a frame that is too large', (large) => large.postMessage(new Uint8Array(2 ** 20 + 1)), 'too large'],
  ])('%s', async (_what, post, violation) => {
    const { numbers, large, ends, got } = attacker();
    post(large);
    Atomics.add(numbers, toHost.sent, 1);
    Atomics.notify(numbers, toHost.sent);
    await looked();
    expect(ends.map((error) => (error as ProtocolError).violation)).toEqual([violation]);
    expect(got).toEqual([]);
  });

  test('a frame is what it was when it was copied, whatever is written over it', async () => {
    let kept: Uint8Array | undefined;
    let beginning: Beginning | undefined;
    const channel = new ThreadHostEnd({ postMessage: (message: Beginning) => (beginning ??= message) });
    const { memory, large } = beginning as unknown as Beginning;
    channel.listen(
      (each) => {
        ringIn(memory, toHost).fill(0xff);
        kept = Uint8Array.from(each);
      },
      () => undefined,
    );
    new Sender(memory, toHost, large).put(Uint8Array.of(1, 2, 3, 4));
    await looked();
    expect([...(kept ?? [])]).toEqual([1, 2, 3, 4]);
    channel.close();
  });

  test('a guest that says it has sent what is not there is waited for, without a turn of the host', async () => {
    const { numbers, channel, ends } = attacker();
    Atomics.add(numbers, toHost.sent, 1000);
    Atomics.notify(numbers, toHost.sent);
    const { active } = performance.eventLoopUtilization();
    await wait(200);
    expect(performance.eventLoopUtilization().active - active).toBeLessThan(100);
    expect(ends).toEqual([]);
    channel.close();
  });

  test('what it says that it has read and taken writes nothing outside of the ring', async () => {
    const { memory, numbers, channel, ends } = attacker();
    const others = (): string =>
      Buffer.from(memory)
        .subarray(0, Buffer.from(memory).length - ringBytes)
        .toString('hex');
    const sent = new Set([toGuest.sent, toGuest.written]);
    for (const taken of [-1, 2 ** 31 - 1, -(2 ** 31), 77]) {
      Atomics.store(numbers, toGuest.taken, taken);
      Atomics.store(numbers, toGuest.received, taken);
      Atomics.store(numbers, readByGuest, taken);
      const before = numbers.slice();
      for (let n = 0; n < 50; n += 1) channel.send(new Uint8Array(5000).fill(0xee), true);
      const changed = [...numbers].flatMap((value, at) => (value === before[at] ? [] : [at]));
      expect(changed.every((at) => sent.has(at))).toBe(true);
    }
    expect(others()).not.toContain('eeee');
    expect(ends).toEqual([]);
    expect(Atomics.load(numbers, closed)).toBe(0);
    channel.close();
  });
});
