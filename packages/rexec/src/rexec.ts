/**
 * `RExec`, restricted execution: the host's face of a cell in this realm. The life of a cell is in cell/cell.ts.
 *
 * After Python's class of the name (1995 to 2003): what a cell may have is said by class attributes, which a subclass
 * changes; they are read once, when an instance is made.
 */
import { printable, PrivilegeError } from './errors/index.js';
import { Cell, compileForHost } from './cell/cell.js';
import type { Namespace } from './cell/namespace.js';
import type { Compiled, ProgramKind } from './cell/program.js';
import { type EndowmentRequest, type Endowments, endowmentsOf, narrowed, requestedEndowments } from './endowments.js';
import type { Logger } from './logger.js';
import type { ConsoleSink, Stdio } from './names/output.js';
import { type Policy, type PolicyInput, diff, policyOf, presetLimits, requestOf } from './policy/index.js';
import { Program } from './program.js';

/** The lines of a policy that an option or a request can have; endowments are given beside them. */
type PolicyLines = Omit<PolicyInput, 'endowments' | '$schema'>;

/** What a cell is made with: policy lines, each in place of the class's, and what the host gives. */
export interface RExecOptions<E extends Endowments = Endowments> extends PolicyLines {
  /** What the guest finds under these names: data as copies, objects with methods as bastions. */
  readonly endowments?: E;
  /** What errors call the cell. */
  readonly name?: string;
  /**
   * Takes what the cell tells its host beside results: errors of callbacks that nobody called for. Without it they are
   * lines on stderr, as many as `limits.outputBytes` allows. A nested cell tells the same logger.
   */
  readonly logger?: Logger;
  /** Takes each call of the cell's console, in place of its `stdio`: a host's own log. */
  readonly console?: ConsoleSink;
  /** The cell's streams, in place of the host's own. */
  readonly stdio?: Stdio;
}

/** What a nested cell is asked for with. A line that is left out grants nothing; a restriction left out stays. */
export interface NestRequest<E extends Endowments = Endowments> extends PolicyLines {
  /** Which of the cell's endowments: by name, or by name with a filter of methods. */
  readonly endowments?: EndowmentRequest<E>;
  /** What errors call the nested cell. */
  readonly name?: string;
}

/** How a source is named. */
export interface SourceOptions {
  /** The file that positions in its errors name. */
  readonly file?: string;
}

/** What options and requests have beside policy lines. */
type BesideLines = 'console' | 'endowments' | 'logger' | 'name' | 'stdio';

const linesOf = <T extends { readonly [Name in BesideLines]?: unknown }>(options: T): Omit<T, BesideLines> => {
  const { console: _console, endowments: _endowments, logger: _logger, name: _name, stdio: _stdio, ...lines } = options;
  return lines;
};

type Method = 'rEval' | 'rExec' | 'rExecAsync';

const kinds: Record<Method, ProgramKind> = { rEval: 'expression', rExec: 'program', rExecAsync: 'async' };

let made = 0;

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
    const lines = { ...linesOf(options), endowments: [...endowments.keys()] };
    const base = process.cwd();
    const first = policyOf(RExec, base);
    const defaults = new.target === RExec ? first : policyOf(new.target, { base, defaults: first });
    const policy = policyOf(lines, { base, defaults });
    made += 1;
    const { name = `cell ${made}`, logger, console, stdio } = options;
    this.#cell = new Cell({ name, policy, endowments, logger, outputs: { console, stdio } });
  }

  /** What the cell may have: read when it was made, frozen. */
  get policy(): Policy {
    return this.#cell.policy;
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
    return await this.#cell.import(specifier);
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
   * Makes a cell within this one, which can only have less.
   *
   * @param request - what it is to have; a line that is left out grants nothing.
   * @throws PrivilegeError (`ERR_PRIVILEGE`) with every line that asks for more than this cell has.
   * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the request.
   * @throws CellEndedError (`ERR_CELL_ENDED`) once this cell has ended.
   * @example
   * const rex = new RExec({ okPath: ['./plugins'], endowments: { store: bastion(store) } });
   * const formatter = rex.nest({ okPath: ['./plugins/formatter'], endowments: { store: allow('read') } });
   */
  nest<const R extends NestRequest<E>>(request: R & NestRequest<E> = {} as R & NestRequest<E>): RExec<Nested<E, R>> {
    this.#cell.requireLife();
    const filters = requestedEndowments(request.endowments);
    const asked = requestOf({ ...linesOf(request), endowments: [...filters.keys()] }, this.policy, process.cwd());
    const excess = diff(asked, this.policy);
    if (excess.length > 0) throw new PrivilegeError(printable(this.name), excess);
    const endowments = new Map<string, unknown>();
    for (const [name, filter] of filters) endowments.set(name, narrowed(name, this.#cell.endowments.get(name), filter));
    const name = request.name ?? `${this.name}/${this.#cell.fileFor('nest')}`;
    const cell = new Cell({ name, policy: asked, endowments, parent: this.#cell });
    return new (RExec as unknown as new (cell: Cell) => RExec<Nested<E, R>>)(cell);
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
