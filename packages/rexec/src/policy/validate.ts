/**
 * Making a policy of untrusted input: class attributes, an options object, parsed JSON.
 *
 * Trusts nothing of the input; the context (base directory, defaults) is the caller's own. Invariant: what comes out is
 * in normal form, frozen to the leaves, and grants no more than what was read, once, from the input.
 */
import { EMPTY_POLICY } from './empty.js';
import { type Fault, memberOf, Problems, shown } from './errors.js';
import { LIMIT_NAMES, limitsOf } from './limits.js';
import { listOf } from './lists.js';
import { eachList, isMade, make } from './made.js';
import { clipPackages, packagesOf } from './packages.js';
import { pathOf } from './paths.js';
import { readClass, readRecord } from './read.js';
import { clockOf, intlOf, randomOf } from './sources.js';
import { nearest } from './spelling.js';
import type { Policy, PolicyContext } from './types.js';
import { LINES } from './vocabulary/lines.js';

const LINE_NAMES: readonly string[] = Object.keys(LINES);

const allowedMembers = `an object with any of ${LINE_NAMES.join(', ')}; or a class with these as static members`;

const isLine = (name: string): boolean => Object.hasOwn(LINES, name);

/** The members of the input: of a class the lines among its static members, of an object all. */
const readPolicy = (input: unknown, problems: Problems): ReadonlyMap<string, unknown> => {
  const members =
    typeof input === 'function'
      ? readClass(input as () => unknown, isLine, problems, allowedMembers)
      : readRecord(input, '', problems, allowedMembers);
  return members ?? new Map();
};

const unknownLine = (name: string): Fault => {
  const line = nearest(name, LINE_NAMES);
  if (line !== undefined) return { why: 'is not a line of a policy', nearest: line, allowed: LINE_NAMES.join(', ') };
  const limit = nearest(name, LIMIT_NAMES);
  return {
    why: 'is not a line of a policy',
    ...(limit === undefined ? {} : { nearest: `{ "limits": { "${limit}": … } }` }),
    allowed: LINE_NAMES.join(', '),
  };
};

const contextOf = (context: string | URL | PolicyContext, problems: Problems): { base?: string; defaults: Policy } => {
  const { base, defaults = EMPTY_POLICY }: PolicyContext =
    typeof context === 'string' || context instanceof URL ? { base: context } : context;
  if (!isMade(defaults)) throw new TypeError('defaults is a policy made by policyOf');
  if (base === undefined) return { defaults };
  const directory = pathOf(String(base), undefined);
  if (typeof directory === 'string') return { base: directory, defaults };
  problems.add('base', shown(String(base)), directory);
  return { defaults };
};

/**
 * Makes a policy of untrusted input.
 *
 * The input is read once, property by property, into plain data, and the copy is checked: neither a getter nor a Proxy
 * that changes its answer gets past it. A policy made before comes back as it is.
 *
 * @param input An object with policy lines (own properties only), or a class with policy lines as static members, its
 * own or inherited. A line that is missing, or undefined, takes its default.
 * @param context The directory that relative paths start from; or an object with that as `base`, and `defaults`.
 * @returns The policy: normal, frozen, JSON-able.
 * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the input.
 * @example
 * ```ts
 * import { policyOf } from '@padded-cell/rexec/policy';
 * const policy = policyOf({ okBuiltinModules: ['events', 'node:path'], okPath: ['./plugins'] }, '/srv/app');
 * policy.okBuiltinModules; // ['node:events', 'node:path']
 * policy.okPath; // ['/srv/app/plugins']
 * policy.okHosts; // []: what is missing is nothing
 * ```
 */
export const policyOf = (input: unknown, context: string | URL | PolicyContext = {}): Policy => {
  if (isMade(input)) return input;
  const problems = new Problems();
  const { base, defaults } = contextOf(context, problems);
  const members = readPolicy(input, problems);
  if (members.size === 0) {
    problems.throwAny();
    return defaults;
  }
  for (const name of members.keys()) {
    // `$schema` is for editors of JSON files.
    if (!isLine(name) && name !== '$schema') problems.add(memberOf('', name), shown(name), () => unknownLine(name));
  }
  const line = <T>(name: keyof typeof LINES, read: (value: unknown, path: string) => T, otherwise: T): T => {
    const value = members.get(name);
    return value === undefined ? otherwise : read(value, name);
  };
  const lists = eachList((name) =>
    line(name, (value, path) => listOf(name, value, path, problems, base), defaults[name]),
  );
  const policy = {
    clock: line('clock', (value, path) => clockOf(value, path, problems), defaults.clock),
    intl: line('intl', (value, path) => intlOf(value, path, problems), defaults.intl),
    limits: line('limits', (value, path) => limitsOf(value, path, problems, defaults.limits), defaults.limits),
    random: line('random', (value, path) => randomOf(value, path, problems), defaults.random),
  };
  // What a package has by default narrows with the cell; what was written for it is not allowed to exceed the cell.
  const packages =
    members.get('packages') === undefined
      ? clipPackages(defaults.packages, lists)
      : packagesOf(members.get('packages'), 'packages', problems, lists, base);
  problems.throwAny();
  return make(lists, packages, policy);
};

/**
 * The policy that a request for a nested cell asks for.
 *
 * As {@link policyOf}, but what is missing is seen from what is held. A missing grant is not asked for, so it is
 * nothing. A missing limit, and missing `nokBuiltinNames`, are the same as held: to leave a restriction out is not to
 * ask for its end, and not to ask for the strictest either.
 *
 * @param request What is asked for: untrusted.
 * @param held The policy of the cell that asks.
 * @param base The directory that relative paths start from.
 * @throws PolicyError (`ERR_POLICY`) with everything that is wrong with the request.
 * @example
 * ```ts
 * import { diff, policyOf, requestOf } from '@padded-cell/rexec/policy';
 * const held = policyOf({ okPath: ['/srv'], nokBuiltinNames: ['fetch'], limits: { cells: 2 } });
 * const asked = requestOf({ okPath: ['/srv/a'] }, held);
 * asked.limits.cells; // 2
 * diff(asked, held); // []: no more than is held
 * ```
 */
export const requestOf = (request: unknown, held: Policy, base?: string | URL): Policy => {
  const { limits, nokBuiltinNames } = policyOf(held);
  const defaults = make({ ...EMPTY_POLICY_LISTS, nokBuiltinNames }, EMPTY_POLICY.packages, {
    ...EMPTY_POLICY,
    limits,
  });
  return policyOf(request, { base, defaults });
};

const EMPTY_POLICY_LISTS = eachList((name) => EMPTY_POLICY[name]);
