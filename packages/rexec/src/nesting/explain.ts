/**
 * Why an operation is allowed or refused in a cell, and which level of nesting decides.
 *
 * Answers as the cell would, by the same functions. It tells of the policies; what happens to be there is not looked at,
 * but for links of paths, which decide whether a path is in a directory.
 */
import { resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inherited } from '../cell/inherited.js';
import type { Roots } from '../loader/hooks/roots.js';
import { realOf } from '../places.js';
import { grantsHost, type Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import { limitOf } from '../policy/limits.js';
import { GLOBAL_NAMES, REFUSED_GLOBAL_NAMES } from '../policy/vocabulary/global-names.js';
import { type LimitName, LIMITS } from '../policy/vocabulary/limits.js';
import { BUILTIN_MODULES, REFUSED_MODULES } from '../policy/vocabulary/modules.js';
import { POSIX_NAMES, REFUSED_POSIX_NAMES } from '../policy/vocabulary/posix-names.js';
import { REFUSED_SYS_NAMES, SYS_NAMES } from '../policy/vocabulary/sys-names.js';

const { freeze, hasOwn } = Object;

/** The absolute path that a host means by one that it wrote: a path, or a `file:` URL. */
export const pathOfHost = (written: string): string =>
  written.startsWith('file:') ? fileURLToPath(written) : absolute(written);

/** Something that a guest might do: one of these. */
export type Operation =
  | { readonly read: string }
  | { readonly write: string }
  | { readonly import: string }
  | { readonly fetch: string }
  | { readonly env: string }
  | { readonly global: string }
  | { readonly process: string }
  | { readonly posix: string }
  | { readonly endowment: string }
  | { readonly spend: string };

/** Why an operation is allowed or refused. */
export interface Explanation {
  /** Whether the cell's guest can do it. */
  readonly allowed: boolean;
  /** The policy line that decides; undefined where no policy can grant it, and where none is needed. */
  readonly line: string | undefined;
  /** The name of the cell whose policy decides: the outermost that refuses, or the cell itself. */
  readonly cell: string;
  /** How many levels outwards from the cell that is: 0 for the cell itself. */
  readonly level: number;
  /** All of it as a sentence. */
  readonly words: string;
}

/** A cell, as far as an explanation goes: one in this realm, or the host's part of one beyond a wall. */
export interface Explained extends Inherited {
  readonly ledger: Ledger;
  readonly parent: Explained | undefined;
}

/** What one policy says of an operation. */
interface Ruling {
  readonly what: string;
  readonly line: string | undefined;
  readonly allows: (cell: Explained) => boolean;
  /** Why no policy allows it, or why each does. */
  readonly always?: string;
  /** Whether each cell outwards has to allow it: what is spent is spent of them all. */
  readonly isShared?: boolean;
}

/** By its text first: where a path outside leads is nobody's business. */
const isIn = (roots: Roots, path: string): boolean => roots.nameOf(path) !== undefined && roots.contains(realOf(path));

/** Whether modules are read by something of a host's or a guest's, whatever `okPath` says. */
const hasHooks = ({ hooks, loader }: Inherited): boolean => hooks !== undefined || loader !== undefined;

const fileType = (path: string): string | undefined => {
  const extension = /\.([a-z]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? '';
  if (/^m?js$/u.test(extension)) return 'esm';
  return /^[cm]?ts$/u.test(extension) ? 'ts' : extension === '' ? undefined : extension;
};

const named = (
  what: string,
  line: Extract<keyof Policy, 'okPosixNames' | 'okSysNames'>,
  name: string,
  known: object,
  refused: Readonly<Record<string, string>>,
): Ruling => ({
  what,
  line: hasOwn(known, name) ? line : undefined,
  allows: ({ policy }) => policy[line].includes(name),
  ...(hasOwn(known, name) ? {} : { always: refused[name] ?? 'is not a name that a policy can grant' }),
});

const importing = (specifier: string, resolve: (path: string) => string): Ruling => {
  const what = `import '${specifier}'`;
  if (specifier.startsWith('@padded-cell/')) {
    const isOurs = specifier === '@padded-cell/bastion' || specifier === '@padded-cell/rexec';
    const always = isOurs ? 'is for every cell to import' : 'is not for guests';
    return { what, line: undefined, allows: () => isOurs, always };
  }
  const full = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  if (hasOwn(BUILTIN_MODULES, full)) {
    return { what, line: 'okBuiltinModules', allows: ({ policy }) => policy.okBuiltinModules.includes(full) };
  }
  if (hasOwn(REFUSED_MODULES, full)) {
    return { what, line: undefined, allows: () => false, always: REFUSED_MODULES[full] ?? '' };
  }
  if (!/^(?:\.{0,2}\/|file:|[A-Za-z]:[\\/])/u.test(specifier)) {
    return {
      what: `${what}, where a node_modules under okPath has it`,
      line: 'okPath, okFileTypes',
      allows: (cell) =>
        (hasHooks(cell) || cell.policy.okPath.length > 0) &&
        ['cjs', 'esm'].some((each) => cell.policy.okFileTypes.includes(each)),
    };
  }
  const path = resolve(specifier);
  const type = fileType(path);
  return {
    what,
    line: 'okPath, okFileTypes',
    allows: (cell) =>
      (hasHooks(cell) || isIn(cell.roots.okPath, path)) && type !== undefined && cell.policy.okFileTypes.includes(type),
  };
};

const fetching = (url: string): Ruling => {
  const what = `fetch '${url}'`;
  const { protocol = '', hostname = '', port = '' } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { what, line: undefined, allows: () => false, always: 'is no http: or https: URL' };
  }
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
  return { what, line: 'okHosts', allows: ({ policy }) => grantsHost(policy.okHosts, hostname, number) };
};

const reachingGlobal = (name: string): Ruling => {
  const what = `use the global ${name}`;
  if (hasOwn(GLOBAL_NAMES, name)) {
    if (name === 'Intl') {
      return {
        what,
        line: 'intl',
        allows: ({ policy }) => policy.intl !== 'none' && !policy.nokBuiltinNames.includes(name),
      };
    }
    return { what, line: 'nokBuiltinNames', allows: ({ policy }) => !policy.nokBuiltinNames.includes(name) };
  }
  const always = REFUSED_GLOBAL_NAMES[name] ?? 'is not a global that cells have by themselves';
  return { what, line: undefined, allows: () => ['globalThis', 'undefined', 'NaN', 'Infinity'].includes(name), always };
};

const rulings: Readonly<Record<string, (subject: string, resolve: (path: string) => string) => Ruling>> = {
  read: (path, resolve) => ({
    what: `read '${path}'`,
    line: 'okPath',
    allows: ({ roots }) => isIn(roots.okPath, resolve(path)),
  }),
  write: (path, resolve) => ({
    what: `write '${path}'`,
    line: 'okWritePath',
    allows: ({ roots }) => isIn(roots.okWritePath, resolve(path)),
  }),
  import: importing,
  fetch: fetching,
  env: (name) => ({
    what: `read the environment variable ${name}`,
    line: 'okEnvNames',
    allows: ({ policy }) => policy.okEnvNames.includes(name),
  }),
  global: reachingGlobal,
  process: (name) => named(`use process.${name}`, 'okSysNames', name, SYS_NAMES, REFUSED_SYS_NAMES),
  posix: (name) => named(`use ${name} of node:fs or node:os`, 'okPosixNames', name, POSIX_NAMES, REFUSED_POSIX_NAMES),
  endowment: (name) => ({
    what: `use the endowment ${name}`,
    line: 'endowments',
    allows: ({ endowments }) => endowments.has(name),
  }),
  spend: (name) => ({
    what: `spend 1 of limits.${name}`,
    line: `limits.${name}`,
    allows: ({ policy, ledger }) =>
      hasOwn(LIMITS, name) && ledger.used(name as LimitName).used < limitOf(policy, name as LimitName),
    isShared: true,
    ...(hasOwn(LIMITS, name) ? {} : { always: 'is not a limit' }),
  }),
};

const rulingOf = (operation: unknown, resolve: (path: string) => string): Ruling => {
  const entries = typeof operation === 'object' && operation !== null ? Object.entries(operation) : [];
  const [kind = '', subject] = entries[0] ?? [];
  if (entries.length !== 1 || !hasOwn(rulings, kind) || typeof subject !== 'string') {
    throw new TypeError(
      `explain takes an operation with one of ${Object.keys(rulings).join(', ')}: { read: './data.json' }`,
    );
  }
  return (rulings[kind] as (typeof rulings)[string])(subject, resolve);
};

/** A cell, and the cells it is in. */
const outwards = (cell: Explained): readonly Explained[] => [
  cell,
  ...(cell.parent === undefined ? [] : outwards(cell.parent)),
];

/**
 * Explains an operation.
 *
 * @param resolve - the absolute path that one written by the asker means.
 * @param outermost - the last cell outwards that the answer may name.
 */
export const explained = (
  cell: Explained,
  operation: unknown,
  resolve: (path: string) => string,
  outermost?: Explained,
): Explanation => {
  const { what, line, allows, always, isShared = false } = rulingOf(operation, resolve);
  const allowed = isShared ? outwards(cell).every(allows) : allows(cell);
  let decides = cell;
  let level = 0;
  if (!allowed) {
    let above = 0;
    for (let at = cell; at !== outermost && at.parent !== undefined;) {
      at = at.parent;
      above += 1;
      // A limit of a cell further out may be what is spent.
      if (!allows(at)) [decides, level] = [at, above];
    }
  }
  const verdict = allowed ? 'can' : 'cannot';
  const because = always === undefined ? `by ${line ?? 'no line'} of '${decides.name}'` : `it ${always}`;
  return freeze({
    allowed,
    line: always === undefined ? line : undefined,
    cell: decides.name,
    level,
    words: `'${cell.name}' ${verdict} ${what}: ${because}`,
  });
};
