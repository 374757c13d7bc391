/**
 * A Compartment with what its line of the policy puts in it: that of a cell, or of an npm package in one.
 *
 * Trusts: what it is made with, which is made for this site alone. Invariants: a package's site has its own global, its
 * own evaluators and its own instances of the modules that come with the cell; it shares with the cell the intrinsics,
 * the cell's own names (frozen, and the same for every package), and the endowments that its line names.
 */
import type { PlaceMap } from './edits.js';
import { printable } from '../errors/index.js';
import { type Evaluator, requireCompartment } from '../lockdown/realm.js';
import { type Kit, kitFor } from '../loader/linking/kit.js';
import type { Package } from '../loader/packages/graph.js';
import type { Site } from '../loader/site.js';
import { Builtins } from '../modules/builtins.js';
import type { MadeModules } from '../modules/made.js';
import { LazyGlobals } from '../names/lazy.js';
import type { OwnNames } from '../names/names.js';
import type { Policy } from '../policy/index.js';
import { evaluatorsFor } from './evaluators.js';
import { furnish } from './globals.js';
import { Main } from './main.js';
import type { Positions } from './positions.js';
import { SourceError } from './parse.js';
import { type Compiled, compile } from './program.js';

/** What a site is made with. */
export interface SiteParts {
  /** The package; undefined for the cell itself. */
  readonly owner: Package | undefined;
  /** The cell's policy, or what the package has of it. */
  readonly policy: Policy;
  /** The endowments, already across the membrane. */
  readonly endowments: ReadonlyMap<string, unknown>;
  readonly own: OwnNames;
  readonly positions: Positions;
  /** A host half, made for this site. */
  readonly powerOf: (name: string) => object | undefined;
  /** The modules that the host has made. */
  readonly made: () => MadeModules | undefined;
  readonly requireLife: () => void;
  readonly downward: (error: unknown) => Error;
  /** A name for a text that has none. */
  readonly fileFor: (by: string) => string;
  /** The `import()` of its programs. */
  readonly dynamicImport: (site: Site) => unknown;
}

const { freeze, create } = Object;

/** A `process` that tells nothing: packages ask it for `env.NODE_ENV` without asking whether it is there. */
const emptyProcess: object = freeze(Object.assign(create(null), { env: freeze(create(null)) }));

/** What is said of a name that a cell has not, where a line of its policy is why. */
const wayTo = (name: string, { nokBuiltinNames, okSysNames, intl }: Policy): string => {
  const line = 'the policy line that would grant it is';
  if (nokBuiltinNames.includes(name)) return ': nokBuiltinNames withholds it';
  if (name === 'process' && okSysNames.length === 0) return `: ${line} okSysNames`;
  if (name === 'Intl' && intl === 'none') return `: ${line} intl`;
  return name === 'Compartment'
    ? ': a raw one would have neither the policy of this cell nor its transforms; new RExec() makes a cell within a cell'
    : '';
};

/** Where code runs. */
export class CellSite implements Site {
  readonly owner: Package | undefined;
  readonly builtins: Builtins;
  readonly compartment: Evaluator;
  readonly main: Main;
  readonly #parts: SiteParts;
  #kit: Kit | undefined;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    const { owner, policy, own, positions, powerOf } = parts;
    this.owner = owner;
    const Compartment = requireCompartment();
    this.builtins = new Builtins(
      policy.okBuiltinModules,
      () => ({ compartment: this.compartment, policy, powerOf }),
      parts.made,
    );
    this.compartment = new Compartment({
      __options__: true,
      // What comes with the cell is linked by SES; no text of a guest's has a way to ask for it here.
      resolveHook: (specifier: string, importer: string) => this.#resolve(specifier, importer),
      importNowHook: (module: string) => this.builtins.recordOf(module),
      noAggregateLoadErrors: true,
    });
    const names = new Map(own.values);
    if (owner !== undefined && policy.okSysNames.length === 0) names.set('process', emptyProcess);
    const taken = new Set([
      ...policy.nokBuiltinNames,
      ...parts.endowments.keys(),
      ...(policy.okSysNames.length === 0 ? ['process'] : []),
      // Cells in the cell are for its own code.
      ...(owner === undefined ? [] : ['RExec']),
    ]);
    const lazy = new LazyGlobals(own.lazy, (module) => this.namespaceOf(module), taken);
    const startNames = furnish(this.compartment, {
      withheld: policy.nokBuiltinNames,
      evaluators: evaluatorsFor((source, by) => this.#evaluateForGuest(source, by), parts.downward),
      own: names,
      lazy,
      endowments: parts.endowments,
    });
    this.main = new Main(this.compartment, { startNames, lazy, wayTo: (name) => wayTo(name, policy) }, positions, () =>
      parts.dynamicImport(this),
    );
  }

  /** {@inheritDoc Site.kit} */
  get kit(): Kit {
    this.#kit ??= kitFor((text) => this.compartment.evaluate(text));
    return this.#kit;
  }

  /** {@inheritDoc Site.evaluate} */
  evaluate(text: string, file: string, placeMap: PlaceMap | undefined, free: readonly string[] = []): unknown {
    this.main.noteModules();
    const label = this.#parts.positions.labelOf(file, placeMap);
    const lexicals = this.main.undeclaredAmong(free);
    try {
      return this.compartment.evaluate(`${text}\n//# sourceURL=${label}`, {
        // A direct eval has been refused with its place; SES looks for the word, in comments and strings too.
        __rejectSomeDirectEvalExpressions__: false,
        ...(lexicals === undefined ? {} : { __moduleShimLexicals__: lexicals }),
      });
    } catch (error) {
      // It makes a function and calls none: this is no error of the guest's, but syntax that acorn reads and the engine does not.
      if (error instanceof SyntaxError) throw new SourceError(printable(error.message)).in(file);
      throw error;
    }
  }

  /** {@inheritDoc Site.namespaceOf} */
  namespaceOf(module: string): object {
    return this.compartment.importNow(module);
  }

  #resolve(specifier: string, importer: string): string {
    const { downward } = this.#parts;
    try {
      const name = this.builtins.resolve(specifier, importer);
      if (name === undefined) throw new TypeError(`'${specifier}' is no module of the cell`);
      return name;
    } catch (error) {
      throw downward(error);
    }
  }

  #evaluateForGuest(source: string, by: 'eval' | 'Function'): unknown {
    const { requireLife, downward, fileFor } = this.#parts;
    let program: Compiled;
    try {
      requireLife();
      program = compile('eval', source);
    } catch (error) {
      throw downward(error);
    }
    return this.main.run(program, fileFor(by));
  }
}
