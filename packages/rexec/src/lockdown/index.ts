/**
 * Locks the realm down: importing this module is the act. Make it the first import of a program that has cells in its
 * own realm.
 *
 * Invariant: after this import the intrinsics are frozen, with settings that keep what a cell promises, or it has
 * thrown a LockdownError that says what to do. Importing it again does nothing.
 *
 * @module
 */
import { restorePrior } from './before.js';
import { restoreFreeze } from './typed-arrays.js';
// Not `ses` itself: its other parts fail when another copy of it has locked the realm down, and that failure could
// only be seen as a TypeError about 'toString'.
import 'ses/lockdown-shim.js';
import { lockdownSettings } from './settings.js';
import { type EvaluatorConstructor, differences, isLockedDown } from './realm.js';
import { guardRejections } from './rejections.js';
import { LockdownError, printable } from '../errors/index.js';

export { onUnhandledRejection, type RejectionReport } from './rejections.js';
export { stackOf } from './stack.js';
export { LockdownError } from '../errors/index.js';

const compartmentOf = (): EvaluatorConstructor =>
  (globalThis as unknown as { Compartment: EvaluatorConstructor }).Compartment;

/** `ses` imported after this module would put a Compartment in place that samples the host's own globals. */
const keepCompartment = (): void => {
  const Compartment = compartmentOf();
  Object.defineProperty(globalThis, 'Compartment', {
    get: () => Compartment,
    // Assigning is silently without effect: SES assigns in strict code, and would fail.
    set() {
      // Nothing.
    },
    configurable: false,
    enumerable: false,
  });
};

const lockDown = (): void => {
  try {
    lockdown({ ...lockdownSettings, overrideDebug: [] });
  } catch (error) {
    const why = error instanceof Error ? printable(error.message) : 'for no reason it gave';
    throw new LockdownError(
      `the realm could not be locked down: ${why}. Something that ran before changed the intrinsics: make \`import '@padded-cell/rexec/lockdown'\` the first import, before polyfills and before anything that freezes or hardens, and start Node without --frozen-intrinsics`,
    );
  }
};

restoreFreeze();
if (isLockedDown()) {
  restorePrior();
  const found = differences(compartmentOf());
  if (found.length > 0) {
    throw new LockdownError(
      `the realm is already locked down, but with settings under which a cell does not keep what it promises: ${found.join('; ')}. Import '@padded-cell/rexec/lockdown' before the library that locks down, or have it call lockdown({ errorTaming: 'safe', overrideTaming: 'min', unhandledRejectionTrapping: 'none' })`,
    );
  }
} else {
  lockDown();
  keepCompartment();
  const found = differences(compartmentOf());
  if (found.length > 0)
    throw new LockdownError(`the realm was locked down, but cannot hold cells: ${found.join('; ')}`);
}
guardRejections();
