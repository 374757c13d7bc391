/**
 * A CommonJS module in a cell: its record, made in the cell, and its function, run when it is first required.
 *
 * Trusts: nothing of the module; `module.exports` may be a Proxy, and what it exports may change at any time. It is read
 * in the guest's own turn only. Invariant: one module is run once, also when it is required while it runs.
 */
import type { CjsSource, ModuleRequest } from '../parsers/source.js';
import type { Site } from '../site.js';
import type { CjsRecord } from './kit.js';
import { Module, type Resolution } from './module.js';

const { apply } = Reflect;

/** What a module's function is called with. */
export interface CjsSurroundings {
  readonly dynamicImport: unknown;
  readonly require: unknown;
  readonly filename: string;
  readonly dirname: string;
}

type Main = (...args: unknown[]) => unknown;
type Make = (dynamicImport: unknown, assign: unknown) => Main;

/** A CommonJS module. */
export class CjsModule extends Module {
  readonly source: CjsSource;
  /** What it requires by a name that is written out: the module, or why there is none. Filled in when it is loaded. */
  readonly requires: Map<string, Module | { readonly refusal: unknown }> = new Map();
  readonly #surroundings: (module: CjsModule) => CjsSurroundings;
  #record: CjsRecord | undefined;
  #make: Make | undefined;

  constructor(name: string, site: Site, source: CjsSource, surroundings: (module: CjsModule) => CjsSurroundings) {
    super(name, site);
    this.source = source;
    this.#surroundings = surroundings;
  }

  override get wanted(): readonly ModuleRequest[] {
    return this.source.requires.map((specifier) => ({ specifier, type: undefined }));
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(seen: Set<Module> = new Set()): readonly string[] {
    if (seen.has(this)) return [];
    seen.add(this);
    const names = new Set(['default', 'module.exports', ...this.source.exports]);
    for (const specifier of this.source.reexports) {
      const module = this.requires.get(specifier);
      if (module instanceof Module) for (const name of module.exportNames(seen)) names.add(name);
    }
    return [...names];
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    const { kit } = this.site;
    const isWhole = name === 'default' || name === 'module.exports';
    if (!isWhole && !this.exportNames().includes(name)) return undefined;
    const get = isWhole ? kit.wholeGetter(this.#own()) : kit.exportGetter(this.#own(), name);
    return { module: this, name, get };
  }

  /** {@inheritDoc Module.instantiate} */
  override instantiate(): void {
    const { text, placeMap, free } = this.source;
    this.#make ??= this.site.evaluate(text, this.name, placeMap, free) as Make;
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    const { dynamicImport, require, filename, dirname } = this.#surroundings(this);
    const record = this.#own();
    const main = (this.#make as Make)(dynamicImport, this.site.kit.assign);
    const { exports } = record;
    apply(main, exports, [exports, require, record, filename, dirname]);
    record.loaded = true;
  }

  override get required(): unknown {
    return this.#own().exports;
  }

  #own(): CjsRecord {
    if (this.#record === undefined) {
      const { filename, dirname } = this.#surroundings(this);
      this.#record = this.site.kit.makeRecord(filename, dirname);
    }
    return this.#record;
  }
}
