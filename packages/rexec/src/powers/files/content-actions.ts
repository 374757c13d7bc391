/**
 * The actions of `node:fs` on what is in files: opening, reading, writing, copying, cutting off; and on files that are open.
 *
 * Invariant: a file that is opened for one action counts among the open ones of its cell, and is closed with the action,
 * or with the cell, whichever ends first.
 */
import { constants } from 'node:fs';
import { bytesOf, textOf } from '../arguments.js';
import type { Plain } from '../powers.js';
import { type Actions, both, flagOf, openOf, permissionsOf, positionOf, secondsOf, sizeOf } from './action.js';
import type { CellFiles } from './cell-files.js';
import { copies, reads, readsAll, truncates, writes, writesAll } from './contents.js';
import { Fault } from './fault.js';
import { fieldsOf, statsOpen } from './metadata.js';
import type { OpenFile } from './open-files.js';
import type { Opening } from './opening.js';
import { limited } from './spending.js';
import { call, type Operation } from './system.js';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = constants;

const opening = [
  ...both('open', 'read', 'readFile', 'write', 'writeFile', 'appendFile'),
  'createReadStream',
  'createWriteStream',
];
/** What reads of an open file are for. */
const readers = [...both('open', 'read', 'readv', 'readFile'), 'createReadStream'];
const writers = [...both('open', 'write', 'writev', 'writeFile', 'appendFile'), 'createWriteStream'];

/** Opens a file by its path, or takes one that is open by its number, and does something with it. */
const withFile = function* <T>(
  files: CellFiles,
  which: Plain,
  how: Opening,
  use: (file: OpenFile) => Operation<T>,
): Operation<T> {
  if (typeof which === 'number') return yield* use(openOf(files, which));
  const number = yield* files.opens(textOf(which), how);
  try {
    return yield* use(files.open.get(number));
  } finally {
    files.open.release(number);
  }
};

/** By their names in guest halves. */
export const CONTENT_ACTIONS: Actions = {
  open: {
    names: opening,
    syscall: 'open',
    paths: 1,
    run: (files, path, flags, mode) => files.opens(textOf(path), { flags: flagOf(flags), mode: permissionsOf(mode) }),
  },
  close: {
    names: [...opening, ...both('close')],
    syscall: 'close',
    paths: 0,
    // oxlint-disable-next-line require-yield
    *run(files, file) {
      files.open.close(sizeOf(file));
    },
  },
  read: {
    names: readers,
    syscall: 'read',
    paths: 0,
    run: (files, file, length, position) => reads(openOf(files, file), sizeOf(length), positionOf(position)),
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
          if (isExclusive === true) throw new Fault('EEXIST');
          return;
        }
        const flags = O_WRONLY | O_CREAT | (isExclusive === true ? O_EXCL : O_TRUNC);
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
        truncates(file, files.spending, sizeOf(length)),
      ),
  },
  ftruncate: {
    names: both('ftruncate', 'open'),
    syscall: 'ftruncate',
    paths: 0,
    run: (files, file, length) => truncates(openOf(files, file), files.spending, sizeOf(length)),
  },
  fstat: {
    names: both('fstat', 'open'),
    syscall: 'fstat',
    paths: 0,
    *run(files, file) {
      return fieldsOf(yield* statsOpen(openOf(files, file)));
    },
  },
  fchmod: {
    names: both('fchmod'),
    syscall: 'fchmod',
    paths: 0,
    run: (files, file, mode) =>
      files.changes(openOf(files, file), (fd) => call.fchmod(fd, limited(permissionsOf(mode)))),
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
