/**
 * The compiled form of a program for one set of flags: looked for, and where there is none, made by a process that runs
 * what every cell's process runs first, and no guest.
 *
 * Invariant: no cell waits for it, and none needs it.
 */
import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { CodeCache } from '../boot/code-cache.js';
import { descriptors } from '../boot/descriptors.js';
import { type CellProgram, hashOf } from './program.js';

/** The words after Node's flags: what to run, how, and without which names. */
export const commandOf = (
  { launch, file }: CellProgram,
  mode: 'cached' | 'making' | 'plain',
  withheld: readonly string[],
): string[] => [launch, file, mode, ...withheld];

const mostBytes = 64 * 1024 * 1024;
const longestMs = 20_000;

/** Has a process make it. */
const make = async (args: readonly string[]): Promise<Buffer | undefined> =>
  await new Promise((resolve) => {
    const stdio = ['ignore', 'ignore', 'ignore', 'ignore', 'pipe'] as const;
    const child = spawn(process.execPath, [...args], { env: {}, cwd: '/', stdio: [...stdio], timeout: longestMs });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdio[descriptors.toHost]?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', () => {
      resolve(undefined);
    });
    child.once('close', (code) => {
      resolve(code === 0 && length > 0 ? Buffer.concat(chunks) : undefined);
    });
  });

/** The compiled forms that this process knows of. */
export class CompiledPrograms {
  readonly #cache: CodeCache;
  readonly #opened = new Map<string, FileHandle>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(cache: CodeCache) {
    this.#cache = cache;
  }

  /**
   * What a process is to read it from; undefined where there is none yet. It is then made for the next.
   *
   * @param flags - Node's own.
   */
  async descriptorFor(
    program: CellProgram,
    flags: readonly string[],
    withheld: readonly string[],
  ): Promise<number | undefined> {
    const key = await this.#keyOf(program, flags);
    const opened = this.#opened.get(key) ?? (await this.#open(key));
    if (opened !== undefined) return opened.fd;
    if (!this.#making.has(key)) {
      this.#making.set(key, this.#make(key, [...flags, ...commandOf(program, 'making', withheld)]));
    }
    return undefined;
  }

  /** Waits until what is being made is there, or is known not to come. */
  async settled(): Promise<void> {
    await Promise.all(this.#making.values());
  }

  /** The engine did not take it: it is forgotten, and not made again by this process. */
  async reject(program: CellProgram, flags: readonly string[]): Promise<void> {
    const key = await this.#keyOf(program, flags);
    const handle = this.#opened.get(key);
    if (handle === undefined) return;
    this.#opened.delete(key);
    if (!this.#making.has(key)) this.#making.set(key, Promise.resolve());
    await this.#cache.drop(key);
    await handle.close();
  }

  async #make(key: string, args: readonly string[]): Promise<void> {
    const content = await make(args);
    if (content === undefined) return;
    await this.#cache.keep(key, content);
    await this.#open(key);
  }

  async #open(key: string): Promise<FileHandle | undefined> {
    const handle = await this.#cache.open(key);
    const known = this.#opened.get(key);
    if (handle === undefined || known !== undefined) {
      await handle?.close();
      return known;
    }
    this.#opened.set(key, handle);
    return handle;
  }

  async #keyOf(program: CellProgram, flags: readonly string[]): Promise<string> {
    const { version, arch, platform, versions } = process;
    return JSON.stringify([version, versions.v8, platform, arch, await hashOf(program), flags]);
  }
}
