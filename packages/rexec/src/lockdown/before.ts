/**
 * What must be seen before `ses` is evaluated: whether it can be, and what `lockdown` was until then.
 *
 * Importing `ses` replaces the global functions of another copy of it. Where that copy has locked the realm down
 * already, they are put back, as ours could only fail. Where the intrinsics are frozen and no lockdown did it, importing
 * `ses` itself would fail, with an error about some property.
 */
import { LockdownError } from '../errors/index.js';

const names = ['lockdown', 'repairIntrinsics'] as const;
const host = globalThis as Record<string, unknown>;
const prior = names.map((name) => host[name]);

/** Puts the functions back that were there before. */
export const restorePrior = (): void => {
  for (const [index, name] of names.entries()) if (prior[index] !== undefined) host[name] = prior[index];
};

if (Object.isFrozen(Array.prototype) && typeof host['harden'] !== 'function') {
  throw new LockdownError(
    "the realm cannot be locked down: its intrinsics are frozen already, and not by a lockdown; start Node without --frozen-intrinsics, and make `import '@padded-cell/rexec/lockdown'` the first import",
  );
}
