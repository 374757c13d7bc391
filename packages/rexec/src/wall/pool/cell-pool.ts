/**
 * `CellPool`: cells behind a wall for many short jobs, each in a cell of its own, from processes or threads that are
 * started before they are wanted.
 *
 * Trusts: the jobs, which are the host's. Invariants: a process or a thread holds one cell in its life, and a cell one
 * job; the pool's policy is read once, when it is made; and nothing of a guest reaches a job that is over.
 */
import { types } from 'node:util';
import { type Endowments, endowmentsOf } from '../../endowments.js';
import type { SpawnOptions } from '../../options.js';
import { type Policy, policyOf } from '../../policy/index.js';
import { RExec, spawningOf } from '../../rexec.js';
import type { Home } from '../host/home.js';
import type { RemoteRExec } from '../host/remote-rexec.js';
import type { Spawning, StartHome } from '../host/spawn.js';
import { requireWall } from '../host/walls.js';
import { requireRoom } from '../limits/kept.js';
import type { PoolEvent } from './events.js';
import { Jobs } from './jobs.js';
import type { PoolMetrics } from './metrics.js';
import { WarmPool } from './warm.js';

/** What a pool is made with: what its cells are, and how many there are. */
export interface CellPoolOptions<E extends Endowments = Endowments> extends SpawnOptions<E> {
  /** How many cells there are at a time. */
  readonly size: number;
  /** How many processes or threads are kept ready beside them. As many as `size`, where nothing is said. */
  readonly warm?: number;
  /** How many jobs may wait for a cell; more are refused. 1,000. */
  readonly mostWaiting?: number;
  /** How long a job may wait for a cell, in milliseconds. 10,000. */
  readonly waitMs?: number;
  /**
   * Under which name its guests have a function that tells of their progress: what it is called with goes to the
   * `onProgress` of the job.
   */
  readonly progress?: string;
  /** The class whose attributes are read, as `RExec.spawn` reads those of the class that it is called on. */
  readonly RExec?: typeof RExec;
  /** Is told of cells that start and end, and of jobs that are refused. It is called when what it tells of is done. */
  readonly onEvent?: (event: PoolEvent) => void;
}

/** How one job is run. */
export interface PoolRunOptions<E extends Endowments = Endowments> {
  /** What this guest is given, beside the pool's endowments and in place of those of the same name. */
  readonly endowments?: Partial<E> & Endowments;
  /** Gives the job up: it waits no more, or its cell is ended. */
  readonly signal?: AbortSignal;
  /**
   * Takes what the guest tells of its progress, while it waits; after the job's end, nothing. What it throws is the
   * answer of the job.
   */
  readonly onProgress?: (value: unknown) => unknown;
}

/** How a pool is drained. */
export interface DrainOptions {
  /** How long the jobs that run may take, in milliseconds; their cells are then ended. As long as they want, else. */
  readonly withinMs?: number;
}

/** Progress as one job has it. */
class Progress {
  /** Rejected with what `onProgress` threw. */
  readonly failed: Promise<never>;
  readonly #take: ((value: unknown) => unknown) | undefined;
  #fail!: (error: unknown) => void;
  #isOver = false;

  constructor(take: ((value: unknown) => unknown) | undefined) {
    this.#take = take;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => undefined);
  }

  /** For the guest. What the host's function gives and throws is nothing to it. */
  readonly tell = (value: unknown): void => {
    if (this.#isOver || this.#take === undefined) return;
    try {
      const taken = this.#take(value);
      if (types.isPromise(taken)) taken.catch(this.#fail);
    } catch (error) {
      this.#fail(error);
    }
  };

  end(): void {
    this.#isOver = true;
  }
}

/**
 * Runs jobs, each in a fresh cell behind a wall, so many at a time.
 *
 * It takes what `RExec.spawn` takes for its cells, and how many there are. Jobs that find no cell free wait in line; the
 * line has a length and a time.
 *
 * @typeParam E - the endowments, by name.
 * @example
 * import { CellPool } from '@padded-cell/rexec';
 *
 * await using pool = new CellPool({ wall: 'process', size: 2, limits: { cpuMs: 500 } });
 * await pool.run(async (cell) => await cell.rEval('6 * 7'));   // 42
 */
export class CellPool<E extends Endowments = Endowments> {
  readonly #jobs: Jobs<RemoteRExec<E>>;
  readonly #warm: WarmPool<Home>;
  readonly #spawning: Omit<Spawning, 'home'>;
  readonly #progress: string | undefined;
  readonly #onEvent: ((event: PoolEvent) => void) | undefined;
  #made = 0;

  /**
   * Makes a pool, and begins to start what it keeps ready.
   *
   * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the policy; RangeError for a number that is none,
   * and for a `memoryMb` that no process starts with; TypeError for a `progress` that is an endowment's name.
   */
  constructor(options: CellPoolOptions<E>);
  constructor(options: CellPoolOptions<E>, start?: StartHome) {
    const {
      size,
      warm = size,
      mostWaiting = 1000,
      waitMs = 10_000,
      progress,
      RExec: Class = RExec,
      onEvent,
      wall = 'process',
      ...cell
    } = options;
    requireWall(wall);
    const endowments = Object.fromEntries(endowmentsOf(cell.endowments ?? {}));
    if (progress !== undefined) {
      if (Object.hasOwn(endowments, progress)) {
        throw new TypeError(`'${progress}' is the name of an endowment; give progress another`);
      }
      endowments[progress] = undefined;
    }
    this.#spawning = spawningOf(Class, { ...cell, name: cell.name ?? 'pooled', wall, endowments });
    const { policy } = this.#spawning;
    requireRoom(policy);
    this.#progress = progress;
    this.#onEvent = onEvent;
    const startHome: StartHome = start ?? (async (each) => await (await import('../host/spawn.js')).homes[wall](each));
    this.#warm = new WarmPool({
      size: warm,
      start: async () => {
        try {
          const home = await startHome(policy);
          this.#jobs.well();
          return home;
        } catch (error) {
          this.#jobs.fault(error);
          throw error;
        }
      },
    });
    this.#jobs = new Jobs({
      size,
      mostWaiting,
      waitMs,
      ready: () => this.#warm.ready,
      tell: (event) => {
        this.#tell(event);
      },
    });
    this.#warm.begin();
  }

  /** What the cells may have: read when the pool was made, frozen. */
  get policy(): Policy {
    return this.#spawning.policy;
  }

  /** What there is, and what there has been. */
  get metrics(): PoolMetrics {
    return this.#jobs.metrics;
  }

  /**
   * Runs a job in a fresh cell, which is ended after it, with all that came out of it.
   *
   * @param job - gets the cell. What it gives or throws is the answer; but where its cell could not go on, that is.
   * @throws PoolError (`ERR_POOL`) where it does not get a place.
   * @throws LimitError, CellCrashedError, ProtocolError for what has ended the cell.
   * @throws the signal's reason, where that is aborted.
   */
  async run<T>(
    job: (cell: RemoteRExec<E>) => Promise<T> | T,
    { endowments, signal, onProgress }: PoolRunOptions<E> = {},
  ): Promise<T> {
    const progress = new Progress(onProgress);
    const given = this.#given(endowments, progress);
    try {
      return await this.#jobs.run({
        make: async () => await this.#make(given),
        run: async (cell) => await Promise.race([job(cell), progress.failed]),
        signal,
      });
    } finally {
      progress.end();
    }
  }

  /**
   * Waits until as many processes or threads are ready as are to be.
   *
   * @throws CellCrashedError (`ERR_CELL_CRASHED`) where one can't be started.
   */
  async warmed(): Promise<void> {
    await this.#warm.warm();
  }

  /**
   * Takes no more jobs, refuses those that wait, and lets those that run have their answers.
   *
   * @returns when every cell is gone, and what was ready for others; a thread that can't be stopped is not waited for.
   */
  async drain({ withinMs }: DrainOptions = {}): Promise<void> {
    // Then what is ready: a job that has a place may be about to take one.
    await this.#jobs.drain(withinMs);
    await this.#warm.drain();
  }

  /** As {@link CellPool.drain}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }

  /** What a cell is given, and the policy that has the names. */
  #given(own: Endowments | undefined, progress: Progress): Pick<Spawning, 'endowments' | 'policy'> {
    const { policy, endowments: all } = this.#spawning;
    const endowments = new Map([...all, ...(own === undefined ? [] : endowmentsOf(own))]);
    if (this.#progress !== undefined) endowments.set(this.#progress, progress.tell);
    const hasMore = endowments.size > all.size;
    return {
      policy: hasMore ? policyOf({ endowments: [...endowments.keys()] }, { base: '/', defaults: policy }) : policy,
      endowments,
    };
  }

  async #make(given: Pick<Spawning, 'endowments' | 'policy'>): Promise<RemoteRExec<E>> {
    const { asked, ...parts } = this.#spawning;
    this.#made += 1;
    const name = `${parts.name} ${this.#made}`;
    // Which limits are not kept is said once.
    const isFirst = this.#made === 1;
    const { spawned } = await import('../host/spawn.js');
    return await spawned<E>({
      ...parts,
      ...given,
      name,
      asked: isFirst ? asked : new Set(),
      home: async () => await this.#warm.take(),
    });
  }

  /** What an `onEvent` throws is nothing that the pool could answer for. */
  #tell(event: PoolEvent): void {
    const onEvent = this.#onEvent;
    if (onEvent === undefined) return;
    queueMicrotask(() => {
      onEvent(event);
    });
  }
}
