/**
 * An error of ours as a guest gets it: a plain error of its realm, with the name, the message and the code.
 *
 * For errors whose messages are written for guests; others go through the cell's membrane, which cleans them. Made in few
 * frames, so that those of the guest are still among the ten that the engine keeps. Invariant: no frame of the host's
 * shows, whatever the realm's lockdown does with stacks.
 */
const { defineProperty } = Object;

/** Makes the error for the guest, and tells who has to know. */
export type Refuse = (error: Error & { readonly code?: string }) => Error;

/** The error for the guest. */
export const forGuest = (error: Error & { readonly code?: string }): Error => {
  const told = new Error(error.message);
  const { name, message, code } = error;
  defineProperty(told, 'name', { value: name, writable: true, configurable: true });
  defineProperty(told, 'stack', { value: `${name}: ${message}`, writable: true, configurable: true });
  if (code !== undefined) {
    defineProperty(told, 'code', { value: code, writable: true, configurable: true, enumerable: true });
  }
  return told;
};
