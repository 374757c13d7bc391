/**
 * What a cell beyond a wall has used: as its process counts it, and as the host does.
 *
 * Trusts: nothing of what is told. Invariant: no limit looks less used than the host has counted.
 */
import { counted, type Usage } from '../../nesting/usage.js';
import type { Used } from '../../policy/ledger.js';
import type { Share } from './share.js';

/** What a cell, with all cells within it, has used: processor time and memory too. */
export interface RemoteUsage extends Usage {
  readonly limits: Usage['limits'] & { readonly cpuMs: Used; readonly memoryMb: Used };
}

const { freeze, fromEntries } = Object;

type Data = Readonly<Record<string, unknown>>;

const record = (value: unknown): Data => (typeof value === 'object' && value !== null ? (value as Data) : {});

const amount = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);

/** Of two counts of the same, the greater. */
const greater = (mine: Used, told: unknown): Used => {
  const used = Math.max(mine.used, amount(record(told)['used']));
  const { left } = record(told);
  const isLess = typeof left === 'number' && (mine.left === 'unlimited' || left < mine.left);
  return freeze({ used, allowed: mine.allowed, left: isLess ? Math.max(0, left) : mine.left });
};

const withinOf = (value: unknown): Usage[] =>
  Array.isArray(value)
    ? value.map(record).map(({ cell, limits, within }) => {
        const told = record(limits);
        const all = counted.map((name) => {
          const { used, allowed, left } = record(told[name]);
          const limit = (of: unknown): Used['left'] => (of === 'unlimited' ? of : amount(of));
          return [name, freeze({ used: amount(used), allowed: limit(allowed), left: limit(left) })] as const;
        });
        return freeze({
          cell: typeof cell === 'string' ? cell : '',
          limits: freeze(fromEntries(all)) as Usage['limits'],
          within: freeze(withinOf(within)),
        });
      })
    : [];

/** What is known of a cell's use, here and there. */
export const remoteUsage = (told: unknown, { name, ledger }: Share): RemoteUsage => {
  const { limits, within } = record(told);
  const mine = (limit: 'cpuMs' | 'memoryMb') => [limit, freeze(ledger.used(limit))] as const;
  const all = counted.map((limit) => [limit, greater(ledger.used(limit), record(limits)[limit])] as const);
  return freeze({
    cell: name,
    limits: freeze(fromEntries([...all, mine('cpuMs'), mine('memoryMb')])) as RemoteUsage['limits'],
    within: freeze(withinOf(within)),
  });
};
