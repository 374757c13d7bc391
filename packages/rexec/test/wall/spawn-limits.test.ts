/** The limits that a wall keeps, asked for by who spawns a cell: each on both of its sides. */
import { afterEach, describe, expect, test } from 'vitest';
import { LimitError, type RemoteRExec, RExec, type SpawnOptions } from '../../src/index.js';

const cells: RemoteRExec[] = [];
afterEach(async () => {
  await Promise.all(cells.splice(0).map(async (cell) => await cell.end()));
});

const spawn = async (options: SpawnOptions = {}): Promise<RemoteRExec> => {
  const cell = await RExec.spawn({ name: 'guest', ...options });
  cells.push(cell);
  return cell;
};

const spend = (ms: number): string =>
  `{ const from = Date.now(); while (Date.now() - from < ${ms}) [...Array(500).keys()].sort(); }`;

describe.each(['process', 'thread'] as const)('%s', (wall) => {
  test('cpuMs: less of it is nobody’s affair, more is the end', async () => {
    const cell = await spawn({ wall, clock: 'real', limits: { cpuMs: 400 } });
    await cell.rExec(spend(50));
    expect(await cell.rEval('6 * 7')).toBe(42);
    const { used } = (await cell.usage()).limits.cpuMs;
    expect(used).toBeLessThan(400);
    const error = await cell.rExec('for (;;) {}').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ limit: 'cpuMs', cell: 'guest', allowed: 400 });
    await expect(cell.rEval('1')).rejects.toBe(error);
    expect(await cell.ended).toBe(error);
  });

  test('wallMs: a cell that waits has lived', async () => {
    const cell = await spawn({ wall, limits: { wallMs: 300 } });
    expect(await cell.rEval('1')).toBe(1);
    await expect(cell.rExecAsync('await new Promise(() => {})')).rejects.toMatchObject({ limit: 'wallMs' });
  });

  test('callsPerSecond: of endowments, and of everything else that the host does', async () => {
    let calls = 0;
    const cell = await spawn({ wall, limits: { callsPerSecond: 50 }, endowments: { tick: () => (calls += 1) } });
    await cell.rExec('for (let i = 0; i < 20; i += 1) tick()');
    expect(calls).toBe(20);
    await expect(cell.rExec('for (let i = 0; i < 100; i += 1) tick()')).rejects.toThrow('limits.callsPerSecond');
    expect(calls).toBeLessThanOrEqual(50);
    // The guest was refused; the cell goes on.
    expect(await cell.rEval('1')).toBe(1);
  });

  test('pendingCalls: of the host’s calls to the guest', async () => {
    const cell = await spawn({ wall, limits: { pendingCalls: 10 } });
    const never = (await cell.rEval('() => new Promise(() => {})')) as () => Promise<never>;
    const all = Array.from({ length: 12 }, () => never());
    const first = await Promise.race(all.slice(10).map((each) => each.catch((error: unknown) => error)));
    expect(first).toMatchObject({ message: expect.stringContaining('more than 10 calls to the guest') as string });
  });

  test('pendingCalls: of the guest’s calls to the host', async () => {
    let open = 0;
    const cell = await spawn({
      wall,
      limits: { pendingCalls: 10 },
      endowments: {
        never: async () => {
          open += 1;
          return await new Promise(() => undefined);
        },
        soon: async (value: number) => value,
      },
    });
    await cell.rExecAsync('for (let i = 0; i < 100; i += 1) await soon(i)');
    await expect(cell.rExec('for (let i = 0; i < 100; i += 1) never()')).rejects.toThrow('limits.pendingCalls');
    expect(open).toBe(10);
  });

  test('outputBytes: what is too much is not written, and the cell goes on', async () => {
    const written: string[] = [];
    const cell = await spawn({
      wall,
      limits: { outputBytes: 100 },
      stdio: { stdout: { write: (text: string) => written.push(text) } },
    });
    await cell.rExec("console.log('short')");
    await expect(cell.rExec("console.log('x'.repeat(200))")).rejects.toThrow('limits.outputBytes');
    expect(written).toEqual(['short\n']);
  });

  test('a cell within one spends what that has', async () => {
    const outer = await spawn({ wall, name: 'outer', limits: { cpuMs: 500 } });
    await outer.rExec('for (let i = 0, sum = 0; i < 2e8; i += 1) sum += i');
    const inner = await outer.spawn({}, { wall });
    cells.push(inner);
    await expect(inner.rExec('for (;;) {}')).rejects.toMatchObject({ limit: 'cpuMs', cell: 'outer' });
    expect((await outer.usage()).limits.cpuMs.used).toBeGreaterThanOrEqual(500);
  });
});

describe('process', () => {
  test.each([
    ['arrays', 'const all = []; for (;;) all.push(new Array(1e5).fill(1.5))'],
    ['buffers, which are not in the heap', 'const all = []; for (;;) all.push(new Uint8Array(2 ** 22).fill(1))'],
    [
      'text',
      "const all = []; for (;;) { const text = 'ab'.repeat(2 ** 20) + all.length; JSON.stringify(text); all.push(text) }",
    ],
  ])('memoryMb: %s', async (_, source) => {
    const cell = await spawn({ limits: { memoryMb: 128 } });
    expect(await cell.rEval('new Uint8Array(2 ** 24).fill(1).length')).toBe(2 ** 24);
    const error = await cell.rExec(source).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ limit: 'memoryMb', cell: 'guest', allowed: 128 });
    expect(await cell.ended).toBe(error);
  });

  test('a limit that no process starts with is refused when it is asked for', async () => {
    await expect(RExec.spawn({ limits: { memoryMb: 8 } })).rejects.toThrow('does not start with less than 32');
  });
});

test('a limit that a thread can’t keep is said to be none, to who asked for it', async () => {
  const said: string[] = [];
  await spawn({
    wall: 'thread',
    limits: { memoryMb: 100 },
    logger: (record) => {
      if (record.kind === 'warning') said.push(record.message);
    },
  });
  expect(said).toEqual([expect.stringMatching(/^limits\.memoryMb is partly kept: in a thread/u)]);
});

test.each(['realm', '', 'toString', 7, null])('there is no wall %s', async (wall) => {
  await expect(RExec.spawn({ wall: wall as never })).rejects.toThrow("'process' or 'thread'");
});
