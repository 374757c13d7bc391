/**
 * The lines of a policy: the one table that the validator, the JSON Schema, the order and the guide are made from.
 *
 * Data only. Invariant: a line that is missing grants nothing, and each line says how it is ordered, so that
 * narrowing has one meaning.
 */
import type { LineName, ListName, PackageLineName } from '../types.js';
import { FILE_TYPES } from './file-types.js';
import { GLOBAL_NAMES, REFUSED_GLOBAL_NAMES } from './global-names.js';
import { BUILTIN_MODULES, REFUSED_MODULES } from './modules.js';
import { POSIX_NAMES, REFUSED_POSIX_NAMES } from './posix-names.js';
import { REFUSED_SYS_NAMES, SYS_NAMES } from './sys-names.js';

/** Names from a closed list. */
export interface NamesLine {
  readonly kind: 'names' | 'withheld';
  /** What one of them is called, in errors. */
  readonly noun: string;
  /** The names there are. */
  readonly known: Readonly<Record<string, string>>;
  /** Names people will look for and no policy can grant, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  /** What may be left out at the start of a name. */
  readonly prefix?: string;
}

/** Names that are the host's own choice, under a rule. */
export interface FreeNamesLine {
  readonly kind: 'free';
  readonly noun: string;
  /** The rule, as a regular expression (`u`), and in words. */
  readonly pattern: string;
  readonly rule: string;
  readonly reserved: readonly string[];
}

/** A list of paths or of hosts: the files of those names know the rules. */
interface PlaceLine {
  readonly kind: 'hosts' | 'paths';
}

/** A line that is not a list: its kind says which file knows its rules. */
interface ValueLine {
  readonly kind: 'clock' | 'intl' | 'limits' | 'packages' | 'random';
}

/** What the table says of any line. */
interface LineText {
  /** What the line grants, in one sentence. */
  readonly about: string;
  /** What is narrower than what. */
  readonly order: string;
  /** A value worth showing, as JSON. */
  readonly example: unknown;
}

/** A line that is a list. */
export type ListLine = (FreeNamesLine | NamesLine | PlaceLine) & LineText;

/** What the table says of one line. */
export type Line = ListLine | (ValueLine & LineText);

const fewerNames = 'fewer names are narrower';

/** Words a guest could not write as a variable, and names that a global must not redefine. */
const reserved: readonly string[] = (
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
  'false finally for function if implements import in instanceof interface let new null package private protected ' +
  'public return static super switch this throw true try typeof var void while with yield ' +
  '__proto__ globalThis Function undefined NaN Infinity'
).split(' ');

/** Every list line, in the order of a policy's JSON. */
const LIST_LINES: { readonly [Name in ListName]: ListLine } = {
  endowments: {
    kind: 'free',
    about: 'Names of the values that the host gives the cell; the values themselves are given beside the policy.',
    order: fewerNames,
    example: ['account', 'log'],
    noun: 'name for an endowment',
    pattern: '^[$_\\p{ID_Start}][$\\u200C\\u200D\\p{ID_Continue}]*$',
    rule: 'a JavaScript variable name that is not a reserved word',
    reserved,
  },
  nokBuiltinNames: {
    kind: 'withheld',
    about: 'Globals withheld from the cell. The only line where more is less; when it is missing, all are withheld.',
    order: 'more names are narrower',
    example: ['fetch', 'crypto'],
    noun: 'global that can be withheld',
    known: GLOBAL_NAMES,
    refused: REFUSED_GLOBAL_NAMES,
  },
  okBuiltinModules: {
    kind: 'names',
    about: 'Modules of the host that can be imported, each in its restricted form. `path` and `node:path` are one.',
    order: fewerNames,
    example: ['node:path', 'node:events'],
    noun: 'module that a cell can import',
    known: BUILTIN_MODULES,
    refused: REFUSED_MODULES,
    prefix: 'node:',
  },
  okEnvNames: {
    kind: 'free',
    about: 'Environment variables that can be read from `process.env`.',
    order: fewerNames,
    example: ['LANG', 'NODE_ENV'],
    noun: 'name for an environment variable',
    pattern: '^[^\\s=*\\p{Cc}]+$',
    rule: 'one variable each, by its whole name: no wildcards, no "=", no white space',
    reserved: [],
  },
  okFileTypes: {
    kind: 'names',
    about: 'Kinds of file that can be imported.',
    order: fewerNames,
    example: ['esm', 'json'],
    noun: 'file type',
    known: FILE_TYPES,
    refused: {},
  },
  okHosts: {
    kind: 'hosts',
    about:
      'Hosts that `fetch` can reach: "example.com" (port 443), "example.com:8080", "*.example.com" (every name under it, not itself), "127.0.0.1:3000", "[::1]:3000".',
    order:
      'fewer hosts are narrower; a name, or a longer wildcard, is narrower than a wildcard above it; ports are exact',
    example: ['api.example.com', '*.cdn.example.com', 'localhost:8080'],
  },
  okPath: {
    kind: 'paths',
    about: 'Directories (with all that is in them) and files that can be read: absolute, relative, or file: URLs.',
    order: 'fewer paths are narrower; a path is narrower than a directory it lies in',
    example: ['./plugins', '/usr/share/dict'],
  },
  okPosixNames: {
    kind: 'names',
    about: 'Names of `node:fs` and `node:os` that exist in the cell.',
    order: fewerNames,
    example: ['readFileSync', 'existsSync', 'EOL'],
    noun: 'name of node:fs or node:os that a cell can have',
    known: POSIX_NAMES,
    refused: REFUSED_POSIX_NAMES,
  },
  okSysNames: {
    kind: 'names',
    about: 'Names of `process` that exist in the cell.',
    order: fewerNames,
    example: ['argv', 'env', 'exit', 'stdout'],
    noun: 'name of process that a cell can have',
    known: SYS_NAMES,
    refused: REFUSED_SYS_NAMES,
  },
  okWritePath: {
    kind: 'paths',
    about: 'Directories (with all that is in them) and files that can be written. Writing does not include reading.',
    order: 'as for okPath',
    example: ['./out'],
  },
};

/** Every line of a policy. */
export const LINES: { readonly [Name in LineName]: Line } = {
  clock: {
    kind: 'clock',
    about: 'Whether the cell can tell the time: "none", "real", or { "fixed": … }, the same instant at every look.',
    order: '"none" is narrower than every fixed instant, and each of those than "real"',
    example: { fixed: '2000-01-01T00:00:00.000Z' },
  },
  ...LIST_LINES,
  intl: {
    kind: 'intl',
    about:
      'Which locale and time zone `Intl` and `Date` speak: "none" (no Intl, UTC), "real" (the host’s), or given ones.',
    order: '"none" is narrower than every given pair, and each of those than "real"',
    example: { locale: 'en-GB', timeZone: 'UTC' },
  },
  limits: {
    kind: 'limits',
    about: 'What the cell and all cells within it may spend: whole numbers, or "unlimited".',
    order: 'smaller numbers are narrower; "unlimited" is the largest',
    example: { cells: 3, depth: 1, outputBytes: 65_536 },
  },
  packages: {
    kind: 'packages',
    about:
      'What each npm package in the cell may have, by its name; never more than the cell itself. Not named is nothing.',
    order: 'line by line, as for the cell',
    example: { postcss: { okBuiltinModules: ['node:path', 'node:url'] } },
  },
  random: {
    kind: 'random',
    about: 'Where random numbers come from: "none", "real", or { "seed": … }, the same sequence in every run.',
    order: '"none" is narrower than every seed, and each of those than "real"',
    example: { seed: 'test run 7' },
  },
};

/** The lines that are lists. */
export const LIST_NAMES: readonly ListName[] = [
  'endowments',
  'nokBuiltinNames',
  'okBuiltinModules',
  'okEnvNames',
  'okFileTypes',
  'okHosts',
  'okPath',
  'okPosixNames',
  'okSysNames',
  'okWritePath',
];

/** The lines that a package can have of its own. The rest are the cell's: denials, file types, sources and limits. */
export const PACKAGE_LINE_NAMES: readonly PackageLineName[] = [
  'endowments',
  'okBuiltinModules',
  'okEnvNames',
  'okHosts',
  'okPath',
  'okPosixNames',
  'okSysNames',
  'okWritePath',
];

/** What the table says of a list line. */
export const listLine = (name: ListName): ListLine => LIST_LINES[name];
