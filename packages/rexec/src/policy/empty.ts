/** The bottom of the lattice: the policy that grants nothing, and its like for one package. */
import { NO_LIMITS } from './limits.js';
import { eachList, eachPackageLine, make } from './made.js';
import type { PackagePolicy, Policy } from './types.js';
import { GLOBAL_NAMES } from './vocabulary/global-names.js';

const none: readonly string[] = Object.freeze([]);

/** What a package has that a policy does not name: nothing. */
export const EMPTY_PACKAGE: PackagePolicy = Object.freeze(eachPackageLine(() => none));

/**
 * The policy that grants nothing: every list empty, every global withheld, no clock, no randomness, all limits zero.
 * It is narrower than every other, and what `policyOf({})` gives.
 *
 * @example
 * ```ts
 * import { EMPTY_POLICY, leq, policyOf } from '@padded-cell/rexec/policy';
 * leq(EMPTY_POLICY, policyOf({ okPath: ['/srv'] })); // true
 * policyOf({}) === EMPTY_POLICY; // false: another object
 * JSON.stringify(policyOf({})) === JSON.stringify(EMPTY_POLICY); // true: the same policy
 * ```
 */
export const EMPTY_POLICY: Policy = make(
  eachList((name) => (name === 'nokBuiltinNames' ? Object.keys(GLOBAL_NAMES).toSorted() : none)),
  Object.create(null) as Policy['packages'],
  { clock: 'none', intl: 'none', limits: NO_LIMITS, random: 'none' },
);
