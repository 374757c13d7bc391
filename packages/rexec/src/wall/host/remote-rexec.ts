/**
 * `RemoteRExec`: the host's face of a cell beyond a wall. What `RExec` gives at once, this gives as a promise.
 *
 * Trusts: nothing that comes from beyond. Invariant: what it gives is what the same cell in this realm would.
 */
import type { Completion } from '../../cell/complete.js';
import type { Namespace } from '../../cell/namespace.js';
import type { Endowments } from '../../endowments.js';
import { ImportError } from '../../errors/index.js';
import { type Explanation, type Operation, explained, pathOfHost } from '../../nesting/explain.js';
import { partsWithin } from '../../nesting/nest.js';
import type { Stdio } from '../../names/output.js';
import type {
  Interaction,
  NestOptions,
  NestRequest,
  SafeOptions,
  SourceOptions,
  SpawnWithinOptions,
} from '../../options.js';
import type { Policy } from '../../policy/index.js';
import { RFile } from '../../powers/files/r-file.js';
import type { Nested } from '../../rexec.js';
import type { Ran, RunOptions } from '../messages.js';
import { tellUnkept } from '../limits/kept.js';
import { valueOf } from '../outcome.js';
import type { ProcessEnd } from '../process/cell-process.js';
import { type Connection, guestError } from './connection.js';
import { completionIn, interactionIn, moduleIn } from './answers.js';
import { messageOf } from './making.js';
import { filesMessage } from './files-message.js';
import { RemoteModule } from './remote-module.js';
import { RemoteProgram } from './remote-program.js';
import { type RemoteUsage, remoteUsage } from './remote-usage.js';
import { Share } from './share.js';

type Method = 'rEval' | 'rExec' | 'rExecAsync';

const { create, defineProperty, freeze } = Object;

/** A cell, as what is here has it. */
interface Held {
  readonly connection: Connection;
  readonly share: Share;
  /** What the other side knows it by. */
  readonly number: number;
}

const text = (value: unknown, what: string): string => {
  if (typeof value !== 'string') throw new TypeError(what);
  return value;
};

/**
 * A cell in a process or a thread of its own: what `RExec.spawn` gives. The host needs no lockdown.
 *
 * Its guest is as it would be in the host's realm, and calls the host's methods as there: at once. The host's calls to it
 * take their time: methods give promises, and so does every call of what came out of the cell. An error of the guest's, or
 * what ended the cell, rejects them.
 *
 * It keeps its process, and so the host's, alive: end it, or have it ended with `await using`.
 *
 * @typeParam E - the endowments, by name.
 * @example
 * import { bastion } from '@padded-cell/bastion';
 * import { RExec } from '@padded-cell/rexec';
 *
 * class Account {
 *   #total = 0;
 *   add(n) { this.#total += n; }
 *   total() { return this.#total; }
 * }
 * const far = await RExec.spawn({ endowments: { account: bastion(new Account()) } });
 * await far.rExec('const before = account.total(); account.add(5)');
 * await far.rEval('before + account.total()');   // 5
 * await far.end();
 */
export class RemoteRExec<E extends Endowments = Endowments> {
  readonly #held: Held;
  /** What modules that were imported are known by beyond. */
  readonly #modules = new WeakMap<Namespace, number>();
  /** The whole process or thread ends with it. */
  readonly #isFirst: boolean;
  #exitCode = 0;

  /** @internal */
  constructor(held: Held, isFirst: boolean) {
    this.#held = held;
    this.#isFirst = isFirst;
  }

  /** What the cell may have: read when it was made, frozen. */
  get policy(): Policy {
    return this.#held.share.policy;
  }

  /** What the guest has set as `process.exitCode`, as of the last call that was answered; 0 where it has set none. */
  get exitCode(): number {
    return this.#exitCode;
  }

  /** What errors call the cell. */
  get name(): string {
    return this.#held.share.name;
  }

  /**
   * Why the process or the thread has ended: settled when it is gone, and its memory free. A CellEndedError for one that was
   * ended; a LimitError, a CellCrashedError or a ProtocolError for one that could not go on. Never rejected.
   */
  get ended(): Promise<Error> {
    return this.#held.connection.ended;
  }

  /** @internal Why it ends: settled at the decision. */
  get stopped(): Promise<ProcessEnd> {
    return this.#held.connection.stopped;
  }

  /**
   * Evaluates an expression, as {@link RExec.rEval}.
   *
   * @returns its value, across to the host: data as a copy; objects with methods and functions as bastions, whose calls give
   * promises.
   * @throws GuestError (`guest === true`) for what the guest threw, and for text that is no expression.
   * @throws LimitError, CellCrashedError, CellEndedError for what ended the cell, before or meanwhile.
   * @example
   * const far = await RExec.spawn();
   * await far.rEval('6 * 7');   // 42
   */
  async rEval(source: string | RemoteProgram, options: SourceOptions = {}): Promise<unknown> {
    return await this.#run('rEval', source, options);
  }

  /** Executes statements, as {@link RExec.rExec}. @throws as {@link RemoteRExec.rEval} */
  async rExec(source: string | RemoteProgram, options: SourceOptions = {}): Promise<void> {
    await this.#run('rExec', source, options);
  }

  /** Executes statements that may `await`, as {@link RExec.rExecAsync}. @throws as {@link RemoteRExec.rEval} */
  async rExecAsync(source: string | RemoteProgram, options: SourceOptions = {}): Promise<void> {
    await this.#run('rExecAsync', source, options);
  }

  /** Runs what someone typed at a console, as {@link RExec.rInteract}. */
  async rInteract(source: string, options: SourceOptions = {}): Promise<Interaction> {
    text(source, 'rInteract takes source text');
    return interactionIn(await this.#ask('rInteract', source, { file: options.file }));
  }

  /** What could follow a text that someone is typing, as {@link RExec.rComplete}. */
  async rComplete(typed: string): Promise<Completion> {
    return completionIn(await this.#ask('rComplete', text(typed, 'rComplete takes text')));
  }

  /** Executes the statements in a file, as {@link RExec.rExecFile}. */
  async rExecFile(path: string): Promise<void> {
    await this.#ask('rExecFile', text(path, 'rExecFile takes the path of a file: a string'), {});
  }

  /** {@link RemoteRExec.rEval} with files in place of the cell's own for this call, as {@link RExec.sEval}. */
  async sEval(source: string | RemoteProgram, options: SafeOptions = {}): Promise<unknown> {
    return await this.#withFiles(options, async (run) => await this.#run('rEval', source, options, run));
  }

  /** {@link RemoteRExec.rExec} with files of its own, as {@link RemoteRExec.sEval}. */
  async sExec(source: string | RemoteProgram, options: SafeOptions = {}): Promise<void> {
    await this.#withFiles(options, async (run) => await this.#run('rExec', source, options, run));
  }

  /** {@link RemoteRExec.rExecAsync} with files of its own, as {@link RemoteRExec.sEval}. */
  async sExecAsync(source: string | RemoteProgram, options: SafeOptions = {}): Promise<void> {
    await this.#withFiles(options, async (run) => await this.#run('rExecAsync', source, options, run));
  }

  /** {@link RemoteRExec.rExecFile} with files of its own, as {@link RemoteRExec.sEval}. */
  async sExecFile(path: string, files: Stdio = {}): Promise<void> {
    text(path, 'sExecFile takes the path of a file: a string');
    await this.#withFiles(files, async (run) => await this.#ask('rExecFile', path, run));
  }

  /** {@link RemoteRExec.rImport} with files of its own, as {@link RemoteRExec.sEval}. */
  async sImport(specifier: string, files: Stdio = {}): Promise<Namespace> {
    return await this.#withFiles(files, async (run) => await this.#import('rImport', specifier, run));
  }

  /** {@link RemoteRExec.rReload} with files of its own, as {@link RemoteRExec.sEval}. */
  async sReload(module: Namespace | string, files: Stdio = {}): Promise<Namespace> {
    return await this.#withFiles(files, async (run) => await this.#import('rReload', module, run));
  }

  /** {@link RemoteRExec.rUnload}, by the name that goes with the others. */
  async sUnload(module: Namespace | string): Promise<void> {
    await this.rUnload(module);
  }

  /** The module of a name, made empty where there is none, as {@link RExec.addModule}; what is in it is asked for and set by calls. */
  addModule(name: string): RemoteModule {
    text(name, 'addModule takes the name of a module: a string');
    return new RemoteModule(
      name,
      (what, ...args) => this.#ask(what, ...args),
      (value) => this.#held.connection.down(value),
    );
  }

  /**
   * Imports a module, as {@link RExec.rImport}.
   *
   * @returns its exports, as they are now: they have crossed together. Import it again for what has changed since.
   * @throws ImportError (`ERR_IMPORT`), GuestError, and as {@link RemoteRExec.rEval}.
   */
  async rImport(specifier: string): Promise<Namespace> {
    return await this.#import('rImport', specifier, {});
  }

  /** Loads a module afresh, as {@link RExec.rReload}. */
  async rReload(module: Namespace | string): Promise<Namespace> {
    return await this.#import('rReload', module, {});
  }

  /** Forgets a module, as {@link RExec.rUnload}. */
  async rUnload(module: Namespace | string): Promise<void> {
    await this.#ask('rUnload', this.#moduleOf(module));
  }

  /**
   * Compiles a source once, to run many times in this cell and the others of its process, as {@link RExec.compile}.
   *
   * @throws GuestError (`guest === true`) with the place, for text that is not what the method takes.
   */
  async compile(source: string, method: Method = 'rExec', options: SourceOptions = {}): Promise<RemoteProgram> {
    text(source, `${method} takes source text`);
    const [program, file] = (await this.#ask('compile', source, method, options.file)) as readonly [number, string];
    return new RemoteProgram(this.#held.connection, program, file, method);
  }

  /** Opens a file, as {@link RExec.rOpen}: here, and at once. */
  rOpen(path: string, mode: string = 'r'): RFile {
    return new RFile(this.#held.share.opening.files(), path, mode);
  }

  /**
   * Makes a cell within this one, which can only have less, in the same process or thread, as {@link RExec.nest}. What it
   * uses, processor time and memory included, is used of this one's limits.
   *
   * @throws PrivilegeError, PolicyError, CellEndedError as there.
   */
  async nest<const R extends NestRequest<E>>(
    request: R & NestRequest<E> = {} as R & NestRequest<E>,
    { clip = false }: NestOptions = {},
  ): Promise<RemoteRExec<Nested<E, R>>> {
    const { connection, share: parent, number: parentNumber } = this.#held;
    const parts = partsWithin(parent, request, clip);
    const share = new Share({ ...parts, parent });
    tellUnkept('within', share, new Set(Object.keys(request.limits ?? {})));
    const held = { connection, share, number: connection.service.addShare(share) };
    connection.valueOf(await connection.call('make', messageOf(held, parts.hooks, parentNumber)));
    return new RemoteRExec<Nested<E, R>>(held, false);
  }

  /**
   * Makes a cell within this one in a process or a thread of its own, as {@link RExec.spawn}: apart from this one, and what
   * it uses of time and memory, too, is used of this one's limits.
   */
  async spawn<const R extends NestRequest<E>>(
    request: R & NestRequest<E> = {} as R & NestRequest<E>,
    options: SpawnWithinOptions = {},
  ): Promise<RemoteRExec<Nested<E, R>>> {
    const { spawnedWithin } = await import('./spawn.js');
    return await spawnedWithin(this.#held.share, request, options);
  }

  /** What the cell, with all cells within it, has used of its limits, and what is left, as {@link RExec.usage}. */
  async usage(): Promise<RemoteUsage> {
    return remoteUsage(await this.#ask('usage'), this.#held.share);
  }

  /** Why an operation is allowed or refused in the cell, as {@link RExec.explain}: at once. */
  explain(operation: Operation): Explanation {
    return explained(this.#held.share, operation, pathOfHost);
  }

  /**
   * Ends the cell and every cell within it, whatever they are doing, as {@link RExec.end}.
   *
   * @returns a promise that is settled when the process is gone, and its memory free; of a thread, when that is gone or is
   * known to be in a built-in that can't be stopped (docs/limits.md).
   */
  async end(): Promise<void> {
    const { connection, share } = this.#held;
    if (this.#isFirst) {
      connection.end();
      await connection.over;
      return;
    }
    if (connection.isAlive) await this.#ask('end').catch(() => undefined);
    share.end();
  }

  /** As {@link RemoteRExec.end}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  async #run(
    method: Method,
    source: string | RemoteProgram,
    { file }: SourceOptions,
    run: RunOptions = {},
  ): Promise<unknown> {
    const program = RemoteProgram.numberOf(source, method, this.#held.connection);
    return await this.#ask('run', method, program, { ...run, file });
  }

  /** Has something done with the cell. */
  async #ask(what: string, ...args: readonly unknown[]): Promise<unknown> {
    const { connection, share, number } = this.#held;
    if (connection.isAlive) share.requireLife();
    const ran = (await connection.call(what, number, ...args)) as Ran | undefined;
    const exitCode = ran?.exitCode;
    if (typeof exitCode === 'number' && Number.isSafeInteger(exitCode)) this.#exitCode = exitCode;
    return connection.valueOf(ran?.outcome, ran);
  }

  async #withFiles<T>(stdio: Stdio, act: (run: RunOptions) => Promise<T>): Promise<T> {
    const { connection, share } = this.#held;
    const files = filesMessage(stdio, share, (run) => connection.downOwn(run));
    try {
      return await act({ files: files.message });
    } finally {
      files.end();
    }
  }

  async #import(how: 'rImport' | 'rReload', module: Namespace | string, run: RunOptions): Promise<Namespace> {
    const specifier =
      how === 'rImport' ? text(module, 'rImport takes a module specifier: a string') : this.#moduleOf(module);
    const { module: number, exports } = moduleIn(await this.#ask(how, specifier, run));
    const view = create(null) as Record<string, unknown>;
    defineProperty(view, Symbol.toStringTag, { value: 'Module' });
    for (const [name, outcome] of exports) {
      // `await` would call it in the host's name; the other side refuses such a module, if it is ours.
      if (name === 'then') throw new ImportError({ specifier: String(specifier), why: "it exports 'then'" });
      let get: () => unknown;
      try {
        const [value] = valueOf(outcome, guestError) as readonly unknown[];
        get = () => value;
      } catch (error) {
        get = () => {
          throw error;
        };
      }
      defineProperty(view, name, { get, enumerable: true });
    }
    this.#modules.set(freeze(view), number);
    return view;
  }

  #moduleOf(module: Namespace | string): number | string {
    if (typeof module === 'string') return module;
    const number = typeof module === 'object' && module !== null ? this.#modules.get(module) : undefined;
    if (number !== undefined) return number;
    throw new TypeError('a module is a specifier, or a namespace that rImport of this cell gave');
  }
}
