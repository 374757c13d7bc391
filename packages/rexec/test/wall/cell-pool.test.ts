import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CellCrashedError,
  CellPool,
  type CellPoolOptions,
  LimitError,
  PolicyError,
  type PoolEvent,
  type RemoteRExec,
  RExec,
} from '../../src/index.js';
import { homes, type StartHome } from '../../src/wall/host/spawn.js';
import { StartedPool } from './pool-started.js';
import { CellProcess } from '../../src/wall/process/cell-process.js';
import { isThere } from './cells.js';

const caught = async (run: Promise<unknown>): Promise<unknown> => await run.catch((error: unknown) => error);

const pools: CellPool[] = [];

/** A pool that is drained after the test. */
const poolOf = (options: Partial<CellPoolOptions>, start?: StartHome): CellPool => {
  const pool = new StartedPool({ size: 2, warm: 0, ...options }, start);
  pools.push(pool);
  return pool;
};

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.drain({ withinMs: 0 });
});

/** Starts processes, and notes them. */
const noting =
  (started: CellProcess[]): StartHome =>
  async (policy) => {
    const home = (await homes.process(policy)) as CellProcess;
    started.push(home);
    return home;
  };

describe.each(['process', 'thread'] as const)('a pool of cells, each in a %s', (wall) => {
  test('gives each job a cell of its own, in which no other was', { timeout: 30_000 }, async () => {
    const pool = poolOf({ wall, warm: 2 });
    await pool.warmed();
    expect(pool.metrics).toMatchObject({ ready: 2, running: 0 });
    const answers = await Promise.all(
      Array.from(
        { length: 6 },
        async (_, each) =>
          await pool.run(async (cell) => {
            await cell.rExec(`globalThis.mine = ${each} + (globalThis.mine ?? 0)`);
            return await cell.rEval('mine');
          }),
      ),
    );
    expect(answers).toEqual([0, 1, 2, 3, 4, 5]);
    await pool.drain();
    expect(pool.metrics).toMatchObject({ running: 0, ready: 0, stuck: 0, answered: 6, ended: { done: 6 } });
  });

  test('ends a loop at its limit, and says by what', { timeout: 30_000 }, async () => {
    const pool = poolOf({ wall, limits: { cpuMs: 100 }, logger: () => undefined });
    await expect(pool.run(async (cell) => await cell.rExec('for (;;);'))).rejects.toMatchObject({
      code: 'ERR_LIMIT',
      limit: 'cpuMs',
      message: expect.stringContaining('pooled 1') as string,
    });
    expect(await pool.run(async (cell) => await cell.rEval('1'))).toBe(1);
    await pool.drain();
    expect(pool.metrics).toMatchObject({ answered: 1, failed: 1, ended: { cpuMs: 1, done: 1 } });
  });

  test('tells of progress while a guest works, and of none after', { timeout: 30_000 }, async () => {
    const pool = poolOf({ wall, progress: 'report' });
    const seen: unknown[] = [];
    const onProgress = (value: unknown): unknown => seen.push(value);
    await pool.run(
      async (cell) => {
        await cell.rExec('for (let done = 1; done <= 3; done += 1) report({ done });');
        expect(seen).toEqual([{ done: 1 }, { done: 2 }, { done: 3 }]);
        void cell.rExecAsync('await null; for (;;) { report("late"); await null; }').catch(() => undefined);
      },
      { onProgress },
    );
    const count = seen.length;
    await wait(30);
    expect(seen.length).toBe(count);
    // Where nobody asks, nothing is told.
    expect(await pool.run(async (cell) => await cell.rEval('report(1)'))).toBe(undefined);
  });
});

describe('what a pool is made with', () => {
  test('is what RExec.spawn takes, and a class whose attributes are read', async () => {
    class Plugin extends RExec {
      static override okEnvNames = ['PADDED_CELL_POOLED'];
      static override okSysNames = ['env'];
    }
    process.env['PADDED_CELL_POOLED'] = 'yes';
    const pool = poolOf({ RExec: Plugin, name: 'plugin', endowments: { double: (n: number) => n * 2 } });
    Plugin.okEnvNames = [];
    const answer = await pool.run(async (cell) => {
      expect(cell.name).toBe('plugin 1');
      return await cell.rEval('[double(21), process.env.PADDED_CELL_POOLED]');
    });
    expect(answer).toEqual([42, 'yes']);
    delete process.env['PADDED_CELL_POOLED'];
  });

  test('is refused at once where it is wrong', () => {
    expect(() => poolOf({ okPaths: [] } as never)).toThrow(PolicyError);
    expect(() => poolOf({ limits: { memoryMb: 8 } })).toThrow(/does not start with less/u);
    expect(() => poolOf({ wall: 'realm' as never })).toThrow(/wall is 'process' or 'thread'/u);
    expect(() => poolOf({ size: 0 })).toThrow(RangeError);
    expect(() => poolOf({ warm: -1 })).toThrow(RangeError);
    expect(() => poolOf({ progress: 'log', endowments: { log: () => 1 } })).toThrow(/give progress another/u);
  });
});

const whoIsThere = async (cell: RemoteRExec): Promise<unknown> => await cell.rEval('[who(), typeof key]');

test('a job may give its own endowments, which no other has', async () => {
  const pool = poolOf({ endowments: { who: () => 'anyone' } });
  expect(await pool.run(whoIsThere, { endowments: { who: () => 'Ann', key: () => 1 } })).toEqual(['Ann', 'function']);
  expect(await pool.run(whoIsThere)).toEqual(['anyone', 'undefined']);
});

test('what a job cannot give is refused before it has a place, and is no fault of the pool', async () => {
  const pool = poolOf({});
  await expect(pool.run(() => 1, { endowments: { globalThis: {} } })).rejects.toThrow(/the cell's own/u);
  expect(pool.metrics).toMatchObject({ running: 0, isHealthy: true });
});

test('what came out of a cell is dead when its job is over', async () => {
  const pool = poolOf({});
  const call = (await pool.run(async (cell) => await cell.rEval('() => 42'))) as () => Promise<unknown>;
  await expect(async () => await call()).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
});

const one = async (cell: RemoteRExec): Promise<unknown> => await cell.rEval('1');

describe('what goes wrong is told to whoever asked', () => {
  test('what the guest threw, what the job threw', async () => {
    const pool = poolOf({});
    await expect(pool.run(async (cell) => await cell.rExec('null.none'))).rejects.toMatchObject({ guest: true });
    await expect(pool.run(() => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });

  test('what has ended its cell, however long the job would go on', async () => {
    const started: CellProcess[] = [];
    const pool = poolOf({}, noting(started));
    const crashed = pool.run(async () => {
      process.kill(started[0]?.pid ?? 0, 'SIGSEGV');
      return await new Promise<never>(() => undefined);
    });
    await expect(crashed).rejects.toBeInstanceOf(CellCrashedError);
    await pool.drain();
    expect(pool.metrics.ended).toEqual({ crash: 1 });
  });

  test('what kept its process from starting; the pool says that it is not well, until one starts', async () => {
    let works = false;
    const pool = poolOf({}, async (policy) => {
      await wait(1);
      if (!works) throw new Error('no processes left');
      return await homes.process(policy);
    });
    await expect(pool.run(one)).rejects.toThrow('no processes left');
    expect(pool.metrics.isHealthy).toBe(false);
    works = true;
    expect(await pool.run(one)).toBe(1);
    expect(pool.metrics).toMatchObject({ isHealthy: true, fault: undefined });
  });

  test('what its onProgress threw, and the guest hears nothing of it', async () => {
    const pool = poolOf({ progress: 'report' });
    const heard: unknown[] = [];
    const run = pool.run(
      async (cell) => {
        heard.push(await cell.rEval('(() => { try { return report(1); } catch (error) { return String(error); } })()'));
        return await new Promise<never>(() => undefined);
      },
      {
        onProgress: () => {
          throw new Error('of the host');
        },
      },
    );
    await expect(run).rejects.toThrow('of the host');
    const rejected = pool.run(async (cell) => await cell.rExec('report(1); for (;;);'), {
      onProgress: async () => {
        await wait(1);
        throw new Error('of the host, later');
      },
    });
    await expect(rejected).rejects.toThrow('of the host, later');
    expect(heard.every((each) => each === undefined)).toBe(true);
  });
});

test('a guest cannot flood its host with progress', async () => {
  const pool = poolOf({ progress: 'report', limits: { endowmentCalls: 50, cpuMs: 200 } });
  let count = 0;
  const run = pool.run(async (cell) => await cell.rExec('for (;;) try { report(1); } catch {}'), {
    onProgress: () => (count += 1),
  });
  await expect(run).rejects.toBeInstanceOf(LimitError);
  expect(count).toBe(50);
});

test('a job that is given up has its process ended at once', async () => {
  const started: CellProcess[] = [];
  const pool = poolOf({}, noting(started));
  const given = new AbortController();
  const run = pool.run(
    async (cell) => {
      setTimeout(() => {
        given.abort(new Error('no need'));
      }, 20);
      await cell.rExec('for (;;);');
    },
    { signal: given.signal },
  );
  await expect(run).rejects.toThrow('no need');
  await pool.drain();
  expect(started.map(({ pid = 0 }) => isThere(pid))).toEqual([false]);
  expect(pool.metrics).toMatchObject({ cancelled: 1, failed: 0, ended: { done: 1 } });
});

test('a pool that is drained lets what runs end, refuses the rest, and leaves no process', async () => {
  const started: CellProcess[] = [];
  const pool = poolOf({ size: 1, warm: 1 }, noting(started));
  const release = new AbortController();
  const released = once(release.signal, 'abort');
  const running = pool.run(async (cell) => {
    await released;
    return await cell.rEval('42');
  });
  const waiting = caught(pool.run(() => 1));
  const drained = pool.drain();
  expect(await waiting).toMatchObject({ code: 'ERR_POOL', reason: 'drained' });
  await expect(pool.run(() => 1)).rejects.toThrow(/drained.*make a new one/u);
  release.abort();
  expect(await running).toBe(42);
  await drained;
  expect(started.some(({ pid = 0 }) => isThere(pid))).toBe(false);
});

test('what happens in a pool is told when it has happened', async () => {
  const events: PoolEvent[] = [];
  const pool = poolOf({ size: 1, mostWaiting: 0, limits: { cpuMs: 100 }, onEvent: (event) => events.push(event) });
  const run = pool.run(async (cell) => await cell.rExec('for (;;);'));
  await expect(pool.run(() => 1)).rejects.toMatchObject({ reason: 'full' });
  await expect(run).rejects.toBeInstanceOf(LimitError);
  await pool.drain();
  expect(events).toMatchObject([
    { kind: 'refused', reason: 'full' },
    { kind: 'started', cell: 'pooled 1' },
    { kind: 'ended', cell: 'pooled 1', cause: 'cpuMs' },
  ]);
});

test('a thread that cannot be stopped keeps its place, and is counted; a drain does not wait for it', async () => {
  const script = `
    import { CellPool } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    const kinds = [];
    const pool = new CellPool({
      wall: 'thread', size: 1, warm: 0, limits: { cpuMs: 100 }, logger() {}, waitMs: 500, onEvent: ({ kind }) => kinds.push(kind),
    });
    const forever = 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)';
    const names = [];
    names.push(await pool.run(async (cell) => await cell.rEval(forever)).catch(({ limit }) => limit));
    names.push(await pool.run(() => 1).catch(({ reason }) => reason));
    await pool.drain();
    const { stuck, running } = pool.metrics;
    console.log(JSON.stringify({ names, kinds, stuck, running }));`;
  // It can be ended by a signal alone.
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(host.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  host.kill('SIGKILL');
  expect(JSON.parse(line.toString())).toEqual({
    names: ['cpuMs', 'late'],
    kinds: ['started', 'refused', 'stuck'],
    stuck: 1,
    running: 0,
  });
});
