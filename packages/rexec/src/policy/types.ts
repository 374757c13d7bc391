/**
 * The shapes of a policy: as it is written (`PolicyInput`) and as it is kept (`Policy`).
 *
 * Types only. Invariant: a `Policy` is JSON: every line is present, lists are sorted and without repeats.
 */
import type { FileType } from './vocabulary/file-types.js';
import type { GlobalName } from './vocabulary/global-names.js';
import type { LimitName } from './vocabulary/limits.js';
import type { BuiltinModule } from './vocabulary/modules.js';
import type { PosixName } from './vocabulary/posix-names.js';
import type { SysName } from './vocabulary/sys-names.js';

/** A number of something, or the word that says there is no bound. */
export type Limit = number | 'unlimited';

/** What a cell and everything within it may spend. */
export type Limits = { readonly [Name in LimitName]: Limit };

/** What `Date`, `performance` and the other clocks tell: nothing, the time, or always the same instant (ISO 8601). */
export type ClockLine = 'none' | 'real' | { readonly fixed: string };

/** Where random numbers come from: nowhere, the engine, or a seed that gives the same sequence in every run. */
export type RandomLine = 'none' | 'real' | { readonly seed: string };

/** Which locale and time zone `Intl` and `Date` speak: none, the host's, or given ones. */
export type IntlLine = 'none' | 'real' | { readonly locale: string; readonly timeZone: string };

/** The lines of a policy that are lists. */
export type ListName =
  | 'endowments'
  | 'nokBuiltinNames'
  | 'okBuiltinModules'
  | 'okEnvNames'
  | 'okFileTypes'
  | 'okHosts'
  | 'okPath'
  | 'okPosixNames'
  | 'okSysNames'
  | 'okWritePath';

/** The lines that one npm package in a cell can have of its own. */
export type PackageLineName = Exclude<ListName, 'nokBuiltinNames' | 'okFileTypes'>;

/** The name of a line. */
export type LineName = ListName | 'clock' | 'intl' | 'limits' | 'packages' | 'random';

/** What one npm package in a cell may have. */
export type PackagePolicy = { readonly [Name in PackageLineName]: readonly string[] };

/** What each npm package in a cell may have; a package that is not here has nothing. The prototype is null. */
export interface PackagePolicies {
  readonly [packageName: string]: PackagePolicy;
}

/**
 * What a cell may have: plain, deeply frozen, JSON-able data, made by {@link policyOf}. Equal policies have equal JSON.
 */
export interface Policy {
  /** Whether the cell can tell the time. */
  readonly clock: ClockLine;
  /** Names of the values the host gives. */
  readonly endowments: readonly string[];
  /** Whether the cell can format by locale and time zone. */
  readonly intl: IntlLine;
  /** What the cell and all cells within it may spend. */
  readonly limits: Limits;
  /** Globals withheld: the only line where more is less. */
  readonly nokBuiltinNames: readonly string[];
  /** Modules of the host that can be imported, each in its restricted form. */
  readonly okBuiltinModules: readonly string[];
  /** Environment variables that can be read. */
  readonly okEnvNames: readonly string[];
  /** Kinds of file that can be imported. */
  readonly okFileTypes: readonly string[];
  /** Hosts that `fetch` can reach: `name:port`, `*.name:port`, `[IPv6]:port`. */
  readonly okHosts: readonly string[];
  /** Directories (or single files) that can be read, absolute. */
  readonly okPath: readonly string[];
  /** Names of `node:fs` and `node:os` that exist. */
  readonly okPosixNames: readonly string[];
  /** Names of `process` that exist. */
  readonly okSysNames: readonly string[];
  /** Directories (or single files) that can be written, absolute. */
  readonly okWritePath: readonly string[];
  /** What each npm package has, of the above. */
  readonly packages: PackagePolicies;
  /** Where random numbers come from. */
  readonly random: RandomLine;
}

/** A name from a known list: editors complete it, and a plain string is accepted and checked at run time. */
type Known<Name extends string> = Name | (string & {});

/** What one npm package may have, as written. A missing line is nothing. */
export interface PackageInput {
  readonly endowments?: readonly string[] | undefined;
  readonly okBuiltinModules?: readonly Known<BuiltinModule>[] | undefined;
  readonly okEnvNames?: readonly string[] | undefined;
  readonly okHosts?: readonly string[] | undefined;
  readonly okPath?: readonly (string | URL)[] | undefined;
  readonly okPosixNames?: readonly Known<PosixName>[] | undefined;
  readonly okSysNames?: readonly Known<SysName>[] | undefined;
  readonly okWritePath?: readonly (string | URL)[] | undefined;
}

/** A policy as written: by hand, in a JSON file, or as the class attributes of a subclass. */
export interface PolicyInput extends PackageInput {
  /** For editors; ignored. */
  readonly $schema?: string | undefined;
  readonly clock?: 'none' | 'real' | { readonly fixed: number | string } | undefined;
  readonly intl?: IntlLine | undefined;
  readonly limits?: { readonly [Name in LimitName]?: Limit | undefined } | undefined;
  readonly nokBuiltinNames?: readonly Known<GlobalName>[] | undefined;
  readonly okFileTypes?: readonly Known<FileType>[] | undefined;
  readonly packages?: { readonly [packageName: string]: PackageInput } | undefined;
  readonly random?: 'none' | 'real' | { readonly seed: number | string } | undefined;
}

/** Where a policy is read: what relative paths start from, and what a line that is not given takes. */
export interface PolicyContext {
  /** The directory that relative paths start from: an absolute path or a `file:` URL. Without it they are errors. */
  readonly base?: string | URL | undefined;
  /** What a line that is missing takes; each limit by itself. Without it, nothing: {@link EMPTY_POLICY}. */
  readonly defaults?: Policy | undefined;
}
