/**
 * Policies: what a cell may have, as plain data, and the lattice they form.
 *
 * Pure: nothing here touches a file, the network or a clock, and nothing here knows of cells.
 *
 * @module
 */
export { PolicyError, type Problem } from './errors.js';
export { grantsHost } from './hosts.js';
export { EMPTY_POLICY } from './empty.js';
export { diff, type Excess, leq, meet } from './lattice.js';
export { LimitError } from './ledger.js';
export { grantsPath } from './paths.js';
export { packagePolicy } from './packages.js';
export { limitOf, presetLimits } from './limits.js';
export { type JsonSchema, policySchema } from './schema.js';
export type {
  ClockLine,
  IntlLine,
  Limit,
  Limits,
  LineName,
  ListName,
  PackageInput,
  PackageLineName,
  PackagePolicies,
  PackagePolicy,
  Policy,
  PolicyContext,
  PolicyInput,
  RandomLine,
} from './types.js';
export { policyOf, requestOf } from './validate.js';
export { FILE_TYPES, type FileType } from './vocabulary/file-types.js';
export { GLOBAL_NAMES, type GlobalName } from './vocabulary/global-names.js';
export { type LimitLine, type LimitName, LIMITS } from './vocabulary/limits.js';
export { type Line, LINES, LIST_NAMES, PACKAGE_LINE_NAMES } from './vocabulary/lines.js';
export { BUILTIN_MODULES, type BuiltinModule } from './vocabulary/modules.js';
export { POSIX_NAMES, type PosixName } from './vocabulary/posix-names.js';
export { SYS_NAMES, type SysName } from './vocabulary/sys-names.js';
