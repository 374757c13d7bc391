/**
 * The registry of modules that a guest may import by name: how the record of each is made for a cell.
 *
 * Invariant: MODULES has every name that a policy can grant (`BUILTIN_MODULES`), and no other.
 */
import type { ModuleRecord } from '../lockdown/realm.js';
import type { BuiltinModule } from '../policy/vocabulary/modules.js';
import { grantedModule } from './granted.js';
import { namesOf } from '../policy/vocabulary/posix-modules.js';
import { moduleModule } from './module.js';
import { type ModuleSite, pureModule } from './pure.js';
import { ttyModule } from './tty.js';

/** Makes a module's record for one cell. */
export type ModuleMaker = (site: ModuleSite) => ModuleRecord;

const pure =
  (name: string): ModuleMaker =>
  (site) =>
    pureModule(name, site);

/** What of its own copy of the engine a guest has. */
const BASTION_NAMES = [
  'AttributeError',
  'Bastion',
  'CrossingError',
  'GuardError',
  'GuestError',
  'RefusedError',
  'RevokedError',
  'allow',
  'askBefore',
  'audit',
  'bastion',
  'callBudget',
  'defaultFilter',
  'defaultLimits',
  'deny',
  'every',
  'expiry',
  'isBastion',
  'narrow',
  'once',
  'rateLimit',
  'record',
];

const REXEC_NAMES = [
  'CellEndedError',
  'ImportError',
  'LimitError',
  'LockdownError',
  'PolicyError',
  'PrivilegeError',
  'RExec',
  'SystemExit',
  'inRestrictedMode',
];

/** Every module there is. */
export const MODULES: Readonly<Record<BuiltinModule, ModuleMaker>> = {
  'node:assert': pure('assert'),
  'node:assert/strict': pure('assert/strict'),
  'node:buffer': pure('buffer'),
  'node:console': pure('console'),
  'node:crypto': pure('crypto'),
  'node:diagnostics_channel': pure('diagnostics_channel'),
  'node:events': pure('events'),
  'node:fs': ({ policy }) => grantedModule('node:internal/fs', namesOf('fs', policy.okPosixNames)),
  'node:fs/promises': ({ policy }) =>
    grantedModule('node:internal/fs/promises', namesOf('fs/promises', policy.okPosixNames)),
  'node:module': moduleModule,
  'node:os': ({ policy }) => grantedModule('node:internal/os', namesOf('os', policy.okPosixNames)),
  'node:path': pure('path'),
  'node:path/posix': pure('path/posix'),
  'node:path/win32': pure('path/win32'),
  'node:process': ({ policy }) => grantedModule('node:internal/process', policy.okSysNames),
  'node:punycode': pure('punycode'),
  'node:querystring': pure('querystring'),
  'node:stream': pure('stream'),
  'node:stream/consumers': pure('stream/consumers'),
  'node:stream/promises': pure('stream/promises'),
  'node:stream/web': pure('stream/web'),
  'node:string_decoder': pure('string_decoder'),
  'node:timers': pure('timers'),
  'node:timers/promises': pure('timers/promises'),
  'node:tty': ttyModule,
  'node:url': pure('url'),
  'node:util': pure('util'),
  'node:util/types': pure('util/types'),
  'node:zlib': pure('zlib'),
};

/** Modules that others are made of, and that no guest can import: guest halves, and what globals come from. */
export const INTERNAL_MODULES: Readonly<Record<string, ModuleMaker>> = {
  'node:internal/abort': pure('internal/abort'),
  'node:internal/clone': pure('internal/clone'),
  'node:internal/crypto': pure('internal/crypto'),
  'node:internal/encoding': pure('internal/encoding'),
  'node:internal/events-web': pure('internal/events-web'),
  'node:internal/fetch': pure('internal/fetch'),
  'node:internal/performance': pure('internal/performance'),
  'node:internal/fs': pure('internal/fs'),
  'node:internal/fs/promises': pure('internal/fs/promises'),
  'node:internal/os': pure('internal/os'),
  'node:internal/url': pure('internal/url'),
  'node:internal/process': pure('internal/process'),
  'node:internal/comparisons': pure('internal/comparisons'),
  'node:internal/errors': pure('internal/errors'),
  'node:internal/inspect': pure('internal/inspect'),
  'node:internal/web-streams': pure('internal/web-streams'),
  'node:padded-cell/bastion': pure('padded-cell/bastion'),
  'node:padded-cell/rexec': pure('padded-cell/rexec'),
};

/** The project's own packages, as a guest has them: bound to its cell, and with no more than it has (nesting/). */
export const OWN_MODULES: Readonly<Record<string, ModuleMaker>> = {
  'node:@padded-cell/bastion': () => grantedModule('node:padded-cell/bastion', BASTION_NAMES),
  'node:@padded-cell/rexec': () => grantedModule('node:padded-cell/rexec', REXEC_NAMES),
};
