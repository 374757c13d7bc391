/**
 * The lattice of policies: which is narrower, what two have in common, and where one exceeds another.
 *
 * Pure and total. What was not made by `policyOf` is input, and is made a policy first: no Proxy and no getter is
 * ever compared. Invariant: `leq` is a partial order with EMPTY_POLICY at the bottom, and `meet` its greatest lower
 * bound; nothing here makes a policy wider.
 */
import { memberOf, shown } from './errors.js';
import { LIMIT_NAMES, limitWithin, meetLimits } from './limits.js';
import { eachList, make } from './made.js';
import { excessItems, type ListKind, meetLists } from './order.js';
import { meetPackages, packagePolicy } from './packages.js';
import { meetSources, type Source, sourceWithin } from './sources.js';
import type { Limit, Policy } from './types.js';
import { policyOf } from './validate.js';
import { LIST_NAMES, listLine, PACKAGE_LINE_NAMES } from './vocabulary/lines.js';

const SOURCE_NAMES = ['clock', 'intl', 'random'] as const;

/**
 * Whether a policy is no wider than another: everything the first grants, the second grants.
 *
 * @example
 * ```ts
 * import { leq, policyOf } from '@padded-cell/rexec/policy';
 * const wide = policyOf({ okPath: ['/srv'] });
 * leq(policyOf({ okPath: ['/srv/plugins'] }), wide); // true
 * leq(policyOf({ okPath: ['/srv-old'] }), wide); // false
 * ```
 */
export const leq = (a: Policy, b: Policy): boolean => {
  if (a === b) return true;
  const [asked, held] = [policyOf(a), policyOf(b)];
  return (
    LIST_NAMES.every((name) => excessItems(listLine(name).kind, asked[name], held[name]).length === 0) &&
    SOURCE_NAMES.every((name) => sourceWithin(asked[name], held[name])) &&
    LIMIT_NAMES.every((name) => limitWithin(asked.limits[name], held.limits[name])) &&
    Object.entries(asked.packages).every(([packageKey, lines]) => {
      const heldLines = packagePolicy(held, packageKey);
      return PACKAGE_LINE_NAMES.every(
        (name) => excessItems(listLine(name).kind, lines[name], heldLines[name]).length === 0,
      );
    })
  );
};

/**
 * The widest policy that is no wider than either: it grants what both grant.
 *
 * @example
 * ```ts
 * import { meet, policyOf } from '@padded-cell/rexec/policy';
 * const both = meet(policyOf({ okPath: ['/srv', '/tmp/a'] }), policyOf({ okPath: ['/srv/plugins', '/tmp'] }));
 * both.okPath; // ['/srv/plugins', '/tmp/a']: of each pair the deeper
 * ```
 */
export const meet = (a: Policy, b: Policy): Policy => {
  const [left, right] = [policyOf(a), policyOf(b)];
  if (left === right) return left;
  return make(
    eachList((name) => meetLists(listLine(name).kind, left[name], right[name])),
    meetPackages(left.packages, right.packages),
    {
      clock: meetSources(left.clock, right.clock),
      intl: meetSources(left.intl, right.intl),
      limits: meetLimits(left.limits, right.limits),
      random: meetSources(left.random, right.random),
    },
  );
};

/** One thing that a policy asks for and another does not hold. */
export interface Excess {
  /** Which line: `okPath`, `limits.cells`, `packages.marked.okHosts`. */
  readonly line: string;
  /** What is asked for: one item of a list, a limit, a source. For `nokBuiltinNames`, the global wanted back. */
  readonly asked: string | number | Exclude<Source, string>;
  /** What is held in that line. */
  readonly held: readonly string[] | string | number | Exclude<Source, string>;
  /** All of it as a sentence, for an error. */
  readonly words: string;
}

const MOST_LISTED = 12;

const listed = (held: readonly string[]): string => {
  if (held.length === 0) return 'nothing';
  const few = held.slice(0, MOST_LISTED).map(shown).join(', ');
  return held.length > MOST_LISTED ? `${few}, … (${held.length} in all)` : few;
};

const listExcess = (line: string, kind: ListKind, asked: readonly string[], held: readonly string[]): Excess[] =>
  excessItems(kind, asked, held).map((item) => ({
    line,
    asked: item,
    held,
    words:
      kind === 'withheld'
        ? `${line}: asked for the global ${shown(item)}, which is withheld; withheld are ${listed(held)}`
        : `${line}: asked for ${shown(item)}; held is ${listed(held)}`,
  }));

const valueExcess = <V extends Limit | Source>(line: string, asked: V, held: V): Excess => ({
  line,
  asked,
  held,
  words: `${line}: asked for ${JSON.stringify(asked)}; held is ${JSON.stringify(held)}`,
});

/**
 * Everything in which a request exceeds what is held, line by line; empty exactly if `leq(request, held)`.
 *
 * @example
 * ```ts
 * import { diff, policyOf } from '@padded-cell/rexec/policy';
 * const [excess] = diff(policyOf({ okPath: ['/etc'] }), policyOf({ okPath: ['/srv'] }));
 * excess?.words; // okPath: asked for "/etc"; held is "/srv"
 * ```
 */
export const diff = (request: Policy, held: Policy): readonly Excess[] => {
  const [asked, has] = [policyOf(request), policyOf(held)];
  if (asked === has) return [];
  return [
    ...LIST_NAMES.flatMap((name) => listExcess(name, listLine(name).kind, asked[name], has[name])),
    ...SOURCE_NAMES.filter((name) => !sourceWithin(asked[name], has[name])).map((name) =>
      valueExcess<Source>(name, asked[name], has[name]),
    ),
    ...LIMIT_NAMES.filter((name) => !limitWithin(asked.limits[name], has.limits[name])).map((name) =>
      valueExcess<Limit>(`limits.${name}`, asked.limits[name], has.limits[name]),
    ),
    ...Object.entries(asked.packages).flatMap(([packageKey, lines]) => {
      const heldLines = packagePolicy(has, packageKey);
      return PACKAGE_LINE_NAMES.flatMap((name) =>
        listExcess(memberOf(memberOf('packages', packageKey), name), listLine(name).kind, lines[name], heldLines[name]),
      );
    }),
  ];
};
