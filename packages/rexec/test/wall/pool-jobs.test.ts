import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CellCrashedError, CellEndedError, PoolError } from '../../src/errors/index.js';
import { LimitError } from '../../src/policy/index.js';
import type { PoolEvent } from '../../src/wall/pool/events.js';
import { type Job, Jobs, type JobsOptions, type PooledCell } from '../../src/wall/pool/jobs.js';
import type { PoolMetrics } from '../../src/wall/pool/metrics.js';

/** A cell that ends when it is told to, a little later. */
class FakeCell implements PooledCell {
  static alive = 0;
  static most = 0;
  readonly stopped: Promise<Error>;
  readonly ended: Promise<Error>;
  readonly name = 'fake';
  #stop!: (error: Error) => void;

  constructor() {
    FakeCell.alive += 1;
    FakeCell.most = Math.max(FakeCell.most, FakeCell.alive);
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
    this.ended = this.#gone();
  }

  async #gone(): Promise<Error> {
    const error = await this.stopped;
    await wait(2);
    FakeCell.alive -= 1;
    return error;
  }

  end(error: Error = new CellEndedError('guest')): void {
    this.#stop(error);
  }
}

type Options = Partial<JobsOptions> & { make?: () => Promise<FakeCell> };

const makeFake = async (): Promise<FakeCell> => await Promise.resolve(new FakeCell());

/** Jobs that have fake cells. */
class FakePool {
  readonly events: PoolEvent[] = [];
  readonly #jobs: Jobs<FakeCell>;
  readonly #make: () => Promise<FakeCell>;

  constructor({ make = makeFake, ...options }: Options) {
    FakeCell.most = 0;
    this.#make = make;
    this.#jobs = new Jobs({
      size: 2,
      mostWaiting: 1000,
      waitMs: 10_000,
      ready: () => 0,
      tell: (event) => this.events.push(event),
      ...options,
    });
  }

  get metrics(): PoolMetrics {
    return this.#jobs.metrics;
  }

  async run<T>(run: Job<FakeCell, T>['run'], signal?: AbortSignal): Promise<T> {
    return await this.#jobs.run({ make: this.#make, run, signal });
  }

  async drain(withinMs?: number): Promise<void> {
    await this.#jobs.drain(withinMs);
  }
}

const poolOf = (options: Options = {}): FakePool => new FakePool(options);

test('each job has a cell of its own, and its own answer, so many at a time', async () => {
  const pool = poolOf();
  const seen = new Set<FakeCell>();
  const answers = await Promise.all(
    Array.from(
      { length: 20 },
      async (_, each) =>
        await pool.run(async (cell) => {
          seen.add(cell);
          await wait(1);
          return each;
        }),
    ),
  );
  expect(answers).toEqual(Array.from({ length: 20 }, (_, each) => each));
  expect(seen.size).toBe(20);
  expect(FakeCell.most).toBe(2);
  await pool.drain();
  expect(FakeCell.alive).toBe(0);
  expect(pool.metrics).toMatchObject({ running: 0, waiting: 0, answered: 20, failed: 0, ended: { done: 20 } });
  expect(pool.metrics.runMs.median).toBeGreaterThan(0.9);
});

describe('a job that has no answer is told why', () => {
  test('what it threw itself', async () => {
    const pool = poolOf();
    await expect(pool.run(async () => await Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    await pool.drain();
    expect(pool.metrics).toMatchObject({ failed: 1, ended: { done: 1 } });
  });

  test('what ended its cell, however long it would go on', async () => {
    const pool = poolOf();
    const never = async (end: Error): Promise<never> =>
      await pool.run(async (cell) => {
        cell.end(end);
        return await new Promise<never>(() => undefined);
      });
    await expect(never(new LimitError('guest', 'cpuMs', 5))).rejects.toMatchObject({ limit: 'cpuMs' });
    const crash = new CellCrashedError('guest', { exitCode: 1, signal: null, output: '' });
    await expect(never(crash)).rejects.toBe(crash);
    await pool.drain();
    expect(pool.metrics).toMatchObject({ failed: 2, ended: { cpuMs: 1, crash: 1 } });
  });

  test('what kept its cell from being made; its place is free again', async () => {
    let works = false;
    const make = async (): Promise<FakeCell> => {
      await wait(1);
      if (!works) throw new Error('no processes left');
      return new FakeCell();
    };
    const pool = poolOf({ make, size: 1 });
    await expect(pool.run(async () => await Promise.resolve())).rejects.toThrow('no processes left');
    works = true;
    expect(await pool.run(async () => await Promise.resolve(1))).toBe(1);
    await pool.drain();
    expect(pool.metrics).toMatchObject({ running: 0, answered: 1, failed: 1, ended: { done: 1 } });
  });
});

/** Has a job hold a place. @returns what lets go of it */
const held = (pool: FakePool): (() => void) => {
  const release = new AbortController();
  const released = once(release.signal, 'abort');
  void pool.run(async () => {
    await released;
  });
  return () => {
    release.abort();
  };
};

describe('a pool that has no place', () => {
  test('has so many jobs wait, and refuses more at once', async () => {
    const pool = poolOf({ size: 1, mostWaiting: 2 });
    const release = held(pool);
    const waiting = [pool.run(async () => await Promise.resolve(1)), pool.run(async () => await Promise.resolve(2))];
    const error = await pool.run(async () => await Promise.resolve(3)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PoolError);
    expect(error).toMatchObject({ code: 'ERR_POOL', reason: 'full' });
    expect(pool.metrics).toMatchObject({ running: 1, waiting: 2, refused: { full: 1 } });
    release();
    expect(await Promise.all(waiting)).toEqual([1, 2]);
    await pool.drain();
  });

  test('has none wait for longer than it may', async () => {
    const pool = poolOf({ size: 1, waitMs: 20 });
    const release = held(pool);
    let ran = false;
    const late = pool.run(async () => {
      ran = true;
      await Promise.resolve();
    });
    await expect(late).rejects.toMatchObject({ reason: 'late' });
    release();
    await pool.drain();
    expect(ran).toBe(false);
  });

  test('refuses those that wait when it is drained, and lets the others end', async () => {
    const pool = poolOf({ size: 1 });
    const release = held(pool);
    const waiting = pool.run(async () => await Promise.resolve());
    const drained = pool.drain();
    await expect(waiting).rejects.toMatchObject({ reason: 'drained' });
    await expect(pool.run(async () => await Promise.resolve())).rejects.toThrow(/drained.*make a new one/u);
    expect(pool.metrics.running).toBe(1);
    release();
    await drained;
    expect(FakeCell.alive).toBe(0);
  });
});

test('a size that is none is refused', () => {
  expect(() => poolOf({ size: 0 })).toThrow(RangeError);
  expect(() => poolOf({ mostWaiting: 1.5 })).toThrow(RangeError);
  expect(() => poolOf({ waitMs: -1 })).toThrow(RangeError);
});

describe('a job that is given up', () => {
  test('before it is asked for has no cell', async () => {
    const pool = poolOf();
    await expect(pool.run(() => 1, AbortSignal.abort(new Error('no need')))).rejects.toThrow('no need');
    expect(pool.metrics).toMatchObject({ running: 0, cancelled: 1, failed: 0, ended: {} });
    await pool.drain();
  });

  test('while it waits leaves the line, and its place to the next', async () => {
    const pool = poolOf({ size: 1 });
    const release = held(pool);
    const given = new AbortController();
    let ran = false;
    const waiting = pool.run(() => (ran = true), given.signal);
    const next = pool.run(() => 'next');
    given.abort(new Error('no need'));
    await expect(waiting).rejects.toThrow('no need');
    expect(pool.metrics).toMatchObject({ waiting: 1, cancelled: 1 });
    release();
    expect(await next).toBe('next');
    await pool.drain();
    expect(ran).toBe(false);
  });

  test('while its cell is being made never runs, and the cell is ended', async () => {
    const make = async (): Promise<FakeCell> => {
      await wait(20);
      return new FakeCell();
    };
    const pool = poolOf({ make });
    const given = new AbortController();
    let ran = false;
    const run = pool.run(() => (ran = true), given.signal);
    await wait(5);
    given.abort(new Error('no need'));
    await expect(run).rejects.toThrow('no need');
    expect(pool.metrics.running).toBe(1);
    await pool.drain();
    expect([ran, FakeCell.alive, FakeCell.most]).toEqual([false, 0, 1]);
  });

  test('while it runs has its cell ended, whatever it does', async () => {
    const pool = poolOf();
    const given = new AbortController();
    const run = pool.run(async () => await new Promise<never>(() => undefined), given.signal);
    await wait(5);
    given.abort(new Error('no need'));
    await expect(run).rejects.toThrow('no need');
    await pool.drain();
    expect(FakeCell.alive).toBe(0);
    expect(pool.metrics).toMatchObject({ cancelled: 1, failed: 0, ended: { done: 1 } });
  });
});

const forever = async (): Promise<never> => await new Promise<never>(() => undefined);

test('one signal gives up many jobs, and Node has nothing to warn of', async () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown): unknown => warnings.push(warning);
  process.on('warning', note);
  const pool = poolOf();
  const given = new AbortController();
  const runs = Array.from({ length: 40 }, async () => await pool.run(forever, given.signal));
  const settled = Promise.allSettled(runs);
  await wait(5);
  given.abort(new Error('no need'));
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  await pool.drain();
  process.off('warning', note);
  expect(warnings).toEqual([]);
  expect(pool.metrics).toMatchObject({ cancelled: 40, ended: { done: 2 } });
});

test('a job may end its cell itself, and still answers', async () => {
  const pool = poolOf();
  const answer = await pool.run(async (cell) => {
    cell.end();
    await cell.ended;
    return 'its own';
  });
  expect(answer).toBe('its own');
  await pool.drain();
});

test('a drain that may take so long ends what runs longer', async () => {
  const pool = poolOf();
  const run = pool.run(async () => await new Promise<never>(() => undefined));
  const refused = run.catch((error: unknown) => error);
  await wait(5);
  await pool.drain(20);
  expect(await refused).toMatchObject({ code: 'ERR_POOL', reason: 'drained' });
  expect(FakeCell.alive).toBe(0);
});

test('a cell that does not go when it is told to keeps its place, and is told of; a drain does not wait for it', async () => {
  class Stuck extends FakeCell {
    override readonly ended = new Promise<never>(() => undefined);
  }
  const pool = poolOf({ size: 1, waitMs: 1, make: async () => await Promise.resolve(new Stuck()) });
  expect(await pool.run(() => 1)).toBe(1);
  await pool.drain();
  expect(pool.metrics).toMatchObject({ running: 0, stuck: 1, answered: 1, ended: {} });
  expect(pool.events.map(({ kind }) => kind)).toEqual(['started', 'stuck']);
});

test('what happens is told as it happens', async () => {
  const pool = poolOf({ size: 1, mostWaiting: 0 });
  const limit = new LimitError('fake', 'cpuMs', 5);
  const run = pool.run(async (cell) => {
    cell.end(limit);
    return await new Promise<never>(() => undefined);
  });
  await expect(pool.run(() => 1)).rejects.toMatchObject({ reason: 'full' });
  await expect(run).rejects.toBe(limit);
  await pool.drain();
  expect(pool.events).toMatchObject([
    { kind: 'refused', reason: 'full', waiting: 0 },
    { kind: 'started', cell: 'fake' },
    { kind: 'ended', cell: 'fake', cause: 'cpuMs', error: limit },
  ]);
});
