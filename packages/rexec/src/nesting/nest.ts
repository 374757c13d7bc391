/**
 * What the cell within another has that a host asks for. A guest's request goes by nesting/inside.ts.
 *
 * Invariant: what it has is within what the other has, line by line and link by link.
 */
import { Cell } from '../cell/cell.js';
import type { Inherited, InheritedParts } from '../cell/inherited.js';
import type { Opening } from '../cell/opening.js';
import { type Endowments, narrowed, requestedEndowments } from '../endowments.js';
import { printable, PrivilegeError } from '../errors/index.js';
import { under } from '../loader/hooks/under.js';
import type { Output } from '../names/output.js';
import { linesOf, type NestRequest } from '../options.js';
import { diff, meet, requestOf } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import { leadingOut, withoutLeadingOut } from './links.js';

/** A cell that others can be made in: one in this realm, or the host's share of one beyond a wall. */
export interface Holder extends Inherited {
  readonly ledger: Ledger;
  readonly opening: Opening;
  readonly output: Output;
  readonly parent: Holder | undefined;
  /** @throws CellEndedError once it has ended. */
  requireLife(): void;
  /** A name for what has none. */
  fileFor(by: string): string;
  /** Has something done at its end. @returns a function that takes it back */
  onEnd(step: () => void): () => void;
}

/** What a cell within is made with, beside the cell it is in. */
export type PartsWithin = Pick<InheritedParts, 'endowments' | 'hooks' | 'name' | 'policy'>;

/**
 * What the cell within is made with.
 *
 * @param clip - whether what exceeds is left out; it is an error otherwise.
 * @throws PrivilegeError, PolicyError, CellEndedError
 */
export const partsWithin = <E extends Endowments>(
  cell: Holder,
  request: NestRequest<E>,
  clip: boolean,
): PartsWithin => {
  cell.requireLife();
  const filters = requestedEndowments(request.endowments);
  const asked = requestOf({ ...linesOf(request), endowments: [...filters.keys()] }, cell.policy, process.cwd());
  const excess = clip ? [] : [...diff(asked, cell.policy), ...leadingOut(meet(asked, cell.policy), cell)];
  if (excess.length > 0) throw new PrivilegeError(printable(cell.name), excess);
  const policy = clip ? withoutLeadingOut(meet(asked, cell.policy), cell) : asked;
  const endowments = new Map<string, unknown>();
  for (const [name, filter] of filters) {
    if (policy.endowments.includes(name)) {
      endowments.set(name, narrowed(name, cell.endowments.get(name), filter));
    }
  }
  const name = request.name ?? `${cell.name}/${cell.fileFor('nest')}`;
  const { hooks: given } = request;
  const hooks = typeof given === 'string' ? under(given, cell.hooks ?? cell.fileHooks(policy.okPath)) : given;
  return { name, policy, endowments, hooks };
};

/** The cell within, in this realm. @throws as {@link partsWithin} */
export const cellWithin = <E extends Endowments>(cell: Cell, request: NestRequest<E>, clip: boolean): Cell =>
  new Cell({ ...partsWithin(cell, request, clip), parent: cell });
