/**
 * Watches what cells use, and says so when one has used more than it may: one timer for all of them.
 *
 * Trusts: the meters. Invariants: a cell that computes is looked at every 10 ms, one that waits every 50 ms; what it uses
 * is counted in its ledger, and so in those of the cells it is in; and a round never keeps the host from its own work
 * for longer than some milliseconds, however many cells there are.
 */
import { type Ledger, LimitError } from '../../policy/ledger.js';
import type { Meter, Usage } from './usage.js';

/** What is watched. */
export interface Watched {
  /** The cell's name, for the error. */
  readonly cell: string;
  readonly meter: Meter;
  /** Counts processor time and memory. */
  readonly ledger: Ledger;
  /** How long it may live, in milliseconds, from now. */
  readonly wallMs: number;
  /** What has been used before, which is not the guest's. */
  readonly from?: Usage | undefined;
  /** Is told once, of the first limit that was passed. */
  readonly onLimit: (error: LimitError) => void;
}

const busyMs = 10;
const idleMs = 50;
/** A cell that has used no processor time for so long waits for something. */
const restMs = 100;
const longestRoundMs = 5;

/** One cell that is watched. */
export class Watch {
  readonly #watched: Watched;
  readonly #born = performance.now();
  #cpuMs: number;
  #heldMb = 0;
  #lastBusy = this.#born;
  /** When it is looked at next. */
  due: number;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#cpuMs = watched.from?.cpuMs ?? 0;
    this.due = this.#born + busyMs;
  }

  /** Has it looked at soon: it was given something to do. */
  wake(): void {
    this.#lastBusy = performance.now();
    const soon = this.#lastBusy + busyMs;
    if (this.due <= soon) return;
    this.due = soon;
    schedule();
  }

  /** How long it has lived, in milliseconds. */
  get wallMs(): number {
    return performance.now() - this.#born;
  }

  /** Counts what it has used since. @returns the limit that is passed, if one is */
  look(): LimitError | undefined {
    const { meter, wallMs, cell } = this.#watched;
    const now = performance.now();
    const usage = meter.read();
    let passed: LimitError | undefined;
    if (usage !== undefined) {
      const cpuMs = usage.cpuMs - this.#cpuMs;
      if (cpuMs > 0) this.#lastBusy = now;
      this.#cpuMs += Math.max(0, cpuMs);
      const ofMemory = this.#charge('memoryMb', usage.memoryMb - this.#heldMb);
      this.#heldMb = usage.memoryMb;
      passed = this.#charge('cpuMs', cpuMs) ?? ofMemory;
    }
    if (this.wallMs > wallMs) passed ??= new LimitError(cell, 'wallMs', wallMs, this.wallMs);
    const next = now + (now - this.#lastBusy > restMs ? idleMs : busyMs);
    this.due = Math.min(next, Math.max(now + 1, this.#born + wallMs));
    return passed;
  }

  #charge(limit: 'cpuMs' | 'memoryMb', amount: number): LimitError | undefined {
    const { ledger } = this.#watched;
    if (amount <= 0) {
      if (limit === 'memoryMb') ledger.giveBack(limit, -amount);
      return undefined;
    }
    try {
      ledger.charge(limit, amount);
      return undefined;
    } catch (error) {
      if (error instanceof LimitError) return error;
      throw error;
    }
  }

  /** Tells of a limit. */
  tell(error: LimitError): void {
    this.#watched.onLimit(error);
  }

  /** Ends: the memory it had is free again. */
  stop(): void {
    if (!watches.delete(this)) return;
    this.look();
    this.#watched.ledger.giveBack('memoryMb', this.#heldMb);
    this.#heldMb = 0;
    this.#watched.meter.close();
  }
}

const watches = new Set<Watch>();

let timer: NodeJS.Timeout | undefined;
let at = Number.POSITIVE_INFINITY;

const round = (): void => {
  timer = undefined;
  at = Number.POSITIVE_INFINITY;
  const begun = performance.now();
  // Those that have waited longest first, for the round may have to end before the last.
  const due = [...watches].filter((watch) => watch.due <= begun).toSorted((one, other) => one.due - other.due);
  for (const watch of due) {
    if (!watches.has(watch)) continue;
    const error = watch.look();
    if (error !== undefined) {
      // It is told of once; what follows is the ending's to do.
      watch.due = Number.POSITIVE_INFINITY;
      watch.tell(error);
    }
    if (performance.now() - begun > longestRoundMs) break;
  }
  schedule();
};

function schedule(): void {
  let next = Number.POSITIVE_INFINITY;
  for (const { due } of watches) next = Math.min(next, due);
  if (next === Number.POSITIVE_INFINITY || next >= at) return;
  clearTimeout(timer);
  at = next;
  timer = setTimeout(round, Math.max(1, next - performance.now()));
  // A host that has nothing else to do ends, and its cells with it.
  timer.unref();
}

/** Watches a cell, until its `stop` is called. */
export const watch = (watched: Watched): Watch => {
  const made = new Watch(watched);
  watches.add(made);
  schedule();
  return made;
};
