/**
 * A cell's `__main__`: runs compiled programs in its Compartment and keeps what they declare for the next.
 *
 * A name that a program declares becomes an accessor on the cell's global, whose getter and setter are closures of the
 * program: live both ways, with the language's own errors for a name used too early and for a constant assigned to.
 * Where the cell started with the name, the global cannot take it, and programs that use it get it as a lexical.
 *
 * Trusts: the text from program.ts. Invariant: no function of the host's is reachable from a guest's scope; what a
 * scope has of ours was evaluated inside the cell.
 */
import type { Evaluator } from '../lockdown/realm.js';
import type { LazyGlobals } from '../names/lazy.js';
import type { Names } from './complete.js';
import { type Accessors, constantOf, type Lexicals, lexicalsIn } from './lexicals.js';
import type { Positions } from './positions.js';
import type { Compiled, Text } from './program.js';

const { create, defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames, hasOwn } = Object;
const { apply } = Reflect;
const { prototype: objectPrototype } = Object;

interface Binding extends Accessors {
  readonly constant: boolean;
}

type Published = readonly (readonly [name: string, get: () => unknown, set: (value: unknown) => void])[];
type Settle = (name: string, value: unknown) => void;
type Run = (this: unknown, publish: (published: Published) => void, settle: Settle) => unknown;

/** The names on a new cell's global. */
export interface GlobalNames {
  readonly startNames: ReadonlySet<string>;
  /** Those of them that are made when they are first used. */
  readonly lazy: LazyGlobals;
  /** What is said of a name that the cell has not. */
  readonly wayTo: (name: string) => string;
}

/** What a program sees beside the global. */
interface ProgramScope {
  readonly lexicals: object | undefined;
  /** Whether nothing of this moment is in it: the program's function can serve again. */
  readonly isLasting: boolean;
}

/** Evaluates in one Compartment. */
export class Main implements Names {
  readonly #compartment: Evaluator;
  readonly #startNames: ReadonlySet<string>;
  readonly #lazy: LazyGlobals;
  readonly #wayTo: (name: string) => string;
  readonly #positions: Positions;
  /** The cell's `import()`, a function that a guest may hold. */
  readonly #dynamicImport: () => unknown;
  readonly #bindings = new Map<string, Binding>();
  /** The functions of programs, with the file that their positions name. */
  readonly #runs = new WeakMap<Text, { readonly run: Run; readonly file: string }>();
  /** Every name that something which ran here may look up again. */
  readonly #mentioned = new Set<string>();
  /** Whether something ran here that may look up any name. */
  #isWatched = false;
  #lexicals: Lexicals | undefined;

  constructor(
    compartment: Evaluator,
    { startNames, lazy, wayTo }: GlobalNames,
    positions: Positions,
    dynamicImport: () => unknown,
  ) {
    this.#compartment = compartment;
    this.#startNames = startNames;
    this.#lazy = lazy;
    this.#wayTo = wayTo;
    this.#positions = positions;
    this.#dynamicImport = dynamicImport;
  }

  /**
   * Runs a program once, and gives what it gave, raw. What it throws is raw too.
   *
   * @param file - what its positions name.
   */
  run(program: Compiled, file: string): unknown {
    const text = this.#quickTextFor(program);
    if (program.kind === 'eval') return this.#evaluate(text, file, this.#scopeFor(program).lexicals);
    const known = this.#runs.get(text);
    if (known?.file === file) return this.#call(known.run, program);
    const { lexicals, isLasting } = this.#scopeFor(program);
    const run = this.#evaluate(text, file, lexicals) as Run;
    if (isLasting) this.#runs.set(text, { run, file });
    return this.#call(run, program);
  }

  /** {@inheritDoc Names.all} */
  all(): readonly string[] {
    return [...getOwnPropertyNames(this.#compartment.globalThis), ...this.#bindings.keys()];
  }

  /** {@inheritDoc Names.valueOf} */
  valueOf(name: string): unknown {
    const held = getOwnPropertyDescriptor(this.#compartment.globalThis, name);
    const binding = this.#bindings.get(name);
    try {
      // The getter of a binding is a closure of ours that reads a variable; any other is the guest's.
      if (binding !== undefined && (held?.get === binding.get || this.#startNames.has(name))) return binding.get();
      return held?.get === undefined ? held?.value : this.#lazy.valueOf(name);
    } catch {
      return undefined; // The program that declares it has not come to it.
    }
  }

  /** The names that a program would find on the global. */
  names(): readonly string[] {
    return getOwnPropertyNames(this.#compartment.globalThis);
  }

  /** The names that the cell did not start with, and those of its own that programs have declared. */
  declared(): readonly string[] {
    const added = this.names().filter((name) => !this.#startNames.has(name));
    return [...added, ...[...this.#bindings.keys()].filter((name) => this.#startNames.has(name))];
  }

  /** Whether the cell started with a name: a constant for good. */
  isStartName(name: string): boolean {
    return this.#startNames.has(name);
  }

  /** What a program finds by a name. It may run an accessor that a guest put on its global, and throw. */
  lookUp(name: string): unknown {
    const binding = this.#startNames.has(name) ? this.#bindings.get(name) : undefined;
    if (binding !== undefined) return binding.get();
    return this.#lazy.has(name) ? this.#lazy.valueOf(name) : this.#compartment.globalThis[name];
  }

  /** Sets a variable, as an assignment would; where there is none, or a constant, it is declared anew. */
  assign(name: string, value: unknown): void {
    const binding = this.#bindings.get(name);
    const isLive =
      binding !== undefined &&
      (this.#startNames.has(name) || getOwnPropertyDescriptor(this.#compartment.globalThis, name)?.get === binding.get);
    if (isLive && !binding.constant) binding.set(value);
    else this.#publish(name, { ...this.#lexicalMaker().variable(value), constant: false });
  }

  /** Declares a constant. */
  define(name: string, value: unknown): void {
    this.#publish(name, { ...this.#lexicalMaker().constant(value), constant: true });
  }

  /** Takes a declaration back. */
  remove(name: string): void {
    this.#bindings.delete(name);
    if (!this.#startNames.has(name)) Reflect.deleteProperty(this.#compartment.globalThis, name);
  }

  /** What names that are nowhere are for a module: SES has them undefined. */
  undeclaredAmong(names: readonly string[]): object | undefined {
    const global = this.#compartment.globalThis;
    const nowhere = names.filter((name) => !(name in global));
    if (nowhere.length === 0) return undefined;
    const lexicals = create(null) as object;
    for (const name of nowhere) {
      const { get, set } = this.#lexicalMaker().undeclared(name);
      defineProperty(lexicals, name, { get, set, enumerable: true });
    }
    return lexicals;
  }

  /** A module has been loaded: what names it looks at is not known. */
  noteModules(): void {
    this.#isWatched = true;
  }

  /** The text of a program to run now, and a note of what it can see from now on. */
  #textFor(program: Compiled): Text {
    const { alone, free, aliases, seesAll } = program;
    this.#isWatched ||= seesAll;
    const unseen =
      alone !== undefined && !this.#isWatched && [...alone.names].every((name) => !this.#mentioned.has(name));
    for (const name of free) this.#mentioned.add(name);
    for (const { name } of aliases) this.#mentioned.add(name);
    return unseen ? alone : program;
  }

  /** The same, where names that earlier programs declared are used as properties of the global. */
  #quickTextFor(program: Compiled): Text {
    const text = this.#textFor(program);
    if (program.asProperties === undefined) return text;
    const names = new Map<string, boolean>();
    for (const name of program.free) {
      const binding = this.#bindings.get(name);
      if (binding === undefined || binding.constant || this.#startNames.has(name) || name in objectPrototype) continue;
      if (getOwnPropertyDescriptor(this.#compartment.globalThis, name)?.get !== binding.get) continue;
      names.set(name, typeof this.valueOf(name) === 'function');
    }
    return names.size === 0 ? text : program.asProperties(text, names);
  }

  #call(run: Run, program: Compiled): unknown {
    const global = this.#compartment.globalThis;
    if (program.declared.length === 0) return apply(run, global, []);
    const constants = new Set(program.declared.filter(({ constant }) => constant).map(({ name }) => name));
    // The hook is called by the program's first statement, and is dead when the guest's first runs.
    let isOpen = true;
    const publish = (published: Published): void => {
      if (!isOpen) return;
      isOpen = false;
      for (const [name, get, set] of published) this.#publish(name, { get, set, constant: constants.has(name) });
    };
    const settled = new Map<string, Accessors>();
    const settle: Settle = (name, value) => {
      const known = settled.get(name);
      if (known !== undefined) {
        known.set(value);
        return;
      }
      const constant = constants.has(name);
      const { get, set } = this.#lexicalMaker()[constant ? 'constant' : 'variable'](value);
      if (!constant) settled.set(name, { get, set });
      this.#publish(name, { get, set, constant });
    };
    return apply(run, global, [publish, settle]);
  }

  #publish(name: string, binding: Binding): void {
    const global = this.#compartment.globalThis;
    if (!this.#startNames.has(name)) {
      const held = getOwnPropertyDescriptor(global, name);
      if (held?.configurable === false) throw new SyntaxError(`Identifier '${name}' has already been declared`);
      const { get, set } = binding;
      defineProperty(global, name, { get, set, enumerable: true, configurable: true });
    }
    this.#bindings.set(name, binding);
  }

  #evaluate({ text, placeMap }: Text, file: string, scope: object | undefined): unknown {
    const label = this.#positions.labelOf(file, placeMap);
    return this.#compartment.evaluate(`${text}\n//# sourceURL=${label}`, {
      // A direct eval has been refused with its place; SES looks for the word, in comments and strings too.
      __rejectSomeDirectEvalExpressions__: false,
      ...(scope === undefined ? {} : { __moduleShimLexicals__: scope }),
    });
  }

  /** The names that a program gets beside the global's. */
  #scopeFor({ free, aliases }: Compiled): ProgramScope {
    let lexicals: object | undefined;
    let isLasting = aliases.length === 0;
    const define = (name: string, descriptor: PropertyDescriptor): void => {
      lexicals ??= create(null) as object;
      defineProperty(lexicals, name, { ...descriptor, enumerable: true, configurable: false });
    };
    for (const name of free) {
      const lexical = this.#lexicalFor(name);
      if (lexical === undefined) continue;
      define(name, lexical);
      isLasting &&= this.#lazy.has(name) && !this.#bindings.has(name);
    }
    for (const { alias, name, means } of aliases) {
      if (means === 'import') define(alias, { value: this.#dynamicImport(), writable: false });
      else if (means === 'typeof') define(alias, this.#shadowing(name) ?? this.#lexicalMaker().typeOf(name));
      else define(alias, this.#lexicalMaker().undeclared(name));
    }
    return { lexicals, isLasting };
  }

  #lexicalFor(name: string): PropertyDescriptor | undefined {
    const shadowing = this.#shadowing(name);
    if (shadowing !== undefined) return shadowing;
    const global = this.#compartment.globalThis;
    // As a constant it is hoisted; through the global's getter each use would be a call.
    if (this.#lazy.has(name)) return { value: this.#lazy.valueOf(name), writable: false };
    if (!hasOwn(global, name)) return this.#lexicalMaker().undeclared(name);
    const binding = this.#bindings.get(name);
    return binding?.constant === true && getOwnPropertyDescriptor(global, name)?.get === binding.get
      ? constantOf(binding)
      : undefined;
  }

  /**
   * A name that a program has declared and that would be found before the global's: one that the cell started with, or
   * one of Object.prototype's, from which SES's scope objects inherit.
   */
  #shadowing(name: string): PropertyDescriptor | undefined {
    const isFoundBefore = this.#startNames.has(name) || name in objectPrototype;
    const binding = isFoundBefore ? this.#bindings.get(name) : undefined;
    if (binding === undefined) return undefined;
    return (binding.constant ? constantOf(binding) : undefined) ?? { get: binding.get, set: binding.set };
  }

  #lexicalMaker(): Lexicals {
    this.#lexicals ??= lexicalsIn(this.#compartment, this.#wayTo);
    return this.#lexicals;
  }
}
