/** The errors of `@padded-cell/rexec` as a guest that makes cells has them: the names, codes and fields of the host's. */
import { GuestError } from 'node:padded-cell/bastion';

const { defineProperty, entries, freeze, hasOwn } = Object;

const define = (error, name, value, enumerable = false) => {
  defineProperty(error, name, { value, writable: true, configurable: true, enumerable });
};

const signed = (Base, name, code) => {
  const { [name]: Class } = {
    [name]: class extends Base {
      constructor(message) {
        super(message);
        define(this, 'name', name);
        define(this, 'code', code, true);
      }
    },
  };
  return Class;
};

export const CellEndedError = signed(Error, 'CellEndedError', 'ERR_CELL_ENDED');
export const ImportError = signed(Error, 'ImportError', 'ERR_IMPORT');
export const LimitError = signed(Error, 'LimitError', 'ERR_LIMIT');
export const LockdownError = signed(Error, 'LockdownError', 'ERR_LOCKDOWN');
const NotGrantedError = signed(Error, 'NotGrantedError', 'ERR_NOT_GRANTED');
export const PolicyError = signed(TypeError, 'PolicyError', 'ERR_POLICY');
export const PrivilegeError = signed(Error, 'PrivilegeError', 'ERR_PRIVILEGE');
export const SystemExit = signed(Error, 'SystemExit', 'ERR_SYSTEM_EXIT');

const classes = {
  __proto__: null,
  ERR_CELL_ENDED: CellEndedError,
  ERR_IMPORT: ImportError,
  ERR_LIMIT: LimitError,
  ERR_LOCKDOWN: LockdownError,
  ERR_NOT_GRANTED: NotGrantedError,
  ERR_POLICY: PolicyError,
  ERR_PRIVILEGE: PrivilegeError,
  ERR_SYSTEM_EXIT: SystemExit,
};

const frozen = (value) => {
  if (typeof value === 'object' && value !== null) for (const [, each] of entries(value)) frozen(each);
  return freeze(value);
};

/** The error that a text of the host half tells of. */
export const errorOf = (told) => {
  const { name, message, code, positions, ...fields } = JSON.parse(told);
  if (positions !== undefined) return new GuestError(name, message, code, positions.map(freeze));
  const error = new (classes[code] ?? Error)(message);
  for (const [field, value] of entries(fields)) if (!hasOwn(error, field)) define(error, field, frozen(value), true);
  if (code === 'ERR_SYSTEM_EXIT') define(error, 'guest', true);
  return error;
};
