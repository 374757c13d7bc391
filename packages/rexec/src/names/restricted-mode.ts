/**
 * Whether code runs in a cell: one function on the host, another in every cell.
 *
 * After Python, which told restricted code by whose `__builtins__` it ran with. It says where the code is, and grants
 * nothing.
 */
import { disguised } from './disguise.js';

/**
 * Whether the code that this function is endowed to runs in a cell: false on the host. In a cell, the global of the same
 * name says true.
 */
export const inRestrictedMode = (): boolean => false;

let forGuests: unknown;

/** The one that guests have: all the same, as it has no state. */
export const inRestrictedModeOfGuests = (): unknown => {
  forGuests ??= disguised(() => true, 'inRestrictedMode');
  return forGuests;
};
