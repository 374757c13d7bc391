/**
 * The Proxy in front of a bastion whose `in` and `delete` go to methods: the language asks no prototype
 * about `delete`, and asks for `in` only where no own name answers. Other bastions do without it.
 */
import { freeze } from '../primordials.js';
import { itemKey } from './special-methods.js';

interface Operations {
  readonly has: ((key: string | number) => boolean) | undefined;
  readonly delete: ((key: string | number) => unknown) | undefined;
}

/** A Proxy over an empty, frozen shell. Inspecting it shows the shell and these two functions. */
export const frontOf = (shell: object, operations: Operations): object =>
  new Proxy(
    shell,
    freeze({
      ...(operations.has && {
        has: (_: object, key: string | symbol): boolean =>
          typeof key === 'symbol' ? key in shell : operations.has?.(itemKey(key)) === true,
      }),
      ...(operations.delete && {
        deleteProperty: (_: object, key: string | symbol): boolean => {
          if (typeof key === 'string') operations.delete?.(itemKey(key));
          return true;
        },
      }),
    }),
  );
