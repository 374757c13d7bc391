/**
 * The registry of modules that a guest may import by name: how the record of each is made for a cell.
 *
 * Invariant: MODULES has every name that a policy can grant (`BUILTIN_MODULES`), and no other.
 */
import type { ModuleRecord } from '../loader/parsers/esm.js';
import type { BuiltinModule } from '../policy/vocabulary/modules.js';
import { type ModuleSite, pureModule } from './pure.js';

/** Makes a module's record for one cell. */
export type ModuleMaker = (site: ModuleSite) => ModuleRecord;

const pure =
  (name: string): ModuleMaker =>
  (site) =>
    pureModule(name, site);

/** Every module there is. */
export const MODULES: Readonly<Record<BuiltinModule, ModuleMaker>> = {
  'node:buffer': pure('buffer'),
  'node:events': pure('events'),
  'node:path': pure('path'),
  'node:path/posix': pure('path/posix'),
  'node:path/win32': pure('path/win32'),
  'node:punycode': pure('punycode'),
  'node:querystring': pure('querystring'),
  'node:string_decoder': pure('string_decoder'),
  'node:url': pure('url'),
};

/** Modules that others are made of, and that no guest can import: guest halves, and what globals come from. */
export const INTERNAL_MODULES: Readonly<Record<string, ModuleMaker>> = {};
