/** What takes long to see of a thread. */
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Receiver, Sender } from '../../src/wall/thread/direction.js';
import { largestInRing, newMemory, numbersIn, toHost } from '../../src/wall/thread/shared.js';
import { cells } from './cells.js';
import { hostOf } from './thread-host.js';

const { program } = cells();

test('heap that runs out by a Map that grows: its host ends with it', { timeout: 60_000 }, () => {
  const source = '(() => { const map = new Map(); for (let i = 0; ; i++) map.set(i, i); })()';
  const { stdout, stderr, signal } = hostOf(program(), { memoryMb: 256, cpuMs: 'unlimited' }, '1', source);
  expect(stdout).toBe('');
  expect(stderr).toContain('JavaScript heap out of memory');
  expect(signal).not.toBeNull();
});

test('frames arrive whole and in order through a ring whose numbers have wrapped', { timeout: 60_000 }, () => {
  const memory = newMemory();
  const { port1, port2 } = new MessageChannel();
  const out = new Sender(memory, toHost, port1);
  const into = new Receiver(memory, toHost, port2, 2 ** 20);
  const numbers = numbersIn(memory);
  const sent = new Uint8Array(largestInRing);
  let wrong = 0;
  let wraps = 0;
  for (let bytes = 0; bytes < 2 ** 32 + 2 ** 20; bytes += largestInRing + 4) {
    const before = numbers[toHost.written] ?? 0;
    new DataView(sent.buffer).setUint32(0, bytes % 2 ** 32, true);
    const isThere = out.put(sent);
    const got = into.next();
    if (!isThere || got?.length !== largestInRing || Buffer.from(got).readUInt32LE() !== bytes % 2 ** 32) wrong += 1;
    if ((numbers[toHost.written] ?? 0) < before) wraps += 1;
  }
  expect([wrong, wraps]).toEqual([0, 1]);
  expect(into.next()).toBeUndefined();
});
