/**
 * The modules of a cell as its host has them: imported, loaded afresh, forgotten, and made.
 *
 * Invariant: what the host gets of a module crosses when it is read; what a guest gets of one that the host imported for
 * it is the guest's own namespace, not the host's view of it.
 */
import type { Membrane } from '@padded-cell/bastion/membrane';
import { CellEndedError } from '../errors/index.js';
import { harden } from '../lockdown/realm.js';
import { cacheFor } from '../loader/archive.js';
import { checkedHooks } from '../loader/hooks/checked.js';
import type { CheckedHooks } from '../loader/hooks/hooks.js';
import type { Module } from '../loader/linking/module.js';
import { Loader } from '../loader/loader.js';
import type { Package } from '../loader/packages/graph.js';
import { type ProgramFile, readProgram } from '../loader/program-file.js';
import type { Site } from '../loader/site.js';
import { type HostModule, MadeModules } from '../modules/made.js';
import type { Trace } from '../trace.js';
import { cellModule } from './cell-modules.js';
import { sourceFault } from './compiling.js';
import type { Ending } from './ending.js';
import type { Inherited } from './inherited.js';
import type { Main } from './main.js';
import { type Namespace, namespaceView } from './namespace.js';
import { SourceError } from './parse.js';
import type { Thrown } from './thrown.js';

/** A host's own way to import for programs; undefined where it leaves that to the cell. */
export type ImportBy = (specifier: string) => Promise<Namespace> | undefined;

/** What the modules of a cell are had with. */
export interface ImportsParts {
  /** What the cell was made with. */
  readonly given: Inherited;
  readonly main: () => Main;
  /** Where a package's modules run; without a package, where the cell's own do. */
  readonly siteOf: (owner: Package | undefined) => Site;
  /** Takes as much of the cell's memory as there is between these, in megabytes. */
  readonly reserveMemory: (least: number, most: number) => number;
  readonly membrane: Membrane;
  readonly thrown: Thrown;
  readonly trace: Trace | undefined;
  readonly ending: Ending;
  readonly requireLife: () => void;
  /** Gives a value of the guest's to the host. */
  readonly read: (get: () => unknown) => unknown;
}

interface ViewedModule {
  readonly module: Module;
  /** What the host asked for it by. */
  readonly specifier: string;
  /** The guest's own namespace. */
  readonly namespace: object;
}

type Import = (...args: readonly unknown[]) => Promise<unknown>;

/** The modules of one cell. */
export class Imports {
  readonly loader: Loader;
  readonly #parts: ImportsParts;
  readonly #hooks: CheckedHooks;
  /** What the views that the host has are of. */
  readonly #namespaces = new WeakMap<Namespace, ViewedModule>();
  readonly #hostModules = new Map<string, HostModule>();
  #made: MadeModules | undefined;
  #importBy: ImportBy | undefined;
  #dynamicImport: unknown;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
    const { given, siteOf, requireLife, reserveMemory, membrane, thrown, trace } = parts;
    this.#hooks = checkedHooks(given.hooks ?? given.fileHooks());
    this.loader = new Loader({
      hooks: this.#hooks,
      sources: cacheFor(given.hooks),
      okFileTypes: given.policy.okFileTypes,
      conditions: given.conditions,
      siteOf,
      requireLife,
      downward: (error) => thrown.forGuest(error),
      own: given.loader,
      reserveMemory,
      down: (value) => harden(membrane.down(value)),
      onFound: (specifier, importer, name) => trace?.imported(specifier, importer, name),
    });
  }

  /** The modules that the host has made. */
  get made(): MadeModules | undefined {
    return this.#made;
  }

  /** Has the imports of programs done by the host, where it gives a promise for one. */
  importsBy(importBy: ImportBy): void {
    this.#importBy = importBy;
  }

  /** The exports of a module. */
  async import(specifier: string): Promise<Namespace> {
    const { given, ending, requireLife, thrown, read } = this.#parts;
    requireLife();
    const ended = (): Error => new CellEndedError(given.name);
    const module = await ending.until(this.#load(specifier), ended);
    requireLife();
    let namespace: object;
    try {
      ({ namespace } = await ending.until(this.loader.run(module), ended));
    } catch (reason) {
      throw thrown.forMaker(reason);
    }
    requireLife();
    const view = namespaceView(namespace, specifier, read);
    this.#namespaces.set(view, { module, specifier, namespace });
    return view;
  }

  /** Forgets a module, by its view or a specifier. */
  async unload(module: Namespace | string): Promise<void> {
    this.#parts.requireLife();
    await this.#forget(module);
  }

  /** Loads a module afresh. */
  async reload(module: Namespace | string): Promise<Namespace> {
    this.#parts.requireLife();
    return await this.import(await this.#forget(module));
  }

  /** The text of a program in a file. @throws ImportError, GuestError for TypeScript that is none */
  programIn(path: string): ProgramFile {
    const { requireLife, given } = this.#parts;
    requireLife();
    try {
      return readProgram(this.#hooks, given.policy.okFileTypes, path);
    } catch (error) {
      throw error instanceof SourceError ? sourceFault(error, error.file ?? path) : error;
    }
  }

  /** A module that the host makes, or one of the two that are the cell itself. */
  module(name: string): HostModule {
    const { requireLife, main, read, membrane } = this.#parts;
    requireLife();
    const known = this.#hostModules.get(name);
    if (known !== undefined) return known;
    const down = (value: unknown): unknown => {
      requireLife();
      return membrane.down(value);
    };
    // What several packages import is a constant for each.
    this.#made ??= new MadeModules((value) => harden(down(value)));
    const module = cellModule(name, { main: main(), read, down }) ?? this.#made.add(name);
    this.#hostModules.set(name, module);
    return module;
  }

  /** The `import(…)` of the cell's own programs. */
  importer(site: Site): unknown {
    const own = this.loader.dynamicImport(site) as Import;
    const imported = async (...args: readonly unknown[]): Promise<unknown> => await this.#imported(own, args);
    // Bound, it shows no source of ours.
    this.#dynamicImport ??= harden(imported.bind(undefined));
    return this.#dynamicImport;
  }

  async #imported(own: Import, args: readonly unknown[]): Promise<unknown> {
    const { requireLife, membrane, thrown } = this.#parts;
    const [specifier] = args;
    if (this.#importBy === undefined || typeof specifier !== 'string') return await own(...args);
    let viewed: Namespace | undefined;
    try {
      requireLife();
      viewed = await this.#importBy(specifier);
      requireLife();
      if (viewed !== undefined) return this.#namespaces.get(viewed)?.namespace ?? membrane.down(viewed);
    } catch (error) {
      throw thrown.forGuest(error);
    }
    return await own(...args);
  }

  /** A module, linked. */
  async #load(specifier: string): Promise<Module> {
    const { requireLife } = this.#parts;
    try {
      const module = await this.loader.load(specifier);
      requireLife();
      this.loader.link(module);
      return module;
    } catch (error) {
      throw error instanceof SourceError ? sourceFault(error, error.file ?? specifier) : error;
    }
  }

  /** @returns the specifier that the host knows the module by */
  async #forget(module: Namespace | string): Promise<string> {
    if (typeof module === 'string') {
      this.loader.forget(await this.#load(module));
      return module;
    }
    const viewed = this.#namespaces.get(module);
    if (viewed === undefined)
      throw new TypeError('a module is a specifier, or a namespace that rImport of this cell gave');
    this.loader.forget(viewed.module);
    return viewed.specifier;
  }
}
