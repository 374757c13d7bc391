/**
 * What every kind of module is to the linker: names it exports, modules it asks for, and something to run.
 *
 * After the specification's Cyclic Module Records. Trusts: nothing of the guest's; what is called here of its making
 * are the getters that our own text around a module has handed over, and the module itself.
 */
import type { ModuleRequest } from '../parsers/source.js';
import type { Site } from '../site.js';
import type { Getter } from './kit.js';

const { create, defineProperty, freeze } = Object;

/** An export, found: whose it is, and what gives it. */
interface Binding {
  readonly module: Module;
  /** The name there; undefined for the namespace itself. */
  readonly name: string | undefined;
  readonly get: Getter;
}

/** What a name that is exported leads to: nowhere, or to two things by two `export *`. */
export type Resolution = Binding | 'ambiguous' | undefined;

/** How far a module has come. */
export type Status = 'evaluated' | 'evaluating' | 'evaluating-async' | 'new';

/** The promise of a module's evaluation, to settle by hand. */
export interface Capability {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A module of a cell. */
export abstract class Module {
  /** Its name, as the guest may see it. */
  readonly name: string;
  /** The modules it asks for before it runs, in order; filled in when they are loaded. */
  dependencies: readonly Module[] = [];
  /** Why what it asks for could not be loaded. */
  fault: { readonly error: unknown } | undefined;
  // What the specification keeps of its evaluation: evaluate.ts.
  status: Status = 'new';
  failure: { readonly reason: unknown } | undefined;
  index = 0;
  ancestor = 0;
  cycleRoot: Module | undefined;
  asyncOrder: number | undefined;
  pending = 0;
  readonly asyncParents: Module[] = [];
  capability: Capability | undefined;
  readonly site: Site;
  #namespace: object | undefined;

  constructor(name: string, site: Site) {
    this.name = name;
    this.site = site;
  }

  /** Whether it waits for something at its top level. */
  get isAsync(): boolean {
    return false;
  }

  /** What it asks for. */
  get wanted(): readonly ModuleRequest[] {
    return [];
  }

  /** Gives it the modules it asks for, in their order. */
  receive(_modules: readonly Module[]): void {
    // Most kinds ask for none.
  }

  /** The names it exports. */
  abstract exportNames(seen?: Set<Module>): readonly string[];

  /** What a name that it exports is. */
  abstract resolve(name: string, seen?: Map<Module, Set<string>>): Resolution;

  /** Makes its functions and getters. */
  instantiate(): void {
    // Most kinds have none before they run.
  }

  /** Gives it what it imports. @throws SourceError where a module does not export what it asks for */
  bind(): void {
    // Most kinds import nothing.
  }

  /** Runs it; a promise where {@link Module.isAsync}. What the guest throws comes out raw. */
  abstract execute(): Promise<void> | undefined;

  /** What `require` gives of it once it has run. */
  get required(): unknown {
    return this.namespace;
  }

  /** Its namespace: as the language has it, an object without a prototype whose names nobody can change. */
  get namespace(): object {
    this.#namespace ??= this.makeNamespace();
    return this.#namespace;
  }

  /** @param marks - names it has beside those it exports. */
  protected makeNamespace(marks: Readonly<Record<string, unknown>> = {}): object {
    const namespace = create(null) as object;
    const names = [...new Set(this.exportNames())].toSorted((one, other) => (one < other ? -1 : 1));
    for (const name of names) {
      const found = this.resolve(name);
      if (typeof found !== 'object') continue;
      defineProperty(namespace, name, { get: found.get, enumerable: true });
    }
    for (const [name, value] of Object.entries(marks)) defineProperty(namespace, name, { value, enumerable: true });
    defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
    return freeze(namespace);
  }
}
