/**
 * The host half of `node:fs`: what each of its functions does in one cell, under the names that the policy grants.
 *
 * Trusts: nothing of what a guest half passes. Invariants: each function asks the policy for a name that has a use for
 * it (`okPosixNames`), whatever the guest half shows; which file it may touch is asked again of the place itself; and an
 * error names paths as they were given, and nothing else.
 */
import { constants } from 'node:fs';
import { IOError } from '../../errors/io-error.js';
import { NotGrantedError } from '../../errors/index.js';
import { bytesOf, textOf, wholeOf } from '../arguments.js';
import type { Plain, Power, PowerFunction } from '../powers.js';
import { copies, reads, readsAll, truncates, writes, writesAll } from './contents.js';
import { lists, makes, makesTemporary, removes, removesDirectory, removesFile } from './directories.js';
import { Fault } from './fault.js';
import type { CellFiles } from './cell-files.js';
import { accesses, changesMode, changesTimes, fieldsOf, stats, statsOpen } from './metadata.js';
import { realName, renames, target } from './names.js';
import { bitsOf } from './flags.js';
import type { OpenFile } from './open-files.js';
import { limited } from './spending.js';
import { call, codeOf, type Operation } from './system.js';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = constants;

/** A function of `node:fs`, as the host has it. */
interface Action {
  /** The names of which one has to be granted. */
  readonly names: readonly string[];
  /** What errors say was done. */
  readonly syscall: string;
  /** How many of the first arguments are paths. */
  readonly paths: 0 | 1 | 2;
  readonly run: (files: CellFiles, ...args: readonly Plain[]) => Operation<unknown>;
}

/** A name with its `Sync` form. */
const both = (...names: readonly string[]): readonly string[] => names.flatMap((name) => [name, `${name}Sync`]);

const opening = [
  ...both('open', 'read', 'readFile', 'write', 'writeFile', 'appendFile'),
  'createReadStream',
  'createWriteStream',
];
/** What reads of an open file are for. */
const readers = [...both('open', 'read', 'readv', 'readFile'), 'createReadStream'];
const writers = [...both('open', 'write', 'writev', 'writeFile', 'appendFile'), 'createWriteStream'];

const flagOf = (value: Plain): number => bitsOf(wholeOf(value, 0, 0x7f_ff_ff_ff));
const permissionsOf = (value: Plain): number => wholeOf(value, 0, 0o7777);
const positionOf = (value: Plain): number | null =>
  value === null ? null : wholeOf(value, 0, Number.MAX_SAFE_INTEGER);
const truthOf = (value: Plain): boolean => value === true;
const secondsOf = (value: Plain): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('a time in seconds is wanted');
  return value;
};
const openOf = (files: CellFiles, value: Plain): OpenFile => files.open.get(wholeOf(value, 0, Number.MAX_SAFE_INTEGER));

/** Opens a file by its path, or takes one that is open by its number, and does something with it. */
const withFile = function* <T>(
  files: CellFiles,
  which: Plain,
  how: { readonly flags: number; readonly mode: number },
  use: (file: OpenFile) => Operation<T>,
): Operation<T> {
  if (typeof which === 'number') return yield* use(openOf(files, which));
  const file = yield* files.opens(textOf(which), how);
  try {
    return yield* use(file);
  } finally {
    file.close();
  }
};

/** Everything that a guest half can have done. */
const ACTIONS: Readonly<Record<string, Action>> = {
  open: {
    names: opening,
    syscall: 'open',
    paths: 1,
    *run(files, path, flags, mode) {
      files.open.requireRoom();
      return files.open.add(yield* files.opens(textOf(path), { flags: flagOf(flags), mode: permissionsOf(mode) }));
    },
  },
  close: {
    names: [...opening, ...both('close')],
    syscall: 'close',
    paths: 0,
    // oxlint-disable-next-line require-yield
    *run(files, file) {
      files.open.close(wholeOf(file, 0, Number.MAX_SAFE_INTEGER));
    },
  },
  read: {
    names: readers,
    syscall: 'read',
    paths: 0,
    run: (files, file, length, position) =>
      reads(openOf(files, file), wholeOf(length, 0, Number.MAX_SAFE_INTEGER), positionOf(position)),
  },
  write: {
    names: writers,
    syscall: 'write',
    paths: 0,
    run: (files, file, bytes, position) =>
      writes(openOf(files, file), files.spending, bytesOf(bytes), positionOf(position)),
  },
  readFile: {
    names: readers,
    syscall: 'open',
    paths: 1,
    run: (files, file, flags) => withFile(files, file, { flags: flagOf(flags), mode: 0o666 }, readsAll),
  },
  writeFile: {
    names: writers,
    syscall: 'open',
    paths: 1,
    run: (files, file, flags, mode, bytes) =>
      withFile(files, file, { flags: flagOf(flags), mode: permissionsOf(mode) }, (opened) =>
        writesAll(opened, files.spending, bytesOf(bytes)),
      ),
  },
  stat: {
    names: [...both('stat', 'opendir', 'cp')],
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
  fstat: {
    names: both('fstat', 'open'),
    syscall: 'fstat',
    paths: 0,
    *run(files, file) {
      return fieldsOf(yield* statsOpen(openOf(files, file)));
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
    run: ({ view }, path, isRecursive) => lists(view, textOf(path), truthOf(isRecursive)),
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
    *run({ view, spending }, path, isRecursive, mode) {
      const how = { isRecursive: truthOf(isRecursive), mode: permissionsOf(mode) };
      const first = yield* makes(view, spending, textOf(path), how);
      return how.isRecursive && first !== undefined ? view.shown(first) : undefined;
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
    run: ({ view }, path, isRecursive, isForced) =>
      removes(view, textOf(path), { isRecursive: truthOf(isRecursive), isForced: truthOf(isForced) }),
  },
  rename: {
    names: both('rename'),
    syscall: 'rename',
    paths: 2,
    run: ({ view }, from, to) => renames(view, textOf(from), textOf(to)),
  },
  copyFile: {
    names: both('copyFile', 'cp'),
    syscall: 'copyfile',
    paths: 2,
    *run(files, from, to, isExclusive) {
      yield* withFile(files, textOf(from), { flags: O_RDONLY, mode: 0 }, function* (source) {
        const found = yield* statsOpen(source);
        if (!found.isFile()) throw new Fault('EISDIR');
        const already = yield* files.identity(textOf(to));
        if (already?.dev === found.dev && already.ino === found.ino) {
          if (truthOf(isExclusive)) throw new Fault('EEXIST');
          return;
        }
        const flags = O_WRONLY | O_CREAT | (truthOf(isExclusive) ? O_EXCL : O_TRUNC);
        const mode = Number(found.mode) & 0o777;
        yield* withFile(files, textOf(to), { flags, mode }, (copy) => copies(source, copy, files.spending));
      });
    },
  },
  truncate: {
    names: both('truncate'),
    syscall: 'open',
    paths: 1,
    run: (files, path, length) =>
      withFile(files, textOf(path), { flags: O_WRONLY, mode: 0 }, (file) =>
        truncates(file, files.spending, wholeOf(length, 0, Number.MAX_SAFE_INTEGER)),
      ),
  },
  ftruncate: {
    names: both('ftruncate', 'open'),
    syscall: 'ftruncate',
    paths: 0,
    run: (files, file, length) =>
      truncates(openOf(files, file), files.spending, wholeOf(length, 0, Number.MAX_SAFE_INTEGER)),
  },
  chmod: {
    names: both('chmod'),
    syscall: 'chmod',
    paths: 1,
    run: ({ view }, path, mode) => changesMode(view, textOf(path), permissionsOf(mode)),
  },
  fchmod: {
    names: both('fchmod'),
    syscall: 'fchmod',
    paths: 0,
    run: (files, file, mode) =>
      files.changes(openOf(files, file), (fd) => call.fchmod(fd, limited(permissionsOf(mode)))),
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
  futimes: {
    names: both('futimes'),
    syscall: 'futime',
    paths: 0,
    run: (files, file, accessed, modified) =>
      files.changes(openOf(files, file), (fd) => call.futimes(fd, secondsOf(accessed), secondsOf(modified))),
  },
  fsync: {
    names: both('fsync', 'open'),
    syscall: 'fsync',
    paths: 0,
    run: (files, file) => openOf(files, file).use((fd) => call.fsync(fd)),
  },
  fdatasync: {
    names: both('fdatasync', 'open'),
    syscall: 'fdatasync',
    paths: 0,
    run: (files, file) => openOf(files, file).use((fd) => call.fdatasync(fd)),
  },
};

const pathOf = (value: Plain): string | undefined => (typeof value === 'string' ? value : undefined);

/** What went wrong, as it is told: by the paths that were given. Others than of files go on as they are. */
export const told = (error: unknown, syscall: string, path: string | undefined, dest?: string): unknown => {
  if (error instanceof Fault) {
    const { code, why, policyLine } = error;
    return new IOError({ code, syscall, path, dest, why, policyLine });
  }
  const code = codeOf(error);
  const isOfSystem = code !== undefined && (error as NodeJS.ErrnoException).errno !== undefined;
  return isOfSystem ? new IOError({ code, syscall, path, dest }) : error;
};

/** The operation, with what goes wrong in it told by the paths that were given. */
const telling = function* (
  { syscall, paths, run }: Action,
  files: CellFiles,
  args: readonly Plain[],
): Operation<unknown> {
  try {
    return yield* run(files, ...args);
  } catch (error) {
    throw told(error, syscall, paths > 0 ? pathOf(args[0]) : undefined, paths > 1 ? pathOf(args[1]) : undefined);
  }
};

/** The power over files in one cell: each function at once (`Sync`) and in the background. */
export const filesPower = (files: CellFiles): Power => {
  const granted = new Set<string>(files.names);
  const functions: Record<string, PowerFunction> = { granted: () => files.names };
  for (const [name, action] of Object.entries(ACTIONS)) {
    const operation = (args: readonly Plain[]): Operation<unknown> => {
      if (!action.names.some((each) => granted.has(each))) {
        throw new NotGrantedError(`'${name}' of node:fs was used`, `okPosixNames ('${name}')`);
      }
      return telling(action, files, args);
    };
    functions[`${name}Sync`] = (...args) => files.atOnce(operation(args));
    functions[name] = (...args) => files.later(operation(args));
  }
  return functions;
};
