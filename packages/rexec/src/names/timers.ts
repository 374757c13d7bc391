/**
 * A cell's own timers: the host's, under numbers that mean something in this cell only.
 *
 * Trusts: nothing of a callback; what it throws is reported, as there is nobody to throw it to. Invariants: no object
 * of the host's (a Timeout) reaches a guest; each timer alive is counted, and none outlives its cell.
 */
import { forGuest, type Refuse } from '../errors/for-guest.js';
import { CellEndedError } from '../errors/index.js';
import { type Ledger, LimitError } from '../policy/ledger.js';
import { type AnyFunction, disguised } from './disguise.js';

const { clearImmediate, clearTimeout, queueMicrotask, setImmediate, setInterval, setTimeout } = globalThis;
const { apply } = Reflect;

/** The longest delay there is; the host's timers warn of a longer one, on its stderr, and take 1 instead. */
const longest = 2 ** 31 - 1;

type Kind = 'setImmediate' | 'setInterval' | 'setTimeout';

interface Timer {
  readonly kind: Kind;
  stop: () => void;
}

/** What timers are made with. */
export interface TimerPowers {
  readonly cell: string;
  readonly ledger: Ledger;
  /** Makes the error for a guest that is refused a timer. */
  readonly refuse?: Refuse | undefined;
  /** Tells the host what a callback threw. Never throws for what a guest did. */
  readonly report: (reason: unknown, from: string) => void;
}

/** The names that a cell's timers have. */
export const TIMER_NAMES = [
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
] as const;

/** The timers of one cell. */
export class Timers {
  readonly #powers: TimerPowers;
  readonly #alive = new Map<number, Timer>();
  #last = 0;
  #hasEnded = false;

  constructor(powers: TimerPowers) {
    this.#powers = powers;
  }

  /** Stops all, for good. */
  end(): void {
    this.#hasEnded = true;
    for (const id of this.#alive.keys()) this.#stop(id);
    // What a stack that ended in the middle of a call has left counted.
    this.#powers.ledger.giveBack('timers', this.#powers.ledger.spent('timers'));
  }

  /** The functions for the guest, by name. */
  names(): ReadonlyMap<string, AnyFunction> {
    const clear = (id: unknown): void => {
      this.#clear(id, (kind) => kind !== 'setImmediate');
    };
    const functions: Record<string, readonly [AnyFunction, number]> = {
      setTimeout: [(...args: unknown[]) => this.#delayed('setTimeout', args), 2],
      setInterval: [(...args: unknown[]) => this.#delayed('setInterval', args), 2],
      setImmediate: [(callback: unknown, ...args: unknown[]) => this.#start('setImmediate', callback, 0, args), 1],
      clearTimeout: [clear, 1],
      clearInterval: [clear, 1],
      clearImmediate: [
        (id: unknown) => {
          this.#clear(id, (kind) => kind === 'setImmediate');
        },
        1,
      ],
      queueMicrotask: [
        (callback: unknown) => {
          const call = this.#callable('queueMicrotask', callback);
          queueMicrotask(() => {
            this.#run('queueMicrotask', call, []);
          });
        },
        1,
      ],
    };
    return new Map(
      Object.entries(functions).map(([name, [target, length]]) => [name, disguised(target, name, length)]),
    );
  }

  #delayed(kind: Kind, [callback, delay, ...args]: readonly unknown[]): number {
    // Made a number once, in the guest's own call.
    const wanted = Number(delay);
    return this.#start(kind, callback, wanted >= 1 && wanted <= longest ? wanted : 1, args);
  }

  #callable(name: string, callback: unknown): AnyFunction {
    if (this.#hasEnded) throw forGuest(new CellEndedError(this.#powers.cell));
    if (typeof callback !== 'function') throw forGuest(new TypeError(`${name} takes a function to call`));
    return callback as AnyFunction;
  }

  #start(kind: Kind, callback: unknown, delay: number, args: readonly unknown[]): number {
    const call = this.#callable(kind, callback);
    try {
      this.#powers.ledger.spend('timers', 1);
    } catch (error) {
      throw error instanceof LimitError ? (this.#powers.refuse ?? forGuest)(error) : error;
    }
    this.#last += 1;
    const id = this.#last;
    // Known before the host's timer is made: where the stack ends in between, nothing runs that cannot be stopped.
    const timer: Timer = { kind, stop: () => undefined };
    this.#alive.set(id, timer);
    const run = (): void => {
      if (this.#alive.get(id) !== timer) return;
      // A timer that runs once is no longer alive when it runs, so that it may set the next within the limit.
      if (kind !== 'setInterval') this.#stop(id);
      this.#run(kind, call, args);
    };
    timer.stop = hostTimer(kind, run, delay);
    return id;
  }

  #run(from: string, call: AnyFunction, args: readonly unknown[]): void {
    if (this.#hasEnded) return;
    try {
      apply(call, undefined, args);
    } catch (reason) {
      if (!this.#hasEnded) this.#powers.report(reason, from);
    }
  }

  #clear(id: unknown, isMeant: (kind: Kind) => boolean): void {
    if (typeof id !== 'number' && typeof id !== 'string') return;
    const timer = this.#alive.get(Number(id));
    if (timer !== undefined && isMeant(timer.kind)) this.#stop(Number(id));
  }

  #stop(id: number): void {
    const timer = this.#alive.get(id);
    if (timer === undefined) return;
    this.#alive.delete(id);
    this.#powers.ledger.giveBack('timers', 1);
    timer.stop();
  }
}

const hostTimer = (kind: Kind, run: () => void, delay: number): (() => void) => {
  if (kind === 'setImmediate') {
    const immediate = setImmediate(run);
    return () => {
      clearImmediate(immediate);
    };
  }
  const timer = kind === 'setInterval' ? setInterval(run, delay) : setTimeout(run, delay);
  return () => {
    clearTimeout(timer);
  };
};
