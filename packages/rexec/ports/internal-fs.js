// The guest half of node:fs: Node's interface, over what the cell's policy grants of it (`$files`). It holds no authority.
import { actions, atOnce, later } from './fs-actions.js';
import { callbackOf, constants, pathOf } from './fs-arguments.js';
import { FileHandle } from './fs-handle.js';
import { Dir, Dirent, Stats } from './fs-kinds.js';
import { ReadStream, WriteStream } from './fs-streams.js';
import { settle } from './settling.js';

/** Where options with a signal are, of the functions that take one. */
const signalIn = { readFile: 1, writeFile: 2, appendFile: 2 };

const started = (name, args) => {
  const at = signalIn[name];
  const options = at === undefined ? undefined : args[at];
  const signal = typeof options === 'object' && options !== null ? options.signal : undefined;
  return later(actions[name](...args), signal);
};

/** What a callback gets beside the result. */
const alsoGiven = { read: 1, readv: 1, write: 1, writev: 1 };

const named = (name, value) => {
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  return value;
};

const synchronous = (name) => named(`${name}Sync`, (...args) => atOnce(actions[name](...args)));

const withCallback = (name) =>
  named(name, (...args) => {
    const callback = callbackOf(args);
    const given = args.slice(0, args.lastIndexOf(callback));
    const tell = (...results) => $names.queueMicrotask(() => callback(...results));
    // An answer and no error: whoever asks whether something exists is not told why not.
    const isAnswer = name === 'exists';
    const also = alsoGiven[name] === undefined ? [] : [given[alsoGiven[name]]];
    settle(started(name, given), (error, value) => {
      if (isAnswer) tell(value);
      else if (error !== null) tell(error);
      else if (value === undefined) tell(null);
      else tell(null, value, ...also);
    });
  });

const promised = (name) =>
  named(name, async (...args) => {
    if (name !== 'open') return started(name, args);
    return new FileHandle(await started('open', args));
  });

const promiseNames = [
  'access',
  'appendFile',
  'chmod',
  'copyFile',
  'cp',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];

/** Everything of node:fs/promises. */
const promises = { constants };
for (const name of promiseNames) {
  promises[name] = promised(name);
  // A handle stands for the file.
  if (name === 'readFile' || name === 'writeFile' || name === 'appendFile') {
    const { [name]: byPath } = promises;
    promises[name] = named(name, async (file, ...rest) => {
      if (file instanceof FileHandle) return file[name](...rest);
      // A number is no file here: those are of the forms with callbacks.
      return byPath(pathOf(file), ...rest);
    });
  }
}

const fs = { constants, Dir, Dirent, Stats, ReadStream, WriteStream };
for (const name of Object.keys(actions)) {
  fs[name] = withCallback(name);
  fs[`${name}Sync`] = synchronous(name);
}
fs.realpath.native = fs.realpath;
fs.realpathSync.native = fs.realpathSync;
fs.existsSync = named('existsSync', (path) => {
  try {
    pathOf(path);
  } catch {
    return false;
  }
  return atOnce(actions.exists(path));
});
fs.createReadStream = named('createReadStream', (path, options) => new ReadStream(path, options));
fs.createWriteStream = named('createWriteStream', (path, options) => new WriteStream(path, options));

let granted;
Object.defineProperty(fs, 'promises', {
  enumerable: true,
  get: () => {
    if (granted !== undefined) return granted;
    const names = $files.granted();
    granted = {};
    for (const name of ['constants', ...promiseNames]) if (names.includes(name)) granted[name] = promises[name];
    return granted;
  },
});

export default fs;
