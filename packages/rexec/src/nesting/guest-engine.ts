/**
 * A guest's own copy of the bastion package, as far as the host uses it: for the membranes of the cells that the guest
 * makes.
 *
 * The copy comes from the module itself, before any code of the guest could touch it. Trusts it no more than the guest
 * whose it is. Invariant: an error that came out of it is known again, so that the guest gets it back as it is.
 */
import type { Membrane, MembraneOptions } from '@padded-cell/bastion/membrane';
import type { Cell } from '../cell/cell.js';
import { isOurs } from './told.js';

type CreateMembrane = (options: MembraneOptions) => Membrane;

/** The engine of one guest. */
export class GuestEngine {
  readonly #cell: Pick<Cell, 'importNow'>;
  readonly #errors = new WeakSet<object>();
  #createMembrane: CreateMembrane | undefined;

  constructor(cell: Pick<Cell, 'importNow'>) {
    this.#cell = cell;
  }

  /** A membrane of the guest's, whose errors are known. */
  membrane(options: MembraneOptions): Membrane {
    this.#createMembrane ??= (
      this.#cell.importNow('node:padded-cell/bastion') as { default: { createMembrane: CreateMembrane } }
    ).default.createMembrane;
    const { down, up, thrownDown, thrownUp, revoke } = this.#createMembrane(options);
    return {
      down: (value) => {
        try {
          return down(value);
        } catch (error) {
          throw this.own(error);
        }
      },
      up: (value) => {
        try {
          return up(value);
        } catch (error) {
          throw this.own(error);
        }
      },
      thrownDown,
      thrownUp: (reason) => this.own(thrownUp(reason)),
      revoke,
    };
  }

  /** Notes that an error is the guest's. One of ours, such as a meter's, comes through the engine too, and is not. */
  own<E>(error: E): E {
    if (typeof error === 'object' && error !== null && !isOurs(error)) this.#errors.add(error);
    return error;
  }

  /** Whether something is an error of the guest's. */
  has(error: unknown): boolean {
    return typeof error === 'object' && error !== null && this.#errors.has(error);
  }
}
