/**
 * The module `node:process`, and where the global `process` comes from: one object, with the names that the policy grants.
 *
 * Invariant: a name that is not granted is absent, from the object and from the named exports.
 */
import type { Evaluator } from '../lockdown/realm.js';
import type { ModuleRecord } from '../lockdown/realm.js';

const guestHalf = 'node:internal/process';

/** A record that SES runs by calling it. */
interface VirtualRecord extends ModuleRecord {
  execute(exports: Record<string, unknown>, compartment: Evaluator, resolved: Readonly<Record<string, string>>): void;
}

/**
 * The record of `node:process`.
 *
 * @param names - the names that the policy grants.
 */
export const processModule = (names: readonly string[]): ModuleRecord => {
  const record: VirtualRecord = {
    imports: [guestHalf],
    exports: ['default', ...names],
    execute(exports, compartment, resolved) {
      const { default: processOf } = compartment.importNow(resolved[guestHalf] ?? guestHalf) as {
        default: () => Record<string, unknown>;
      };
      const process = processOf();
      exports['default'] = process;
      for (const name of names) exports[name] = process[name];
    },
  };
  return Object.freeze(record);
};
