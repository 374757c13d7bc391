/**
 * Makes the cell within another that a host asks for. A guest's request goes by nesting/inside.ts.
 *
 * Invariant: what it has is within what the other has, line by line and link by link.
 */
import { Cell } from '../cell/cell.js';
import { type Endowments, narrowed, requestedEndowments } from '../endowments.js';
import { printable, PrivilegeError } from '../errors/index.js';
import { FileHooks } from '../loader/hooks/file.js';
import { Roots } from '../loader/hooks/roots.js';
import { under } from '../loader/hooks/under.js';
import { linesOf, type NestRequest } from '../options.js';
import { diff, meet, requestOf } from '../policy/index.js';
import { leadingOut, withoutLeadingOut } from './links.js';

/**
 * The cell within.
 *
 * @param clip - whether what exceeds is left out; it is an error otherwise.
 * @throws PrivilegeError, PolicyError, CellEndedError
 */
export const cellWithin = <E extends Endowments>(cell: Cell, request: NestRequest<E>, clip: boolean): Cell => {
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
  const hooks =
    typeof given === 'string'
      ? under(given, cell.hooks ?? new FileHooks(new Roots(policy.okPath, cell.roots.okPath), cell.root))
      : given;
  return new Cell({ name, policy, endowments, hooks, parent: cell });
};
