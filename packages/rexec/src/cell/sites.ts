/**
 * Where the code of a cell runs: its own site, and one for each npm package in it, each with powers of its own.
 *
 * Invariant: what a site is made with is what its line of the policy has, and never more than the cell's.
 */
import type { Membrane } from '@padded-cell/bastion/membrane';
import type { Package } from '../loader/packages/graph.js';
import type { Site } from '../loader/site.js';
import type { MadeModules } from '../modules/made.js';
import type { OwnNames } from '../names/names.js';
import { engineFor } from '../nesting/engine.js';
import type { Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import { policyOfPackage } from '../policy/packages.js';
import type { CellFiles } from '../powers/files/cell-files.js';
import { Powers } from '../powers/powers.js';
import { powersFor } from '../powers/registry.js';
import type { Trace } from '../trace.js';
import type { Ending } from './ending.js';
import type { Inherited } from './inherited.js';
import type { Opening } from './opening.js';
import type { Positions } from './positions.js';
import { CellSite } from './site.js';
import type { Thrown } from './thrown.js';

/** What the sites of a cell are made with. */
export interface SitesParts {
  /** What the cell was made with. */
  readonly given: Inherited;
  readonly ledger: Ledger;
  readonly membrane: Membrane;
  readonly own: OwnNames;
  readonly opening: Opening;
  readonly positions: Positions;
  readonly thrown: Thrown;
  readonly trace: Trace | undefined;
  readonly ending: Ending;
  readonly requireLife: () => void;
  /** A name for a text that has none. */
  readonly fileFor: (by: string) => string;
  readonly setExitCode: (exitCode: number) => void;
  /** The modules that the host has made. */
  readonly made: () => MadeModules | undefined;
  /** The `import()` of the programs in a site. */
  readonly dynamicImport: (site: Site) => unknown;
  /** The `createRequire` of a site. */
  readonly createRequire: (site: Site) => unknown;
  /** The host half of the cells that a guest makes. */
  readonly nesting: () => object;
}

/** The sites of one cell. */
export class Sites {
  /** The cell's own. */
  readonly own: CellSite;
  readonly #parts: SitesParts;
  /** Those of the packages in it, by their directories. */
  readonly #ofPackages = new Map<string, CellSite>();

  constructor(parts: SitesParts) {
    this.#parts = parts;
    this.own = this.#make(undefined, parts.given.policy);
  }

  /** Where a package's modules run, made when the first of them is read; without a package, the cell's own. */
  of(owner: Package | undefined): CellSite {
    if (owner === undefined) return this.own;
    const known = this.#ofPackages.get(owner.directory);
    if (known !== undefined) return known;
    const site = this.#make(owner, policyOfPackage(this.#parts.given.policy, owner.key));
    this.#ofPackages.set(owner.directory, site);
    return site;
  }

  #make(owner: Package | undefined, policy: Policy): CellSite {
    const { own, positions, membrane, thrown, requireLife, fileFor, dynamicImport, made } = this.#parts;
    const powers = this.#powersBy(owner, policy);
    const endowments = policy.endowments.map(
      (name) => [name, membrane.down(this.#parts.given.endowments.get(name))] as const,
    );
    return new CellSite({
      owner,
      policy,
      endowments: new Map(endowments),
      own,
      positions,
      powerOf: (power) => this.#ownPower(power, owner) ?? powers.get(power),
      // What the host has made is for the cell's own code.
      made: () => (owner === undefined ? made() : undefined),
      requireLife,
      downward: (error) => thrown.forGuest(error),
      fileFor,
      dynamicImport,
    });
  }

  #powersBy(owner: Package | undefined, policy: Policy): Powers {
    const { given, ledger, own, setExitCode, ending, opening, thrown, requireLife, trace } = this.#parts;
    const { beyond } = given;
    const files = (): CellFiles => (owner === undefined ? opening.files() : opening.filesBy(policy));
    const makers = powersFor({
      cell: given.name,
      policy,
      ledger,
      output: own.output,
      args: given.args,
      setExitCode,
      onEnd: (stop) => ending.add(stop),
      files,
      cwd: beyond?.cwd ?? (() => files().view.shownCwd),
      env: beyond?.env ?? process.env,
      report: (reason, from) => {
        own.report(reason, from);
      },
    });
    const all = beyond === undefined ? makers : { ...makers, ...beyond.powers(owner?.key) };
    return new Powers(all, {
      requireLife,
      downward: (error) => thrown.forGuest(error),
      trace: (what) => trace?.accessed(what),
    });
  }

  /** The host halves that take more than plain data, by the names that their guest halves have them under. */
  #ownPower(name: string, owner: Package | undefined): object | undefined {
    const { own, given, createRequire, nesting } = this.#parts;
    if (name === '$names') return own.forModules;
    if (name === 'Date') return own.values.get('Date') as object;
    if (name === '$engine') return engineFor(given.policy.clock);
    if (name === '$require') return { createRequire: createRequire(this.of(owner)) };
    // A package's cells would be made of what the cell has, and not of what the package has.
    return name === '$nesting' && owner === undefined ? nesting() : undefined;
  }
}
