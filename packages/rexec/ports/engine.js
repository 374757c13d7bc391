/**
 * What the bastion package has of its surroundings beside the intrinsics, in a cell as elsewhere: `$engine`, which the
 * cell's host gives to this port alone. No guest gets any of it.
 */
export const { Function, FinalizationRegistry, WeakRef } = $engine;
