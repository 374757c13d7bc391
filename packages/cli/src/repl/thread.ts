/**
 * The cell of the console, from the console's side: a thread that can be ended whatever its guest is doing.
 */
import { Worker } from 'node:worker_threads';
import type { Completed, Outcome, Report, Request, Start } from './messages.js';

/** What a thread tells that is no answer. */
export interface ThreadListener {
  output(stream: 'stderr' | 'stdout', text: string): void;
  /** The guest has exited. */
  exit(status: number): void;
  /** The thread is at its end, and with it the cell: why, in words. */
  died(why: string): void;
}

/** How long a thread may take to let go of what it is running before it is ended, in milliseconds. */
const patience = 250;

const reasonOf = (error: unknown): string =>
  (error as { readonly code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'it took more memory than its thread may have'
    : `its thread failed: ${error instanceof Error ? error.message : String(error)}`;

/** A thread with a cell. */
export class CellThread {
  readonly #worker: Worker;
  readonly #listener: ThreadListener;
  #count = 0;
  #outcome: ((outcome: Outcome) => void) | undefined;
  readonly #completions = new Map<number, (completed: Completed) => void>();
  #isReady = false;
  #hasEnded = false;

  private constructor(start: Start, listener: ThreadListener, memoryMb: number | undefined) {
    this.#listener = listener;
    this.#worker = new Worker(new URL('worker.js', import.meta.url), {
      workerData: start,
      ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    });
  }

  /** Starts a thread and makes its cell. @throws Error with a message for the user where the cell can't be made */
  static async start(start: Start, listener: ThreadListener, memoryMb: number | undefined): Promise<CellThread> {
    const thread = new CellThread(start, listener, memoryMb);
    await new Promise<void>((resolve, reject) => {
      const worker = thread.#worker;
      worker.on('message', (report: Report) => {
        if (report.kind === 'ready') resolve();
        else if (report.kind === 'unusable') reject(new Error(report.text));
        else thread.#take(report);
      });
      // Before it is ready this is no end of anything.
      worker.on('error', (error) => {
        reject(error);
        if (thread.#isReady) thread.#die(reasonOf(error));
      });
      worker.on('exit', () => {
        reject(new Error('the thread of the cell ended'));
        if (thread.#isReady) thread.#die('its thread ended');
      });
    });
    thread.#isReady = true;
    return thread;
  }

  /** Runs a text. One at a time. */
  async run(source: string): Promise<Outcome> {
    this.#count += 1;
    const id = this.#count;
    return await new Promise((resolve) => {
      this.#outcome = resolve;
      this.#send({ kind: 'run', id, source });
    });
  }

  /** What could follow a text; nothing, where the thread is busy. */
  async complete(text: string): Promise<Completed> {
    this.#count += 1;
    const id = this.#count;
    return await new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#completions.delete(id);
        resolve({ names: [], of: '' });
      }, patience);
      this.#completions.set(id, (completed) => {
        clearTimeout(late);
        resolve(completed);
      });
      this.#send({ kind: 'complete', id, text });
    });
  }

  /** Lets go of what is running; where the thread has no time to hear of it, ends the thread. */
  interrupt(): void {
    if (this.#outcome === undefined) return;
    const interrupted = this.#outcome;
    this.#send({ kind: 'abandon' });
    setTimeout(() => {
      if (this.#outcome === interrupted) this.#die('it was interrupted');
    }, patience);
  }

  /** Ends the thread, with all that its cell held. @param why - for the listener; without it, it is not told */
  end(why?: string): void {
    if (why !== undefined) this.#die(why);
    this.#hasEnded = true;
    void this.#worker.terminate();
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #die(why: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void this.#worker.terminate();
    this.#listener.died(why);
    this.#settle({ kind: 'ended' });
  }

  #settle(outcome: Outcome): void {
    const settle = this.#outcome;
    this.#outcome = undefined;
    settle?.(outcome);
  }

  #take(report: Report): void {
    if (this.#hasEnded) return;
    switch (report.kind) {
      case 'outcome':
        this.#settle(report.outcome);
        break;
      case 'completed':
        this.#completions.get(report.id)?.(report.completed);
        this.#completions.delete(report.id);
        break;
      case 'output':
        this.#listener.output(report.stream, report.text);
        break;
      case 'exit':
        this.#hasEnded = true;
        void this.#worker.terminate();
        this.#listener.exit(report.status);
        break;
      default:
    }
  }
}
