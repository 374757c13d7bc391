import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { CellProcess } from '../../src/wall/process/cell-process.js';
import { WarmPool } from '../../src/wall/pool/warm.js';
import { cells, isThere, Lines, policyWith } from './cells.js';

const { start, program } = cells();

const pools: WarmPool<CellProcess>[] = [];

const poolOf = (size: number, from = async () => await start(policyWith())): WarmPool<CellProcess> => {
  const pool = new WarmPool({ size, start: from });
  pools.push(pool);
  return pool;
};

/** A pool, and the processes that it has started. */
const noted = (size: number): { pool: WarmPool<CellProcess>; pids: number[] } => {
  const pids: number[] = [];
  const pool = poolOf(size, async () => {
    const process = await start(policyWith());
    pids.push(process.pid ?? 0);
    return process;
  });
  return { pool, pids };
};

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.drain();
});

const until = async (holds: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 500 && !holds(); tries += 1) await wait(10);
  return holds();
};

test('a pool has so many ready, gives each once, and starts others in their place', async () => {
  const pool = poolOf(2);
  await pool.warm();
  expect(pool.ready).toBe(2);
  const first = await pool.take();
  const second = await pool.take();
  expect(first.pid).not.toBe(second.pid);
  expect(await new Lines(first).ask('rEval', '6 * 7')).toBe(42);
  expect(await until(() => pool.ready === 2)).toBe(true);
  const third = await pool.take();
  expect([first.pid, second.pid]).not.toContain(third.pid);
});

test('one that is not ready is started for whoever takes it', async () => {
  const pool = poolOf(0);
  const only = await pool.take();
  expect(only.isAlive).toBe(true);
});

test('one that dies before it is taken is never given, and replaced', async () => {
  const { pool, pids } = noted(1);
  await pool.warm();
  const [first = 0] = pids;
  process.kill(first, 'SIGKILL');
  expect(await until(() => pool.ready === 0)).toBe(true);
  expect(await until(() => pool.ready === 1)).toBe(true);
  expect((await pool.take()).pid).not.toBe(first);
});

test('what keeps processes from starting is told to whoever takes one', async () => {
  let tries = 0;
  const pool = poolOf(2, async () => {
    tries += 1;
    await wait(1);
    throw new Error('no more processes');
  });
  await expect(pool.warm()).rejects.toThrow('no more processes');
  await expect(pool.take()).rejects.toThrow('no more processes');
  await wait(300);
  // And it is not tried without pause.
  expect(tries).toBeLessThan(10);
});

test('a drained pool has no processes, and gives none', async () => {
  const { pool, pids } = noted(2);
  await pool.warm();
  await pool.drain();
  expect(pids.map(isThere)).toEqual([false, false]);
  await expect(pool.take()).rejects.toThrow(/drained/u);
});

test('a pool does not keep its host from ending, and ends with it', async () => {
  const script = `
    import { CellProcess } from ${JSON.stringify(new URL('../../dist/wall/process/cell-process.js', import.meta.url).href)};
    import { WarmPool } from ${JSON.stringify(new URL('../../dist/wall/pool/warm.js', import.meta.url).href)};
    import { policyOf, presetLimits } from ${JSON.stringify(new URL('../../dist/policy/index.js', import.meta.url).href)};
    const program = ${JSON.stringify(program())};
    const policy = policyOf({ limits: presetLimits('process') });
    const pids = [];
    const pool = new WarmPool({ size: 2, start: async () => {
      const process = await CellProcess.start({ policy, program });
      pids.push(process.pid);
      return process;
    } });
    await pool.warm();
    console.log(JSON.stringify(pids));`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: '/nonexistent' },
  });
  const [line] = (await once(host.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids).toHaveLength(2);
  const [code] = (await once(host, 'exit')) as [number];
  expect(code).toBe(0);
  expect(await until(() => !pids.some(isThere))).toBe(true);
});

/** How long it takes until a process has answered. */
const timed = async (from: () => Promise<CellProcess>): Promise<number> => {
  const begun = performance.now();
  await new Lines(await from()).ask('rEval', '1');
  return performance.now() - begun;
};

test('a fresh cell from a warm pool is there in a part of the time that a start takes', async () => {
  const pool = poolOf(4);
  await pool.warm();
  const times: number[] = [];
  for (let run = 0; run < 4; run += 1) times.push(await timed(async () => await pool.take()));
  // How many milliseconds it is depends on what else the machine does: that is for a bench.
  expect(Math.min(...times)).toBeLessThan((await timed(async () => await start(policyWith()))) / 2);
});
