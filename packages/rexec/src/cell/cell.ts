/**
 * The life of a cell in this realm: made with what the host gives, run, nested in, ended.
 *
 * Trusts: the host's endowments to be what it means to give. Invariants: a value leaves or enters only through the
 * cell's own membrane, so that siblings share no object; what is thrown leaves as an error of the host's; and after
 * the end nothing runs for the host and nothing the cell was given works.
 */
import { types } from 'node:util';
import { GuestError } from '@padded-cell/bastion';
import { type Membrane, createMembrane } from '@padded-cell/bastion/membrane';
import { CellEndedError, ImportError, printable } from '../errors/index.js';
import type { Asked } from '../loader/hooks/hooks.js';
import { FileHooks } from '../loader/hooks/file-hooks.js';
import { Loader } from '../loader/loader.js';
import { Builtins } from '../modules/builtins.js';
import { Powers } from '../powers/powers.js';
import { powersFor } from '../powers/registry.js';
import { type Evaluator, harden, requireCompartment } from '../lockdown/realm.js';
import { guardRejections } from '../lockdown/rejections.js';
import type { Logger } from '../logger.js';
import { lazyGlobals } from '../names/lazy.js';
import { OwnNames } from '../names/names.js';
import type { OutputOptions } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import { Ledger } from '../policy/ledger.js';
import { evaluatorsFor } from './evaluators.js';
import { furnish } from './globals.js';
import { Main } from './main.js';
import { type Namespace, namespaceView } from './namespace.js';
import { SourceError } from './parse.js';
import { Positions } from './positions.js';
import { type Compiled, type ProgramKind, compile } from './program.js';

/** What a cell is made with. */
export interface CellParts {
  readonly name: string;
  readonly policy: Policy;
  /** The host's values, as it gave them. */
  readonly endowments: ReadonlyMap<string, unknown>;
  readonly parent?: Cell;
  /** Takes what the cell tells its host. */
  readonly logger?: Logger | undefined;
  /** Where its text goes; a nested cell's goes where its parent's does. */
  readonly outputs?: OutputOptions;
}

/** A source that cannot be run, as the host gets it. */
const sourceFault = ({ kind, message, place }: SourceError, file: string): GuestError => {
  if (place === undefined) return new GuestError(kind, `${message} (${file})`);
  const { line, column } = place;
  return new GuestError(kind, `${message} (${file}:${line}:${column})`, undefined, [
    { function: undefined, file, line, column },
  ]);
};

/** Compiles a source for the host. @throws GuestError where it is not what its kind asks for */
export const compileForHost = (kind: ProgramKind, source: string, file: string): Compiled => {
  try {
    return compile(kind, source);
  } catch (error) {
    throw error instanceof SourceError ? sourceFault(error, file) : error;
  }
};

/** A cell in this realm. */
export class Cell {
  readonly name: string;
  readonly policy: Policy;
  readonly endowments: ReadonlyMap<string, unknown>;
  readonly logger: Logger | undefined;
  readonly outputs: OutputOptions;
  readonly #ledger: Ledger;
  readonly #own: OwnNames;
  readonly #stops = new Set<() => void>();
  readonly #parent: Cell | undefined;
  readonly #children = new Set<Cell>();
  readonly #membrane: Membrane;
  readonly #positions = new Positions();
  readonly #loader: Loader;
  readonly #compartment: Evaluator;
  readonly #main: Main;
  /** Errors of ours, by what a guest was given in their place: the host gets its own back. */
  readonly #origins = new WeakMap<object, Error>();
  readonly #counts = new Map<string, number>();
  #dynamicImport: unknown;
  #hasEnded = false;

  /** @throws LockdownError where the realm cannot hold cells; CellEndedError where the parent has ended. */
  constructor({ name, policy, endowments, parent, logger, outputs }: CellParts) {
    const Compartment = requireCompartment();
    guardRejections();
    parent?.requireLife();
    this.name = name;
    this.policy = policy;
    this.endowments = endowments;
    this.logger = logger ?? parent?.logger;
    this.outputs = outputs ?? parent?.outputs ?? {};
    this.#parent = parent;
    this.#ledger = new Ledger(printable(name), policy, parent === undefined ? undefined : parent.#ledger);
    this.#own = new OwnNames({
      cell: name,
      policy,
      ledger: this.#ledger,
      logger: this.logger,
      outputs: this.outputs,
      upward: (reason) => this.#upward(reason),
      downward: (error) => this.#downward(error),
    });
    this.#membrane = createMembrane({ stackOf: (error: object) => this.#positions.stackOf(error) });
    const { okPath, okFileTypes, okBuiltinModules, nokBuiltinNames } = policy;
    const powers = this.#makePowers();
    const builtins = new Builtins(okBuiltinModules, (module) => ({
      compartment: this.#compartment,
      policy,
      powerOf: (power) => (power === '$names' ? this.#own.forModules : powers.get(power)),
      label: this.#positions.labelOf(module, undefined),
    }));
    this.#loader = new Loader({ hooks: new FileHooks(okPath), builtins, okFileTypes, positions: this.#positions });
    this.#compartment = new Compartment({
      __options__: true,
      resolveHook: (specifier: unknown, importer: string) => this.#resolveForGuest(specifier, importer),
      importHook: (module: string) => this.#loadForGuest(module),
      importNowHook: (module: string) => builtins.recordOf(module),
      noAggregateLoadErrors: true,
    });
    const taken = new Set([...nokBuiltinNames, ...endowments.keys()]);
    const lazy = lazyGlobals(this.#own.lazy, (module) => this.#compartment.importNow(module), taken);
    const startNames = furnish(this.#compartment, {
      withheld: nokBuiltinNames,
      evaluators: evaluatorsFor(
        (source, by) => this.#evaluateForGuest(source, by),
        (error) => this.#downward(error),
      ),
      own: this.#own.values,
      lazy,
      endowments: new Map([...endowments].map(([each, value]) => [each, this.#membrane.down(value)])),
    });
    this.#main = new Main(this.#compartment, { startNames, lazy }, this.#positions, () => this.#importer());
    if (parent !== undefined) parent.#children.add(this);
  }

  /** @throws CellEndedError once the cell has ended. */
  requireLife(): void {
    if (this.#hasEnded) throw new CellEndedError(this.name);
  }

  /** Runs a program once; what it gives crosses to the host. */
  run(program: Compiled, file: string): unknown {
    this.requireLife();
    return this.#read(() => this.#main.run(program, file));
  }

  /** Runs a program with top-level await to its end. */
  async runAsync(program: Compiled, file: string): Promise<void> {
    this.requireLife();
    try {
      // The promise is that of the text around the guest's, which the guest never has in hand.
      await this.#main.run(program, file);
    } catch (reason) {
      throw this.#upward(reason);
    }
    this.requireLife();
  }

  /** The exports of a module. */
  async import(specifier: string): Promise<Namespace> {
    this.requireLife();
    const module = await this.#find(specifier);
    this.requireLife();
    let box: { readonly namespace: object };
    try {
      box = (await this.#compartment.import(module)) as typeof box;
    } catch (reason) {
      throw this.#upward(reason);
    }
    this.requireLife();
    return namespaceView(box.namespace, specifier, (get) => this.#read(get));
  }

  /** A file name for a text that has none. */
  fileFor(by: string): string {
    const count = (this.#counts.get(by) ?? 0) + 1;
    this.#counts.set(by, count);
    return `${by}-${count}`;
  }

  /** Ends the cell, and first those within it. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const child of this.#children) child.end();
    this.#children.clear();
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    this.#own.end();
    if (this.#parent !== undefined) this.#parent.#children.delete(this);
    this.#membrane.revoke(`the cell '${printable(this.name)}' has ended`);
  }

  #makePowers(): Powers {
    const makers = powersFor({
      cell: this.name,
      policy: this.policy,
      ledger: this.#ledger,
      output: this.#own.output,
      onEnd: (stop) => {
        this.#stops.add(stop);
        return () => {
          this.#stops.delete(stop);
        };
      },
      report: (reason, from) => {
        this.#own.report(reason, from);
      },
    });
    return new Powers(makers, {
      requireLife: () => {
        this.requireLife();
      },
      downward: (error) => this.#downward(error),
    });
  }

  /** A value of the guest's, for the host. */
  #read(get: () => unknown): unknown {
    this.requireLife();
    let value: unknown;
    try {
      value = get();
    } catch (reason) {
      throw this.#upward(reason);
    }
    // The guest may have had its own cell ended meanwhile.
    this.requireLife();
    try {
      return this.#membrane.up(value);
    } catch (reason) {
      throw this.#upward(reason);
    }
  }

  async #find(specifier: string): Promise<string> {
    try {
      return await this.#loader.find(specifier);
    } catch (error) {
      throw error instanceof SourceError ? sourceFault(error, error.file ?? specifier) : error;
    }
  }

  /** What a guest threw, for the host. */
  #upward(reason: unknown): Error {
    if (this.#hasEnded) return new CellEndedError(this.name);
    // Its traps would run when it is read.
    if (types.isProxy(reason)) return new GuestError('Error', 'a Proxy was thrown');
    const origin = typeof reason === 'object' && reason !== null ? this.#origins.get(reason) : undefined;
    return origin ?? this.#membrane.thrownUp(reason);
  }

  /** What our code threw, for the guest. */
  #downward(error: unknown): Error {
    if (error instanceof SourceError) {
      const { place, file } = error;
      const at = place === undefined ? '' : ` (${file === undefined ? '' : `${file}:`}${place.line}:${place.column})`;
      return error.kind === 'RangeError' ? new RangeError(error.message + at) : new SyntaxError(error.message + at);
    }
    const told = this.#membrane.thrownDown(error) as Error;
    if (error instanceof ImportError) this.#origins.set(told, error);
    return told;
  }

  #evaluateForGuest(source: string, by: 'eval' | 'Function'): unknown {
    let program: Compiled;
    try {
      this.requireLife();
      program = compile('eval', source);
    } catch (error) {
      throw this.#downward(error);
    }
    return this.#main.run(program, this.fileFor(by));
  }

  #resolveForGuest(specifier: unknown, importer: string): string {
    try {
      this.requireLife();
      return this.#loader.resolve(specifier, importer);
    } catch (error) {
      throw this.#downward(error);
    }
  }

  async #loadForGuest(module: string): Promise<object> {
    const asked: Asked = { specifier: module, importer: undefined };
    try {
      this.requireLife();
      this.#main.noteModules();
      return await this.#loader.load(module, asked);
    } catch (error) {
      throw this.#downward(error);
    }
  }

  /** The `import(…)` of programs. */
  #importer(): unknown {
    // Bound, it shows no source of ours.
    this.#dynamicImport ??= harden(
      (async (specifier: unknown, options?: unknown): Promise<unknown> => {
        let module: string;
        try {
          this.requireLife();
          if (typeof specifier !== 'string') throw new TypeError('import() takes a specifier: a string');
          if (options !== undefined) throw new TypeError('import() takes no attributes here');
          module = await this.#loader.find(specifier);
        } catch (error) {
          throw this.#downward(error);
        }
        const { namespace } = (await this.#compartment.import(module)) as { namespace: unknown };
        return namespace;
        // oxlint-disable-next-line no-extra-bind
      }).bind(undefined),
    );
    return this.#dynamicImport;
  }
}
