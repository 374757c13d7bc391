/**
 * Numeric limits: how they are written, ordered and looked up.
 *
 * Invariant: a limit is a whole number that is not negative, or the word "unlimited", which someone had to write;
 * no arithmetic slip (`Infinity`, `NaN`) means it.
 */
import { memberOf, type Problems, shown } from './errors.js';
import { readRecord } from './read.js';
import { nearest } from './spelling.js';
import type { Limit, Limits, Policy } from './types.js';
import { type LimitName, LIMITS } from './vocabulary/limits.js';

/** The names of all limits, sorted. */
export const LIMIT_NAMES: readonly LimitName[] = Object.keys(LIMITS) as LimitName[];

const isLimitName = (name: string): name is LimitName => Object.hasOwn(LIMITS, name);

const eachLimit = (limitFor: (name: LimitName) => Limit): Limits =>
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, limitFor(name)])) as unknown as Limits;

/** All limits zero. */
export const NO_LIMITS: Limits = Object.freeze(eachLimit(() => 0));

/**
 * The limits that a cell has when its policy says nothing else, for `defaults`. The reasons are in {@link LIMITS}.
 *
 * @param wall Where the cell runs. In the host's realm nothing can be done about time and memory, so the limits that
 * are a wall's to keep are "unlimited" there, and say so.
 * @example
 * ```ts
 * import { presetLimits } from '@padded-cell/rexec/policy';
 * presetLimits('process').cpuMs; // 10000
 * presetLimits('realm').cpuMs; // 'unlimited'
 * ```
 */
export const presetLimits = (wall: 'process' | 'realm' | 'thread'): Limits =>
  eachLimit((name) => (wall === 'realm' && LIMITS[name].keeper === 'wall' ? 'unlimited' : LIMITS[name].preset));

const amount = 'a whole number from 0, or "unlimited"';

const limitFault = (value: unknown): string | undefined => {
  if (value === Number.POSITIVE_INFINITY) return '"unlimited"';
  if (typeof value === 'string') {
    if (/^\d+$/.test(value) && Number.isSafeInteger(Number(value))) return value;
    return nearest(value, ['unlimited']) === undefined ? undefined : '"unlimited"';
  }
  return typeof value === 'number' && value >= 0 && Number.isSafeInteger(Math.floor(value))
    ? String(Math.floor(value))
    : undefined;
};

/** Reads the limits line; each limit that is missing takes its default. */
export const limitsOf = (value: unknown, path: string, problems: Problems, defaults: Limits): Limits => {
  const allowed = `any of ${LIMIT_NAMES.join(', ')}`;
  const limits: { [Name in LimitName]: Limit } = { ...defaults };
  for (const [name, limit] of readRecord(value, path, problems, allowed) ?? []) {
    const at = memberOf(path, name);
    if (!isLimitName(name)) {
      problems.add(at, shown(name), () => ({ why: 'is not a limit', allowed, ...near(nearest(name, LIMIT_NAMES)) }));
    } else if (limit === 'unlimited') {
      limits[name] = limit;
    } else if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0) {
      // -0 would be another text for the same limit.
      limits[name] = limit + 0;
    } else if (limit !== undefined) {
      problems.add(at, shown(limit), { why: 'is not an amount', allowed: amount, ...near(limitFault(limit)) });
    }
  }
  return limits;
};

const near = (spelling: string | undefined): { nearest?: string } =>
  spelling === undefined ? {} : { nearest: spelling };

const numberOf = (limit: Limit): number => (limit === 'unlimited' ? Number.POSITIVE_INFINITY : limit);

/** Whether a limit is the other or smaller. */
export const limitWithin = (asked: Limit, held: Limit): boolean => numberOf(asked) <= numberOf(held);

/** The smaller of each. */
export const meetLimits = (a: Limits, b: Limits): Limits =>
  LIMIT_NAMES.every((name) => limitWithin(a[name], b[name]))
    ? a
    : eachLimit((name) => (limitWithin(a[name], b[name]) ? a[name] : b[name]));

/**
 * A limit as a number to count against: `Infinity` for "unlimited".
 *
 * @example
 * ```ts
 * import { limitOf, policyOf } from '@padded-cell/rexec/policy';
 * const policy = policyOf({ limits: { cells: 3, timers: 'unlimited' } });
 * limitOf(policy, 'cells'); // 3
 * limitOf(policy, 'timers'); // Infinity
 * limitOf(policy, 'depth'); // 0: what is missing is nothing
 * ```
 */
export const limitOf = (policy: Policy, name: LimitName): number => numberOf(policy.limits[name]);
