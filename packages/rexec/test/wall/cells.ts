/** Processes for tests: built once for a test file, each spoken to by lines of JSON. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type PolicyInput, policyOf, presetLimits, type Policy } from '../../src/policy/index.js';
import { EMPTY_POLICY } from '../../src/policy/empty.js';
import { Ledger } from '../../src/policy/ledger.js';
import { CodeCache } from '../../src/wall/boot/code-cache.js';
import { CellProcess, type ProcessEnd } from '../../src/wall/process/cell-process.js';
import { CompiledPrograms } from '../../src/wall/process/compiled.js';
import { type CellProgram, programIn } from '../../src/wall/process/program.js';

type How = 'escaped' | 'rEval' | 'rExec' | 'blocked';

/** What the program answered: its error, or what ended it. */
export class Answer extends Error {
  readonly errorName: string;
  constructor(name: string, message: string) {
    super(`${name}: ${message}`);
    this.errorName = name;
  }
}

/** A cell's process that is spoken to by lines. */
export class Lines {
  readonly process: CellProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;
  #text = '';

  constructor(process: CellProcess) {
    this.process = process;
    process.pipes.from.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
      const lines = this.#text.split('\n');
      this.#text = lines.pop() ?? '';
      for (const line of lines) this.#answered(line);
    });
    void this.#rejected();
  }

  async #rejected(): Promise<void> {
    const error = await this.process.stopped;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #answered(line: string): void {
    const { id, value, error } = JSON.parse(line) as {
      id: number;
      value?: unknown;
      error?: { name: string; message: string };
    };
    const { resolve, reject } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (error === undefined) resolve?.(value);
    else reject?.(new Answer(error.name, error.message));
  }

  /** Has a source run. */
  async ask(how: How, source: string): Promise<unknown> {
    this.#next += 1;
    const id = this.#next;
    const line = `${JSON.stringify({ id, how, source })}\n`;
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.process.wake();
      this.process.pipes.ordinary.write(line);
    });
  }

  /** Has a source run that nobody waits for. */
  tell(how: How, source: string): void {
    this.ask(how, source).catch(() => undefined);
  }
}

/** A policy with limits; the others are those of a process by default. */
export const policyWith = (limits: PolicyInput['limits'] = {}, input: PolicyInput = {}): Policy =>
  policyOf(
    { ...input, limits: { ...presetLimits('process'), ...limits } },
    { base: '/', defaults: policyOf(EMPTY_POLICY) },
  );

/** What a test file has. */
export interface Cells {
  /** A cell's process, occupied. */
  cell(limits?: PolicyInput['limits'], input?: PolicyInput): Promise<Lines>;
  /** A process without a cell. */
  start(policy: Policy, parts?: Partial<Parameters<typeof CellProcess.start>[0]>): Promise<CellProcess>;
  readonly program: () => CellProgram;
  readonly compiled: () => CompiledPrograms;
}

/**
 * Builds the program for the tests of a file; every process that a test started is gone after it.
 *
 * @param entry - what is in the processes.
 */
export const cells = (entry = 'lines'): Cells => {
  let directory = '';
  let compiled: CompiledPrograms | undefined;
  const started: CellProcess[] = [];
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'padded-cell-test-'));
    const { bundle } = (await import(/* @vite-ignore */ new URL('../../boot/bundle.mjs', import.meta.url).href)) as {
      bundle: (entry: string, directory: string) => Promise<void>;
    };
    await bundle(new URL(`fixtures/${entry}.ts`, import.meta.url).pathname, directory);
    compiled = new CompiledPrograms(new CodeCache(join(directory, 'code')));
  }, 30_000);
  afterEach(async () => {
    for (const process of started.splice(0)) {
      process.end();
      await process.ended;
    }
  });
  afterAll(async () => {
    await compiled?.settled();
    rmSync(directory, { recursive: true });
  });
  const program = (): CellProgram => programIn(directory);
  const start: Cells['start'] = async (policy, parts = {}) => {
    const process = await CellProcess.start({
      policy,
      program: program(),
      compiled: compiled as CompiledPrograms,
      ...parts,
    });
    started.push(process);
    return process;
  };
  return {
    program,
    compiled: () => compiled as CompiledPrograms,
    start,
    cell: async (limits, input) => {
      const policy = policyWith(limits, input);
      const process = await start(policy);
      process.occupy({ cell: 'guest', ledger: new Ledger('guest', policy, undefined) });
      return new Lines(process);
    },
  };
};

/** Whether a process is there, a zombie not counted. */
export const isThere = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** MiB of memory that this host has for itself: what is garbage may be counted. */
export const heldMb = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

/** The error that ends a process, and how long after `from` it was decided and done. */
export const endOf = async (
  process: CellProcess,
): Promise<{ error: ProcessEnd; stoppedMs: number; endedMs: number }> => {
  const begun = performance.now();
  const error = await process.stopped;
  const stoppedMs = performance.now() - begun;
  await process.ended;
  return { error, stoppedMs, endedMs: performance.now() - begun };
};
