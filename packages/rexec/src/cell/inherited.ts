/**
 * What a cell is made with, and what of it a nested one has of the cell that it is in.
 *
 * Invariant: read once, when the cell is made; what follows from it never changes.
 */
import type { Membrane, MembraneOptions } from '@padded-cell/bastion/membrane';
import { FileHooks } from '../loader/hooks/file.js';
import type { RHooks } from '../loader/hooks/hooks.js';
import { Roots } from '../loader/hooks/roots.js';
import type { RLoader } from '../loader/own-loader.js';
import { conditionsOf, nodeConditions } from '../loader/packages/entry.js';
import type { Logger } from '../logger.js';
import type { OutputOptions } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import type { Beyond } from './beyond.js';
import type { Cell } from './cell.js';

/** What a cell is made with that those within it may have too. */
export interface InheritedParts {
  readonly name: string;
  readonly policy: Policy;
  /** The host's values, as it gave them. */
  readonly endowments: ReadonlyMap<string, unknown>;
  readonly parent?: Inherited | undefined;
  /** What modules are read by, in place of the parent's hooks, or of files under `okPath`. */
  readonly hooks?: RHooks | undefined;
  /** What loads its modules in place of its own loader; a nested cell has its parent's. */
  readonly loader?: RLoader | undefined;
  /** Which builds of packages, in place of Node's; a nested cell has its parent's. */
  readonly conditions?: readonly string[] | undefined;
  /** What the guest finds in `process.argv` after the two first. */
  readonly args?: readonly string[];
  /** Whether it tells its host of imports, accesses and refusals. */
  readonly verbose?: boolean | undefined;
  /** The directory that is the guest's `/`; a nested cell's is its parent's. */
  readonly root?: string | undefined;
  /** Takes what the cell tells its host. */
  readonly logger?: Logger | undefined;
  /** Where its text goes; a nested cell's goes where its parent's does. */
  readonly outputs?: OutputOptions;
  /** The host's part of it, where the host is beyond a wall. */
  readonly beyond?: Beyond | undefined;
}

/** What a cell is made with. */
export interface CellParts extends InheritedParts {
  readonly parent?: Cell;
  /** Makes the membrane; where a guest makes the cell, it is that guest's own engine. */
  readonly createMembrane?: (options: MembraneOptions) => Membrane;
  /** What whoever made the cell gets for using what has ended with it. */
  readonly endedError?: () => Error;
}

/** What a cell has of its own making, and of the cells around it. */
export class Inherited {
  readonly name: string;
  readonly policy: Policy;
  readonly endowments: ReadonlyMap<string, unknown>;
  /** Those that were given, to it or to a cell around it. */
  readonly hooks: RHooks | undefined;
  /** The host's own loader, given to it or to a cell around it. */
  readonly loader: RLoader | undefined;
  /** Which builds of packages its modules get. */
  readonly conditions: readonly string[];
  readonly logger: Logger | undefined;
  readonly outputs: OutputOptions;
  readonly args: readonly string[];
  readonly verbose: boolean;
  /** The directory that is the guest's `/`, where that is not the host's. */
  readonly root: string | undefined;
  /** The places of its files, where they led when it was made: in those of the cell it is in. */
  readonly roots: Readonly<Record<'okPath' | 'okWritePath', Roots>>;
  /** The host's part of it, where the host is beyond a wall. */
  readonly beyond: Beyond | undefined;

  constructor(parts: InheritedParts) {
    const { policy, parent } = parts;
    this.name = parts.name;
    this.policy = policy;
    this.endowments = parts.endowments;
    this.hooks = parts.hooks ?? parent?.hooks;
    this.loader = parts.loader ?? parent?.loader;
    this.conditions =
      parts.conditions === undefined ? (parent?.conditions ?? nodeConditions) : conditionsOf(parts.conditions);
    this.beyond = parts.beyond ?? parent?.beyond?.within(parts.name, policy);
    this.logger = parts.logger ?? this.beyond?.logger ?? parent?.logger;
    this.outputs = parts.outputs ?? this.beyond?.outputs ?? parent?.outputs ?? {};
    this.args = parts.args ?? [];
    this.root = parts.root ?? parent?.root;
    this.roots = {
      okPath: new Roots(policy.okPath, parent?.roots.okPath),
      okWritePath: new Roots(policy.okWritePath, parent?.roots.okWritePath),
    };
    this.verbose = parts.verbose ?? parent?.verbose ?? false;
  }

  /** Modules as files under its `okPath`, or under one that is within that. */
  fileHooks(okPath?: readonly string[]): RHooks {
    if (this.beyond !== undefined) return this.beyond.fileHooks(okPath ?? this.policy.okPath);
    return new FileHooks(okPath === undefined ? this.roots.okPath : new Roots(okPath, this.roots.okPath), this.root);
  }
}
