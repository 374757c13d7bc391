// What node:fs tells of files: Stats, BigIntStats, Dirent, Dir. Made of what the host half gives, which is numbers and text.
import { constants } from './fs-arguments.js';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFCHR, S_IFBLK, S_IFIFO, S_IFLNK, S_IFSOCK } = constants;

const fields = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'];
const times = ['atime', 'mtime', 'ctime', 'birthtime'];

class StatsBase {
  #is(kind) {
    return (Number(this.mode) & S_IFMT) === kind;
  }

  isFile() {
    return this.#is(S_IFREG);
  }

  isDirectory() {
    return this.#is(S_IFDIR);
  }

  isSymbolicLink() {
    return this.#is(S_IFLNK);
  }

  isFIFO() {
    return this.#is(S_IFIFO);
  }

  isSocket() {
    return this.#is(S_IFSOCK);
  }

  isBlockDevice() {
    return this.#is(S_IFBLK);
  }

  isCharacterDevice() {
    return this.#is(S_IFCHR);
  }
}

export class Stats extends StatsBase {
  constructor(...values) {
    super();
    fields.forEach((name, index) => {
      this[name] = values[index];
    });
    times.forEach((name, index) => {
      this[`${name}Ms`] = values[fields.length + index];
    });
    times.forEach((name, index) => {
      const value = values[fields.length + index];
      this[name] = value === undefined ? undefined : new Date(Number(value) + 0.5);
    });
  }
}

class BigIntStats extends StatsBase {
  constructor(values) {
    super();
    fields.forEach((name, index) => {
      this[name] = values[index];
    });
    const at = times.map((_, index) => values[fields.length + index]);
    times.forEach((name, index) => {
      this[`${name}Ms`] = at[index] / 1_000_000n;
    });
    times.forEach((name, index) => {
      this[`${name}Ns`] = at[index];
    });
    times.forEach((name, index) => {
      this[name] = new Date(Number(at[index] / 1_000_000n));
    });
  }
}

/** Milliseconds, with what is behind the point. */
const toMs = (ns) => Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;

/** The stats that the host gave. */
export const statsOf = (values, isBig) =>
  isBig
    ? new BigIntStats(values)
    : new Stats(...values.map((value, index) => (index < fields.length ? Number(value) : toMs(value))));

export class Dirent {
  #kind;

  constructor(name, kind, parentPath) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    this.#kind = kind;
  }

  isFile() {
    return this.#kind === 1;
  }

  isDirectory() {
    return this.#kind === 2;
  }

  isSymbolicLink() {
    return this.#kind === 3;
  }

  isFIFO() {
    return this.#kind === 4;
  }

  isSocket() {
    return this.#kind === 5;
  }

  isCharacterDevice() {
    return this.#kind === 6;
  }

  isBlockDevice() {
    return this.#kind === 7;
  }
}

const closed = () => {
  const error = new Error('Directory handle was closed');
  error.code = 'ERR_DIR_CLOSED';
  return error;
};

/** A directory, read when it was opened. */
export class Dir {
  #entries;
  #isClosed = false;

  constructor(path, entries) {
    this.path = path;
    this.#entries = entries;
  }

  readSync() {
    if (this.#isClosed) throw closed();
    return this.#entries.shift() ?? null;
  }

  read(callback) {
    if (callback === undefined) return (async () => this.readSync())();
    const entry = this.readSync();
    $names.queueMicrotask(() => callback(null, entry));
    return undefined;
  }

  closeSync() {
    if (this.#isClosed) throw closed();
    this.#isClosed = true;
  }

  close(callback) {
    if (callback === undefined) return (async () => this.closeSync())();
    this.closeSync();
    $names.queueMicrotask(() => callback(null));
    return undefined;
  }

  async *entries() {
    try {
      for (let entry = this.readSync(); entry !== null; entry = this.readSync()) yield entry;
    } finally {
      if (!this.#isClosed) this.closeSync();
    }
  }

  [Symbol.asyncIterator]() {
    return this.entries();
  }
}
