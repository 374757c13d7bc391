/** What neither side of a wall holds any more is let go of on the other. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const count = 100_000;

class Item {
  readonly bytes = Array.from({ length: 50 }, () => 1);
  size(): number {
    return this.bytes.length;
  }
}

/** A guest can't ask for a collection: it makes so much that there is one, and then waits, so that it can tell of it. */
const pressed = `let kept; for (let n = 0; n < 100; n += 1) kept = Array.from({ length: 10_000 }, () => ({ n }));
  await new Promise((done) => setTimeout(done, 5));`;

test.each(['process', 'thread'] as const)(
  "in a %s: a hundred thousand of the host's objects cross, and the host has its memory back",
  { timeout: 120_000 },
  async (wall) => {
    const sent: WeakRef<Item>[] = [];
    const items = (n: number): Item[] => {
      const made = Array.from({ length: n }, () => new Item());
      sent.push(...made.map((each) => new WeakRef(each)));
      return made;
    };
    const limits = {
      endowmentCalls: 'unlimited',
      callsPerSecond: 'unlimited',
      cpuMs: 60_000,
      timers: 10,
      crossedBytes: 'unlimited',
      wallMs: 'unlimited',
    } as const;
    await using far = await RExec.spawn({ wall, endowments: { items }, limits });
    gc();
    const before = process.memoryUsage().heapUsed;
    const source = `(() => { const kept = []; for (let n = 0; n < ${count}; n += 1000) kept.push(items(1000)[n / 1000]); return kept.reduce((sum, item) => sum + item.size(), 0); })()`;
    expect(await far.rEval(source)).toBe((count / 1000) * 50);
    expect(sent.length).toBe(count);
    const alive = (): number => sent.reduce((sum, each) => sum + (each.deref() === undefined ? 0 : 1), 0);
    for (let round = 0; round < 60 && alive() > 100; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await far.rExecAsync(pressed);
      gc();
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(alive()).toBeLessThan(100);
    sent.length = 0;
    gc();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 2 ** 20);
  },
);

test(
  "a hundred thousand of a guest's objects, 400 MB in all, cross from a cell that has 200",
  { timeout: 120_000 },
  async () => {
    const limits = {
      memoryMb: 200,
      cpuMs: 60_000,
      callsPerSecond: 'unlimited',
      crossedBytes: 'unlimited',
      wallMs: 'unlimited',
    } as const;
    await using far = await RExec.spawn({ wall: 'process', limits });
    await far.rExec('class Thing { #bytes = new Uint8Array(4096).fill(1); size() { return this.#bytes.length; } }');
    for (let n = 0; n < count; n += 1000) {
      // oxlint-disable-next-line no-await-in-loop
      const things = (await far.rEval('Array.from({ length: 1000 }, () => new Thing())')) as {
        size(): Promise<number>;
      }[];
      // oxlint-disable-next-line no-await-in-loop
      expect(await things[n / 1000]?.size()).toBe(4096);
      things.length = 0;
      gc();
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await far.usage()).limits.memoryMb.used).toBeLessThan(200);
  },
);
