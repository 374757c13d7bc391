/**
 * Opening files: which flags there are, what each needs, and the check of what was opened.
 *
 * Invariants: what is decided on is the open file, not its name, and nothing is read from it, written to it or cut off
 * it before that. What is neither a file nor a directory is not opened, nor waited for.
 */
import { type BigIntStats, constants, statSync } from 'node:fs';
import { limited, type Spending } from './spending.js';
import { Fault, hasCode, type Need, outside } from './fault.js';
import { OpenFile, type OpenMode } from './open-files.js';
import { call, type Operation } from './system.js';
import type { View } from './view.js';
import { at, type Place } from './walk.js';

const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC } = constants;
/** Not there on every platform. */
const flag = (name: string): number => (constants as unknown as Record<string, number | undefined>)[name] ?? 0;
const O_NOFOLLOW = flag('O_NOFOLLOW');
const O_DIRECTORY = flag('O_DIRECTORY');
const O_NONBLOCK = flag('O_NONBLOCK');
const accessMode = O_RDONLY | O_WRONLY | O_RDWR;
const known =
  accessMode |
  O_APPEND |
  O_CREAT |
  O_EXCL |
  O_TRUNC |
  O_NOFOLLOW |
  O_DIRECTORY |
  O_NONBLOCK |
  flag('O_SYNC') |
  flag('O_DSYNC') |
  flag('O_NOCTTY');

/** What is asked for with `open`. */
export interface Opening {
  /** The bits of `open(2)`. */
  readonly flags: number;
  /** The permissions of a file that is made. */
  readonly mode: number;
}

/** How flags open a file. @throws Fault for flags that no cell may use */
export const modeOf = (flags: number): OpenMode => {
  if ((flags & ~known) !== 0) throw new Fault('EINVAL', 'these flags have no meaning in a cell');
  const access = flags & accessMode;
  if (access === accessMode) throw new Fault('EINVAL', 'a file is opened to be read, written, or both');
  return { canRead: access !== O_WRONLY, canWrite: access !== O_RDONLY, isAppending: (flags & O_APPEND) !== 0 };
};

/** What opening in this mode needs. */
export const needsOf = ({ canRead, canWrite }: OpenMode): readonly Need[] => [
  ...(canRead ? (['read'] as const) : []),
  ...(canWrite ? (['write'] as const) : []),
];

/** File systems that are the kernel's memory of processes and devices, by the number of their device. */
let kernelDevices: ReadonlySet<bigint> | undefined;

const isOfKernel = (dev: bigint): boolean => {
  kernelDevices ??= new Set(
    ['/proc', '/sys'].flatMap((path) => {
      const found = process.platform === 'linux' && statSync(path, { bigint: true, throwIfNoEntry: false });
      return found ? [found.dev] : [];
    }),
  );
  return kernelDevices.has(dev);
};

const requireFile = (found: BigIntStats): void => {
  if (!found.isFile() && !found.isDirectory()) {
    throw new Fault('EACCES', 'it is neither a file nor a directory, and a cell opens no other');
  }
};

/** What there is at a place, or undefined where nothing is. */
export const foundAt = function* ({ path }: Place): Operation<BigIntStats | undefined> {
  try {
    return yield* call.lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** Where an open file is, without links. */
const placeOfOpen = function* (fd: number, { directory, real }: Place, opened: BigIntStats): Operation<string> {
  if (directory.fd !== undefined) return yield* call.readlink(`/proc/self/fd/${fd}`);
  const named = yield* call.lstat(real);
  const isSame = named.dev === opened.dev && named.ino === opened.ino;
  if (!isSame || (yield* call.realpath(real)) !== real) throw new Fault('EACCES', 'it was moved while it was opened');
  return real;
};

const opened = function* (
  view: View,
  place: Place,
  { flags, mode }: Opening,
  payer: Spending | undefined,
): Operation<OpenFile> {
  const how = modeOf(flags);
  // What is cut off is cut off below, from what turns out to be open.
  const fd = yield* call.open(place.path, (flags & ~O_TRUNC) | O_NOFOLLOW | O_NONBLOCK, mode);
  try {
    const found = yield* call.fstat(fd);
    const real = yield* placeOfOpen(fd, place, found);
    for (const need of needsOf(how)) view.require(need, real);
    if (isOfKernel(found.dev)) throw outside('read');
    requireFile(found);
    if ((flags & O_TRUNC) !== 0 && how.canWrite && found.size > 0n) yield* call.ftruncate(fd, 0);
    return new OpenFile(fd, real, how, payer);
  } catch (error) {
    yield* call.close(fd);
    throw error;
  }
};

/** Opens the file that a path means. */
export const opens = function* (view: View, spending: Spending, path: string, opening: Opening): Operation<OpenFile> {
  const { flags, mode } = opening;
  const how = modeOf(flags);
  const needs = needsOf(how);
  limited(mode);
  const follow = (flags & O_NOFOLLOW) === 0 && !((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0);
  return yield* at(view, path, { follow, need: needs[0] ?? 'read' }, function* (place) {
    for (const need of needs) view.require(need, place.real);
    const found = yield* foundAt(place);
    if (found === undefined) {
      if ((flags & O_CREAT) === 0) throw new Fault('ENOENT');
      view.require('write', place.real);
      if (place.isDirectory) throw new Fault('EISDIR');
    } else if (found.isSymbolicLink()) {
      throw new Fault((flags & O_EXCL) !== 0 ? 'EEXIST' : 'ELOOP');
    } else requireFile(found);
    const isCounted = how.canWrite || found === undefined;
    if (isCounted) spending.file();
    // What may only be read is not made, should it vanish now.
    const allowed = isCounted ? flags : flags & ~O_CREAT;
    return yield* opened(view, place, { flags: allowed, mode }, isCounted ? spending : undefined);
  });
};
