/**
 * The host's share of a cell beyond a wall: its policy, what it has spent, its files and its network, its output.
 *
 * Trusts: nothing of what its process says. Invariants: what a share does its own copy of the policy grants; one within
 * another has no more than that; and what was begun for a cell ends with it.
 */
import { Ending } from '../../cell/ending.js';
import { Inherited, type InheritedParts } from '../../cell/inherited.js';
import { Opening } from '../../cell/opening.js';
import { CellEndedError, printable, PrivilegeError } from '../../errors/index.js';
import { Log } from '../../names/log.js';
import { Output } from '../../names/output.js';
import { leadingOut } from '../../nesting/links.js';
import type { Holder } from '../../nesting/nest.js';
import { diff, type Policy } from '../../policy/index.js';
import { Ledger } from '../../policy/ledger.js';
import { policyOfPackage } from '../../policy/packages.js';
import { filesPower } from '../../powers/files/files.js';
import { machinePower } from '../../powers/machine.js';
import { fetchPower } from '../../powers/network/fetch.js';
import { Powers } from '../../powers/powers.js';

/** What a share is made with. */
export interface ShareParts extends InheritedParts {
  readonly parent?: Holder | undefined;
}

/** A cell has more packages than this only if somebody makes them up. */
const mostPackages = 10_000;

const same = <T>(value: T): T => value;

/** The host's share of one cell. */
export class Share extends Inherited {
  readonly parent: Holder | undefined;
  readonly ledger: Ledger;
  readonly output: Output;
  readonly log: Log;
  readonly #ending = new Ending();
  readonly #opening: Opening;
  readonly #powers = new Map<string | undefined, Powers>();
  readonly #counts = new Map<string, number>();
  #hasEnded = false;

  constructor(parts: ShareParts) {
    super(parts);
    const { parent } = parts;
    this.parent = parent;
    this.ledger = new Ledger(printable(this.name), this.policy, parent?.ledger);
    this.output = new Output(this.name, this.ledger, this.outputs, same as (error: unknown) => Error, parent?.output);
    this.log = new Log({ cell: this.name, ledger: this.ledger, logger: this.logger });
    this.#opening = new Opening({
      given: this,
      ledger: this.ledger,
      ending: this.#ending,
      requireLife: () => {
        this.requireLife();
      },
      outer: parent?.opening,
    });
    this.#ending.add(() => {
      this.output.end();
    });
    const off = parent?.onEnd(() => {
      this.end();
    });
    if (off !== undefined) this.#ending.add(off);
    // A place outside of the root is an error of whoever makes the cell.
    if (parts.root !== undefined) this.#opening.files();
  }

  /** Its files. */
  get opening(): Opening {
    return this.#opening;
  }

  /** Has something done at its end. @returns a function that takes it back */
  onEnd(step: () => void): () => void {
    return this.#ending.add(step);
  }

  /** @throws CellEndedError once the cell has ended */
  requireLife(): void {
    if (this.#hasEnded) throw new CellEndedError(this.name);
  }

  /** A name for what has none. */
  fileFor(by: string): string {
    const count = (this.#counts.get(by) ?? 0) + 1;
    this.#counts.set(by, count);
    return `${by}-${count}`;
  }

  /** The functions of a host half: of the cell's own, or of a package's in it. */
  power(name: string, owner: string | undefined): object | undefined {
    this.requireLife();
    return this.#powersOf(owner).get(name);
  }

  /** The share of a cell within. @throws PrivilegeError for a policy that has more than this one's */
  within(name: string, policy: Policy): Share {
    this.requireLife();
    const excess = [...diff(policy, this.policy).filter(isPrivilege), ...leadingOut(policy, this)];
    if (excess.length > 0) throw new PrivilegeError(printable(this.name), excess);
    return new Share({ name, policy, endowments: new Map(), parent: this });
  }

  /** Ends it, and first those within. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ending.run();
  }

  #powersOf(owner: string | undefined): Powers {
    const known = this.#powers.get(owner);
    if (known !== undefined) return known;
    if (this.#powers.size > mostPackages) throw new RangeError(`a cell has at most ${mostPackages} packages`);
    const policy = owner === undefined ? this.policy : policyOfPackage(this.policy, owner);
    const files = () => (owner === undefined ? this.#opening.files() : this.#opening.filesBy(policy));
    const { ledger } = this;
    const onEnd = (stop: () => void): (() => void) => this.#ending.add(stop);
    const makers = {
      $files: () => filesPower(files()),
      $machine: () => machinePower({ policy, view: () => files().view }),
      $fetch: () => fetchPower({ policy, ledger, onEnd }),
    };
    const powers = new Powers(makers, { requireLife: () => this.requireLife(), downward: same as never }, same);
    this.#powers.set(owner, powers);
    return powers;
  }
}

/** An endowment's name is no privilege: what stands behind it is given apart. */
const isPrivilege = ({ line }: { readonly line: string }): boolean => !/(?:^|\.)endowments$/u.test(line);
