/**
 * The host half of `node:fs`: what each of its functions does in one cell, under the names that the policy grants.
 *
 * Trusts: nothing of what a guest half passes. Invariants: each function asks the policy for a name that has a use for
 * it (`okPosixNames`), whatever the guest half shows; which file it may touch is asked again of the place itself; and an
 * error names paths as they were given, and nothing else.
 */
import { NotGrantedError } from '../../errors/index.js';
import type { Plain, Power, PowerFunction } from '../powers.js';
import type { Action, Actions } from './action.js';
import type { CellFiles } from './cell-files.js';
import { CONTENT_ACTIONS } from './content-actions.js';
import { PLACE_ACTIONS } from './place-actions.js';
import type { Operation } from './system.js';
import { told } from './telling.js';

/** Everything that a guest half can have done. */
const ACTIONS: Actions = { ...CONTENT_ACTIONS, ...PLACE_ACTIONS };

const pathOf = (value: Plain): string | undefined => (typeof value === 'string' ? value : undefined);

/** What went wrong in an action, as it is told. */
const toldOf = ({ syscall, paths }: Action, args: readonly Plain[], error: unknown): unknown =>
  told(error, syscall, paths > 0 ? pathOf(args[0]) : undefined, paths > 1 ? pathOf(args[1]) : undefined);

/** The power over files in one cell: each function at once (`Sync`) and in the background. */
export const filesPower = (files: CellFiles): Power => {
  const granted = new Set<string>(files.names);
  const functions: Record<string, PowerFunction> = { granted: () => files.names };
  for (const [name, action] of Object.entries(ACTIONS)) {
    const operation = (args: readonly Plain[]): Operation<unknown> => {
      if (action.names.some((each) => granted.has(each))) return action.run(files, ...args);
      throw new NotGrantedError(`'${name}' of node:fs was used`, `okPosixNames ('${name}')`);
    };
    functions[`${name}Sync`] = (...args) => {
      try {
        return files.atOnce(operation(args));
      } catch (error) {
        throw toldOf(action, args, error);
      }
    };
    functions[name] = async (...args) => {
      try {
        return await files.later(operation(args));
      } catch (error) {
        throw toldOf(action, args, error);
      }
    };
  }
  return functions;
};
