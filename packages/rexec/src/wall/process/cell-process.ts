/**
 * A process for one cell: started, watched, ended; never used for another.
 *
 * Trusts: nothing that the process says or does once a guest is in it. Invariants: it has an empty environment, a
 * working directory that no longer exists, and no handle but its pipes; it is killed with its whole group, by a
 * signal that it can't refuse; it ends with its host; and why it ended is said once, by the first cause there was.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { CodeCache } from '../boot/code-cache.js';
import { descriptors } from '../boot/descriptors.js';
import { readyLength, readyLines } from '../boot/ready.js';
import { CellCrashedError, CellEndedError } from '../../errors/index.js';
import { type Policy, LimitError, limitOf } from '../../policy/index.js';
import type { Ledger } from '../../policy/ledger.js';
import { procMeter } from '../watchdog/proc.js';
import { psMeter } from '../watchdog/ps.js';
import type { Meter, Usage } from '../watchdog/usage.js';
import { type Watch, watch } from '../watchdog/watchdog.js';
import { type Remains, causeOf } from './cause.js';
import { commandOf, CompiledPrograms } from './compiled.js';
import { requireRoom } from '../limits/kept.js';
import { confinement } from './confinement.js';
import { nodeFlags, withheldNames } from './flags.js';
import { noteGroup, killGroup } from './living.js';
import type { ProtocolError } from '../protocol.js';
import { Output } from './output.js';
import type { Channel } from '../channel.js';
import { HostEnd } from '../pipe/host-end.js';
import type { CellProgram } from './program.js';
import { spawned } from './spawn.js';

/** What a process is started with. */
export interface ProcessParts {
  /** What its flags and the kernel's limits are made of; the same for all in a pool. */
  readonly policy: Policy;
  readonly program: CellProgram;
  /** Compiled forms; without any, the program is compiled at each start. */
  readonly compiled?: CompiledPrograms;
  /** How long it may take until it is ready, in milliseconds. */
  readonly readyWithinMs?: number;
}

/** What a cell's process is for, once a cell is to be in it. */
export interface Occupant {
  /** The cell's name, for errors. */
  readonly cell: string;
  /** Counts what it uses. */
  readonly ledger: Ledger;
}

/** The pipes of a process. */
interface Pipes {
  /** What it writes. */
  readonly from: Readable;
  /** What it reads while it waits for an answer. */
  readonly waited: Writable;
  /** What it reads when nothing runs. */
  readonly ordinary: Writable;
}

/** Why a process has ended. */
export type ProcessEnd = CellCrashedError | CellEndedError | LimitError | ProtocolError;

/** A machine with as much to do as this one may have takes its time. */
const readyWithin = 10_000;

/** Before a cell is in it, a process has nothing to say. */
const mostSaidByNone = 65_536;

const compiledForms: CompiledPrograms = new CompiledPrograms(new CodeCache());

/** A process for one cell. */
export class CellProcess {
  /** Why it ends: settled at the decision, before the process is gone. Never rejected. */
  readonly stopped: Promise<ProcessEnd>;
  /** Why it has ended: settled when the process is gone and its memory is free. Never rejected. */
  readonly ended: Promise<ProcessEnd>;
  /** Settled when it is gone: a process can always be stopped. */
  readonly over: Promise<void>;
  /** What it reads and writes; what it said to be ready has been read. */
  readonly pipes: Pipes;
  /** Whether it started from a compiled form. */
  isFromCompiled = false;
  readonly #child: ChildProcess;
  readonly #policy: Policy;
  readonly #output: Output;
  readonly #meter: Meter | undefined;
  #occupant: Occupant | undefined;
  #watch: Watch | undefined;
  #cause: ProcessEnd | undefined;
  #stop!: (cause: ProcessEnd) => void;
  #isGone = false;

  private constructor(child: ChildProcess, policy: Policy, diesWithHost: boolean) {
    const { pid } = child;
    this.#child = child;
    this.#policy = policy;
    const streams = child.stdio as unknown as readonly (Readable & Writable)[];
    const pipe = (name: 'ordinary' | 'toHost' | 'waited'): Readable & Writable =>
      streams[descriptors[name]] as Readable & Writable;
    this.pipes = { from: pipe('toHost'), waited: pipe('waited'), ordinary: pipe('ordinary') };
    // What the process does to its ends of them is not the host's error.
    for (const each of Object.values(this.pipes)) each.on('error', () => undefined);
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
    let said = 0;
    this.#output = new Output(streams.slice(1, 3), (bytes) => {
      said += bytes;
      this.#spendOutput(bytes, said);
    });
    this.ended = this.#follow(pid === undefined ? () => undefined : noteGroup(pid, diesWithHost));
    this.over = this.#over();
    this.#meter = pid === undefined ? undefined : (procMeter(pid) ?? psMeter(pid));
  }

  /**
   * Starts one, and waits until it is ready for a cell.
   *
   * @throws CellCrashedError (`ERR_CELL_CRASHED`) where it does not get ready; RangeError for a limit that is too small.
   */
  static async start(parts: ProcessParts): Promise<CellProcess> {
    const { policy, program, compiled = compiledForms, readyWithinMs = readyWithin } = parts;
    requireRoom(policy);
    const flags = nodeFlags(policy, program.readable);
    const withheld = withheldNames(policy);
    const [around, code] = await Promise.all([confinement(), compiled.descriptorFor(program, flags, withheld)]);
    const args = [...flags, ...commandOf(program, code === undefined ? 'plain' : 'cached', withheld)];
    const started = new CellProcess(spawned(around, policy, args, code), policy, around.diesWithHost);
    await started.#ready(readyWithinMs);
    if (code !== undefined && !started.isFromCompiled) void compiled.reject(program, flags);
    return started;
  }

  /** Its number; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it is alive and nothing has ended it. */
  get isAlive(): boolean {
    return this.#cause === undefined && !this.#isGone;
  }

  /** What it uses now; undefined where that can't be told. */
  get usage(): Usage | undefined {
    return this.#meter?.read();
  }

  /** What carries frames to and from what is in it. @param most - the most bytes that one from there may have */
  channel(most?: number): Channel {
    return new HostEnd(this.pipes, most);
  }

  /** Puts a cell in it: from now on what it uses is the cell's. Once. */
  occupy(occupant: Occupant): void {
    if (this.#occupant !== undefined) throw new TypeError('a process is never used for a second cell');
    if (this.#cause !== undefined) throw this.#cause;
    this.#occupant = occupant;
    const { cell, ledger } = occupant;
    if (this.#meter === undefined) return;
    this.#watch = watch({
      cell,
      ledger,
      meter: this.#meter,
      from: this.#meter.read(),
      wallMs: limitOf(this.#policy, 'wallMs'),
      onLimit: (error) => {
        this.end(error);
      },
    });
  }

  /** Is told whenever it is given something to do, so that it is looked at soon. */
  wake(): void {
    this.#watch?.wake();
  }

  /** Ends it, at once, whatever it is doing. */
  end(cause: ProcessEnd = new CellEndedError(this.#name)): void {
    this.#end(() => cause);
  }

  /** Lets the host end while this is alive. */
  unref(): void {
    this.#refer('unref');
  }

  /** Keeps the host alive for this. */
  ref(): void {
    this.#refer('ref');
  }

  async #over(): Promise<void> {
    await this.ended;
  }

  get #name(): string {
    return this.#occupant?.cell ?? 'unoccupied';
  }

  #refer(how: 'ref' | 'unref'): void {
    this.#child[how]();
    for (const pipe of this.#child.stdio) (pipe as { ref?(): void; unref?(): void } | null)?.[how]?.();
  }

  #spendOutput(bytes: number, said: number): void {
    try {
      if (this.#occupant !== undefined) this.#occupant.ledger.spend('outputBytes', bytes);
      else if (said > mostSaidByNone) this.end();
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      this.end(error);
    }
  }

  /** Ends what is left of it, for a cause that is made only where there was none before. */
  #end(causeFor: () => ProcessEnd): ProcessEnd {
    if (this.#cause === undefined) {
      this.#cause = causeFor();
      const { pid } = this.#child;
      // As long as it has not been waited for, its number is nobody else's.
      if (pid !== undefined && !this.#isGone) killGroup(pid);
      for (const pipe of Object.values(this.pipes)) pipe.destroy();
      this.#stop(this.#cause);
    }
    if (this.#isGone) {
      this.#watch?.stop();
      this.#meter?.close();
    }
    return this.#cause;
  }

  /** Waits for its end. @param forget - kills what is left of its group. */
  async #follow(forget: () => void): Promise<ProcessEnd> {
    const child = this.#child;
    const remains = await new Promise<Pick<Remains, 'exitCode' | 'signal'> & { readonly fault?: string }>((resolve) => {
      child.once('error', ({ message }) => {
        resolve({ exitCode: null, signal: null, fault: message });
      });
      child.once('exit', (exitCode, signal) => {
        this.#isGone = true;
        forget();
        resolve({ exitCode, signal });
      });
    });
    this.#isGone = true;
    forget();
    if (this.#cause === undefined && remains.fault === undefined) await this.#lastWords();
    const output = remains.fault ?? this.#output.tail;
    return this.#end(() => causeOf({ ...remains, cell: this.#name, policy: this.#policy, output }));
  }

  /** What it wrote while it died is read after it is gone; a process that it left behind is not waited for. */
  async #lastWords(): Promise<void> {
    this.pipes.from.resume();
    await Promise.race([once(this.#child, 'close'), wait(50)]);
  }

  async #ready(withinMs: number): Promise<void> {
    const late = setTimeout(() => {
      this.#end(() => this.#unready(`it was not ready within ${withinMs} ms. ${this.#output.tail}`));
    }, withinMs);
    const line = await Promise.race([this.#firstLine(), this.stopped]);
    clearTimeout(late);
    this.isFromCompiled = line === readyLines.cached;
    if (line === readyLines.cached || line === readyLines.plain) return;
    this.#end(() => this.#unready('it spoke out of turn'));
    throw await this.ended;
  }

  #unready(output: string): CellCrashedError {
    return new CellCrashedError(this.#name, { exitCode: null, signal: null, output });
  }

  async #firstLine(): Promise<string> {
    const { from } = this.pipes;
    return await new Promise((resolve) => {
      const read = (): void => {
        const bytes = from.read(readyLength) as Buffer | null;
        if (bytes === null) return;
        from.off('readable', read);
        resolve(bytes.toString('latin1'));
      };
      from.on('readable', read);
    });
  }
}
