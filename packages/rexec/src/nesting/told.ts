/**
 * Errors of ours on their way to a guest that made a cell: as data, from which the guest half makes errors of its own.
 *
 * Invariant: nothing goes along but what is plain and written for whoever made the cell: no `cause`, no stack.
 */
import { types } from 'node:util';
import { GuestError } from '@padded-cell/bastion';
import {
  CellEndedError,
  ImportError,
  LockdownError,
  NotGrantedError,
  PrivilegeError,
  SystemExit,
} from '../errors/index.js';
import { LimitError, PolicyError } from '../policy/index.js';

const ours = [
  CellEndedError,
  GuestError,
  ImportError,
  LimitError,
  LockdownError,
  NotGrantedError,
  PolicyError,
  PrivilegeError,
  SystemExit,
] as const;

const unwanted: ReadonlySet<string> = new Set(['cause', 'stack', 'guest']);

/** Whether an error is of a class of ours: no guest gets it as it is. */
export const isOurs = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && !types.isProxy(error) && ours.some((Class) => error instanceof Class);

/** What is told of an error, as data; undefined for one that is none of ours. */
export const toldOf = (error: unknown): object | undefined => {
  if (!isOurs(error)) return undefined;
  const told: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if ('value' in property && !unwanted.has(name)) told[name] = property.value as unknown;
  }
  return told;
};
