/** What neither side holds any more is let go of on the other. */
import { record } from '@padded-cell/bastion';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, startChild } from './child.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const count = 100_000;

let child: Child;

beforeAll(() => {
  child = startChild({}, ['--expose-gc']);
});

afterAll(() => {
  child.process.kill('SIGKILL');
});

const collected = async (held: () => number): Promise<number> => {
  for (let round = 0; round < 40 && held() > 100; round += 1) {
    gc();
    // oxlint-disable-next-line no-await-in-loop
    await child.peer.call('collect');
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return held();
};

class Item {
  readonly #bytes = Array.from({ length: 50 }, () => 1);
  size(): number {
    return this.#bytes.length;
  }
}

test(
  "a hundred thousand of the host's objects cross, and the host has its memory back",
  { timeout: 120_000 },
  async () => {
    const host = record({ items: (n: number) => Array.from({ length: n }, () => new Item()) });
    await child.run('host.items(10)', host);
    gc();
    const before = process.memoryUsage().heapUsed;
    const source = `
    const kept = [];
    for (let n = 0; n < ${count}; n += 1000) kept.push(host.items(1000)[n / 1000]);
    return kept.reduce((sum, item) => sum + item.size(), 0)`;
    expect(await child.run(source, host)).toBe((count / 1000) * 50);
    expect(await collected(() => child.peer.held.beyond)).toBeLessThan(100);
    gc();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 2 ** 20);
  },
);

/** What it had is in no frame of the test's afterwards. */
const takeAll = async (): Promise<void> => {
  const make = await child.run(
    'class Thing { size() { return 1000 } } return (n) => Array.from({ length: n }, () => new Thing())',
  );
  for (let round = 0; round < count / 1000; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const things = await make(1000);
    // oxlint-disable-next-line no-await-in-loop
    expect(await things[round].size()).toBe(1000);
  }
};

test("a hundred thousand of the guest's objects cross, and neither side keeps any", { timeout: 120_000 }, async () => {
  await takeAll();
  expect(await collected(() => child.peer.held.here)).toBeLessThan(100);
});

test('an object that is sent again while its release is on its way stays what it is', async () => {
  const item = new Item();
  const host = record({ item: () => item });
  const source = `
    for (let n = 0; n < 300; n++) { host.item().size(); if (n % 50 === 0) gc() }
    return host.item().size()`;
  for (let round = 0; round < 5; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await child.run(source, host)).toBe(50);
  }
  expect(child.peer.ended).toBeUndefined();
});
