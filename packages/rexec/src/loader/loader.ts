/**
 * Loads the modules of one cell: names by the hooks and the packages' own rules, text by the hooks, one module for each
 * name in each place. What is missing or refused is one error with its importers.
 *
 * Invariant: every specifier, static or dynamic, goes through the resolver, and every text through the hooks, except the
 * modules that come with the cell (modules/).
 */
import { SourceError } from '../cell/parse.js';
import { ImportError, printable } from '../errors/index.js';
import { type Asking, ask, askLater, askNow } from './asking.js';
import type { SourceCache } from './cache.js';
import { FormatOf } from './format.js';
import type { CheckedHooks, Source } from './hooks/hooks.js';
import { CjsModule } from './linking/cjs-module.js';
import { EsmModule } from './linking/esm-module.js';
import { evaluate, link } from './linking/evaluate.js';
import type { Module } from './linking/module.js';
import { BuiltinModule, EmptyModule, GivenModule, ValueModule } from './linking/value-module.js';
import { WasmModule } from './linking/wasm-module.js';
import { type RLoader, givenBy } from './own-loader.js';
import { type Package, PackageGraph } from './packages/graph.js';
import type { CjsSource, EsmSource, ModuleRequest, ParsedSource } from './parsers/source.js';
import { bounded } from './parsers/wasm.js';
import { GraphReader } from './reading.js';
import { type Manner, type Request, askedOf } from './request.js';
import { Resolver } from './resolve.js';
import type { Site, SiteMaker } from './site.js';
import { throughSourceMap } from './source-map.js';
import { Surroundings } from './surroundings.js';

/** What a loader is made with. */
export interface LoaderPowers {
  readonly hooks: CheckedHooks;
  /** Parsed files. */
  readonly sources: SourceCache;
  /** The file types that the policy grants. */
  readonly okFileTypes: readonly string[];
  /** Which builds of packages: what counts as given among the conditions of their `exports` and `imports`. */
  readonly conditions: readonly string[];
  readonly siteOf: SiteMaker;
  /** @throws CellEndedError once the cell has ended. */
  readonly requireLife: () => void;
  /** The guest's error for one of ours. Never throws. */
  readonly downward: (error: unknown) => Error;
  /** The host's own loader, where it gave one. */
  readonly own?: RLoader | undefined;
  /** What a guest gets for a value of the host's. */
  readonly down: (value: unknown) => unknown;
  /** Takes MiB of memory: at least so many, at most so many; gives how many. @throws LimitError where there are too few */
  readonly reserveMemory: (least: number, most: number) => number;
  /** Is told of each specifier that was found to mean a module. */
  readonly onFound?: (specifier: string, importer: string | undefined, name: string) => void;
}

const keyOf = (name: string, owner: Package | undefined, type: string | undefined): string =>
  `${owner?.directory ?? ''}\0${type ?? ''}\0${name}`;

/** Loads modules. */
export class Loader {
  readonly #powers: LoaderPowers;
  readonly #resolver: Resolver;
  readonly #formats: FormatOf;
  readonly #surroundings: Surroundings;
  readonly #reader: GraphReader;
  /** By every name that one was asked for by. */
  readonly #modules = new Map<string, Module>();
  /** Which module first asked for one. */
  readonly #askers = new WeakMap<Module, Module>();

  constructor(powers: LoaderPowers) {
    this.#powers = powers;
    const { hooks, siteOf, okFileTypes, requireLife, downward } = powers;
    this.#resolver = new Resolver(hooks, new PackageGraph(hooks), siteOf, {
      hasTypeScript: okFileTypes.includes('ts'),
      conditions: powers.conditions,
    });
    this.#formats = new FormatOf(okFileTypes, (bytes) => powers.sources.textKindOf(bytes));
    this.#reader = new GraphReader(hooks, (wanted, from, manner) => this.#find(wanted, from, manner));
    this.#surroundings = new Surroundings({
      hooks,
      resolver: this.#resolver,
      requireLife,
      downward,
      load: (specifier, from, type) => this.load(specifier, from, type),
      loadNow: (specifier, from) => this.#loadNow(specifier, from),
    });
  }

  /**
   * The module that the host, a program or a module asks for, with all that it imports read.
   *
   * @throws ImportError where anything of it is not there or not granted; SourceError where it is no module.
   */
  async load(specifier: string, from?: Module, type?: string): Promise<Module> {
    const module = await askLater(this.#powers.hooks, this.#find({ specifier, type }, from, 'import'));
    await this.#reader.complete(module);
    return module;
  }

  /**
   * Runs a module that has been linked.
   *
   * @returns its namespace, in a box: a promise would call the `then` that a module may export.
   * @throws what the guest throws, raw.
   */
  async run(module: Module): Promise<{ readonly namespace: object }> {
    await evaluate(module);
    return { namespace: module.namespace };
  }

  /** Links a module. @throws SourceError where modules do not fit together */
  link(module: Module): void {
    link(module);
  }

  /** The `import()` of the cell's programs. */
  dynamicImport(site: Site): unknown {
    return this.#surroundings.dynamicImport(undefined, site);
  }

  /** `createRequire` of `node:module`. */
  createRequire(site: Site): unknown {
    return this.#surroundings.createRequire(site);
  }

  /** Forgets a module: who asks for it next has it loaded afresh. Who has imported it keeps it. */
  forget(module: Module): void {
    const isSame = ({ name, site }: Module): boolean => name === module.name && site === module.site;
    for (const [key, each] of this.#modules) if (isSame(each)) this.#modules.delete(key);
  }

  #loadNow(specifier: string, from: Module): Module {
    const asked = { specifier, importer: from.name };
    const module = askNow(this.#powers.hooks, asked, this.#find({ specifier, type: undefined }, from, 'require'));
    this.#reader.completeNow(module, asked);
    return module;
  }

  /** The module that a specifier means; read, but not yet what it imports. */
  *#find({ specifier, type }: ModuleRequest, from: Module | undefined, manner: Manner): Asking<Module> {
    const importer = from && { name: from.name, owner: from.site.owner };
    const request: Request = { specifier, importer, manner };
    try {
      const given = yield* this.#given(request);
      if (given !== undefined) return given;
      const meaning = yield* this.#resolver.resolve(request);
      if ('builtin' in meaning) {
        this.#powers.onFound?.(specifier, importer?.name, meaning.builtin);
        return this.#builtin(meaning.builtin, importer?.owner);
      }
      if ('empty' in meaning) return new EmptyModule(specifier, this.#powers.siteOf(importer?.owner));
      const module = yield* this.#firstOf(meaning.names, meaning.owner, request, type);
      this.#powers.onFound?.(specifier, importer?.name, module.name);
      if (from !== undefined && from !== module && !this.#askers.has(module)) this.#askers.set(module, from);
      return module;
    } catch (error) {
      throw error instanceof ImportError && error.chain.length === 0 && from !== undefined
        ? this.#withChain(error, from)
        : error;
    }
  }

  /** What the host's own loader has; undefined where it leaves that to this one, or there is none. */
  *#given(request: Request): Asking<Module | undefined> {
    const { own, onFound, down, siteOf } = this.#powers;
    if (own === undefined) return undefined;
    const asked = askedOf(request);
    const loaded = yield* ask(({ settle }) => settle(asked, () => own.load({ ...asked, by: request.manner })));
    const given = givenBy(loaded, asked);
    if (given === 'default') return undefined;
    const owner = request.importer?.owner;
    const key = keyOf(given.name, owner, 'given');
    onFound?.(request.specifier, asked.importer, given.name);
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const module =
      'exports' in given
        ? new GivenModule(
            given.name,
            siteOf(owner),
            new Map([...given.exports].map(([name, value]) => [name, down(value)])),
          )
        : yield* this.#parsed({ ...given }, owner, undefined, request);
    this.#modules.set(key, module);
    return module;
  }

  *#firstOf(
    names: readonly string[],
    owner: Package | undefined,
    request: Request,
    type: string | undefined,
  ): Asking<Module> {
    const asked = askedOf(request);
    for (const name of names) {
      const key = keyOf(name, owner, type);
      const known = this.#modules.get(key);
      if (known !== undefined) return known;
      const source = yield* ask(({ read }) => read(name, asked));
      if (source === undefined) continue;
      // Links followed, or by another of the names than the first, it may belong elsewhere.
      const its = yield* this.#resolver.ownerOf(source.name, owner, request);
      const oneKey = keyOf(source.name, its, type);
      const module = this.#modules.get(oneKey) ?? (yield* this.#parsed(source, its, type, request));
      // Another may have come first meanwhile.
      const first = this.#modules.get(oneKey) ?? module;
      this.#modules.set(oneKey, first);
      this.#modules.set(key, first);
      return first;
    }
    throw new ImportError({ ...asked, why: whyNone(names, owner, request) });
  }

  *#parsed(source: Source, owner: Package | undefined, type: string | undefined, request: Request): Asking<Module> {
    const asked = askedOf(request);
    const json = this.#formats.needsPackage(source, type)
      ? yield* this.#resolver.nearestJson(source.name, owner, asked)
      : undefined;
    const format = this.#formats.formatOf(source, type, json?.type, asked);
    try {
      return this.#moduleOf(source.name, this.#powers.siteOf(owner), this.#powers.sources.get(source.bytes, format));
    } catch (error) {
      throw error instanceof SourceError ? error.in(source.name) : error;
    }
  }

  #moduleOf(name: string, site: Site, parsed: ParsedSource): Module {
    switch (parsed.kind) {
      case 'esm': {
        const source = this.#mapped(name, parsed);
        const module: EsmModule = new EsmModule(name, site, source, () => this.#surroundings.forEsm(module));
        return module;
      }
      case 'cjs':
        return new CjsModule(name, site, this.#mapped(name, parsed), (module) => this.#surroundings.forCjs(module));
      case 'wasm':
        return new WasmModule(name, site, bounded(parsed.bytes, this.#powers.reserveMemory));
      default:
        return new ValueModule(name, site, parsed);
    }
  }

  /** The source with positions that lead to what it was compiled from. */
  #mapped<T extends CjsSource | EsmSource>(name: string, source: T): T {
    const { placeMap, mapUrl } = source;
    if (mapUrl === undefined) return source;
    return { ...source, placeMap: throughSourceMap(placeMap, mapUrl, name, this.#powers.hooks) };
  }

  #builtin(name: string, owner: Package | undefined): Module {
    const key = keyOf(name, owner, undefined);
    const site = this.#powers.siteOf(owner);
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const module = new BuiltinModule(name, site, () => site.namespaceOf(name));
    this.#modules.set(key, module);
    return module;
  }

  #withChain(error: ImportError, from: Module): ImportError {
    const chain: string[] = [];
    for (let at = this.#askers.get(from); at !== undefined && chain.length < 100; at = this.#askers.get(at)) {
      if (chain.includes(at.name)) break;
      chain.push(at.name);
    }
    const { specifier, importer, why, policyLine, cause } = error;
    return chain.length === 0 ? error : new ImportError({ specifier, importer, chain, why, policyLine }, cause);
  }
}

/** Why none of the names that a specifier may have is there. */
const whyNone = ([first = '']: readonly string[], owner: Package | undefined, request: Request): string => {
  const hint =
    request.manner === 'import' && !/\.[^/]+$/u.test(first) ? '; an import has the extension of its file' : '';
  if (owner === undefined) return `there is no such file under okPath${hint}`;
  return `the package '${owner.key}' has no file '${printable(first.slice(owner.directory.length + 1))}'${hint}`;
};
