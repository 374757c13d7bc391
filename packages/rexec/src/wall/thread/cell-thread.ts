/**
 * A thread for one cell: started, watched, ended; never used for another.
 *
 * Trusts: the guest not to mean harm. A thread stops a loop and bounds the heap, for code that may have a fault; what it
 * does not stop, `limits/kept.ts` says. Invariants: it has an empty environment and no input; why it ended is said once, by
 * the first cause there was; and one that can't be stopped is told of, for it goes on.
 */
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ThreadData } from '../boot/launched.js';
import type { ThreadReady } from '../boot/ready.js';
import type { Channel } from '../channel.js';
import { CellCrashedError, CellEndedError } from '../../errors/index.js';
import { type Policy, LimitError, limitOf } from '../../policy/index.js';
import { requireRoom } from '../limits/kept.js';
import { withheldNames } from '../process/flags.js';
import type { Occupant, ProcessEnd } from '../process/cell-process.js';
import { Output } from '../process/output.js';
import type { CellProgram } from '../process/program.js';
import { threadMeter } from '../watchdog/proc.js';
import type { Meter } from '../watchdog/usage.js';
import { type Watch, watch } from '../watchdog/watchdog.js';
import { compiledForThreads } from './compiled.js';
import { ThreadHostEnd } from './host-end.js';

/** What a thread is started with. */
export interface ThreadParts {
  readonly policy: Policy;
  readonly program: CellProgram;
  /** How long it may take until it is ready, in milliseconds. */
  readonly readyWithinMs?: number;
}

const readyWithin = 10_000;
/** One that has not ended by then is in a built-in that does not yield. */
const stuckAfterMs = 250;

const heapOf = (policy: Policy): { maxOldGenerationSizeMb?: number; maxYoungGenerationSizeMb?: number } => {
  const memoryMb = limitOf(policy, 'memoryMb');
  if (!Number.isFinite(memoryMb)) return {};
  const young = Math.max(2, Math.min(16, Math.floor(memoryMb / 8)));
  return { maxOldGenerationSizeMb: Math.max(16, memoryMb - young), maxYoungGenerationSizeMb: young };
};

/** Processor time as the event loop tells it, where the system has no figures of threads: the time it was not idle. */
const loopMeter = (worker: Worker): Meter => ({
  read: () => ({ cpuMs: worker.performance.eventLoopUtilization().active, memoryMb: 0 }),
  close: () => undefined,
});

/** Node holds on to a thread for as long as its output is read, also to one that it is told not to hold on to. */
const readWithoutHolding = (streams: readonly Readable[]): void => {
  for (const stream of streams) {
    const holds = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kIncrementsPortRef');
    if (holds !== undefined) Reflect.set(stream, holds, false);
  }
};

/** A thread for one cell. */
export class CellThread {
  /** Why it ends: settled at the decision. Never rejected. */
  readonly stopped: Promise<ProcessEnd>;
  /** Why it has ended: settled when it is gone, which one that can't be stopped never is. Never rejected. */
  readonly ended: Promise<ProcessEnd>;
  /** Settled when it is gone, or is known to be one that can't be stopped. */
  readonly over: Promise<void>;
  /** Whether it was told to end and can't. */
  isStuck = false;
  readonly worker: Worker;
  readonly #policy: Policy;
  readonly #output: Output;
  #meter: Meter | undefined;
  #occupant: Occupant | undefined;
  #watch: Watch | undefined;
  #cause: ProcessEnd | undefined;
  #stop!: (cause: ProcessEnd) => void;
  #isOver!: () => void;
  #isGone = false;
  #channel: ThreadHostEnd | undefined;
  #isRef = true;

  private constructor(worker: Worker, policy: Policy) {
    this.worker = worker;
    this.#policy = policy;
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
    const streams: readonly Readable[] = [worker.stdout, worker.stderr];
    readWithoutHolding(streams);
    this.#output = new Output(streams, (bytes) => {
      try {
        this.#occupant?.ledger.spend('outputBytes', bytes);
      } catch (error) {
        if (!(error instanceof LimitError)) throw error;
        this.end(error);
      }
    });
    this.over = new Promise((resolve) => {
      this.#isOver = resolve;
    });
    this.ended = this.#follow();
  }

  /**
   * Starts one, and waits until it is ready for a cell.
   *
   * @throws CellCrashedError (`ERR_CELL_CRASHED`) where it does not get ready; RangeError for a limit that is too small.
   */
  static async start({ policy, program, readyWithinMs = readyWithin }: ThreadParts): Promise<CellThread> {
    requireRoom(policy);
    const compiled = await compiledForThreads.formOf(program);
    const workerData: ThreadData = { words: [program.file, 'plain', ...withheldNames(policy)], compiled };
    const worker = new Worker(program.launch, {
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: heapOf(policy),
      workerData,
    });
    const started = new CellThread(worker, policy);
    const { code } = await started.#ready(readyWithinMs);
    if (compiled !== undefined && code === 'plain') void compiledForThreads.reject(program);
    return started;
  }

  /** Whether it is alive and nothing has ended it. */
  get isAlive(): boolean {
    return this.#cause === undefined && !this.#isGone;
  }

  /** Puts a cell in it: from now on what it uses is the cell's. Once. */
  occupy(occupant: Occupant): void {
    if (this.#occupant !== undefined) throw new TypeError('a thread is never used for a second cell');
    if (this.#cause !== undefined) throw this.#cause;
    this.#occupant = occupant;
    const meter = this.#meter ?? loopMeter(this.worker);
    this.#watch = watch({
      cell: occupant.cell,
      ledger: occupant.ledger,
      meter,
      from: meter.read(),
      wallMs: limitOf(this.#policy, 'wallMs'),
      onLimit: (error) => {
        this.end(error);
      },
    });
  }

  /**
   * The way to its guest end. Once. It closes when the thread is stopped, for the same cause; that it closes does not end
   * the thread.
   *
   * @param most - the most bytes that a frame may have.
   */
  channel(most?: number): Channel {
    if (this.#channel !== undefined) throw new TypeError('a thread has one channel');
    const channel = new ThreadHostEnd(this.worker, most);
    this.#channel = channel;
    if (!this.#isRef) channel.unref();
    if (this.#cause !== undefined) channel.finish(this.#cause);
    return channel;
  }

  /** Is told whenever it is given something to do, so that it is looked at soon. */
  wake(): void {
    this.#watch?.wake();
  }

  /** Ends it as soon as its engine can be stopped. */
  end(cause: ProcessEnd = new CellEndedError(this.#name)): void {
    this.#end(() => cause);
  }

  /** Lets the host end while this is alive. */
  unref(): void {
    this.#isRef = false;
    this.worker.unref();
    this.#channel?.unref();
  }

  /** Keeps the host alive for this. */
  ref(): void {
    this.#isRef = true;
    this.worker.ref();
    this.#channel?.ref();
  }

  get #name(): string {
    return this.#occupant?.cell ?? 'unoccupied';
  }

  #end(causeFor: () => ProcessEnd): ProcessEnd {
    if (this.#cause === undefined) {
      this.#cause = causeFor();
      this.#watch?.stop();
      if (!this.#isGone) void this.#terminate();
      this.#stop(this.#cause);
      // What it had sent before it ended by itself still counts.
      if (this.#isGone) this.#channel?.finish(this.#cause);
      else this.#channel?.stop(this.#cause);
    }
    return this.#cause;
  }

  async #terminate(): Promise<void> {
    const late = wait(stuckAfterMs, undefined, { ref: false });
    await Promise.race([this.worker.terminate(), late]);
    this.isStuck = !this.#isGone;
    this.#isOver();
  }

  async #follow(): Promise<ProcessEnd> {
    // What a thread throws is a copy, and anything.
    let fault: { readonly code?: unknown; readonly message?: unknown } | null | undefined;
    this.worker.on('error', (error: { readonly code?: unknown; readonly message?: unknown } | null) => {
      fault = error;
    });
    this.worker.on('messageerror', () => undefined);
    const exitCode = await new Promise<number>((resolve) => {
      this.worker.once('exit', resolve);
    });
    this.#isGone = true;
    this.isStuck = false;
    this.#isOver();
    this.#meter?.close();
    return this.#end(() => {
      const memoryMb = limitOf(this.#policy, 'memoryMb');
      if (String(fault?.code).endsWith('OUT_OF_MEMORY') && Number.isFinite(memoryMb)) {
        return new LimitError(this.#name, 'memoryMb', memoryMb);
      }
      const message = fault?.message;
      return this.#crash(exitCode, typeof message === 'string' ? message : this.#output.tail);
    });
  }

  #crash(exitCode: number | null, output: string): CellCrashedError {
    return new CellCrashedError(this.#name, { exitCode, signal: null, output });
  }

  async #ready(withinMs: number): Promise<ThreadReady> {
    const late = setTimeout(() => {
      this.#end(() => this.#crash(null, `it was not ready within ${withinMs} ms. ${this.#output.tail}`));
    }, withinMs);
    const first = new Promise<ThreadReady>((resolve) => {
      this.worker.once('message', resolve);
    });
    const ready = await Promise.race([first, this.stopped]);
    clearTimeout(late);
    if (ready instanceof Error) throw ready;
    this.#meter = ready.thread === undefined ? undefined : threadMeter(ready.thread);
    return ready;
  }
}
