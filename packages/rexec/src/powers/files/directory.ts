/**
 * A directory that is held while something is done to the names in it.
 *
 * On Linux it is held open, and a name in it is reached through the open directory (`/proc/self/fd/N/name`, which is what
 * `openat` does): whatever is renamed or replaced by a link meanwhile, the name is still one in that directory. Elsewhere
 * a name is reached by its path, and what was reached is compared afterwards.
 *
 * Invariant: no link is followed here, neither in the last name nor, where directories are held open, in any other.
 */
import { constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Operation } from './system.js';
import { Fault, hasCode } from './fault.js';

const { O_DIRECTORY, O_NOFOLLOW } = constants;
// Opens nothing, but names a place: of no use but to go on from, so no permission to read is needed. Linux has it.
const O_PATH = 0x20_00_00;

/** Where Node's own permission model is on, asking is an error. */
const hasDescriptors = (): boolean => {
  try {
    return existsSync('/proc/self/fd');
  } catch {
    return false;
  }
};

/** Whether directories can be held open. */
export const holdsOpen: boolean = process.platform === 'linux' && hasDescriptors();

/** A directory on the way to a file. */
export interface Directory {
  /** Its path, without links, as far as is known. */
  readonly real: string;
  /** Where it is held open. */
  readonly fd: number | undefined;
}

/** The path by which the system reaches a name in a directory. */
export const pathIn = ({ fd, real }: Directory, name: string): string =>
  fd === undefined ? join(real, name) : `/proc/self/fd/${fd}/${name}`;

/** Holds the directory that a path without links names. @throws a system error where there is none */
export const held = function* (path: string, real: string, isOpen: boolean): Operation<Directory> {
  if (!isOpen) {
    const found = yield* call.lstat(path);
    if (!found.isDirectory()) throw new Fault('ENOTDIR');
    return { real, fd: undefined };
  }
  return { real, fd: yield* call.open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW) };
};

/** Lets a directory go. */
export const released = function* ({ fd }: Directory): Operation<void> {
  if (fd !== undefined) yield* call.close(fd);
};

/** Where a directory is now, without links. */
export const placeOf = function* ({ fd, real }: Directory): Operation<string> {
  return yield* fd === undefined ? call.realpath(real) : call.readlink(`/proc/self/fd/${fd}`);
};

/** What a name in a directory points to, or undefined where it is no link. @throws a system error where it is not there */
export const targetIn = function* (directory: Directory, name: string): Operation<string | undefined> {
  try {
    return yield* call.readlink(pathIn(directory, name));
  } catch (error) {
    if (hasCode(error, 'EINVAL', 'UNKNOWN')) return undefined;
    throw error;
  }
};
