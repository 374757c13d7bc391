/**
 * What an action of `node:fs` is: something that a guest half can have done, and the names of which a policy has to grant
 * one; and what it makes of the arguments that it is given.
 *
 * Trusts: nothing of what a guest half passes. Invariant: an argument is of the type and in the range that is wanted, or
 * nothing is done.
 */
import { wholeOf } from '../arguments.js';
import type { Plain } from '../powers.js';
import type { CellFiles } from './cell-files.js';
import { bitsOf } from './flags.js';
import type { OpenFile } from './open-files.js';
import type { Operation } from './system.js';

/** A function of `node:fs`, as the host has it. */
export interface Action {
  /** The names of which one has to be granted. */
  readonly names: readonly string[];
  /** What errors say was done. */
  readonly syscall: string;
  /** How many of the first arguments are paths. */
  readonly paths: 0 | 1 | 2;
  readonly run: (files: CellFiles, ...args: readonly Plain[]) => Operation<unknown>;
}

/** Actions, by the names that guest halves have them under. */
export type Actions = Readonly<Record<string, Action>>;

/** Names with their `Sync` forms. */
export const both = (...names: readonly string[]): readonly string[] => names.flatMap((name) => [name, `${name}Sync`]);

/** A length or a number of an open file. @throws TypeError for anything else */
export const sizeOf = (value: Plain): number => wholeOf(value, 0, Number.MAX_SAFE_INTEGER);

/** The host's bits for those of a cell. @throws TypeError, Fault for what are none */
export const flagOf = (value: Plain): number => bitsOf(wholeOf(value, 0, 0x7f_ff_ff_ff));

/** Permissions. @throws TypeError for anything else */
export const permissionsOf = (value: Plain): number => wholeOf(value, 0, 0o7777);

/** A position in a file; null for where it is at. @throws TypeError for anything else */
export const positionOf = (value: Plain): number | null => (value === null ? null : sizeOf(value));

/** A time in seconds. @throws TypeError for anything else */
export const secondsOf = (value: Plain): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('a time in seconds is wanted');
  return value;
};

/** The file that is open under a number. @throws TypeError, Fault for what is none */
export const openOf = (files: CellFiles, value: Plain): OpenFile => files.open.get(sizeOf(value));
