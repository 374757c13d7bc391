/**
 * The files of a cell, and of the packages in it: by whose `rOpen` they are opened.
 *
 * A host's own `rOpen` opens those of the cells within, too. Invariant: what it gives is asked for its place all the same
 * (powers/files/).
 */
import type { Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import { CellFiles, type Opener } from '../powers/files/cell-files.js';
import type { Ending } from './ending.js';
import type { Inherited } from './inherited.js';

/** What the files of a cell are opened with. */
export interface OpeningParts {
  /** What the cell was made with. */
  readonly given: Inherited;
  readonly ledger: Ledger;
  readonly ending: Ending;
  readonly requireLife: () => void;
  /** That of the cell that it is in. */
  readonly outer: Opening | undefined;
}

/** The files of one cell. */
export class Opening {
  readonly #parts: OpeningParts;
  #files: CellFiles | undefined;
  #opener: Opener | undefined;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /** Has files opened by a host's own way, for the guest and for the cells within. */
  opensBy(opener: Opener): void {
    this.#opener = opener;
  }

  /** The cell's files. */
  files(): CellFiles {
    this.#parts.requireLife();
    this.#files ??= this.filesBy(this.#parts.given.policy);
    return this.#files;
  }

  /** The files of what has this of the cell's policy. */
  filesBy(policy: Policy): CellFiles {
    const { ledger, ending, given } = this.#parts;
    const { root, roots } = given;
    const isNone = policy.okPath.length === 0 && policy.okWritePath.length === 0;
    return new CellFiles({
      policy,
      ledger,
      view: { root, within: { read: roots.okPath, write: roots.okWritePath } },
      opener: (path, mode) => (isNone && policy !== given.policy ? undefined : this.#openedByHost(path, mode)),
      onEnd: (stop) => ending.add(stop),
    });
  }

  #openedByHost(path: string, mode: string): ReturnType<Opener> {
    if (this.#opener !== undefined) return this.#opener(path, mode);
    const { outer } = this.#parts;
    return outer === undefined ? undefined : outer.#openedByHost(path, mode);
  }
}
