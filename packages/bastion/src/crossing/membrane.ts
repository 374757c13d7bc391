/**
 * A membrane: what stands between the host and one guest side. Everything that crosses through it keeps
 * its identity there, is watched by its interceptors, and dies when it is revoked.
 *
 * Two lanes make it: `down`, from the host to the guest, and `up`, the way back. A bastion remembers the
 * lane its target came through; its calls send arguments back along the other one.
 */
import type { Interceptor } from '../around/interceptor.js';
import { standing, type NameFilter } from '../filter.js';
import { Lane } from './lane.js';
import { limitsOf, type CrossingLimits } from './limits.js';
import type { Meters } from './meter.js';

export interface MembraneOptions {
  /** Run around every call that goes down to the host; the first is the outermost. */
  readonly around?: readonly Interceptor[];
  /** Filters for instances of certain classes, before the ones that are registered for all. */
  readonly classes?: Iterable<readonly [abstract new (...args: never[]) => unknown, NameFilter]>;
  /** Bounds on what one value may copy. */
  readonly limits?: Partial<CrossingLimits>;
  /** Values pass as they are. */
  readonly raw?: boolean;
  /** The stack of an error, where the platform hides it from `error.stack` (as SES does). */
  readonly stackOf?: (error: object) => string | undefined;
  /** Makes the guest's dates, where its `Date` is not the realm's own. */
  readonly dateOf?: (time: number) => Date;
  /** Allowances that calls and bytes are taken from. */
  readonly meters?: Meters;
  /**
   * Tells of a value that it is a copy already, by how many bytes: made for the receiver, by what carried it here, and in
   * nobody's hands. It arrives as it is. Asked once for each value.
   */
  readonly copied?: { readonly down?: TakeCopied | undefined; readonly up?: TakeCopied | undefined };
  /** The error that the host gets for using something after the end; without it, a RevokedError. */
  readonly revokedError?: (message: string) => Error;
}

/** How many bytes a value is that is a copy already; undefined for any other. */
export type TakeCopied = (value: object) => number | undefined;

/** What interceptors are told of a name that was refused. */
export interface Refusal {
  /** The text of the bastion, as in `<Bastion for TEXT>`. */
  readonly bastion: string;
  readonly name: string;
  readonly operation: 'get' | 'set' | 'call';
}

export class Membrane {
  readonly down: Lane;
  readonly up: Lane;
  readonly around: readonly Interceptor[];
  readonly limits: CrossingLimits;
  readonly raw: boolean;
  readonly classes: ReadonlyMap<object, NameFilter>;
  readonly stackOf: ((error: object) => string | undefined) | undefined;
  readonly dateOf: ((time: number) => Date) | undefined;
  readonly meters: Meters;
  readonly copied: NonNullable<MembraneOptions['copied']>;
  readonly revokedError: ((message: string) => Error) | undefined;
  /** Whether it has no rules of its own, so that what crossed another like it can pass as it is. */
  readonly plain: boolean;
  #reason: string | undefined;
  readonly #pending = new Set<WeakRef<() => void>>();

  constructor(options: MembraneOptions = {}, plain = false) {
    this.around = options.around ?? [];
    this.limits = limitsOf(options.limits);
    this.raw = options.raw ?? false;
    this.stackOf = options.stackOf;
    this.dateOf = options.dateOf;
    this.meters = options.meters ?? {};
    this.copied = options.copied ?? {};
    this.revokedError = options.revokedError;
    this.plain = plain;
    const classes = new Map<object, NameFilter>();
    for (const [{ prototype }, filter] of options.classes ?? []) {
      classes.set(prototype as object, standing(filter));
    }
    this.classes = classes;
    this.down = new Lane(this, 'down');
    this.up = new Lane(this, 'up');
    this.down.back = this.up;
    this.up.back = this.down;
  }

  /** Why it is dead, or undefined while it lives. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Ends everything that came through, in both directions, at once. */
  revoke(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.down.watched = true;
    this.up.watched = true;
    for (const pending of this.#pending) pending.deref()?.();
    this.#pending.clear();
  }

  /**
   * Runs `settle` when the membrane is revoked. It is held weakly: what waits for a promise that nobody
   * can settle any more is collected with it.
   *
   * @returns A function that takes it off again.
   */
  onRevoke(settle: () => void): () => void {
    if (this.plain) return () => undefined;
    const entry = new WeakRef(settle);
    this.#pending.add(entry);
    this.#sweep();
    return () => this.#pending.delete(entry);
  }

  #sweepAt = 64;

  #sweep(): void {
    if (this.#pending.size < this.#sweepAt) return;
    for (const entry of this.#pending) if (entry.deref() === undefined) this.#pending.delete(entry);
    this.#sweepAt = Math.max(64, this.#pending.size * 2);
  }
}

/** The membrane of bastions that were made without rules of their own. */
export const openMembrane: Membrane = new Membrane({}, true);
