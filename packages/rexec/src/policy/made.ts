/**
 * Which objects are policies: those that this module made, frozen to the leaves.
 *
 * Invariant: what is registered here is in normal form and can never change; everything else, however much it looks
 * like a policy, is input.
 */
import type { ListName, PackageLineName, PackagePolicies, PackagePolicy, Policy } from './types.js';
import { LIST_NAMES, PACKAGE_LINE_NAMES } from './vocabulary/lines.js';

const made = new WeakSet<object>();

/** All list lines of a policy. */
export type Lists = Pick<Policy, ListName>;

/** Makes a policy of parts in normal form: freezes them and remembers the whole. */
export const make = (
  lists: Lists,
  packages: PackagePolicies,
  { clock, intl, limits, random }: Pick<Policy, 'clock' | 'intl' | 'limits' | 'random'>,
): Policy => {
  for (const name of LIST_NAMES) Object.freeze(lists[name]);
  for (const part of [clock, intl, limits, random, packages]) Object.freeze(part);
  for (const lines of Object.values(packages)) {
    for (const name of PACKAGE_LINE_NAMES) Object.freeze(lines[name]);
    Object.freeze(lines);
  }
  // One order of lines, so that equal policies have equal JSON.
  const policy = Object.freeze({ clock, ...lists, intl, limits, packages, random });
  made.add(policy);
  return policy;
};

/** Whether this very object was made here. */
export const isMade = (value: unknown): value is Policy =>
  typeof value === 'object' && value !== null && made.has(value);

/** A record of all list lines. */
export const eachList = (listFor: (name: ListName) => readonly string[]): Lists => ({
  endowments: listFor('endowments'),
  nokBuiltinNames: listFor('nokBuiltinNames'),
  okBuiltinModules: listFor('okBuiltinModules'),
  okEnvNames: listFor('okEnvNames'),
  okFileTypes: listFor('okFileTypes'),
  okHosts: listFor('okHosts'),
  okPath: listFor('okPath'),
  okPosixNames: listFor('okPosixNames'),
  okSysNames: listFor('okSysNames'),
  okWritePath: listFor('okWritePath'),
});

/** A record of all lines of a package. */
export const eachPackageLine = (listFor: (name: PackageLineName) => readonly string[]): PackagePolicy => ({
  endowments: listFor('endowments'),
  okBuiltinModules: listFor('okBuiltinModules'),
  okEnvNames: listFor('okEnvNames'),
  okHosts: listFor('okHosts'),
  okPath: listFor('okPath'),
  okPosixNames: listFor('okPosixNames'),
  okSysNames: listFor('okSysNames'),
  okWritePath: listFor('okWritePath'),
});
