// What functions of node:fs are given: paths, flags, modes, times, options; each coerced once, here, to what the host takes.
import { Buffer } from 'node:buffer';
import errors from 'node:internal/errors';
import { checkFunction, checkSignal } from './checks.js';

const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } = errors.codes;
const { AbortError } = errors;

const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0o100,
  EXCL: 0o200,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  SYNC: 0o4010000,
};

const flagNames = {
  __proto__: null,
  r: O.RDONLY,
  rs: O.RDONLY | O.SYNC,
  sr: O.RDONLY | O.SYNC,
  'r+': O.RDWR,
  'rs+': O.RDWR | O.SYNC,
  'sr+': O.RDWR | O.SYNC,
  w: O.TRUNC | O.CREAT | O.WRONLY,
  wx: O.TRUNC | O.CREAT | O.WRONLY | O.EXCL,
  xw: O.TRUNC | O.CREAT | O.WRONLY | O.EXCL,
  'w+': O.TRUNC | O.CREAT | O.RDWR,
  'wx+': O.TRUNC | O.CREAT | O.RDWR | O.EXCL,
  'xw+': O.TRUNC | O.CREAT | O.RDWR | O.EXCL,
  a: O.APPEND | O.CREAT | O.WRONLY,
  ax: O.APPEND | O.CREAT | O.WRONLY | O.EXCL,
  xa: O.APPEND | O.CREAT | O.WRONLY | O.EXCL,
  as: O.APPEND | O.CREAT | O.WRONLY | O.SYNC,
  sa: O.APPEND | O.CREAT | O.WRONLY | O.SYNC,
  'a+': O.APPEND | O.CREAT | O.RDWR,
  'ax+': O.APPEND | O.CREAT | O.RDWR | O.EXCL,
  'xa+': O.APPEND | O.CREAT | O.RDWR | O.EXCL,
  'as+': O.APPEND | O.CREAT | O.RDWR | O.SYNC,
  'sa+': O.APPEND | O.CREAT | O.RDWR | O.SYNC,
};

/** The constants of a cell's files, which the host half takes in its own numbers. */
export const constants = Object.freeze({
  UV_FS_SYMLINK_DIR: 1,
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  O_RDONLY: O.RDONLY,
  O_WRONLY: O.WRONLY,
  O_RDWR: O.RDWR,
  O_CREAT: O.CREAT,
  O_EXCL: O.EXCL,
  O_TRUNC: O.TRUNC,
  O_APPEND: O.APPEND,
  O_SYNC: O.SYNC,
  S_IFMT: 0o170000,
  S_IFREG: 0o100000,
  S_IFDIR: 0o040000,
  S_IFCHR: 0o020000,
  S_IFBLK: 0o060000,
  S_IFIFO: 0o010000,
  S_IFLNK: 0o120000,
  S_IFSOCK: 0o140000,
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
  UV_FS_COPYFILE_EXCL: 1,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
  UV_DIRENT_UNKNOWN: 0,
  UV_DIRENT_FILE: 1,
  UV_DIRENT_DIR: 2,
  UV_DIRENT_LINK: 3,
  UV_DIRENT_FIFO: 4,
  UV_DIRENT_SOCKET: 5,
  UV_DIRENT_CHAR: 6,
  UV_DIRENT_BLOCK: 7,
});

const invalid = (code, message) => {
  const error = new TypeError(message);
  error.code = code;
  return error;
};

/** A WHATWG URL by its parts, each read once. */
const pathOfUrl = ({ protocol, hostname, pathname }) => {
  if (protocol !== 'file:') {
    const error = new TypeError('The URL must be of scheme file');
    error.code = 'ERR_INVALID_URL_SCHEME';
    throw error;
  }
  if (`${hostname}` !== '') throw invalid('ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty');
  const text = `${pathname}`;
  if (/%2f/i.test(text))
    throw invalid('ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  return decodeURIComponent(text);
};

const isUrl = (value) =>
  typeof value.href === 'string' &&
  typeof value.protocol === 'string' &&
  value.auth === undefined &&
  value.path === undefined;

/** A path as text. */
export const pathOf = (value, name = 'path') => {
  let path = value;
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Uint8Array) {
      const bytes = Buffer.from(value);
      path = bytes.toString('utf8');
      // Bytes that are no text would name another file than they say.
      if (!Buffer.from(path, 'utf8').equals(bytes)) {
        throw new ERR_INVALID_ARG_VALUE(name, value, 'must be UTF-8: a cell has no other names of files');
      }
    } else if (isUrl(value)) path = pathOfUrl(value);
  }
  if (typeof path !== 'string') throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  if (path.includes('\0')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return path;
};

export const fdOf = (value, name = 'fd') => {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  return wholeOf(value, name, 0, 2 ** 31 - 1);
};

export const wholeOf = (value, name, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER) => {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  if (!Number.isInteger(value)) throw new ERR_OUT_OF_RANGE(name, 'an integer', value);
  if (value < least || value > most) throw new ERR_OUT_OF_RANGE(name, `>= ${least} && <= ${most}`, value);
  return value;
};

export const flagsOf = (value, otherwise = 'r') => {
  const flags = value ?? otherwise;
  if (typeof flags === 'number') return wholeOf(flags, 'flags', 0, 2 ** 31 - 1);
  const known = typeof flags === 'string' ? flagNames[flags] : undefined;
  if (known === undefined) throw new ERR_INVALID_ARG_VALUE('flags', flags);
  return known;
};

export const modeOf = (value, otherwise = 0o666, name = 'mode') => {
  const mode = value ?? otherwise;
  if (typeof mode !== 'string') return wholeOf(mode, name, 0, 0o7777);
  if (!/^[0-7]+$/.test(mode))
    throw new ERR_INVALID_ARG_VALUE(name, mode, 'must be a 32-bit unsigned integer or an octal string');
  return wholeOf(parseInt(mode, 8), name, 0, 0o7777);
};

/** A time, in seconds: a number, text of one, or a Date. */
export const secondsOf = (value, name) => {
  if (value instanceof Date) return value.getTime() / 1000;
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], value);
};

/** A position in a file, or null for where it is. */
export const positionOf = (value) => {
  if (value === undefined || value === null || value === -1 || value === -1n) return null;
  return wholeOf(typeof value === 'bigint' ? Number(value) : value, 'position', 0);
};

const encodingOf = (encoding) => {
  if (encoding === undefined || encoding === null || encoding === 'buffer') return encoding ?? undefined;
  if (!Buffer.isEncoding(encoding)) throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  return encoding;
};

/** Options, where a string is an encoding. Each is read once. */
export const optionsOf = (value, defaults = {}) => {
  if (value === undefined || value === null || typeof value === 'function') return { ...defaults };
  if (typeof value === 'string') return { ...defaults, encoding: encodingOf(value) };
  if (typeof value !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], value);
  const options = { ...defaults, ...value };
  options.encoding = encodingOf(options.encoding);
  checkSignal(options.signal, 'options.signal');
  return options;
};

/** Bytes as a function gives them: a Buffer, or text in an encoding. */
export const inEncoding = (bytes, encoding) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return encoding === undefined || encoding === null || encoding === 'buffer' ? buffer : buffer.toString(encoding);
};

/** A name as a function gives it: text, or a Buffer. */
export const nameIn = (text, encoding) =>
  encoding === undefined || /^utf-?8$/i.test(encoding) ? text : inEncoding(Buffer.from(text), encoding);

export const bytesOfView = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Bytes to be written: of text in an encoding, or of a view. */
export const bytesOf = (value, encoding, name = 'data') => {
  if (typeof value === 'string') return Buffer.from(value, encoding ?? 'utf8');
  if (ArrayBuffer.isView(value)) return bytesOfView(value);
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
};

export const requireLive = (signal) => {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
};

/** The last argument, which is called when it is done. */
export const callbackOf = (args) => {
  const callback = args.findLast((each) => each !== undefined);
  checkFunction(callback, 'cb');
  return callback;
};
