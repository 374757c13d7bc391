/**
 * The package without its types. A guest is not type-checked, and most of what these tests try is what the
 * types forbid; the types have tests of their own in test-d.
 */
import * as typed from '@padded-cell/bastion';

/** A bastion as a guest has it: anything can be tried on it. */
export type Anything = any;

type Make = (target: unknown, filter?: unknown, nameOrOptions?: unknown) => Anything;

export const bastion = typed.bastion as unknown as Make & {
  revocable: (
    target: unknown,
    filter?: unknown,
    nameOrOptions?: unknown,
  ) => { readonly bastion: Anything; readonly revoke: (reason?: string) => void };
};

export const narrow = typed.narrow as unknown as (bastion: unknown, filter: unknown, name?: string) => Anything;

/** A filter that accepts every name. */
export const all = (): boolean => true;

/** What a function throws. */
export const thrownBy = (run: () => unknown): Anything => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

export const messageOf = (run: () => unknown): string => (thrownBy(run) as Error).message;
