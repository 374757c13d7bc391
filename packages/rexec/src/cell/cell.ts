/**
 * The life of a cell in this realm: made with what the host gives, run, nested in, ended.
 *
 * Trusts: the host's endowments to be what it means to give. Invariants: a value leaves or enters only through the
 * cell's own membrane, so that siblings share no object; what is thrown leaves as an error of the host's; and after
 * the end nothing runs for the host and nothing the cell was given works.
 */
import type { GuestPosition } from '@padded-cell/bastion';
import { type Membrane, createMembrane } from '@padded-cell/bastion/membrane';
import { CellEndedError, printable } from '../errors/index.js';
import { requireCompartment } from '../lockdown/realm.js';
import { guardRejections } from '../lockdown/rejections.js';
import { looksOf } from '../names/console.js';
import type { CellRecord } from '../logger.js';
import { OwnNames } from '../names/names.js';
import type { Output } from '../names/output.js';
import { type Files, redirected, redirectedAsync } from '../names/redirection.js';
import { insideOf } from '../nesting/inside.js';
import { type Allowance, Ledger } from '../policy/ledger.js';
import { type Completion, completionOf } from './complete.js';
import { Ending } from './ending.js';
import { Imports } from './imports.js';
import { type CellParts, Inherited } from './inherited.js';
import { Opening } from './opening.js';
import type { Compiled } from './program.js';
import { Sites } from './sites.js';
import { Trace, watching } from '../trace.js';
import { Thrown } from './thrown.js';
import { Positions } from './positions.js';

/** A cell in this realm. */
export class Cell extends Inherited {
  /** Its modules, as its host has them. */
  readonly modules: Imports;
  /** Its files. */
  readonly opening: Opening;
  /** What the guest has set as `process.exitCode`. */
  exitCode = 0;
  readonly #ledger: Ledger;
  readonly #own: OwnNames;
  readonly #ending = new Ending();
  readonly #parent: Cell | undefined;
  readonly #children = new Set<Cell>();
  readonly #membrane: Membrane;
  readonly #thrown: Thrown;
  readonly #trace: Trace | undefined;
  readonly #positions = new Positions();
  readonly #sites: Sites;
  readonly #counts = new Map<string, number>();
  #hasEnded = false;

  /** @throws LockdownError where the realm cannot hold cells; CellEndedError where the parent has ended. */
  constructor(parts: CellParts) {
    super(parts);
    const { policy, parent, outputs } = parts;
    requireCompartment();
    guardRejections();
    parent?.requireLife();
    this.#parent = parent;
    this.#ledger = new Ledger(printable(this.name), policy, parent === undefined ? undefined : parent.#ledger);
    this.#own = new OwnNames({
      cell: this.name,
      policy,
      ledger: this.#ledger,
      logger: this.logger,
      outputs: this.outputs,
      outer: outputs === undefined && parent !== undefined ? parent.#own.output : undefined,
      refuse: this.verbose ? (error) => this.#thrown.refused(error) : undefined,
      upward: (reason) => this.#thrown.forHost(reason),
      downward: (error) => this.#thrown.forGuest(error),
    });
    this.#trace = this.verbose
      ? new Trace(this.name, (record) => {
          this.#own.tell(record);
        })
      : undefined;
    const calls = this.#ledger.allowance('endowmentCalls', 256);
    const bytes = this.#ledger.allowance('crossedBytes', 65_536);
    const stackOf = (error: object): string => this.#positions.stackOf(error);
    this.#membrane = (parts.createMembrane ?? createMembrane)({
      stackOf,
      dateOf: (time) => this.#own.dateOf(time),
      around: this.#trace === undefined ? [] : [watching(this.#trace)],
      meters: { calls, bytes },
      copied: { down: parts.createMembrane === undefined ? this.beyond?.copied : undefined },
      revokedError: parts.endedError ?? (() => new CellEndedError(this.name)),
    });
    this.#thrown = new Thrown({
      cell: this.name,
      hasEnded: () => this.#hasEnded,
      membrane: this.#membrane,
      hosts: parts.createMembrane === undefined ? this.#membrane : createMembrane({ stackOf }),
      trace: this.#trace,
    });
    const requireLife = (): void => {
      this.requireLife();
    };
    const common = { given: this, ledger: this.#ledger, ending: this.#ending, requireLife };
    const crossing = { membrane: this.#membrane, thrown: this.#thrown, trace: this.#trace };
    this.opening = new Opening({ ...common, outer: parent?.opening });
    this.modules = new Imports({
      ...common,
      ...crossing,
      main: () => this.#sites.own.main,
      siteOf: (owner) => this.#sites.of(owner),
      reserveMemory: (least, most) => this.#reserveMemory(least, most),
      read: (get) => this.#read(get),
    });
    const { modules } = this;
    this.#sites = new Sites({
      ...common,
      ...crossing,
      own: this.#own,
      opening: this.opening,
      positions: this.#positions,
      fileFor: (by) => this.fileFor(by),
      setExitCode: (exitCode) => {
        this.exitCode = exitCode;
      },
      made: () => modules.made,
      dynamicImport: (site) => (site.owner === undefined ? modules.importer(site) : modules.loader.dynamicImport(site)),
      createRequire: (site) => modules.loader.createRequire(site),
      nesting: () => insideOf(this),
    });
    this.#onEnd(parent, calls, bytes);
  }

  /** What it and those in it have spent. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The cell it is in. */
  get parent(): Cell | undefined {
    return this.#parent;
  }

  /** The cells in it that are alive. */
  get children(): ReadonlySet<Cell> {
    return this.#children;
  }

  /** Where its text goes. */
  get output(): Output {
    return this.#own.output;
  }

  /** Has something done at its end. @returns a function that takes it back */
  onEnd(step: () => void): () => void {
    return this.#ending.add(step);
  }

  /** Whether it has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** @throws CellEndedError once the cell has ended. */
  requireLife(): void {
    if (this.#hasEnded) throw new CellEndedError(this.name);
  }

  /** Runs a program once; what it gives crosses to the host. */
  run(program: Compiled, file: string): unknown {
    this.requireLife();
    return this.#read(() => this.#sites.own.main.run(program, file));
  }

  /** Runs a program with top-level await to its end. @returns what the value of a `single` one looks like */
  async runAsync(program: Compiled, file: string): Promise<string | undefined> {
    this.requireLife();
    let result: unknown;
    try {
      // The promise, and the array in it, are those of the text around the guest's, which never has them in hand.
      const running = this.#sites.own.main.run(program, file) as Promise<unknown>;
      result = await this.#ending.until(running, () => new CellEndedError(this.name));
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
    this.requireLife();
    return Array.isArray(result) && result[0] !== undefined ? looksOf(result[0]) : undefined;
  }

  /** Where this cell's code was, by the text of a stack that the host has. */
  placesIn(stack: string): readonly GuestPosition[] {
    return this.#positions.placesIn(stack);
  }

  /** What could follow a text that someone is typing. */
  complete(text: string): Completion {
    this.requireLife();
    return completionOf(text, this.#sites.own.main);
  }

  /** The exports of a module that the cell runs by itself, raw: for what of us is in the cell. */
  importNow(module: string): object {
    return this.#sites.own.namespaceOf(module);
  }

  /** What our code threw, for the guest in the cell. Never throws. */
  tell(error: unknown): Error {
    return this.#thrown.forGuest(error);
  }

  /** Tells the host of something. */
  log(record: CellRecord): void {
    this.#own.tell(record);
  }

  /** Runs something with these files in place of the cell's own. */
  withFiles<T>(files: Files, run: () => T): T {
    this.requireLife();
    return redirected(this.#own.output, files, run);
  }

  /** The same to the end of what takes its time. */
  async withFilesAsync<T>(files: Files, run: () => Promise<T>): Promise<T> {
    this.requireLife();
    return await redirectedAsync(this.#own.output, files, run);
  }

  /** A file name for a text that has none. */
  fileFor(by: string): string {
    const count = (this.#counts.get(by) ?? 0) + 1;
    this.#counts.set(by, count);
    return `${by}-${count}`;
  }

  /**
   * Ends the cell, and first those within it, the last made first.
   *
   * All of them are ended before anything is done about it: what runs meanwhile (a host's stream that gets its last
   * line) finds none of them alive.
   *
   * @throws what something of the host's threw; the cells have ended all the same
   */
  end(): void {
    if (this.#hasEnded) return;
    this.#markEnded();
    this.#ending.run();
  }

  #markEnded(): void {
    this.#hasEnded = true;
    for (const child of this.#children) child.#markEnded();
  }

  /** Lays down the end, in its order; and where the parent has ended while the cell was made, it has come. */
  #onEnd(parent: Cell | undefined, ...allowances: readonly Allowance[]): void {
    this.#ending.add(() => {
      const each = new Ending();
      for (const child of [...this.#children].toReversed()) {
        each.add(() => {
          child.#ending.run();
        });
      }
      each.run();
    });
    this.#ending.add(() => {
      this.#membrane.revoke(`the cell '${printable(this.name)}' has ended`);
    });
    this.#ending.add(() => {
      for (const allowance of allowances) this.#ledger.close(allowance);
    });
    this.#ending.add(() => {
      this.#own.end();
    });
    const { beyond } = this;
    if (beyond !== undefined) this.#ending.add(beyond.end);
    if (parent === undefined) return;
    parent.#children.add(this);
    this.#ending.add(() => {
      parent.#children.delete(this);
    });
    if (!parent.#hasEnded) return;
    this.end();
    parent.requireLife();
  }

  /** Half of what is left, or what there must be: the next module needs some too. */
  #reserveMemory(least: number, most: number): number {
    const { left } = this.#ledger.used('memoryMb');
    const given = left === 'unlimited' ? most : Math.max(least, Math.min(most, Math.floor(left / 2)));
    this.#ledger.spend('memoryMb', given);
    this.#ending.add(() => {
      this.#ledger.giveBack('memoryMb', given);
    });
    return given;
  }

  /** A value of the guest's, for the host. */
  #read(get: () => unknown): unknown {
    this.requireLife();
    let value: unknown;
    try {
      value = get();
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
    // The guest may have had its own cell ended meanwhile.
    this.requireLife();
    try {
      return this.#membrane.up(value);
    } catch (reason) {
      throw this.#thrown.forMaker(reason);
    }
  }
}
