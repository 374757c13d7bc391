/**
 * The files of one cell: what it sees, what it has open, what it has spent; and whose `open` decides.
 *
 * A host's subclass of RExec that has a `rOpen` of its own decides what is opened, for the guest as for the host, and for
 * the cells within. Trusts: that method, to give a file that `super.rOpen` gave. Invariants: what it gives is still asked
 * for its place, so that it can take away and move but not grant; and all is closed when the cell ends.
 */
import type { BigIntStats } from 'node:fs';
import type { Ledger } from '../../policy/ledger.js';
import type { Policy } from '../../policy/index.js';
import { Fault, hasCode } from './fault.js';
import { type OpenFile, OpenFiles } from './open-files.js';
import { foundAt, modeOf, needsOf, opens, type Opening } from './opening.js';
import { Spending } from './spending.js';
import { atOnce, later, type Operation } from './system.js';
import { View, type ViewOptions } from './view.js';
import { at } from './walk.js';
import { textOfFlags } from './flags.js';

/** Opens a file in the host's own way; undefined where the host has none. */
export type Opener = (path: string, mode: string) => OpenFile | undefined;

/** What a cell's files are made with. */
export interface FilesContext {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly view?: ViewOptions | undefined;
  readonly opener: Opener | undefined;
  readonly onEnd: (stop: () => void) => () => void;
}

/** How many operations of one cell are under way in the background: the host's own have threads left. */
const mostAtOneTime = 2;

/** The files of one cell. */
export class CellFiles {
  readonly view: View;
  readonly open: OpenFiles = new OpenFiles();
  readonly spending: Spending;
  /** The names of `node:fs` that the policy grants. */
  readonly names: readonly string[];
  readonly #opener: Opener | undefined;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ policy, ledger, view, opener, onEnd }: FilesContext) {
    this.view = new View(policy, view);
    this.spending = new Spending(ledger);
    this.names = policy.okPosixNames;
    this.#opener = opener;
    onEnd(() => {
      this.open.end();
    });
  }

  /** Opens a file as the host decides. */
  *opens(path: string, opening: Opening): Operation<OpenFile> {
    const file = this.#openedByHost(path, opening);
    return file ?? (yield* opens(this.view, this.spending, path, opening));
  }

  /** Opens a file by the policy alone: what `super.rOpen` does. */
  opensByPolicy(path: string, opening: Opening): OpenFile {
    this.open.requireRoom();
    const file = atOnce(opens(this.view, this.spending, path, opening));
    this.open.add(file);
    return file;
  }

  /** What there is by a path that a cell is about to write, for comparison with another. */
  *identity(path: string): Operation<BigIntStats | undefined> {
    try {
      return yield* at(this.view, path, { follow: true, need: 'write' }, foundAt);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** Changes something of an open file that was opened to be written. */
  *changes(file: OpenFile, change: (fd: number) => Operation<void>): Operation<void> {
    if (!file.mode.canWrite) throw new Fault('EBADF', 'it was not opened to be written');
    yield* file.use(change);
  }

  /** Does something at once. */
  atOnce<T>(operation: Operation<T>): T {
    return atOnce(operation);
  }

  /** Does something in the background, in its turn. */
  async later<T>(operation: Operation<T>): Promise<T> {
    if (this.#running >= mostAtOneTime) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else this.#running += 1;
    try {
      return await later(operation);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #openedByHost(path: string, { flags }: Opening): OpenFile | undefined {
    if (this.#opener === undefined) return undefined;
    const how = modeOf(flags);
    const file = this.#opener(path, textOfFlags(flags));
    if (file === undefined) return undefined;
    for (const need of needsOf(how)) {
      this.view.require(need, file.real);
      if (!(need === 'read' ? file.mode.canRead : file.mode.canWrite)) {
        throw new Fault(
          'EACCES',
          `the rOpen of this cell gave a file that is not open to be ${need === 'read' ? 'read' : 'written'}`,
        );
      }
    }
    return file;
  }
}
