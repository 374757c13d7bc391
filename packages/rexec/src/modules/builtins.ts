/**
 * The modules that one cell may import by name: what a bare name means in it, and one record for each.
 *
 * Invariant: a guest's import gives a module only where the cell's policy grants it. What a granted module is made of
 * (`util` of `buffer`) is linked to it, and is no more reachable by name for that.
 */
import { ImportError } from '../errors/index.js';
import type { ModuleRecord } from '../lockdown/realm.js';
import { REFUSED_MODULES } from '../policy/vocabulary/modules.js';
import type { MadeModules } from './made.js';
import { INTERNAL_MODULES, MODULES, type ModuleMaker, OWN_MODULES } from './modules.js';
import type { ModuleSite } from './pure.js';

const { hasOwn } = Object;

const prefix = 'node:';

/** A name as a policy has it. `fs` and `node:fs` are one. */
const fullName = (specifier: string): string => (specifier.startsWith(prefix) ? specifier : prefix + specifier);

const isInternal = (name: string): boolean => hasOwn(INTERNAL_MODULES, name);

const makerOf = (name: string): ModuleMaker | undefined => {
  if (hasOwn(MODULES, name)) return MODULES[name as keyof typeof MODULES];
  if (hasOwn(OWN_MODULES, name)) return OWN_MODULES[name];
  return isInternal(name) ? INTERNAL_MODULES[name] : undefined;
};

/** The modules of one cell. */
export class Builtins {
  readonly #granted: ReadonlySet<string>;
  readonly #site: () => ModuleSite;
  readonly #made: () => MadeModules | undefined;
  readonly #records = new Map<string, ModuleRecord>();

  /**
   * @param granted - the policy's `okBuiltinModules`.
   * @param site - the cell.
   * @param made - the modules that the host has made, which come before its own and need no grant.
   */
  constructor(granted: readonly string[], site: () => ModuleSite, made: () => MadeModules | undefined) {
    this.#granted = new Set(granted);
    this.#site = site;
    this.#made = made;
  }

  /**
   * The name of the module that a specifier means, or undefined where it means none of these.
   *
   * @throws ImportError where it means one that the policy does not grant, or that no policy can.
   */
  resolve(specifier: string, importer: string | undefined): string | undefined {
    const isPartOfGranted = importer !== undefined && this.#records.has(importer);
    const made = isPartOfGranted ? undefined : this.#made()?.resolve(specifier);
    if (made !== undefined) return made;
    const name = fullName(specifier);
    if (hasOwn(OWN_MODULES, name)) return name;
    if (hasOwn(REFUSED_MODULES, name)) {
      throw new ImportError({ specifier, importer, why: `${name} ${REFUSED_MODULES[name] ?? ''}` });
    }
    if (makerOf(name) === undefined || (isInternal(name) && !isPartOfGranted)) return undefined;
    if (!this.#granted.has(name) && !isPartOfGranted) {
      throw new ImportError({ specifier, importer, why: `${name} is not granted`, policyLine: 'okBuiltinModules' });
    }
    return name;
  }

  /** The record of a module, by a name that `resolve` gave; undefined for any other. */
  recordOf(name: string): ModuleRecord | undefined {
    const known = this.#records.get(name) ?? this.#made()?.recordOf(name);
    if (known !== undefined) return known;
    const maker = makerOf(name);
    if (maker === undefined) return undefined;
    const record = maker(this.#site());
    this.#records.set(name, record);
    return record;
  }
}
