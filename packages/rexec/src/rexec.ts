/**
 * `RExec`, restricted execution: the host's face of a cell in this realm. The life of a cell is in cell/cell.ts.
 *
 * After Python's class of the name (1995 to 2003): what a cell may have is said by class attributes, which a subclass
 * changes; they are read once, when an instance is made.
 */
import type { GuestPosition } from '@padded-cell/bastion';
import { Cell } from './cell/cell.js';
import { compileForHost, compileTyped } from './cell/compiling.js';
import type { Completion } from './cell/complete.js';
import type { Namespace } from './cell/namespace.js';
import type { Compiled, ProgramKind } from './cell/program.js';
import { type Endowments, endowmentsOf } from './endowments.js';
import { cellWithin } from './nesting/nest.js';
import {
  filesOf,
  type Interaction,
  linesOf,
  type NestOptions,
  type NestRequest,
  type RExecOptions,
  type SafeOptions,
  type SourceOptions,
  type SpawnOptions,
  type SpawnWithinOptions,
} from './options.js';
import type { Stdio } from './names/output.js';
import type { HostModule } from './modules/made.js';
import { type Explanation, type Operation, explained, pathOfHost } from './nesting/explain.js';
import { type Usage, usageOf } from './nesting/usage.js';
import { type Policy, type PolicyInput, policyOf, presetLimits } from './policy/index.js';
import type { RemoteRExec } from './wall/host/remote-rexec.js';
import type { Spawning } from './wall/host/spawn.js';
import { requireWall } from './wall/host/walls.js';
import { RFile } from './powers/files/r-file.js';
import { Program } from './program.js';

type Method = 'rEval' | 'rExec' | 'rExecAsync';

const kinds: Record<Method, ProgramKind> = { rEval: 'expression', rExec: 'program', rExecAsync: 'async' };

let made = 0;

const nextName = (): string => {
  made += 1;
  return `cell ${made}`;
};

/** The policy that options ask for, each line in place of the class's. */
const policyFor = (
  Class: typeof RExec,
  options: RExecOptions,
  endowments: readonly string[],
  wall: 'process' | 'realm' | 'thread' = 'realm',
): Policy => {
  const base = process.cwd();
  const presets = wall === 'realm' ? {} : { limits: presetLimits(wall) };
  const first = policyOf(presets, { base, defaults: policyOf(RExec, base) });
  const ofClass = Class === RExec ? first : policyOf(Class, { base, defaults: first });
  // The limits that a class has of RExec are those of the realm.
  const hasOwn = Class === RExec || Class.limits !== RExec.limits;
  const defaults = hasOwn ? ofClass : policyOf(presets, { base, defaults: ofClass });
  return policyOf({ ...linesOf(options), endowments }, { base, defaults });
};

/** What a cell beyond a wall is made with, as a class and options say it: all but the process or the thread. */
export const spawningOf = (
  Class: typeof RExec,
  { wall = 'process', largestValue, ...rest }: SpawnOptions,
): Omit<Spawning, 'home'> => {
  const endowments = endowmentsOf(rest.endowments ?? {});
  const { name = nextName(), hooks, loader, conditions, logger, console, stdio, args, verbose, root } = rest;
  return {
    wall,
    largestValue,
    asked: new Set(Object.keys({ ...(Class.limits === RExec.limits ? {} : Class.limits), ...rest.limits })),
    name,
    policy: policyFor(Class, rest, [...endowments.keys()], wall),
    endowments,
    hooks,
    loader,
    conditions,
    logger,
    outputs: { console, stdio },
    args: [...(args ?? [])],
    verbose,
    root,
  };
};

/**
 * A cell: an environment in which a guest's code runs with what its host gives it, and reaches nothing else.
 *
 * The realm must be locked down: `import '@padded-cell/rexec/lockdown'` is the program's first import.
 *
 * @typeParam E - the endowments, by name.
 * @example
 * import '@padded-cell/rexec/lockdown';
 * import { bastion } from '@padded-cell/bastion';
 * import { RExec } from '@padded-cell/rexec';
 *
 * class PluginRExec extends RExec {
 *   static override okPath = ['./plugins'];
 * }
 * class Account {
 *   #total = 0;
 *   add(n) { this.#total += n; }
 *   total() { return this.#total; }
 * }
 * const rex = new PluginRExec({ endowments: { account: bastion(new Account()) } });
 * rex.rExec('const before = account.total(); account.add(5)');
 * rex.rEval('before + 5');   // 5
 */
export class RExec<E extends Endowments = Endowments> {
  /** Globals withheld from a cell. */
  static nokBuiltinNames: PolicyInput['nokBuiltinNames'] & {} = [];
  /** The host's modules that can be imported, each in its restricted form. */
  static okBuiltinModules: PolicyInput['okBuiltinModules'] & {} = [];
  /** Directories (or files) that can be imported from and read; relative ones start from the current directory. */
  static okPath: PolicyInput['okPath'] & {} = [];
  /** Directories (or files) that can be written. */
  static okWritePath: PolicyInput['okWritePath'] & {} = [];
  /** Kinds of file that can be imported. */
  static okFileTypes: PolicyInput['okFileTypes'] & {} = ['esm'];
  /** Names of `node:fs` and `node:os` that exist in a cell. */
  static okPosixNames: PolicyInput['okPosixNames'] & {} = [];
  /** Names of `process` that exist in a cell. */
  static okSysNames: PolicyInput['okSysNames'] & {} = [];
  /** Environment variables that a cell can read. */
  static okEnvNames: PolicyInput['okEnvNames'] & {} = [];
  /** Hosts that `fetch` can reach. */
  static okHosts: PolicyInput['okHosts'] & {} = [];
  /** What `Date` tells: nothing, the real time, or one instant. */
  static clock: PolicyInput['clock'] & {} = 'none';
  /** Where `Math.random()` gets its numbers: nowhere, from the engine, or from a seed. */
  static random: PolicyInput['random'] & {} = 'none';
  /** Which language and time zone `Intl` and `Date` speak: none and UTC, the host's, or given ones. */
  static intl: PolicyInput['intl'] & {} = 'none';
  /** What a cell, with all cells within it, may spend. */
  static limits: PolicyInput['limits'] & {} = presetLimits('realm');

  readonly #cell: Cell;

  /**
   * Makes a cell.
   *
   * @param options - endowments, a name, and policy lines in place of the class's.
   * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the policy.
   * @throws LockdownError (`ERR_LOCKDOWN`) where the realm is not locked down.
   */
  constructor(options?: RExecOptions<E>);
  constructor(options: RExecOptions<E> | Cell = {}) {
    if (options instanceof Cell) {
      this.#cell = options;
      return;
    }
    const endowments = endowmentsOf(options.endowments ?? {});
    const policy = policyFor(new.target, options, [...endowments.keys()]);
    const { name = nextName(), logger, console, stdio, args, verbose, root } = options;
    this.#cell = new Cell({
      name,
      policy,
      endowments,
      hooks: options.hooks,
      loader: options.loader,
      conditions: options.conditions,
      logger,
      outputs: { console, stdio },
      args: [...(args ?? [])],
      verbose,
      root,
    });
    this.#cell.modules.importsBy((specifier) =>
      this.rImport === RExec.prototype.rImport ? undefined : this.rImport(specifier),
    );
    // Read now: a policy that names a place outside of the root is an error of whoever makes the cell.
    if (root !== undefined) this.#cell.opening.files();
    this.#cell.opening.opensBy((path, mode) =>
      this.rOpen === RExec.prototype.rOpen ? undefined : RFile.openOf(this.rOpen(path, mode)),
    );
  }

  /**
   * Makes a cell in a process of its own (or a thread): the same guest code, the same policy, modules and nesting, with
   * limits that hold. The host needs no lockdown. Class attributes are read as for `new`; methods that a subclass overrides
   * are not called.
   *
   * @param options - those of `new`, and `wall`: `'process'`, for code that is not trusted, where nothing is said;
   * `'thread'`, for code that is, and may have a fault. Limits that are not given are those of `presetLimits(wall)`.
   * @returns the cell, when it is ready: with the methods of this class, each of which gives a promise.
   * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the policy.
   * @throws RangeError for a `memoryMb` that no process starts with.
   * @throws CellCrashedError (`ERR_CELL_CRASHED`) where the process does not get ready.
   * @example
   * const far = await RExec.spawn({ limits: { cpuMs: 500, memoryMb: 64 } });
   * await far.rEval('6 * 7');   // 42
   * await far.end();
   */
  static async spawn<E extends Endowments = Endowments>(options: SpawnOptions<E> = {}): Promise<RemoteRExec<E>> {
    const { wall = 'process' } = options;
    requireWall(wall);
    const { spawned, homes } = await import('./wall/host/spawn.js');
    return await spawned({ ...spawningOf(this, { ...options, wall }), home: homes[wall] });
  }

  /** What the cell may have: read when it was made, frozen. */
  get policy(): Policy {
    return this.#cell.policy;
  }

  /** What the guest has set as `process.exitCode`, for a host that ends with it; 0 where it has set none. */
  get exitCode(): number {
    return this.#cell.exitCode;
  }

  /** What errors call the cell. */
  get name(): string {
    return this.#cell.name;
  }

  /**
   * Evaluates an expression.
   *
   * @param source - the text of one expression, or a program compiled from one by `compile(source, 'rEval')`.
   * @returns its value, across to the host: data as a copy, objects with methods and functions as bastions.
   * @throws GuestError (`guest === true`) for what the guest threw, and for text that is no expression.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once the cell has ended.
   * @example
   * new RExec().rEval('6 * 7');   // 42
   */
  rEval(source: string | Program, options?: SourceOptions): unknown {
    const { program, file } = this.#programOf('rEval', source, options);
    return this.#cell.run(program, file);
  }

  /**
   * Executes statements. What they declare at the top level stays for the next call; declared anew, a name is replaced.
   *
   * @param source - the text, or a program compiled from it.
   * @throws GuestError (`guest === true`) for what the guest threw, and for text that is no program.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once the cell has ended.
   * @example
   * const rex = new RExec();
   * rex.rExec('let count = 1; function more() { count += 1; }');
   * rex.rExec('more()');
   * rex.rEval('count');   // 2
   */
  rExec(source: string | Program, options?: SourceOptions): void {
    const { program, file } = this.#programOf('rExec', source, options);
    this.#cell.run(program, file);
  }

  /**
   * Executes statements that may `await` at the top level, to their end. Otherwise as {@link RExec.rExec}.
   *
   * A guest that never gets to its end keeps the promise waiting; where that matters, race it against a clock.
   *
   * @param source - the text, or a program compiled from it by `compile(source, 'rExecAsync')`.
   * @throws as rExec does, by rejecting.
   */
  async rExecAsync(source: string | Program, options?: SourceOptions): Promise<void> {
    const { program, file } = this.#programOf('rExecAsync', source, options);
    await this.#cell.runAsync(program, file);
  }

  /**
   * Runs what someone typed at a console, as Python's `code.InteractiveConsole` does: statements, which may `await`.
   *
   * @returns what the value of the last one looks like, where it is an expression and has one: rendered without running
   * any code of the guest's. And whether the text is complete: where it is not, nothing was run.
   * @throws as rExecAsync does, by rejecting.
   * @example
   * const rex = new RExec();
   * await rex.rInteract('class Point { x = 1 }; new Point()');   // { isComplete: true, text: 'Point { x: 1 }' }
   * await rex.rInteract('if (true) {');   // { isComplete: false }
   */
  async rInteract(source: string, options?: SourceOptions): Promise<Interaction> {
    if (typeof source !== 'string') throw new TypeError('rInteract takes source text');
    this.#cell.requireLife();
    const file = options?.file ?? this.#cell.fileFor('rInteract');
    const program = compileTyped(source, file);
    if (program === undefined) return { isComplete: false };
    const text = await this.#cell.runAsync(program, file);
    return text === undefined ? { isComplete: true } : { isComplete: true, text };
  }

  /**
   * What could follow a text that someone is typing at a console: the cell's names, and those of members.
   *
   * No code of the guest's runs, so nothing is known of what is behind a getter, a Proxy or a call.
   *
   * @example
   * new RExec().rComplete('Math.sq');   // { names: ['sqrt'], of: 'sq' }
   */
  rComplete(text: string): Completion {
    return this.#cell.complete(text);
  }

  /**
   * Where this cell's guest was, by the text of a stack: of what `onUnhandledRejection` reports, for one, since a promise
   * that nobody handled belongs to no call. Places of the host, and of other cells, are left out.
   *
   * @param stack - a stack as `stackOf` or a report of `@padded-cell/rexec/lockdown` has it.
   * @returns the guest's own files, lines and columns, innermost first.
   */
  positionsIn(stack: string): readonly GuestPosition[] {
    return this.#cell.placesIn(stack);
  }

  /**
   * Executes the statements in a file, as {@link RExec.rExec} does; errors name the file.
   *
   * @param path - a path relative to a directory of `okPath`; an absolute one, or a `file:` URL, in one.
   * @throws ImportError (`ERR_IMPORT`) for what is not there or not granted.
   * @throws as rExec does.
   */
  rExecFile(path: string): void {
    if (typeof path !== 'string') throw new TypeError('rExecFile takes the path of a file: a string');
    const { text, file } = this.#cell.modules.programIn(path);
    this.#cell.run(this.#compiled(text, 'rExec', file), file);
  }

  /**
   * {@link RExec.rEval} with files in place of the cell's stdin, stdout and stderr, its console's included, for this call:
   * what the guest does in it writes to these, and to its own again when it is over, however it ended. Of a file the
   * guest has no more than the cell's `process.stdout` and `process.stdin` have; a file left out stays as it is.
   *
   * @example
   * const output = new StringIO();
   * new RExec().sEval("console.log('hello')", { stdout: output });
   * output.text;   // 'hello\n'
   */
  sEval(source: string | Program, options: SafeOptions = {}): unknown {
    return this.#cell.withFiles(filesOf(options), () => this.rEval(source, options));
  }

  /** {@link RExec.rExec} with files of its own, as {@link RExec.sEval}. */
  sExec(source: string | Program, options: SafeOptions = {}): void {
    this.#cell.withFiles(filesOf(options), () => {
      this.rExec(source, options);
    });
  }

  /** {@link RExec.rExecAsync} with files of its own to its end, as {@link RExec.sImport}. */
  async sExecAsync(source: string | Program, options: SafeOptions = {}): Promise<void> {
    await this.#cell.withFilesAsync(filesOf(options), () => this.rExecAsync(source, options));
  }

  /** {@link RExec.rExecFile} with files of its own, as {@link RExec.sEval}. */
  sExecFile(path: string, files: Stdio = {}): void {
    this.#cell.withFiles(filesOf(files), () => {
      this.rExecFile(path);
    });
  }

  /**
   * {@link RExec.rImport} with files of its own, as {@link RExec.sEval}, until it is over. Of calls that overlap each has
   * its own files, after every `await` of the guest's too.
   */
  async sImport(specifier: string, files: Stdio = {}): Promise<Namespace> {
    return await this.#cell.withFilesAsync(filesOf(files), () => this.rImport(specifier));
  }

  /** {@link RExec.rReload} with files of its own, as {@link RExec.sImport}. */
  async sReload(module: Namespace | string, files: Stdio = {}): Promise<Namespace> {
    return await this.#cell.withFilesAsync(filesOf(files), () => this.rReload(module));
  }

  /** {@link RExec.rUnload}, by the name that goes with the others. */
  async sUnload(module: Namespace | string): Promise<void> {
    await this.rUnload(module);
  }

  /**
   * The module of a name, made empty where there is none: an object whose properties are what it has. Guests import it by
   * that name, whatever `okBuiltinModules` says; it comes before a module of Node's of the same name.
   *
   * A value crosses when it is set. Who has imported a name sees what it is set to later; a name that is added later is
   * there for later imports.
   *
   * `'__main__'` is the cell's scope: the declarations of its programs. `'__builtins__'` is its globals: what is set there
   * is a constant for programs and modules, but no name that the cell started with can be set.
   *
   * @example
   * const rex = new RExec();
   * rex.addModule('settings').size = 3;
   * await rex.rExecAsync("const { size } = await import('settings')");
   * rex.addModule('__main__').size;   // 3
   * rex.addModule('__builtins__').sin = Math.sin;
   * rex.rEval('sin(0)');   // 0
   */
  addModule(name: string): HostModule {
    if (typeof name !== 'string') throw new TypeError('addModule takes the name of a module: a string');
    return this.#cell.modules.module(name);
  }

  /**
   * Imports a module from a file under `okPath`.
   *
   * @param specifier - `./file.js`, sought in each directory of `okPath`; an absolute path or a `file:` URL in one.
   * @returns its exports, each crossing to the host when it is read: live, and data a fresh copy each time.
   * @throws ImportError (`ERR_IMPORT`) for what is not there or not granted, in it or in what it imports; it names the
   * specifier, the importer and the policy line.
   * @throws GuestError (`guest === true`) for what the module threw, and for text that is no module.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once the cell has ended.
   */
  async rImport(specifier: string): Promise<Namespace> {
    if (typeof specifier !== 'string') throw new TypeError('rImport takes a module specifier: a string');
    return await this.#cell.modules.import(specifier);
  }

  /**
   * Loads a module afresh, from its text as it is now. Who has imported it keeps what it has; who imports it from now on
   * gets the new one. What it imports in turn is not loaded afresh.
   *
   * @param module - a namespace that rImport gave, or a specifier as rImport takes it.
   * @returns the exports of the new one.
   * @throws as rImport does.
   */
  async rReload(module: Namespace | string): Promise<Namespace> {
    return await this.#cell.modules.reload(module);
  }

  /**
   * Forgets a module: who imports it from now on gets it loaded afresh. Who has imported it keeps it.
   *
   * @param module - a namespace that rImport gave, or a specifier as rImport takes it.
   */
  async rUnload(module: Namespace | string): Promise<void> {
    await this.#cell.modules.unload(module);
  }

  /**
   * Compiles a source once, to run many times, in any cell.
   *
   * @param source - the text.
   * @param method - the method that is to run it.
   * @throws GuestError (`guest === true`) with the place, for text that is not what the method takes.
   * @example
   * const rex = new RExec();
   * const tick = rex.compile('n += 1');
   * rex.rExec('let n = 0');
   * for (let i = 0; i < 3; i += 1) rex.rExec(tick);
   * rex.rEval('n');   // 3
   */
  compile(source: string, method: Method = 'rExec', options: SourceOptions = {}): Program {
    const file = options.file ?? this.#cell.fileFor('compile');
    return new Program(this.#compiled(source, method, file), file);
  }

  /**
   * Opens a file: any under `okPath` to be read, any under `okWritePath` to be written.
   *
   * A subclass may override it, to refuse more or to have another file opened, and returns what `super.rOpen` gave: the
   * guest's `node:fs` opens its files by it too, in this cell and the cells within. What it gives is still asked for its place.
   *
   * @param path - absolute, or relative to the current directory (to the first place that is granted, where that is none).
   * @param mode - as Node's flags: `r`, `r+`, `w`, `wx`, `a`, …
   * @throws IOError with Node's code: `EACCES` for what the policy does not grant, `ENOENT`, …
   * @throws LimitError (`ERR_LIMIT`) for more files or bytes than `limits` has.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once the cell has ended.
   */
  rOpen(path: string, mode: string = 'r'): RFile {
    return new RFile(this.#cell.opening.files(), path, mode);
  }

  /**
   * Makes a cell within this one, which can only have less.
   *
   * @param request - what it is to have; a line that is left out grants nothing.
   * @param options - `clip: true` gives of what is asked for as much as this cell has, in place of an error.
   * @throws PrivilegeError (`ERR_PRIVILEGE`) with every line that asks for more than this cell has.
   * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the request.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once this cell has ended.
   * @example
   * const rex = new RExec({ okPath: ['./plugins'], endowments: { store: bastion(store) } });
   * const formatter = rex.nest({ okPath: ['./plugins/formatter'], endowments: { store: allow('read') } });
   */
  nest<const R extends NestRequest<E>>(
    request: R & NestRequest<E> = {} as R & NestRequest<E>,
    { clip = false }: NestOptions = {},
  ): RExec<Nested<E, R>> {
    const cell = cellWithin(this.#cell, request, clip);
    return new (RExec as unknown as new (cell: Cell) => RExec<Nested<E, R>>)(cell);
  }

  /**
   * Makes a cell within this one, as {@link RExec.nest}, in a process or a thread of its own, as `RExec.spawn`: what it uses
   * of time and memory, too, is used of this one's limits.
   *
   * @param request - what it is to have; a limit that is left out is as this cell's.
   * @param options - `wall`, `'process'` where nothing is said; `clip` as for nest.
   * @throws as nest, and as `RExec.spawn`.
   */
  async spawn<const R extends NestRequest<E>>(
    request: R & NestRequest<E> = {} as R & NestRequest<E>,
    options: SpawnWithinOptions = {},
  ): Promise<RemoteRExec<Nested<E, R>>> {
    const { spawnedWithin } = await import('./wall/host/spawn.js');
    return await spawnedWithin(this.#cell, request, options);
  }

  /**
   * What the cell, with all cells within it, has used of its limits, and what is left.
   *
   * @example
   * const rex = new RExec({ endowments: { tick() {} }, limits: { endowmentCalls: 100 } });
   * rex.rExec('tick(); tick()');
   * rex.usage().limits.endowmentCalls;   // { used: 2, allowed: 100, left: 98 }
   */
  usage(): Usage {
    return usageOf(this.#cell);
  }

  /**
   * Why an operation is allowed or refused in the cell, and which level of nesting decides.
   *
   * @param operation - one of `{ read: path }`, `{ write: path }`, `{ import: specifier }`, `{ fetch: url }`,
   * `{ env: name }`, `{ global: name }`, `{ process: name }`, `{ posix: name }`, `{ endowment: name }`,
   * `{ spend: limit }`; relative paths start from the current directory.
   * @throws TypeError for anything else.
   * @example
   * new RExec({ okEnvNames: ['LANG'] }).explain({ env: 'HOME' }).allowed;   // false
   */
  explain(operation: Operation): Explanation {
    return explained(this.#cell, operation, pathOfHost);
  }

  /**
   * Ends the cell and every cell within it: nothing more runs in it for the host, and what was endowed to it, and what
   * came out of it, is dead. A guest's own promises still settle, without effect.
   */
  end(): void {
    this.#cell.end();
  }

  /** As {@link RExec.end}, for `using`. */
  [Symbol.dispose](): void {
    this.end();
  }

  #compiled(source: unknown, method: Method, file: string): Compiled {
    if (typeof source !== 'string') throw new TypeError(`${method} takes source text, or a program that compile gave`);
    return compileForHost(kinds[method], source, file);
  }

  #programOf(method: Method, source: unknown, options: SourceOptions | undefined): { program: Compiled; file: string } {
    this.#cell.requireLife();
    const known = Program.compiledOf(source);
    if (known === undefined) {
      const file = options?.file ?? this.#cell.fileFor(method);
      return { program: this.#compiled(source, method, file), file };
    }
    if (known.kind !== kinds[method]) {
      throw new TypeError(`this program was not compiled for ${method}: compile(source, '${method}') does that`);
    }
    return { program: known, file: options?.file ?? (source as Program).file };
  }
}

/** The endowments of a nested cell. */
export type Nested<E extends Endowments, R extends NestRequest<E>> = R['endowments'] extends readonly (infer N)[]
  ? Pick<E, N & keyof E & string>
  : Pick<E, keyof R['endowments'] & keyof E & string>;
