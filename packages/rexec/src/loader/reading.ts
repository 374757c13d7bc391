/**
 * Reads the graph of what modules import, to its ends, before any of it is linked.
 *
 * What an ES module imports and is not there fails it; what CommonJS requires by a written name is read along, and a
 * fault in it waits until it is required. Invariant: what a module asks for is looked for once, and it is given what was
 * found then.
 */
import { type Asking, askLater, askNow } from './asking.js';
import type { CheckedHooks } from './hooks/hooks.js';
import { CjsModule } from './linking/cjs-module.js';
import type { Module } from './linking/module.js';
import type { ModuleRequest } from './parsers/source.js';
import type { Manner } from './request.js';

/** Looks for what a module asks for. */
type Find = (wanted: ModuleRequest, from: Module, manner: Manner) => Asking<Module>;

/** Why a module is not had. */
interface Refused {
  readonly refusal: unknown;
}

const isThere = (each: Module | Refused): each is Module => !('refusal' in each);

const mannerOf = (module: Module): Manner => (module instanceof CjsModule ? 'require' : 'import');

/** Who asked for the root of a graph that is read at once. */
interface AskedBy {
  readonly specifier: string;
  readonly importer: string;
}

/** Reads graphs. */
export class GraphReader {
  readonly #hooks: CheckedHooks;
  readonly #find: Find;
  /** What a module asks for, while it is being read and when it has been. */
  readonly #reading = new WeakMap<Module, Promise<readonly Module[]>>();
  readonly #read = new WeakMap<Module, readonly Module[]>();

  constructor(hooks: CheckedHooks, find: Find) {
    this.#hooks = hooks;
    this.#find = find;
  }

  /** Reads a module's graph to its ends. */
  async complete(root: Module): Promise<void> {
    const seen = new Set<Module>();
    const complete = async (module: Module): Promise<void> => {
      if (seen.has(module)) return;
      seen.add(module);
      const next = await this.#readLater(module);
      const rest = next.map((child) => complete(child));
      // What is only required may be absent: linking it will tell.
      if (module instanceof CjsModule) await Promise.allSettled(rest);
      else await Promise.all(rest);
    };
    await complete(root);
  }

  /** The same at once. @throws ImportError where something is not there yet, and there is no time to wait */
  completeNow(root: Module, asked: AskedBy): void {
    const seen = new Set<Module>();
    const complete = (module: Module): void => {
      if (seen.has(module)) return;
      seen.add(module);
      const next = this.#read.get(module) ?? this.#readNow(module, asked);
      for (const child of next) this.#unlessRequired(module, () => complete(child));
    };
    complete(root);
  }

  #unlessRequired(module: Module, step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(module instanceof CjsModule)) throw error;
    }
  }

  async #readLater(module: Module): Promise<readonly Module[]> {
    const known = this.#read.get(module);
    if (known !== undefined) return known;
    const reading = this.#reading.get(module) ?? this.#readWanted(module);
    this.#reading.set(module, reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(module);
    }
  }

  async #readWanted(module: Module): Promise<readonly Module[]> {
    const results = await Promise.allSettled(
      module.wanted.map((wanted) => askLater(this.#hooks, this.#find(wanted, module, mannerOf(module)))),
    );
    return this.#connect(
      module,
      results.map((result) => (result.status === 'fulfilled' ? result.value : { refusal: result.reason as unknown })),
    );
  }

  #readNow(module: Module, asked: AskedBy): readonly Module[] {
    const found = module.wanted.map((wanted) => {
      try {
        return askNow(this.#hooks, asked, this.#find(wanted, module, mannerOf(module)));
      } catch (refusal) {
        return { refusal };
      }
    });
    return this.#connect(module, found);
  }

  /** Gives a module what it asked for. @throws what one that it cannot do without was refused for */
  #connect(module: Module, found: readonly (Module | Refused)[]): readonly Module[] {
    const there = found.filter(isThere);
    if (module instanceof CjsModule) {
      for (const [index, specifier] of module.source.requires.entries()) {
        const each = found[index];
        if (each !== undefined) module.requires.set(specifier, each);
      }
    } else {
      const missing = found.find((each) => !isThere(each));
      if (missing !== undefined && !isThere(missing)) {
        module.fault = { error: missing.refusal };
        throw missing.refusal;
      }
      module.fault = undefined;
      module.receive(there);
    }
    this.#read.set(module, there);
    return there;
  }
}
