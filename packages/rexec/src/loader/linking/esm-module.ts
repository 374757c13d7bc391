/**
 * An ES module in a cell: the generator that its text is, what it has told it exports, and what it was given.
 *
 * Trusts: the text around a module, which is ours (parsers/esm.ts). Invariant: what a module hands over before
 * its own first statement are getters of its own making; nothing is taken from it afterwards.
 */
import { SourceError } from '../../cell/parse.js';
import { printable } from '../../errors/index.js';
import { harden } from '../../lockdown/realm.js';
import type { EsmSource, ImportedName, ModuleRequest } from '../parsers/source.js';
import type { Site } from '../site.js';
import type { Getter } from './kit.js';
import { Module, type Resolution } from './module.js';
import { howGranted } from './ungranted.js';

type Publish = (exports: readonly (readonly [string, Getter])[], take: (given: readonly unknown[]) => void) => void;
type Run = (publish: Publish) => Iterator<undefined> | AsyncIterator<undefined>;

/** What a module has beside what it imports: `import()` and `import.meta`. */
export interface EsmSurroundings {
  readonly dynamicImport: unknown;
  readonly meta: unknown;
}

const { defineProperty } = Object;

/** An ES module. */
export class EsmModule extends Module {
  readonly source: EsmSource;
  readonly #surroundings: () => EsmSurroundings;
  /** By request. */
  #requested: readonly Module[] = [];
  readonly #getters = new Map<string, Getter>();
  #marked: object | undefined;
  #take: ((given: readonly unknown[]) => void) | undefined;
  #run: Iterator<undefined> | AsyncIterator<undefined> | undefined;

  constructor(name: string, site: Site, source: EsmSource, surroundings: () => EsmSurroundings) {
    super(name, site);
    this.source = source;
    this.#surroundings = surroundings;
  }

  override get isAsync(): boolean {
    return this.source.isAsync;
  }

  override get wanted(): readonly ModuleRequest[] {
    return this.source.requests;
  }

  override receive(modules: readonly Module[]): void {
    this.#requested = modules;
    this.dependencies = [...new Set(modules)];
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(seen: Set<Module> = new Set()): readonly string[] {
    if (seen.has(this)) return [];
    seen.add(this);
    const { exports, reexports, stars } = this.source;
    const names = [...exports, ...reexports.map(({ exported }) => exported)];
    for (const star of stars) {
      for (const name of this.#requested[star]?.exportNames(seen) ?? []) {
        if (name !== 'default' && !names.includes(name)) names.push(name);
      }
    }
    return names;
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string, seen: Map<Module, Set<string>> = new Map()): Resolution {
    const asked = seen.get(this) ?? new Set();
    if (asked.has(name)) return undefined;
    seen.set(this, asked.add(name));
    const get = this.#getters.get(name);
    if (get !== undefined) return { module: this, name, get };
    const reexport = this.source.reexports.find(({ exported }) => exported === name);
    if (reexport !== undefined) return this.#imported(reexport, seen);
    if (name === 'default') return undefined;
    let found: Resolution;
    for (const star of this.source.stars) {
      const resolution = this.#requested[star]?.resolve(name, seen);
      if (resolution === 'ambiguous') return resolution;
      if (resolution === undefined) continue;
      if (found === undefined) found = resolution;
      else if (typeof found === 'object' && (found.module !== resolution.module || found.name !== resolution.name)) {
        return 'ambiguous';
      }
    }
    return found;
  }

  /** {@inheritDoc Module.instantiate} */
  override instantiate(): void {
    if (this.#run !== undefined) return;
    const { text, placeMap, free, isDefaultUnnamed } = this.source;
    const run = this.site.evaluate(text, this.name, placeMap, free) as Run;
    this.#run = run((published, take) => {
      if (this.#take !== undefined) return;
      this.#take = take;
      for (const [name, getter] of published) this.#getters.set(name, harden(getter));
      if (isDefaultUnnamed) {
        const unnamed = this.#getters.get('default')?.();
        if (typeof unnamed === 'function') {
          defineProperty(unnamed, 'name', { value: 'default', configurable: true });
        }
      }
    });
    // To where the functions are made and the getters told of; it stops there.
    void this.#run.next();
  }

  /** {@inheritDoc Module.bind} */
  override bind(): void {
    const given = this.source.imports.map((imported) => this.#getterFor(imported));
    const { dynamicImport, meta } = this.#surroundings();
    for (const reexport of this.source.reexports) if (reexport.name !== undefined) this.#requireExport(reexport);
    this.#take?.([...given, dynamicImport, meta, this.site.kit.assign]);
  }

  /** {@inheritDoc Module.execute} */
  execute(): Promise<void> | undefined {
    const done = this.#run?.next();
    return this.isAsync ? settled(done as Promise<unknown>) : undefined;
  }

  /** Of a module that has a default export and is not marked, `require` gives one that is marked, as Node does. */
  override get required(): unknown {
    const whole = this.resolve('module.exports');
    if (typeof whole === 'object') return whole.get();
    if (this.resolve('default') === undefined || this.resolve('__esModule') !== undefined) return this.namespace;
    this.#marked ??= this.makeNamespace({ __esModule: true });
    return this.#marked;
  }

  #imported({ request, name }: ImportedName, seen: Map<Module, Set<string>>): Resolution {
    const module = this.#requested[request];
    if (module === undefined) return undefined;
    if (name !== undefined) return module.resolve(name, seen);
    return { module, name: undefined, get: this.site.kit.valueGetter(module.namespace) };
  }

  #getterFor(imported: ImportedName): Getter {
    if (imported.name !== undefined) return this.#requireExport(imported);
    return this.site.kit.valueGetter((this.#requested[imported.request] as Module).namespace);
  }

  #requireExport({ request, name = '', place }: ImportedName): Getter {
    const module = this.#requested[request];
    const found = module?.resolve(name);
    if (typeof found === 'object') return found.get;
    const specifier = printable(this.source.requests[request]?.specifier ?? '');
    const why = found === 'ambiguous' ? 'has two different exports' : 'does not provide an export';
    const granted = howGranted(module?.name ?? '', name, this.site);
    const text = `The requested module '${specifier}' ${why} named '${printable(name)}'${granted}`;
    throw new SourceError(text, place).in(this.name);
  }
}

const settled = async (done: Promise<unknown>): Promise<void> => {
  await done;
};
