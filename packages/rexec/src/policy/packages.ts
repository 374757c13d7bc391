/**
 * The packages line: what each npm package in a cell has of its own.
 *
 * Invariant: no package has more than its cell, in any line; a package that has nothing is not in the record, so that
 * to leave a package out and to give it nothing are the same policy.
 */
import { EMPTY_PACKAGE } from './empty.js';
import { memberOf, type Problems, shown } from './errors.js';
import { listOf } from './lists.js';
import { eachList, eachPackageLine, type Lists, make } from './made.js';
import { excessItems, meetLists } from './order.js';
import { readRecord } from './read.js';
import { nearest } from './spelling.js';
import type { PackageLineName, PackagePolicies, PackagePolicy, Policy } from './types.js';
import { LINES, listLine, PACKAGE_LINE_NAMES } from './vocabulary/lines.js';

/** What npm accepts as a name; old packages have capitals. */
const NAME: string = '(?:@[a-zA-Z0-9~-][a-zA-Z0-9._~-]*/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*';
/** One that is installed inside another is called by both: `outer>inner`. */
export const PACKAGE_NAME: string = `^${NAME}(?:>${NAME})*$`;
const packageName = new RegExp(PACKAGE_NAME, 'u');
const LONGEST_NAME = 214;

const isPackageLine = (name: string): name is PackageLineName =>
  (PACKAGE_LINE_NAMES as readonly string[]).includes(name);

const linesAllowed = `any of ${PACKAGE_LINE_NAMES.join(', ')}`;

/** Reads the lines of one package, and refuses what the cell itself does not have. */
const packageOf = (
  value: unknown,
  path: string,
  problems: Problems,
  cell: Lists,
  base: string | undefined,
): PackagePolicy => {
  const written = new Map<PackageLineName, readonly string[]>();
  for (const [name, list] of readRecord(value, path, problems, linesAllowed) ?? []) {
    const at = memberOf(path, name);
    if (isPackageLine(name)) {
      if (list !== undefined)
        written.set(name, within(name, listOf(name, list, at, problems, base), at, problems, cell));
    } else {
      problems.add(at, shown(name), () => {
        const near = nearest(name, PACKAGE_LINE_NAMES);
        return {
          why: Object.hasOwn(LINES, name)
            ? 'is a line of the cell, and the same for all its packages'
            : 'is not a line',
          allowed: linesAllowed,
          ...(near === undefined ? {} : { nearest: near }),
        };
      });
    }
  }
  return eachPackageLine((name) => written.get(name) ?? EMPTY_PACKAGE[name]);
};

const within = (
  name: PackageLineName,
  list: readonly string[],
  path: string,
  problems: Problems,
  cell: Lists,
): readonly string[] => {
  for (const item of excessItems(listLine(name).kind, list, cell[name])) {
    const held = cell[name].length === 0 ? 'nothing, for the cell has nothing here' : cell[name].map(shown).join(', ');
    problems.add(path, shown(item), { why: 'is more than the cell itself has', allowed: held });
  }
  return list;
};

const isNothing = (lines: PackagePolicy): boolean => PACKAGE_LINE_NAMES.every((name) => lines[name].length === 0);

/** A record of packages in normal form. Names come from outside, so it has no prototype to collide with. */
const recordOf = (entries: Iterable<readonly [string, PackagePolicy]>): PackagePolicies => {
  const sorted = [...entries].filter(([, lines]) => !isNothing(lines)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign<object, PackagePolicies>(Object.create(null), Object.fromEntries(sorted));
};

/** Reads the packages line. */
export const packagesOf = (
  value: unknown,
  path: string,
  problems: Problems,
  cell: Lists,
  base: string | undefined,
): PackagePolicies => {
  const packages = new Map<string, PackagePolicy>();
  const allowed = `a record such as ${JSON.stringify(LINES.packages.example)}`;
  for (const [name, lines] of readRecord(value, path, problems, allowed) ?? []) {
    const at = memberOf(path, name);
    if (name.length > LONGEST_NAME || !packageName.test(name)) {
      problems.add(at, shown(name), {
        why: 'is not the name of an npm package',
        allowed: 'names such as "marked" and "@scope/name"',
      });
    } else if (lines !== undefined) {
      packages.set(name, packageOf(lines, at, problems, cell, base));
    }
  }
  return recordOf(packages);
};

/** The packages of a policy, each no wider than these lines of a cell. */
export const clipPackages = (packages: PackagePolicies, cell: Lists): PackagePolicies =>
  mapPackages(packages, (lines) => eachPackageLine((name) => meetLists(listLine(name).kind, lines[name], cell[name])));

/** The widest packages that are narrower than both. */
export const meetPackages = (a: PackagePolicies, b: PackagePolicies): PackagePolicies =>
  mapPackages(a, (lines, packageKey) => {
    const other = b[packageKey] ?? EMPTY_PACKAGE;
    return eachPackageLine((name) => meetLists(listLine(name).kind, lines[name], other[name]));
  });

const mapPackages = (
  packages: PackagePolicies,
  mapped: (lines: PackagePolicy, packageKey: string) => PackagePolicy,
): PackagePolicies => recordOf(Object.entries(packages).map(([name, lines]) => [name, mapped(lines, name)] as const));

/**
 * What one npm package may have under a policy: nothing, if the policy does not name it.
 *
 * @example
 * ```ts
 * import { packagePolicy, policyOf } from '@padded-cell/rexec/policy';
 * const policy = policyOf({ okBuiltinModules: ['path'], packages: { marked: { okBuiltinModules: ['path'] } } });
 * packagePolicy(policy, 'marked').okBuiltinModules; // ['node:path']
 * packagePolicy(policy, 'lodash').okBuiltinModules; // []
 * ```
 */
export const packagePolicy = (policy: Policy, packageKey: string): PackagePolicy =>
  Object.hasOwn(policy.packages, packageKey) ? (policy.packages[packageKey] ?? EMPTY_PACKAGE) : EMPTY_PACKAGE;

/** What the code of one npm package in a cell has: its own lines, and for the rest those of the cell. */
export const policyOfPackage = (policy: Policy, packageKey: string): Policy => {
  const lines = packagePolicy(policy, packageKey);
  return make(
    eachList((name) => (isPackageLine(name) ? lines[name] : policy[name])),
    policy.packages,
    policy,
  );
};
