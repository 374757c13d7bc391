/**
 * The life of a cell in this realm: made with what the host gives, run, nested in, ended.
 *
 * Trusts: the host's endowments to be what it means to give. Invariants: a value leaves or enters only through the
 * cell's own membrane, so that siblings share no object; what is thrown leaves as an error of the host's; and after
 * the end nothing runs for the host and nothing the cell was given works.
 */
import { GuestError } from '@padded-cell/bastion';
import { type Membrane, type MembraneOptions, createMembrane } from '@padded-cell/bastion/membrane';
import { CellEndedError, printable } from '../errors/index.js';
import type { CheckedHooks, RHooks } from '../loader/hooks/hooks.js';
import { cacheFor } from '../loader/archive.js';
import { checkedHooks } from '../loader/hooks/checked.js';
import { FileHooks } from '../loader/hooks/file.js';
import { Roots } from '../loader/hooks/roots.js';
import type { Module } from '../loader/linking/module.js';
import { Loader } from '../loader/loader.js';
import type { RLoader } from '../loader/own-loader.js';
import type { Package } from '../loader/packages/graph.js';
import { type ProgramFile, readProgram } from '../loader/program-file.js';
import { type HostModule, MadeModules } from '../modules/made.js';
import { CellFiles, type Opener } from '../powers/files/cell-files.js';
import { Powers } from '../powers/powers.js';
import { powersFor } from '../powers/registry.js';
import { harden, requireCompartment } from '../lockdown/realm.js';
import { guardRejections } from '../lockdown/rejections.js';
import type { Logger } from '../logger.js';
import { looksOf } from '../names/console.js';
import { OwnNames } from '../names/names.js';
import type { OutputOptions } from '../names/output.js';
import { type Files, redirected, redirectedAsync } from '../names/redirection.js';
import type { Policy } from '../policy/index.js';
import { policyOfPackage } from '../policy/packages.js';
import { engineFor } from '../nesting/engine.js';
import { insideOf } from '../nesting/inside.js';
import { type Allowance, Ledger } from '../policy/ledger.js';
import { type Completion, completionOf } from './complete.js';
import { cellModule } from './cell-modules.js';
import { Ending } from './ending.js';
import { Trace, watching } from '../trace.js';
import { isUnfinished } from './single.js';
import { type Namespace, namespaceView } from './namespace.js';
import { SourceError } from './parse.js';
import { Thrown } from './thrown.js';
import { Positions } from './positions.js';
import { CellSite } from './site.js';
import { type Compiled, type ProgramKind, compile } from './program.js';

/** What a cell is made with. */
export interface CellParts {
  readonly name: string;
  readonly policy: Policy;
  /** The host's values, as it gave them. */
  readonly endowments: ReadonlyMap<string, unknown>;
  readonly parent?: Cell;
  /** What modules are read by, in place of the parent's hooks, or of files under `okPath`. */
  readonly hooks?: RHooks | undefined;
  /** What loads its modules in place of its own loader; a nested cell has its parent's. */
  readonly loader?: RLoader | undefined;
  /** Makes the membrane; where a guest makes the cell, it is that guest's own engine. */
  readonly createMembrane?: (options: MembraneOptions) => Membrane;
  /** What whoever made the cell gets for using what has ended with it. */
  readonly endedError?: () => Error;
  /** What the guest finds in `process.argv` after the two first. */
  readonly args?: readonly string[];
  /** Whether it tells its host of imports, accesses and refusals. */
  readonly verbose?: boolean | undefined;
  /** The directory that is the guest's `/`; a nested cell's is its parent's. */
  readonly root?: string | undefined;
  /** Takes what the cell tells its host. */
  readonly logger?: Logger | undefined;
  /** Where its text goes; a nested cell's goes where its parent's does. */
  readonly outputs?: OutputOptions;
}

/** A host's own way to import for programs; undefined where it leaves that to the cell. */
export type ImportBy = (specifier: string) => Promise<Namespace> | undefined;

interface ViewedModule {
  readonly module: Module;
  /** What the host asked for it by. */
  readonly specifier: string;
  /** The guest's own namespace. */
  readonly namespace: object;
}

/** A source that cannot be run, as the host gets it. */
const sourceFault = ({ kind, message, place }: SourceError, file: string): GuestError => {
  if (place === undefined) return new GuestError(kind, `${message} (${file})`);
  const { line, column } = place;
  return new GuestError(kind, `${message} (${file}:${line}:${column})`, undefined, [
    { function: undefined, file, line, column },
  ]);
};

/** Compiles a source for the host. @throws GuestError where it is not what its kind asks for */
export const compileForHost = (kind: ProgramKind, source: string, file: string): Compiled => {
  try {
    return compile(kind, source);
  } catch (error) {
    throw error instanceof SourceError ? sourceFault(error, file) : error;
  }
};

/** Compiles what was typed at a console; undefined where it is not yet a whole program. @throws as compileForHost */
export const compileTyped = (source: string, file: string): Compiled | undefined => {
  try {
    return compile('single', source);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (isUnfinished(source, error)) return undefined;
    throw sourceFault(error, file);
  }
};

/** A cell in this realm. */
export class Cell {
  readonly name: string;
  readonly policy: Policy;
  readonly endowments: ReadonlyMap<string, unknown>;
  /** Those that were given, to it or to a cell around it. */
  readonly hooks: RHooks | undefined;
  /** The host's own loader, given to it or to a cell around it. */
  readonly loader: RLoader | undefined;
  readonly logger: Logger | undefined;
  readonly outputs: OutputOptions;
  readonly args: readonly string[];
  readonly verbose: boolean;
  /** The directory that is the guest's `/`, where that is not the host's. */
  readonly root: string | undefined;
  /** The places of its files, where they led when it was made: in those of the cell it is in. */
  readonly roots: Readonly<Record<'okPath' | 'okWritePath', Roots>>;
  /** What the guest has set as `process.exitCode`. */
  exitCode = 0;
  readonly #ledger: Ledger;
  readonly #own: OwnNames;
  readonly #ending = new Ending();
  readonly #parent: Cell | undefined;
  readonly #children = new Set<Cell>();
  readonly #membrane: Membrane;
  readonly #thrown: Thrown;
  readonly #trace: Trace | undefined;
  readonly #positions = new Positions();
  readonly #hooks: CheckedHooks;
  readonly #loader: Loader;
  /** What the views that the host has are of. */
  readonly #namespaces = new WeakMap<Namespace, ViewedModule>();
  readonly #site: CellSite;
  /** Those of the packages in it, by their directories. */
  readonly #sites = new Map<string, CellSite>();
  readonly #counts = new Map<string, number>();
  readonly #hostModules = new Map<string, HostModule>();
  #dynamicImport: unknown;
  #made: MadeModules | undefined;
  #files: CellFiles | undefined;
  #opener: Opener | undefined;
  /** How the imports of programs go, where the host has its own way. */
  #importBy: ImportBy | undefined;
  #hasEnded = false;

  /** @throws LockdownError where the realm cannot hold cells; CellEndedError where the parent has ended. */
  constructor(parts: CellParts) {
    const { policy, endowments, parent, logger, outputs, args, verbose } = parts;
    requireCompartment();
    guardRejections();
    parent?.requireLife();
    this.name = parts.name;
    this.policy = policy;
    this.endowments = endowments;
    this.hooks = parts.hooks ?? parent?.hooks;
    this.loader = parts.loader ?? parent?.loader;
    this.logger = logger ?? parent?.logger;
    this.outputs = outputs ?? parent?.outputs ?? {};
    this.args = args ?? [];
    this.root = parts.root ?? parent?.root;
    this.roots = {
      okPath: new Roots(policy.okPath, parent?.roots.okPath),
      okWritePath: new Roots(policy.okWritePath, parent?.roots.okWritePath),
    };
    this.verbose = verbose ?? parent?.verbose ?? false;
    this.#parent = parent;
    this.#ledger = new Ledger(printable(this.name), policy, parent === undefined ? undefined : parent.#ledger);
    this.#own = new OwnNames({
      cell: this.name,
      policy,
      ledger: this.#ledger,
      logger: this.logger,
      outputs: this.outputs,
      outer: outputs === undefined && parent !== undefined ? parent.#own.output : undefined,
      refuse: this.verbose ? (error) => this.#thrown.refused(error) : undefined,
      upward: (reason) => this.#thrown.forHost(reason),
      downward: (error) => this.#thrown.forGuest(error),
    });
    this.#trace = this.verbose
      ? new Trace(this.name, (record) => {
          this.#own.tell(record);
        })
      : undefined;
    const calls = this.#ledger.allowance('endowmentCalls', 256);
    const bytes = this.#ledger.allowance('crossedBytes', 65_536);
    const stackOf = (error: object): string => this.#positions.stackOf(error);
    this.#membrane = (parts.createMembrane ?? createMembrane)({
      stackOf,
      around: this.#trace === undefined ? [] : [watching(this.#trace)],
      meters: { calls, bytes },
      revokedError: parts.endedError ?? (() => new CellEndedError(this.name)),
    });
    this.#thrown = new Thrown({
      cell: this.name,
      hasEnded: () => this.#hasEnded,
      membrane: this.#membrane,
      hosts: parts.createMembrane === undefined ? this.#membrane : createMembrane({ stackOf }),
      trace: this.#trace,
    });
    this.#hooks = checkedHooks(this.hooks ?? new FileHooks(this.roots.okPath));
    this.#site = this.#makeSite(undefined, policy);
    this.#loader = new Loader({
      hooks: this.#hooks,
      sources: cacheFor(this.hooks),
      okFileTypes: policy.okFileTypes,
      siteOf: (owner) => (owner === undefined ? this.#site : this.#siteOf(owner)),
      requireLife: () => {
        this.requireLife();
      },
      downward: (error) => this.#thrown.forGuest(error),
      own: this.loader,
      reserveMemory: (least, most) => this.#reserveMemory(least, most),
      down: (value) => harden(this.#membrane.down(value)),
      onFound: (specifier, importer, name) => this.#trace?.imported(specifier, importer, name),
    });
    this.#onEnd(parent, calls, bytes);
  }

  /** What it and those in it have spent. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The cell it is in. */
  get parent(): Cell | undefined {
    return this.#parent;
  }

  /** The cells in it that are alive. */
  get children(): ReadonlySet<Cell> {
    return this.#children;
  }

  /** Whether it has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** @throws CellEndedError once the cell has ended. */
  requireLife(): void {
    if (this.#hasEnded) throw new CellEndedError(this.name);
  }

  /** Runs a program once; what it gives crosses to the host. */
  run(program: Compiled, file: string): unknown {
    this.requireLife();
    return this.#read(() => this.#site.main.run(program, file));
  }

  /** Runs a program with top-level await to its end. @returns what the value of a `single` one looks like */
  async runAsync(program: Compiled, file: string): Promise<string | undefined> {
    this.requireLife();
    let result: unknown;
    try {
      // The promise, and the array in it, are those of the text around the guest's, which never has them in hand.
      const running = this.#site.main.run(program, file) as Promise<unknown>;
      result = await this.#ending.until(running, () => new CellEndedError(this.name));
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
    this.requireLife();
    return Array.isArray(result) && result[0] !== undefined ? looksOf(result[0]) : undefined;
  }

  /** What could follow a text that someone is typing. */
  complete(text: string): Completion {
    this.requireLife();
    return completionOf(text, this.#site.main);
  }

  /** The exports of a module. */
  async import(specifier: string): Promise<Namespace> {
    this.requireLife();
    const ended = (): Error => new CellEndedError(this.name);
    const module = await this.#ending.until(this.#load(specifier), ended);
    this.requireLife();
    let namespace: object;
    try {
      ({ namespace } = await this.#ending.until(this.#loader.run(module), ended));
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
    this.requireLife();
    const view = namespaceView(namespace, specifier, (get) => this.#read(get));
    this.#namespaces.set(view, { module, specifier, namespace });
    return view;
  }

  /** The exports of a module that the cell runs by itself, raw: for what of us is in the cell. */
  importNow(module: string): object {
    return this.#site.namespaceOf(module);
  }

  /** What our code threw, for the guest in the cell. Never throws. */
  tell(error: unknown): Error {
    return this.#thrown.forGuest(error);
  }

  /** Has the imports of programs done by the host, where it gives a promise for one. */
  importsBy(importBy: ImportBy): void {
    this.#importBy = importBy;
  }

  /** Forgets a module, by its view or a specifier. */
  async unload(module: Namespace | string): Promise<void> {
    this.requireLife();
    await this.#forget(module);
  }

  /** Loads a module afresh. */
  async reload(module: Namespace | string): Promise<Namespace> {
    this.requireLife();
    return await this.import(await this.#forget(module));
  }

  /** @returns the specifier that the host knows the module by */
  async #forget(module: Namespace | string): Promise<string> {
    if (typeof module === 'string') {
      this.#loader.forget(await this.#load(module));
      return module;
    }
    const viewed = this.#namespaces.get(module);
    if (viewed === undefined)
      throw new TypeError('a module is a specifier, or a namespace that rImport of this cell gave');
    this.#loader.forget(viewed.module);
    return viewed.specifier;
  }

  /** The text of a program in a file. @throws ImportError, GuestError for TypeScript that is none */
  programIn(path: string): ProgramFile {
    this.requireLife();
    try {
      return readProgram(this.#hooks, this.policy.okFileTypes, path);
    } catch (error) {
      throw error instanceof SourceError ? sourceFault(error, error.file ?? path) : error;
    }
  }

  /** A module that the host makes, or one of the two that are the cell itself. */
  module(name: string): HostModule {
    this.requireLife();
    const known = this.#hostModules.get(name);
    if (known !== undefined) return known;
    const site = {
      main: this.#site.main,
      read: (get: () => unknown) => this.#read(get),
      down: (value: unknown) => {
        this.requireLife();
        return this.#membrane.down(value);
      },
    };
    // What several packages import is a constant for each.
    this.#made ??= new MadeModules((value) => harden(site.down(value)));
    const module = cellModule(name, site) ?? this.#made.add(name);
    this.#hostModules.set(name, module);
    return module;
  }

  /** Runs something with these files in place of the cell's own. */
  withFiles<T>(files: Files, run: () => T): T {
    this.requireLife();
    return redirected(this.#own.output, files, run);
  }

  /** The same to the end of what takes its time. */
  async withFilesAsync<T>(files: Files, run: () => Promise<T>): Promise<T> {
    this.requireLife();
    return await redirectedAsync(this.#own.output, files, run);
  }

  /** A file name for a text that has none. */
  fileFor(by: string): string {
    const count = (this.#counts.get(by) ?? 0) + 1;
    this.#counts.set(by, count);
    return `${by}-${count}`;
  }

  /**
   * Ends the cell, and first those within it, the last made first.
   *
   * All of them are ended before anything is done about it: what runs meanwhile (a host's stream that gets its last
   * line) finds none of them alive.
   *
   * @throws what something of the host's threw; the cells have ended all the same
   */
  end(): void {
    if (this.#hasEnded) return;
    this.#markEnded();
    this.#ending.run();
  }

  #markEnded(): void {
    this.#hasEnded = true;
    for (const child of this.#children) child.#markEnded();
  }

  /** Lays down the end, in its order; and where the parent has ended while the cell was made, it has come. */
  #onEnd(parent: Cell | undefined, ...allowances: readonly Allowance[]): void {
    this.#ending.add(() => {
      const each = new Ending();
      for (const child of [...this.#children].toReversed()) {
        each.add(() => {
          child.#ending.run();
        });
      }
      each.run();
    });
    this.#ending.add(() => {
      this.#membrane.revoke(`the cell '${printable(this.name)}' has ended`);
    });
    this.#ending.add(() => {
      for (const allowance of allowances) this.#ledger.close(allowance);
    });
    this.#ending.add(() => {
      this.#own.end();
    });
    if (parent === undefined) return;
    parent.#children.add(this);
    this.#ending.add(() => {
      parent.#children.delete(this);
    });
    if (!parent.#hasEnded) return;
    this.end();
    parent.requireLife();
  }

  /** Has files opened by a `rOpen` of the host's own, for the guest and for the cells within. */
  opensBy(opener: Opener): void {
    this.#opener = opener;
  }

  /** The cell's files. */
  files(): CellFiles {
    this.requireLife();
    this.#files ??= this.#filesBy(this.policy);
    return this.#files;
  }

  #filesBy(policy: Policy): CellFiles {
    const isNone = policy.okPath.length === 0 && policy.okWritePath.length === 0;
    return new CellFiles({
      policy,
      ledger: this.#ledger,
      view: { root: this.root, within: { read: this.roots.okPath, write: this.roots.okWritePath } },
      opener: (path, mode) => (isNone && policy !== this.policy ? undefined : this.#openedByHost(path, mode)),
      onEnd: (stop) => this.#ending.add(stop),
    });
  }

  #openedByHost(path: string, mode: string): ReturnType<Opener> {
    if (this.#opener !== undefined) return this.#opener(path, mode);
    return this.#parent === undefined ? undefined : this.#parent.#openedByHost(path, mode);
  }

  #makeSite(owner: Package | undefined, policy: Policy): CellSite {
    const powers = this.#makePowers(policy, () => (owner === undefined ? this.files() : this.#filesBy(policy)));
    const endowments = policy.endowments.map((name) => [name, this.#membrane.down(this.endowments.get(name))] as const);
    return new CellSite({
      owner,
      policy,
      endowments: new Map(endowments),
      own: this.#own,
      positions: this.#positions,
      powerOf: (power) => this.#ownPower(power, owner) ?? powers.get(power),
      // What the host has made is for the cell's own code.
      made: () => (owner === undefined ? this.#made : undefined),
      requireLife: () => {
        this.requireLife();
      },
      downward: (error) => this.#thrown.forGuest(error),
      fileFor: (by) => this.fileFor(by),
      dynamicImport: (site) => (owner === undefined ? this.#importer() : this.#loader.dynamicImport(site)),
    });
  }

  /** Half of what is left, or what there must be: the next module needs some too. */
  #reserveMemory(least: number, most: number): number {
    const { left } = this.#ledger.used('memoryMb');
    const given = left === 'unlimited' ? most : Math.max(least, Math.min(most, Math.floor(left / 2)));
    this.#ledger.spend('memoryMb', given);
    this.#ending.add(() => {
      this.#ledger.giveBack('memoryMb', given);
    });
    return given;
  }

  /** Where a package's modules run: made when the first of them is read. */
  #siteOf(owner: Package): CellSite {
    const known = this.#sites.get(owner.directory);
    if (known !== undefined) return known;
    const site = this.#makeSite(owner, policyOfPackage(this.policy, owner.key));
    this.#sites.set(owner.directory, site);
    return site;
  }

  #makePowers(policy: Policy, files: () => CellFiles): Powers {
    const makers = powersFor({
      cell: this.name,
      policy,
      ledger: this.#ledger,
      output: this.#own.output,
      args: this.args,
      setExitCode: (exitCode) => {
        this.exitCode = exitCode;
      },
      onEnd: (stop) => this.#ending.add(stop),
      files,
      report: (reason, from) => {
        this.#own.report(reason, from);
      },
    });
    return new Powers(makers, {
      requireLife: () => {
        this.requireLife();
      },
      downward: (error) => this.#thrown.forGuest(error),
      trace: (what) => this.#trace?.accessed(what),
    });
  }

  /** A value of the guest's, for the host. */
  #read(get: () => unknown): unknown {
    this.requireLife();
    let value: unknown;
    try {
      value = get();
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
    // The guest may have had its own cell ended meanwhile.
    this.requireLife();
    try {
      return this.#membrane.up(value);
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
  }

  /** A module, linked. */
  async #load(specifier: string): Promise<Module> {
    try {
      const module = await this.#loader.load(specifier);
      this.requireLife();
      this.#loader.link(module);
      return module;
    } catch (error) {
      throw error instanceof SourceError ? sourceFault(error, error.file ?? specifier) : error;
    }
  }

  /** The host halves that take more than plain data, by the names that their guest halves have them under. */
  #ownPower(name: string, owner: Package | undefined): object | undefined {
    if (name === '$names') return this.#own.forModules;
    if (name === '$engine') return engineFor(this.policy.clock);
    // A package's cells would be made of what the cell has, and not of what the package has.
    return name === '$nesting' && owner === undefined ? insideOf(this) : undefined;
  }

  /** The `import(…)` of programs. */
  #importer(): unknown {
    const own = this.#loader.dynamicImport(this.#site) as (...args: readonly unknown[]) => Promise<unknown>;
    // Bound, it shows no source of ours.
    this.#dynamicImport ??= harden(
      (async (...args: readonly unknown[]): Promise<unknown> => {
        const [specifier] = args;
        if (this.#importBy === undefined || typeof specifier !== 'string') return await own(...args);
        let viewed: Namespace | undefined;
        try {
          this.requireLife();
          viewed = await this.#importBy(specifier);
          this.requireLife();
          if (viewed !== undefined) return this.#namespaces.get(viewed)?.namespace ?? this.#membrane.down(viewed);
        } catch (error) {
          throw this.#thrown.forGuest(error);
        }
        return await own(...args);
        // oxlint-disable-next-line no-extra-bind
      }).bind(undefined),
    );
    return this.#dynamicImport;
  }
}
