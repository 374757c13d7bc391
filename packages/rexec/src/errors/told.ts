/**
 * Errors of ours as data, for what carries data alone, and the same errors made of it on the other side.
 *
 * Trusts: nothing of the data. Invariants: nothing goes along but what the classes say of themselves, no `cause` and no
 * stack; and whatever the data is, an error comes of it.
 */
import { CrossingError, GuestError, type GuestPosition } from '@padded-cell/bastion';
import { type Excess, LimitError, LIMITS, type LimitName } from '../policy/index.js';
import { CellEndedError, ImportError, NotGrantedError, PrivilegeError, SystemExit } from './index.js';
import { IOError } from './io-error.js';

const { defineProperty, hasOwn } = Object;

/** An error as data. */
export type Told = Readonly<Record<string, unknown>>;

/** What an error of no class of ours says of itself. */
export interface Plain {
  readonly name: string;
  readonly message: string;
  readonly code: string | number | undefined;
}

const mostPositions = 64;
const longestText = 10_000;
/** Of positions, errors, and what else there is many of. */
const mostErrors = 100;

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, longestText) : '');
const maybeText = (value: unknown): string | undefined => (typeof value === 'string' ? text(value) : undefined);
const amount = (value: unknown): number => (typeof value === 'number' ? value : 0);
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]).slice(0, mostErrors) : [];
const record = (value: unknown): Told => (typeof value === 'object' && value !== null ? (value as Told) : {});

const positionsIn = (value: unknown): GuestPosition[] =>
  list(value)
    .slice(0, mostPositions)
    .map(record)
    .map((at) => ({
      function: maybeText(at['function']),
      file: text(at['file']),
      line: amount(at['line']),
      column: amount(at['column']),
    }));

const excessIn = (value: unknown): Excess[] =>
  list(value)
    .map(record)
    .map(({ line, asked, held, words }) => ({ line: text(line), asked, held, words: text(words) }) as Excess);

const codeIn = (value: unknown): string | number | undefined => (typeof value === 'number' ? value : maybeText(value));

/** How one class is told, and made again. */
interface Form {
  readonly is: abstract new (...args: never[]) => Error;
  readonly fields: readonly string[];
  readonly make: (told: Told) => Error;
}

const forms: Readonly<Record<string, Form>> = {
  GuestError: {
    is: GuestError,
    fields: ['name', 'message', 'code', 'positions'],
    make: ({ name, message, code, positions }) =>
      new GuestError(text(name), text(message), codeIn(code), positionsIn(positions)),
  },
  ImportError: {
    is: ImportError,
    fields: ['specifier', 'importer', 'chain', 'why', 'policyLine'],
    make: ({ specifier, importer, chain, why, policyLine }) =>
      new ImportError({
        specifier: text(specifier),
        importer: maybeText(importer),
        chain: list(chain).map(text),
        why: text(why),
        policyLine: maybeText(policyLine),
      }),
  },
  IOError: {
    is: IOError,
    fields: ['code', 'syscall', 'path', 'dest', 'why', 'policyLine', 'guest', 'positions'],
    make: ({ code, syscall, path, dest, why, policyLine, guest, positions }) =>
      new IOError(
        {
          code: text(code),
          syscall: text(syscall),
          path: maybeText(path),
          dest: maybeText(dest),
          why: maybeText(why),
          policyLine: maybeText(policyLine),
        },
        guest === true ? positionsIn(positions) : undefined,
      ),
  },
  LimitError: {
    is: LimitError,
    fields: ['cell', 'limit', 'allowed', 'used'],
    make: ({ cell, limit, allowed, used }) => {
      const name = typeof limit === 'string' && hasOwn(LIMITS, limit) ? (limit as LimitName) : 'endowmentCalls';
      return new LimitError(text(cell), name, amount(allowed), amount(used));
    },
  },
  NotGrantedError: {
    is: NotGrantedError,
    fields: ['what', 'policyLine'],
    make: ({ what, policyLine }) => new NotGrantedError(text(what), text(policyLine)),
  },
  PrivilegeError: {
    is: PrivilegeError,
    fields: ['cell', 'excess'],
    make: ({ cell, excess }) => new PrivilegeError(text(cell), excessIn(excess)),
  },
  SystemExit: {
    is: SystemExit,
    fields: ['exitCode'],
    make: ({ exitCode }) => new SystemExit(amount(exitCode)),
  },
  CellEndedError: { is: CellEndedError, fields: ['cell'], make: ({ cell }) => new CellEndedError(text(cell)) },
  CrossingError: { is: CrossingError, fields: ['message'], make: ({ message }) => new CrossingError(text(message)) },
};

/** An error as data. What is no error is told by its text. */
export const told = (reason: unknown): Told => {
  if (!(reason instanceof Error)) return { is: 'Error', name: 'Error', message: String(reason) };
  const found = Object.entries(forms).find(([, { is }]) => reason instanceof is);
  if (found === undefined) {
    const { name, message, code } = reason as Error & { readonly code?: unknown };
    return { is: 'Error', name, message, code: codeIn(code) };
  }
  const [is, { fields }] = found;
  const fieldsOf = reason as unknown as Record<string, unknown>;
  const own = Object.fromEntries(fields.map((name) => [name, fieldsOf[name]]));
  const errors = list(fieldsOf['errors']);
  return {
    is,
    ...own,
    ...(hasOwn(reason, 'guest') ? { guest: true } : {}),
    ...(errors.length > 0 ? { errors: errors.map(told) } : {}),
  };
};

/**
 * The error that was told.
 *
 * @param plain - makes one that is of no class of ours.
 */
export const untold = (given: unknown, plain: (error: Plain) => Error): Error =>
  made(given, plain, { left: mostErrors });

/** @param budget - how many errors may be made yet: each may have collected others. */
const made = (given: unknown, plain: (error: Plain) => Error, budget: { left: number }): Error => {
  budget.left -= 1;
  const data = record(given);
  const { is, name, message, code, guest, errors } = data;
  const form = typeof is === 'string' && hasOwn(forms, is) ? forms[is] : undefined;
  const error = form?.make(data) ?? plain({ name: text(name), message: text(message), code: codeIn(code) });
  // What a guest let out is its failure.
  if (guest === true && !hasOwn(error, 'guest')) defineProperty(error, 'guest', { value: true });
  if (errors !== undefined) {
    const all = list(errors)
      .slice(0, Math.max(0, budget.left))
      .map((each) => made(each, plain, budget));
    defineProperty(error, 'errors', { value: all, writable: true, configurable: true });
  }
  return error;
};
