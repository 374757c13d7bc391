/**
 * The module `node:module`: `createRequire`, and which names are modules that come with a cell.
 *
 * Trusts: nothing. Invariant: what it requires is what a `require` of the same site gives.
 */
import type { ModuleRecord } from '../lockdown/realm.js';
import { harden } from '../lockdown/realm.js';
import { disguised } from '../names/disguise.js';
import { BUILTIN_MODULES } from '../policy/vocabulary/modules.js';
import type { ModuleSite } from './pure.js';

/** A record that SES runs by calling it. */
interface VirtualRecord extends ModuleRecord {
  execute(exports: Record<string, unknown>): void;
}

const names: ReadonlySet<string> = new Set(Object.keys(BUILTIN_MODULES));

/** The host half. */
interface Requiring {
  readonly createRequire: unknown;
}

/** The record of `node:module`. */
export const moduleModule = ({ powerOf }: ModuleSite): ModuleRecord => {
  const record: VirtualRecord = {
    imports: [],
    exports: ['builtinModules', 'createRequire', 'default', 'isBuiltin'],
    execute(exports) {
      const { createRequire } = powerOf('$require') as Requiring;
      const whole = {
        builtinModules: [...names].map((name) => name.replace(/^node:/u, '')),
        createRequire,
        isBuiltin: disguised(
          (name: unknown) => typeof name === 'string' && names.has(name.startsWith('node:') ? name : `node:${name}`),
          'isBuiltin',
          1,
        ),
      };
      Object.assign(exports, harden(whole));
      exports['default'] = whole;
    },
  };
  return Object.freeze(record);
};
