/**
 * The actions of `node:fs` on the places where files are: what is there, what is in a directory; making, naming and removing.
 *
 * Invariant: which place a path means, and whether the policy grants it, is asked of the place itself (walk.ts, view.ts).
 */
import { textOf, wholeOf } from '../arguments.js';
import { type Actions, both, permissionsOf, secondsOf } from './action.js';
import { lists, makes, makesTemporary, removes, removesDirectory, removesFile } from './directories.js';
import { accesses, changesMode, changesTimes, fieldsOf, stats } from './metadata.js';
import { realName, renames, target } from './names.js';

/** By their names in guest halves. */
export const PLACE_ACTIONS: Actions = {
  stat: {
    names: both('stat', 'opendir', 'cp'),
    syscall: 'stat',
    paths: 1,
    *run({ view }, path) {
      return fieldsOf(yield* stats(view, textOf(path), true));
    },
  },
  lstat: {
    names: both('lstat', 'cp'),
    syscall: 'lstat',
    paths: 1,
    *run({ view }, path) {
      return fieldsOf(yield* stats(view, textOf(path), false));
    },
  },
  access: {
    names: both('access', 'exists'),
    syscall: 'access',
    paths: 1,
    run: ({ view }, path, mode) => accesses(view, textOf(path), wholeOf(mode, 0, 7)),
  },
  readdir: {
    names: both('readdir', 'opendir', 'cp'),
    syscall: 'scandir',
    paths: 1,
    run: ({ view }, path, isRecursive) => lists(view, textOf(path), isRecursive === true),
  },
  readlink: {
    names: both('readlink'),
    syscall: 'readlink',
    paths: 1,
    run: ({ view }, path) => target(view, textOf(path)),
  },
  realpath: {
    names: both('realpath', 'cp'),
    syscall: 'realpath',
    paths: 1,
    run: ({ view }, path) => realName(view, textOf(path)),
  },
  mkdir: {
    names: both('mkdir', 'cp'),
    syscall: 'mkdir',
    paths: 1,
    *run({ view, spending }, path, recursive, mode) {
      const isRecursive = recursive === true;
      const first = yield* makes(view, spending, textOf(path), { isRecursive, mode: permissionsOf(mode) });
      return isRecursive && first !== undefined ? view.shown(first) : undefined;
    },
  },
  mkdtemp: {
    names: both('mkdtemp'),
    syscall: 'mkdtemp',
    paths: 1,
    run: ({ view, spending }, prefix) => makesTemporary(view, spending, textOf(prefix)),
  },
  rmdir: {
    names: both('rmdir'),
    syscall: 'rmdir',
    paths: 1,
    run: ({ view }, path) => removesDirectory(view, textOf(path)),
  },
  unlink: {
    names: both('unlink'),
    syscall: 'unlink',
    paths: 1,
    run: ({ view }, path) => removesFile(view, textOf(path)),
  },
  rm: {
    names: both('rm'),
    syscall: 'rm',
    paths: 1,
    run: ({ view }, path, recursive, force) =>
      removes(view, textOf(path), { isRecursive: recursive === true, isForced: force === true }),
  },
  rename: {
    names: both('rename'),
    syscall: 'rename',
    paths: 2,
    run: ({ view }, from, to) => renames(view, textOf(from), textOf(to)),
  },
  chmod: {
    names: both('chmod'),
    syscall: 'chmod',
    paths: 1,
    run: ({ view }, path, mode) => changesMode(view, textOf(path), permissionsOf(mode)),
  },
  utimes: {
    names: both('utimes', 'cp'),
    syscall: 'utime',
    paths: 1,
    run: ({ view }, path, accessed, modified) =>
      changesTimes(view, textOf(path), [secondsOf(accessed), secondsOf(modified)], true),
  },
  lutimes: {
    names: both('lutimes'),
    syscall: 'lutime',
    paths: 1,
    run: ({ view }, path, accessed, modified) =>
      changesTimes(view, textOf(path), [secondsOf(accessed), secondsOf(modified)], false),
  },
};
