/**
 * Modules that the host makes, name by name (`addModule`): guests import them by their bare names.
 *
 * Each is a store that the host writes to and guests import from. The bindings of those who have imported it are live;
 * the names that it exports are those it has when it is imported, so that one which is added later is there for the next
 * import. Invariant: what a guest gets has crossed when the host set it.
 */
import type { ModuleRecord } from '../lockdown/realm.js';

const { create, freeze } = Object;

/** What a module's host face stands on. */
export interface ModuleStore {
  names(): readonly string[];
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  delete(name: string): void;
}

/** A module, as the host writes to it: an object whose properties are what the module has. */
export type HostModule = Record<string, unknown>;

/** A record that SES runs by calling it. */
interface VirtualRecord extends ModuleRecord {
  execute(exports: Record<string, unknown>): void;
}

const nameOf = (key: string | symbol): string => {
  if (typeof key === 'string') return key;
  throw new TypeError('the names of a module are strings');
};

/** The host's face of a store. */
export const hostModule = (store: ModuleStore): HostModule => {
  const set = (key: string | symbol, value: unknown): true => {
    store.set(nameOf(key), value);
    return true;
  };
  const has = (key: string | symbol): key is string => typeof key === 'string' && store.names().includes(key);
  const get = (key: string | symbol): unknown => (has(key) ? store.get(key) : undefined);
  return new Proxy(create(null) as HostModule, {
    get: (_, key) => (key === Symbol.toStringTag ? 'Module' : get(key)),
    has: (_, key) => has(key),
    ownKeys: () => [...store.names()],
    set: (_, key, value) => set(key, value),
    getOwnPropertyDescriptor: (_, key) =>
      has(key) ? { value: get(key), writable: true, enumerable: true, configurable: true } : undefined,
    defineProperty: (_, key, property) => {
      if ('value' in property) return set(key, property.value);
      throw new TypeError(
        `'${String(key)}' is set to a value, and not to a getter: guests run no code of the host's by a name`,
      );
    },
    deleteProperty: (_, key) => {
      store.delete(nameOf(key));
      return true;
    },
    preventExtensions: () => false,
    setPrototypeOf: () => false,
  });
};

/** One module. */
class MadeModule implements ModuleStore {
  readonly #name: string;
  readonly #down: (value: unknown) => unknown;
  /** What the host set, and what guests get in its place. */
  readonly #values = new Map<string, { readonly given: unknown; readonly crossed: unknown }>();
  /** The exports of each record that has run. */
  readonly #linked: Record<string, unknown>[] = [];
  #generation = 1;
  #record: ModuleRecord | undefined;

  constructor(name: string, down: (value: unknown) => unknown) {
    this.#name = name;
    this.#down = down;
  }

  names(): readonly string[] {
    return [...this.#values.keys()];
  }

  get(name: string): unknown {
    return this.#values.get(name)?.given;
  }

  set(name: string, given: unknown): void {
    const crossed = this.#down(given);
    if (!this.#values.has(name)) this.#renew();
    this.#values.set(name, { given, crossed });
    this.#update(name, crossed);
  }

  delete(name: string): void {
    if (!this.#values.delete(name)) return;
    this.#renew();
    this.#update(name, undefined);
  }

  /** What the Compartment knows the present record by. */
  get key(): string {
    return `made:${this.#generation}:${this.#name}`;
  }

  get record(): ModuleRecord {
    this.#record ??= this.#make();
    return this.#record;
  }

  #renew(): void {
    if (this.#record === undefined) return;
    this.#record = undefined;
    this.#generation += 1;
  }

  #update(name: string, value: unknown): void {
    for (const exports of this.#linked) if (Object.hasOwn(exports, name)) exports[name] = value;
  }

  #make(): ModuleRecord {
    const record: VirtualRecord = {
      imports: [],
      exports: this.names(),
      execute: (exports) => {
        this.#linked.push(exports);
        for (const name of record.exports) exports[name] = this.#values.get(name)?.crossed;
      },
    };
    return freeze(record);
  }
}

/** The modules that the host has made for one cell. */
export class MadeModules {
  readonly #down: (value: unknown) => unknown;
  readonly #modules = new Map<string, { readonly module: MadeModule; readonly face: HostModule }>();
  /** Every record that a resolved name may still ask for. */
  readonly #records = new Map<string, ModuleRecord>();

  /** @param down - what guests get for a value of the host's. @throws where it cannot cross */
  constructor(down: (value: unknown) => unknown) {
    this.#down = down;
  }

  /** The host's face of the module of this name, made where there is none. */
  add(name: string): HostModule {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.face;
    if (!/^@?[\w-][\w.-]*(?:[/:][\w-][\w.-]*)*$/u.test(name)) {
      throw new TypeError(`a module is added by a bare name, such as 'settings': '${name}' is none`);
    }
    const module = new MadeModule(name, this.#down);
    const face = hostModule(module);
    this.#modules.set(name, { module, face });
    return face;
  }

  /** Forgets a module. Who has imported it keeps it. */
  delete(name: string): boolean {
    return this.#modules.delete(name);
  }

  /** The key of the module that a specifier means, or undefined where it means none of these. */
  resolve(specifier: string): string | undefined {
    const made = this.#modules.get(specifier) ?? this.#modules.get(otherName(specifier));
    if (made === undefined) return undefined;
    const { key, record } = made.module;
    this.#records.set(key, record);
    return key;
  }

  /** The record of a module, by a key that `resolve` gave; undefined for any other. */
  recordOf(key: string): ModuleRecord | undefined {
    return this.#records.get(key);
  }
}

/** `fs` and `node:fs` are one. */
const otherName = (specifier: string): string =>
  specifier.startsWith('node:') ? specifier.slice('node:'.length) : `node:${specifier}`;
