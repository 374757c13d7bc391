/**
 * The compiled form of the program for threads: kept as that for processes is, and made by a thread that runs what every
 * cell's thread runs first, and no guest.
 *
 * Invariant: no cell waits for it, and none needs it.
 */
import { cachedDataVersionTag } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { CodeCache } from '../boot/code-cache.js';
import type { ThreadData } from '../boot/launched.js';
import { type CellProgram, hashOf } from '../process/program.js';

/** The words after `file`, and no more of a thread's own than a cell's thread has. */
const make = async ({ launch, file }: CellProgram): Promise<Uint8Array | undefined> =>
  await new Promise((resolve) => {
    const workerData: ThreadData = { words: [file, 'making'], compiled: undefined };
    const worker = new Worker(launch, { env: {}, argv: [], execArgv: [], workerData, stdout: true, stderr: true });
    worker.unref();
    worker.on('message', (made: unknown) => {
      if (made instanceof Uint8Array) resolve(made);
    });
    worker.once('error', () => {
      resolve(undefined);
    });
    worker.once('exit', () => {
      resolve(undefined);
    });
  });

/** The compiled forms that this process knows of, one for each program: a process has one set of flags. */
class CompiledForThreads {
  readonly #cache = new CodeCache();
  readonly #known = new Map<string, Uint8Array>();
  readonly #making = new Set<string>();

  /** What a thread is to start from; undefined where there is none yet. It is then made for the next. */
  async formOf(program: CellProgram): Promise<Uint8Array | undefined> {
    const key = await this.#keyOf(program);
    const known = this.#known.get(key) ?? (await this.#cache.read(key));
    if (known !== undefined) {
      this.#known.set(key, known);
      return known;
    }
    if (!this.#making.has(key)) {
      this.#making.add(key);
      void this.#make(key, program);
    }
    return undefined;
  }

  /** The engine did not take it: it is forgotten, and not made again by this process. */
  async reject(program: CellProgram): Promise<void> {
    const key = await this.#keyOf(program);
    this.#making.add(key);
    this.#known.delete(key);
    await this.#cache.drop(key);
  }

  async #make(key: string, program: CellProgram): Promise<void> {
    const made = await make(program);
    if (made === undefined) return;
    this.#known.set(key, made);
    await this.#cache.keep(key, made);
  }

  async #keyOf(program: CellProgram): Promise<string> {
    const { version, arch, platform } = process;
    return JSON.stringify(['thread', version, platform, arch, cachedDataVersionTag(), await hashOf(program)]);
  }
}

/** Those of this process. */
export const compiledForThreads: CompiledForThreads = new CompiledForThreads();
