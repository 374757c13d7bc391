// What each function of node:fs does, once for its three forms: a generator that yields the calls of the host half that it
// wants made, and gives the result.
import { Buffer } from 'node:buffer';
import errors from 'node:internal/errors';
import {
  bytesOf,
  bytesOfView,
  constants,
  fdOf,
  flagsOf,
  inEncoding,
  modeOf,
  nameIn,
  optionsOf,
  pathOf,
  positionOf,
  requireLive,
  secondsOf,
  wholeOf,
} from './fs-arguments.js';
import { Dir, Dirent, statsOf } from './fs-kinds.js';
import { copyTree } from './fs-copy.js';

const { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = errors.codes;

/** A path, or the number of an open file. */
const fileOf = (value) => (typeof value === 'number' ? fdOf(value) : pathOf(value));

const join = (directory, below) => (below === '' ? directory : `${directory.replace(/\/+$/, '') || ''}/${below}`);

const entriesOf = (flat, use) => {
  const entries = [];
  for (let at = 0; at < flat.length; at += 3) entries.push(use(flat[at], flat[at + 1], flat[at + 2]));
  return entries;
};

/** What `read` is given: a view, and where in it, in one of its three forms. */
const readArguments = (buffer, offset, length, position) => {
  if (!ArrayBuffer.isView(buffer)) {
    const { buffer: view = Buffer.alloc(16384), ...rest } = buffer ?? {};
    return readArguments(view, rest);
  }
  if (typeof offset === 'object' && offset !== null) {
    const { offset: start = 0, length: count = buffer.byteLength - start, position: at = null } = offset;
    return readArguments(buffer, start, count, at);
  }
  const start = wholeOf(offset ?? 0, 'offset', 0);
  const count = wholeOf(length ?? buffer.byteLength - start, 'length', 0);
  if (start + count > buffer.byteLength) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${buffer.byteLength - start}`, count);
  }
  return { buffer, offset: start, length: count, position: positionOf(position) };
};

/** What `write` is given: text with its position and encoding, or a view and where in it. */
const writeArguments = (data, offset, length, position) => {
  if (typeof data === 'string') {
    return { bytes: bytesOf(data, typeof length === 'string' ? length : 'utf8'), position: positionOf(offset) };
  }
  if (typeof offset === 'object' && offset !== null) {
    const { offset: start = 0, length: count, position: at = null } = offset;
    return writeArguments(data, start, count, at);
  }
  if (!ArrayBuffer.isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const start = wholeOf(offset ?? 0, 'offset', 0, data.byteLength);
  const count = wholeOf(length ?? data.byteLength - start, 'length', 0, data.byteLength - start);
  return { bytes: bytesOfView(data).subarray(start, start + count), position: positionOf(position) };
};

const into = ({ buffer, offset }, bytes) => {
  bytesOfView(buffer).set(bytes, offset);
  return bytes.length;
};

const viewsOf = (views) => {
  if (!Array.isArray(views) || !views.every((each) => ArrayBuffer.isView(each))) {
    throw new ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', views);
  }
  return views;
};

function* writeAll(file, data, options, defaultFlag) {
  const { encoding, mode, flag, signal } = optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: defaultFlag });
  requireLive(signal);
  yield ['writeFile', fileOf(file), flagsOf(flag, defaultFlag), modeOf(mode), bytesOf(data, encoding)];
}

export const actions = {
  *access(path, mode) {
    yield ['access', pathOf(path), typeof mode === 'number' ? wholeOf(mode, 'mode', 0, 7) : 0];
  },
  *appendFile(file, data, options) {
    yield* writeAll(file, data, options, 'a');
  },
  *chmod(path, mode) {
    yield ['chmod', pathOf(path), modeOf(mode, undefined)];
  },
  *close(fd) {
    yield ['close', fdOf(fd)];
  },
  *copyFile(from, to, mode) {
    const how = typeof mode === 'number' ? wholeOf(mode, 'mode', 0, 7) : 0;
    yield ['copyFile', pathOf(from, 'src'), pathOf(to, 'dest'), (how & constants.COPYFILE_EXCL) !== 0];
  },
  *cp(from, to, options) {
    yield* copyTree(pathOf(from, 'src'), pathOf(to, 'dest'), optionsOf(options));
  },
  *exists(path) {
    try {
      yield ['access', pathOf(path), 0];
      return true;
    } catch {
      return false;
    }
  },
  *fchmod(fd, mode) {
    yield ['fchmod', fdOf(fd), modeOf(mode, undefined)];
  },
  *fdatasync(fd) {
    yield ['fdatasync', fdOf(fd)];
  },
  *fstat(fd, options) {
    const { bigint } = optionsOf(options);
    return statsOf(yield ['fstat', fdOf(fd)], bigint === true);
  },
  *fsync(fd) {
    yield ['fsync', fdOf(fd)];
  },
  *ftruncate(fd, length) {
    yield ['ftruncate', fdOf(fd), Math.max(0, wholeOf(typeof length === 'number' ? length : 0, 'len'))];
  },
  *futimes(fd, atime, mtime) {
    yield ['futimes', fdOf(fd), secondsOf(atime, 'atime'), secondsOf(mtime, 'mtime')];
  },
  *lstat(path, options) {
    const { bigint, throwIfNoEntry } = optionsOf(options);
    try {
      return statsOf(yield ['lstat', pathOf(path)], bigint === true);
    } catch (error) {
      if (throwIfNoEntry === false && error.code === 'ENOENT') return undefined;
      throw error;
    }
  },
  *lutimes(path, atime, mtime) {
    yield ['lutimes', pathOf(path), secondsOf(atime, 'atime'), secondsOf(mtime, 'mtime')];
  },
  *mkdir(path, options) {
    const isMode = typeof options === 'number' || typeof options === 'string';
    const { recursive, mode } = isMode ? { recursive: false, mode: options } : optionsOf(options);
    return yield ['mkdir', pathOf(path), recursive === true, modeOf(mode, 0o777)];
  },
  *mkdtemp(prefix, options) {
    const { encoding } = optionsOf(options);
    const start = pathOf(prefix, 'prefix');
    return nameIn(start + (yield ['mkdtemp', start]), encoding);
  },
  *open(path, flags, mode) {
    return yield [
      'open',
      pathOf(path),
      flagsOf(typeof flags === 'function' ? undefined : flags),
      modeOf(typeof mode === 'function' ? undefined : mode),
    ];
  },
  *opendir(path, options) {
    const { recursive } = optionsOf(options);
    const directory = pathOf(path);
    const entries = yield ['readdir', directory, recursive === true];
    return new Dir(
      directory,
      entriesOf(entries, (name, kind, below) => new Dirent(name, kind, join(directory, below))),
    );
  },
  *read(fd, buffer, offset, length, position) {
    const where = readArguments(buffer, offset, length, position);
    return into(where, yield ['read', fdOf(fd), where.length, where.position]);
  },
  *readFile(file, options) {
    const { encoding, flag, signal } = optionsOf(options);
    requireLive(signal);
    return inEncoding(yield ['readFile', fileOf(file), flagsOf(flag)], encoding);
  },
  *readdir(path, options) {
    const { encoding, recursive, withFileTypes } = optionsOf(options);
    const directory = pathOf(path);
    const entries = yield ['readdir', directory, recursive === true];
    return entriesOf(entries, (name, kind, below) => {
      if (withFileTypes === true) return new Dirent(nameIn(name, encoding), kind, join(directory, below));
      return nameIn(below === '' ? name : `${below}/${name}`, encoding);
    });
  },
  *readlink(path, options) {
    const { encoding } = optionsOf(options);
    return nameIn(yield ['readlink', pathOf(path)], encoding);
  },
  *readv(fd, views, position) {
    let at = positionOf(position);
    let count = 0;
    for (const view of viewsOf(views)) {
      const bytes = yield ['read', fdOf(fd), view.byteLength, at];
      count += into({ buffer: view, offset: 0 }, bytes);
      if (at !== null) at += bytes.length;
      if (bytes.length < view.byteLength) break;
    }
    return count;
  },
  *realpath(path, options) {
    const { encoding } = optionsOf(options);
    return nameIn(yield ['realpath', pathOf(path)], encoding);
  },
  *rename(from, to) {
    yield ['rename', pathOf(from, 'oldPath'), pathOf(to, 'newPath')];
  },
  *rm(path, options) {
    const { recursive, force } = optionsOf(options);
    yield ['rm', pathOf(path), recursive === true, force === true];
  },
  *rmdir(path) {
    yield ['rmdir', pathOf(path)];
  },
  *stat(path, options) {
    const { bigint, throwIfNoEntry } = optionsOf(options);
    try {
      return statsOf(yield ['stat', pathOf(path)], bigint === true);
    } catch (error) {
      if (throwIfNoEntry === false && error.code === 'ENOENT') return undefined;
      throw error;
    }
  },
  *truncate(path, length) {
    yield ['truncate', pathOf(path), Math.max(0, wholeOf(typeof length === 'number' ? length : 0, 'len'))];
  },
  *unlink(path) {
    yield ['unlink', pathOf(path)];
  },
  *utimes(path, atime, mtime) {
    yield ['utimes', pathOf(path), secondsOf(atime, 'atime'), secondsOf(mtime, 'mtime')];
  },
  *write(fd, data, offset, length, position) {
    const { bytes, position: at } = writeArguments(data, offset, length, position);
    return yield ['write', fdOf(fd), bytes, at];
  },
  *writeFile(file, data, options) {
    yield* writeAll(file, data, options, 'w');
  },
  *writev(fd, views, position) {
    let at = positionOf(position);
    let count = 0;
    for (const view of viewsOf(views)) {
      const written = yield ['write', fdOf(fd), bytesOfView(view), at];
      count += written;
      if (at !== null) at += written;
    }
    return count;
  },
};

/** Does it now. */
export const atOnce = (action) => {
  let step = action.next();
  while (!step.done) {
    const [name, ...args] = step.value;
    let value;
    try {
      if (name === '') throw new TypeError('a filter that gives a promise needs the form that does not wait');
      value = $files[`${name}Sync`](...args);
    } catch (error) {
      step = action.throw(error);
      continue;
    }
    step = action.next(value);
  }
  return step.value;
};

const goingOn = async (action, first, signal) => {
  let step = first;
  while (!step.done) {
    requireLive(signal);
    const [name, ...args] = step.value;
    let value;
    try {
      // Without a name it is a guest's own promise.
      value = await (name === '' ? args[0] : $files[name](...args));
    } catch (error) {
      step = action.throw(error);
      continue;
    }
    step = action.next(value);
  }
  requireLive(signal);
  return step.value;
};

/** Does it in the background. What is wrong with the arguments is thrown at once. */
export const later = (action, signal) => goingOn(action, action.next(), signal);
