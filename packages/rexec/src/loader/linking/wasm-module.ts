/**
 * A WebAssembly module in a cell, as an ES module: it imports functions by the names of modules, and exports functions,
 * numbers, and its memory.
 *
 * Trusts: the engine. Invariants: what it imports is what an ES module at its place would get; a guest gets none of
 * `WebAssembly`'s own objects, whose prototypes lockdown has not frozen: of a memory it gets the buffer and `grow`, of a
 * table nothing, and the classes of its errors are frozen first. Its memory was bounded before it was compiled.
 */
import { SourceError } from '../../cell/parse.js';
import { printable } from '../../errors/index.js';
import { harden } from '../../lockdown/realm.js';
import { disguised } from '../../names/disguise.js';
import type { ModuleRequest } from '../parsers/source.js';
import type { Site } from '../site.js';
import type { Getter } from './kit.js';
import { Module, type Resolution } from './module.js';

const { create } = Object;

interface Described {
  readonly name: string;
  readonly kind: string;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The engine's interface, of which Node's types have nothing. */
interface Engine {
  readonly Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): readonly (Described & { readonly module: string })[];
    exports(module: object): readonly Described[];
  };
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new () => WasmMemory;
  readonly Global: new () => { readonly value: unknown };
  readonly CompileError: unknown;
  readonly LinkError: unknown;
  readonly RuntimeError: unknown;
}

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
const { Module: Compiled, Instance, Memory, Global, CompileError, LinkError, RuntimeError } = engine;

let areErrorsFrozen = false;

/** A trap may reach a guest, and with it the class of its error. */
const freezeErrors = (): void => {
  if (areErrorsFrozen) return;
  areErrorsFrozen = true;
  for (const Class of [CompileError, LinkError, RuntimeError]) harden(Class);
};

const compiled = (bytes: Uint8Array): object => {
  try {
    return new Compiled(bytes);
  } catch (error) {
    throw new SourceError(error instanceof Error ? printable(error.message) : 'it is no WebAssembly');
  }
};

/** A WebAssembly module. */
export class WasmModule extends Module {
  readonly #compiled: object;
  readonly #names: readonly string[];
  /** What it has come to export. */
  readonly #exports = create(null) as Record<string, unknown>;
  #requested: readonly Module[] = [];

  /** @throws SourceError where it is no module, or imports what a cell has not. */
  constructor(name: string, site: Site, bytes: Uint8Array) {
    super(name, site);
    freezeErrors();
    this.#compiled = compiled(bytes);
    for (const { module, name: each, kind } of Compiled.imports(this.#compiled)) {
      if (kind === 'function' || kind === 'global') continue;
      throw new SourceError(
        `it imports a ${kind}, '${printable(`${module}.${each}`)}': a cell gives functions and numbers`,
      );
    }
    this.#names = Compiled.exports(this.#compiled)
      .filter(({ kind }) => kind === 'function' || kind === 'global' || kind === 'memory')
      .map(({ name: each }) => each);
  }

  override get wanted(): readonly ModuleRequest[] {
    const modules = new Set(Compiled.imports(this.#compiled).map(({ module }) => module));
    return [...modules].map((specifier) => ({ specifier, type: undefined }));
  }

  override receive(modules: readonly Module[]): void {
    this.#requested = modules;
    this.dependencies = [...new Set(modules)];
  }

  /** {@inheritDoc Module.exportNames} */
  exportNames(): readonly string[] {
    return this.#names;
  }

  /** {@inheritDoc Module.resolve} */
  resolve(name: string): Resolution {
    if (!this.#names.includes(name)) return undefined;
    return { module: this, name, get: this.site.kit.propertyGetter(this.#exports, name) };
  }

  /** {@inheritDoc Module.bind} */
  override bind(): void {
    for (const { module, name } of Compiled.imports(this.#compiled)) this.#getterOf(module, name);
  }

  /** {@inheritDoc Module.execute} */
  execute(): undefined {
    const imports = create(null) as Record<string, Record<string, unknown>>;
    for (const { module, name } of Compiled.imports(this.#compiled)) {
      imports[module] ??= create(null) as Record<string, unknown>;
      imports[module][name] = this.#getterOf(module, name)();
    }
    const { exports } = new Instance(this.#compiled, imports);
    for (const name of this.#names) this.#put(name, exports[name]);
  }

  #put(name: string, value: unknown): void {
    if (value instanceof Global) {
      Object.defineProperty(this.#exports, name, { get: () => value.value });
      return;
    }
    const given = value instanceof Memory ? this.#memory(value) : value;
    Object.defineProperty(this.#exports, name, { value: harden(given) });
  }

  #memory(memory: WasmMemory): object {
    const buffer = disguised(() => memory.buffer, 'buffer');
    // The engine keeps to the maximum.
    const grow = disguised((pages: number) => memory.grow(pages), 'grow', 1);
    return this.site.kit.makeMemory(buffer, grow);
  }

  #getterOf(specifier: string, name: string): Getter {
    const at = this.wanted.findIndex((each) => each.specifier === specifier);
    const found = this.#requested[at]?.resolve(name);
    if (typeof found === 'object') return found.get;
    throw new SourceError(
      `The requested module '${printable(specifier)}' does not provide an export named '${printable(name)}'`,
    ).in(this.name);
  }
}
