/**
 * Modules of which a cell has only the names that its policy grants: a view of a guest half's exports.
 *
 * Invariant: a name that is not granted is absent, from the named exports and from the default one, as if the module had
 * never had it.
 */
import type { Evaluator } from '../lockdown/realm.js';
import type { ModuleRecord } from '../lockdown/realm.js';

const { create, defineProperty, freeze } = Object;

/** A record that SES runs by calling it. */
interface VirtualRecord extends ModuleRecord {
  execute(exports: Record<string, unknown>, compartment: Evaluator, resolved: Readonly<Record<string, string>>): void;
}

/** Things by name. */
type Named = Record<string, unknown>;

const viewOf = (whole: Named, names: readonly string[]): Named => {
  const view = create(Object.prototype) as Named;
  for (const name of names) {
    defineProperty(view, name, { value: whole[name], writable: true, enumerable: true, configurable: true });
  }
  return view;
};

/**
 * The record of a module that has these names of a guest half's.
 *
 * @param guestHalf - the internal module whose default export has them all, or gives an object that has just these.
 * @param names - the names that the policy grants.
 */
export const grantedModule = (guestHalf: string, names: readonly string[]): ModuleRecord => {
  const record: VirtualRecord = {
    imports: [guestHalf],
    exports: ['default', ...names],
    execute(exports, compartment, resolved) {
      const { default: half } = compartment.importNow(resolved[guestHalf] ?? guestHalf) as {
        default: Named | (() => Named);
      };
      const view = typeof half === 'function' ? half() : viewOf(half, names);
      for (const name of names) exports[name] = view[name];
      exports['default'] = view;
    },
  };
  return freeze(record);
};
