/**
 * What a guest expects under its own names beside the language's: made for one cell, by its policy.
 *
 * Invariant: every value here is hardened and holds what its policy line grants; what has a life ends with the cell.
 */
import type { Refuse } from '../errors/for-guest.js';
import type { CellRecord, Logger } from '../logger.js';
import type { Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import { consoleFor } from './console.js';
import { dateBy, type OwnDate, timeBy } from './date.js';
import { intlBy } from './intl.js';
import { mathBy } from './math.js';
import { Output, type OutputOptions } from './output.js';
import { type Makers, once } from './lazy.js';
import { Log } from './log.js';
import { inRestrictedModeOfGuests } from './restricted-mode.js';
import { TIMER_NAMES, Timers } from './timers.js';

/** What a cell's own names are made with. */
export interface NamePowers {
  /** The cell's name. */
  readonly cell: string;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** The host's logger, where it gave one. */
  readonly logger: Logger | undefined;
  /** Where the cell's text goes. */
  readonly outputs: OutputOptions;
  /** The streams of the cell that it is in. */
  readonly outer?: Output | undefined;
  /** Makes the error for a guest that is refused something, where somebody has to know. */
  readonly refuse?: Refuse | undefined;
  /** The host's error for what a guest threw. Never throws. */
  readonly upward: (reason: unknown) => Error;
  /** The guest's error for what the host threw. Never throws. */
  readonly downward: (error: unknown) => Error;
}

/** SES leaves these out, as a NaN's bits tell of the engine; numeric code needs them, and they hold no authority. */
const floatArrays: readonly (readonly [name: string, value: unknown])[] = [
  'Float16Array',
  'Float32Array',
  'Float64Array',
]
  .map((name) => [name, (globalThis as Record<string, unknown>)[name]] as const)
  .filter(([, value]) => value !== undefined);

/** The names that one cell has its own of. */
export class OwnNames {
  /** Those that every program may use in a hot loop. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Those that are made when they are first used. */
  readonly lazy: Makers;
  readonly #powers: NamePowers;
  readonly #timers: Timers;
  readonly #date: OwnDate;
  readonly #log: Log;
  /** Where the cell's text goes. */
  readonly output: Output;
  #forModules: object | undefined;
  #hasEnded = false;

  constructor(powers: NamePowers) {
    this.#powers = powers;
    const { cell, policy, ledger, outputs, outer, refuse, downward } = powers;
    this.#log = new Log(powers);
    this.output = new Output(cell, ledger, outputs, downward, outer, refuse);
    this.#timers = new Timers({
      cell,
      ledger,
      refuse,
      report: (reason, from) => {
        this.report(reason, from);
      },
    });
    this.#date = dateBy(policy.clock, policy.intl, refuse);
    this.values = new Map<string, unknown>([
      ['Date', this.#date.Date],
      ['Math', mathBy(policy.random, refuse)],
      ['inRestrictedMode', inRestrictedModeOfGuests()],
      ...floatArrays,
    ]);
    const timers = once(() => this.#timers.names());
    const lazy = new Map<string, () => unknown>([
      ['console', once(() => this.#console())],
      ...TIMER_NAMES.map((name) => [name, () => timers().get(name)] as const),
    ]);
    const { clock, intl } = policy;
    if (intl !== 'none')
      lazy.set(
        'Intl',
        once(() => intlBy(intl, timeBy(clock, refuse))),
      );
    this.lazy = lazy;
  }

  /** A date as the cell's guest has them. */
  dateOf(time: number): Date {
    return this.#date.of(time);
  }

  /** All of them, for guest halves of modules: a cell that withholds a name from its guest has it still. */
  get forModules(): object {
    if (this.#forModules !== undefined) return this.#forModules;
    const names = Object.create(null) as object;
    for (const [name, value] of this.values) Object.defineProperty(names, name, { value });
    for (const [name, make] of this.lazy) Object.defineProperty(names, name, { get: make });
    this.#forModules = Object.freeze(names);
    return names;
  }

  /** Ends what has a life. */
  end(): void {
    this.#hasEnded = true;
    this.#timers.end();
    this.output.end();
  }

  #console(): unknown {
    const { cell, policy, refuse } = this.#powers;
    return consoleFor({
      cell,
      isEnded: () => this.#hasEnded,
      show: (method, stream, text) => {
        this.output.show(method, stream, text);
      },
      time: timeBy(policy.clock, refuse),
    });
  }

  /** Tells the host of what a guest's callback threw. */
  report(reason: unknown, from: string): void {
    const { cell, upward } = this.#powers;
    this.tell({ kind: 'error', cell, from, error: upward(reason) });
  }

  /** Tells the host. */
  tell(record: CellRecord): void {
    this.#log.tell(record);
  }
}
