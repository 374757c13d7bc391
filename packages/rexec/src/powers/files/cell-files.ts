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
import { type OpenFile, OpenFiles, type OpenMode } from './open-files.js';
import { foundAt, modeOf, needsOf, opens, type Opening } from './opening.js';
import { Turns } from '../turns.js';
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

/** Each that waits keeps what it is to write in the host's memory. */
const mostWaiting = 10_000;

/** The files of one cell. */
export class CellFiles {
  readonly view: View;
  readonly open: OpenFiles = new OpenFiles();
  readonly spending: Spending;
  /** The names of `node:fs` that the policy grants. */
  readonly names: readonly string[];
  readonly #opener: Opener | undefined;
  readonly #turns: Turns;

  constructor({ policy, ledger, view, opener, onEnd }: FilesContext) {
    this.view = new View(policy, view);
    this.spending = new Spending(ledger);
    this.names = policy.okPosixNames;
    this.#opener = opener;
    this.#turns = new Turns(mostWaiting, onEnd);
    onEnd(() => {
      this.open.end();
    });
  }

  /** Opens a file as the host decides: its number in the cell. */
  *opens(path: string, opening: Opening): Operation<number> {
    this.open.requireRoom();
    const file = this.#openedByHost(path, opening);
    return this.open.add(file ?? (yield* opens(this.view, this.spending, path, opening)));
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

  /** Does something in the background, in its turn. What is not done when the cell ends is not done any more. */
  async later<T>(operation: Operation<T>): Promise<T> {
    if (this.#turns.isFull) throw new Fault('EAGAIN', `at most ${mostWaiting} calls of a cell wait at one time`);
    return await this.#turns.run(() =>
      later(operation, () => {
        if (this.#turns.hasEnded) throw new Fault('ECANCELED', 'its cell has ended');
      }),
    );
  }

  #openedByHost(path: string, { flags }: Opening): OpenFile | undefined {
    if (this.#opener === undefined) return undefined;
    const how = modeOf(flags);
    if (how.canWrite) this.spending.requireFile();
    const file = this.#opener(path, textOfFlags(flags));
    if (file === undefined) return undefined;
    try {
      this.#requireGranted(file, how);
      file.countFor(this.spending);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** @throws Fault for a file that the cell could not have opened itself: for what was asked, and for what it is open for. */
  #requireGranted({ real, mode }: OpenFile, asked: OpenMode): void {
    for (const need of needsOf(mode)) this.view.require(need, real);
    const missing = needsOf(asked).find((need) => !(need === 'read' ? mode.canRead : mode.canWrite));
    if (missing === undefined) return;
    const wanted = missing === 'read' ? 'read' : 'written';
    throw new Fault('EACCES', `the rOpen of this cell gave a file that is not open to be ${wanted}`);
  }
}
