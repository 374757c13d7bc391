/**
 * What is thrown, on its way out of a cell and into it.
 *
 * Invariants: a guest gets an error of its realm, with no frame of the host's; whoever made the cell gets one that runs
 * nothing of the guest's. An error of ours that a guest lets out is ours again, and marked as the guest's failure.
 */
import { types } from 'node:util';
import { GuestError } from '@padded-cell/bastion';
import type { Membrane } from '@padded-cell/bastion/membrane';
import { forGuest } from '../errors/for-guest.js';
import { CellEndedError, ImportError, SystemExit } from '../errors/index.js';
import { IOError, ioErrorForGuest } from '../errors/io-error.js';
import { looksOf } from '../names/console.js';
import type { Trace } from '../trace.js';
import { SourceError } from './parse.js';

type Errors = Pick<Membrane, 'thrownDown' | 'thrownUp'>;

/** What the errors of a cell are made with. */
export interface ThrownParts {
  /** The cell's name. */
  readonly cell: string;
  readonly hasEnded: () => boolean;
  /** Between the cell and whoever made it. */
  readonly membrane: Errors;
  /** Between the cell and the host, whoever made the cell. */
  readonly hosts: Errors;
  readonly trace: Trace | undefined;
}

const { defineProperty, hasOwn } = Object;

/** A source that a guest gave and that cannot be run, as that guest gets it. */
const sourceError = ({ kind, message, place, file }: SourceError): Error => {
  const where = [file, place?.line, place?.column].filter((part) => part !== undefined).join(':');
  const told = where === '' ? message : `${message} (${where})`;
  return kind === 'RangeError' ? new RangeError(told) : new SyntaxError(told);
};

/** The errors of one cell. */
export class Thrown {
  readonly #parts: ThrownParts;
  /** Errors of ours, by what a guest was given in their place: the host gets its own back. */
  readonly #origins = new WeakMap<object, Error>();
  /** The last one that the guest asked for. */
  #exit: SystemExit | undefined;

  constructor(parts: ThrownParts) {
    this.#parts = parts;
  }

  /** What a guest threw, for whoever made the cell. Never throws. */
  forMaker(reason: unknown): Error {
    return this.#up(this.#parts.membrane, reason);
  }

  /** The same for the host. */
  forHost(reason: unknown): Error {
    return this.#up(this.#parts.hosts, reason);
  }

  /** What our code threw, for the guest. Never throws. */
  forGuest(error: unknown): Error {
    if (error instanceof SourceError) return sourceError(error);
    const { hosts, trace } = this.#parts;
    const told = error instanceof IOError ? ioErrorForGuest(error) : (hosts.thrownDown(error) as Error);
    trace?.thrown(error, told.message);
    if (error instanceof SystemExit) this.#exit = error;
    if (error instanceof IOError) this.#origins.set(told, error);
    if (error instanceof ImportError || error instanceof SystemExit) {
      // Should the guest let it out, it is the guest's failure.
      if (!hasOwn(error, 'guest')) defineProperty(error, 'guest', { value: true });
      this.#origins.set(told, error);
    }
    return told;
  }

  /** The guest's error for a refusal whose message is written for guests, as the trace is told it. */
  refused(error: Error): Error {
    this.#parts.trace?.thrown(error, error.message);
    return forGuest(error);
  }

  #up(errors: Errors, reason: unknown): Error {
    const { cell, hasEnded, hosts } = this.#parts;
    if (hasEnded()) return new CellEndedError(cell);
    // Its traps would run when it is read.
    if (types.isProxy(reason)) return new GuestError('Error', 'a Proxy was thrown');
    const origin = typeof reason === 'object' && reason !== null ? this.#origins.get(reason) : undefined;
    if (origin instanceof IOError) {
      const crossed = errors.thrownUp(reason);
      // The host's own class is for the host: a guest that made this cell gets what crosses.
      return errors === hosts ? origin.ofGuest((crossed as GuestError).positions) : crossed;
    }
    const told = origin ?? errors.thrownUp(reason);
    // What is no error has nothing to say for itself: what it looks like, then, as a primitive that was thrown.
    if (told.message === '' && !types.isNativeError(reason))
      return new GuestError('Error', `thrown: ${looksOf(reason)}`);
    // An exit that passed through the host, as out of a callback, is that exit still.
    const exit = this.#exit;
    const { code } = told as GuestError;
    return exit !== undefined && code === exit.code && told.message === exit.message ? exit : told;
  }
}
