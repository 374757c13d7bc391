/**
 * What a module has of its loader: `import()`, `import.meta`, `require`. Functions of ours that a guest holds.
 *
 * Invariants: whatever a guest passes is checked here; what ours throws is made for the guest; after the end of the cell
 * none of them does anything.
 */
import { ImportError } from '../errors/index.js';
import { harden } from '../lockdown/realm.js';
import { disguised } from '../names/disguise.js';
import { askNow } from './asking.js';
import { createRequireFor } from './create-require.js';
import type { CheckedHooks } from './hooks/hooks.js';
import type { CjsModule, CjsSurroundings } from './linking/cjs-module.js';
import type { EsmSurroundings } from './linking/esm-module.js';
import { evaluate, link, waits } from './linking/evaluate.js';
import { Module } from './linking/module.js';
import type { Manner, Request } from './request.js';
import type { Resolver } from './resolve.js';
import { isUrlName } from './hooks/location.js';
import type { Site } from './site.js';
import { pathOf, urlOf } from './told.js';

/** What a loader does for what a guest calls. */
export interface ForGuests {
  readonly hooks: CheckedHooks;
  readonly resolver: Resolver;
  /** @throws CellEndedError once the cell has ended. */
  readonly requireLife: () => void;
  /** The guest's error for one of ours. Never throws. */
  readonly downward: (error: unknown) => Error;
  /** Loads, with all that it imports. */
  readonly load: (specifier: string, from: Module | undefined, type: string | undefined) => Promise<Module>;
  /** The same at once. */
  readonly loadNow: (specifier: string, from: Module) => Module;
}

const { defineProperty } = Object;

const parent = (path: string): string => path.replace(/\/[^/]*$/u, '') || '/';

/** Makes what modules have. */
export class Surroundings {
  readonly #loader: ForGuests;

  constructor(loader: ForGuests) {
    this.#loader = loader;
  }

  /** The `import()` of a module, or of the cell's programs. */
  dynamicImport(from: Module | undefined, site: Site): unknown {
    const { requireLife, downward, load } = this.#loader;
    return disguised(
      async (specifier: unknown, options?: unknown): Promise<unknown> => {
        // A getter of the guest's own, in its own call.
        const type = site.kit.typeAsked(options);
        let module: Module;
        try {
          requireLife();
          if (typeof specifier !== 'string') throw new TypeError('import() takes a specifier: a string');
          if (type !== undefined && typeof type !== 'string') throw new TypeError('the type of an import is a string');
          module = await load(specifier, from, type);
          requireLife();
          link(module);
        } catch (error) {
          throw downward(error);
        }
        await evaluate(module);
        return module.namespace;
      },
      'import',
      1,
    );
  }

  /** What an ES module has. */
  forEsm(module: Module): EsmSurroundings {
    const { name, site } = module;
    const path = isUrlName(name) ? undefined : pathOf(name);
    const resolve = disguised((specifier: unknown) => urlOf(this.#nameOf(specifier, module, 'import')), 'resolve', 1);
    return {
      dynamicImport: this.dynamicImport(module, site),
      meta: site.kit.makeMeta(urlOf(name), path, path && parent(path), resolve),
    };
  }

  /** `createRequire` of `node:module`. */
  createRequire(site: Site): unknown {
    const { requireLife, downward } = this.#loader;
    return createRequireFor({ site, surroundings: (module) => this.forCjs(module), requireLife, downward });
  }

  /** What a CommonJS module has. */
  forCjs(module: CjsModule): CjsSurroundings {
    const filename = pathOf(module.name);
    const require = (specifier: unknown): unknown => this.#require(specifier, module);
    const bound = require.bind(undefined);
    const resolve = disguised(
      (specifier: unknown) => {
        const found = this.#nameOf(specifier, module, 'require');
        return found.startsWith('node:') ? specifier : pathOf(found);
      },
      'resolve',
      1,
    );
    defineProperty(bound, 'name', { value: 'require' });
    defineProperty(bound, 'resolve', { value: resolve, enumerable: true });
    defineProperty(bound, 'main', { value: undefined, enumerable: true });
    return {
      dynamicImport: this.dynamicImport(module, module.site),
      require: harden(bound),
      filename,
      dirname: parent(filename),
    };
  }

  #require(specifier: unknown, from: CjsModule): unknown {
    const { requireLife, downward, loadNow } = this.#loader;
    let module: Module;
    try {
      requireLife();
      if (typeof specifier !== 'string') throw new TypeError('require() takes a specifier: a string');
      const known = from.requires.get(specifier);
      if (known !== undefined && !(known instanceof Module)) throw known.refusal;
      module = known ?? loadNow(specifier, from);
      link(module);
      if (waits(module)) {
        throw new ImportError({
          specifier,
          importer: from.name,
          why: 'it, or what it imports, waits at its top level, and require() cannot wait: use import()',
        });
      }
    } catch (error) {
      throw downward(error);
    }
    void evaluate(module);
    return module.required;
  }

  #nameOf(specifier: unknown, from: Module, manner: Manner): string {
    const { requireLife, downward, hooks, resolver } = this.#loader;
    try {
      requireLife();
      if (typeof specifier !== 'string') throw new TypeError('a module specifier is a string');
      const { owner } = from.site;
      const request: Request = { specifier, importer: { name: from.name, owner }, manner };
      const asked = { specifier, importer: from.name };
      const meaning = askNow(hooks, asked, resolver.resolve(request));
      if ('builtin' in meaning) return meaning.builtin;
      if ('empty' in meaning) return `node:${specifier.replace(/^node:/u, '')}`;
      const [first = from.name] = meaning.names;
      if (manner === 'import') return first;
      const there = meaning.names.find((name) => hooks.now?.exists(name, asked) === 'file');
      if (there === undefined) throw new ImportError({ ...asked, why: 'there is no such file under okPath' });
      return there;
    } catch (error) {
      throw downward(error);
    }
  }
}
