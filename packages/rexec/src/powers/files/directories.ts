/**
 * Directories: what is in them, making and removing them, and all that is in them.
 *
 * Invariant: no link is followed on the way down: it is listed, and removed, as what it is.
 */
import type { Dirent } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { Primitive } from '../powers.js';
import { type Directory, held, pathIn, released } from './directory.js';
import { Fault, hasCode } from './fault.js';
import { foundAt } from './opening.js';
import { limited, type Spending } from './spending.js';
import { call, type Operation } from './system.js';
import type { View } from './view.js';
import { at, type Place } from './walk.js';

/** More than this in one answer is a way to fill the host's memory. */
const mostEntries = 1_000_000;
/** Each level is held open. */
const mostLevels = 100;

/** The number by which the guest half knows a kind of entry: Node's own. */
const kindOf = (entry: Dirent): number => {
  if (entry.isFile()) return 1;
  if (entry.isDirectory()) return 2;
  if (entry.isSymbolicLink()) return 3;
  if (entry.isFIFO()) return 4;
  if (entry.isSocket()) return 5;
  if (entry.isCharacterDevice()) return 6;
  return entry.isBlockDevice() ? 7 : 0;
};

const heldAt = function* (place: Place): Operation<Directory> {
  return yield* held(place.path, place.real, place.directory.fd !== undefined);
};

const listed = (directory: Directory): Operation<Dirent[]> => call.readdir(pathIn(directory, '.'));

/** What is in a directory: flat, a name, its kind, and the directory it is in below the one that was asked for. */
export const lists = function* (view: View, path: string, isRecursive: boolean): Operation<readonly Primitive[]> {
  return yield* at(view, path, { follow: true, need: 'read' }, function* (place) {
    view.require('read', place.real);
    const entries: Primitive[] = [];
    const into = function* (directory: Directory, below: string, level: number): Operation<void> {
      const found = yield* listed(directory);
      if (entries.length / 3 + found.length > mostEntries) {
        throw new Fault('EFBIG', `more than ${mostEntries} names are not listed at once`);
      }
      for (const entry of found) entries.push(entry.name, kindOf(entry), below);
      if (!isRecursive) return;
      if (level > mostLevels) throw new Fault('ENAMETOOLONG', `it has more than ${mostLevels} levels`);
      for (const entry of found) {
        if (!entry.isDirectory()) continue;
        const { real, fd } = directory;
        const inner = yield* held(pathIn(directory, entry.name), `${real}/${entry.name}`, fd !== undefined);
        try {
          yield* into(inner, below === '' ? entry.name : `${below}/${entry.name}`, level + 1);
        } finally {
          yield* released(inner);
        }
      }
    };
    const top = yield* heldAt(place);
    try {
      yield* into(top, '', 1);
    } finally {
      yield* released(top);
    }
    return entries;
  });
};

/** Makes a directory; with all above it where asked. Gives the first that was made, by its real path. */
export const makes = function* (
  view: View,
  spending: Spending,
  path: string,
  { isRecursive, mode }: { readonly isRecursive: boolean; readonly mode: number },
): Operation<string | undefined> {
  let first: string | undefined;
  const onMake = (real: string): void => {
    spending.file();
    first ??= real;
  };
  const options = {
    follow: isRecursive,
    need: 'write',
    makes: isRecursive ? limited(mode) : undefined,
    onMake,
  } as const;
  limited(mode);
  return yield* at(view, path, options, function* (place) {
    view.require('write', place.real);
    if ((yield* foundAt(place)) === undefined) {
      onMake(place.real);
      yield* call.mkdir(place.path, mode);
    } else if (!isRecursive) throw new Fault('EEXIST');
    else {
      try {
        yield* released(yield* heldAt(place));
      } catch (error) {
        throw hasCode(error, 'ENOTDIR') ? new Fault('EEXIST') : error;
      }
    }
    return first;
  });
};

/** Makes a directory of a name that nothing has. Gives the name's last six characters. */
export const makesTemporary = function* (view: View, spending: Spending, prefix: string): Operation<string> {
  for (let tries = 0; ; tries += 1) {
    const end = randomBytes(8).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 6);
    try {
      yield* makes(view, spending, prefix + end, { isRecursive: false, mode: 0o700 });
      return end;
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || tries > 10) throw error;
    }
  }
};

/** @throws Fault for a place that the policy names itself: what would be in its place is not the guest's to say. */
export const requireNotRoot = (view: View, { real }: Place): void => {
  if (view.isRoot(real)) throw new Fault('EBUSY', 'it is a place that the policy names itself');
};

/** Removes an empty directory. */
export const removesDirectory = function* (view: View, path: string): Operation<void> {
  yield* at(view, path, { follow: false, need: 'write' }, function* (place) {
    view.require('write', place.real);
    requireNotRoot(view, place);
    yield* call.rmdir(place.path);
  });
};

/** Removes what a path means: a link and not what it points to. */
export const removesFile = function* (view: View, path: string): Operation<void> {
  yield* at(view, path, { follow: false, need: 'write' }, function* (place) {
    view.require('write', place.real);
    if (place.isDirectory) throw new Fault('ENOTDIR');
    yield* call.unlink(place.path);
  });
};

const removesIn = function* (directory: Directory, name: string, level: number): Operation<void> {
  const path = pathIn(directory, name);
  let inner: Directory;
  try {
    inner = yield* held(path, `${directory.real}/${name}`, directory.fd !== undefined);
  } catch (error) {
    if (!hasCode(error, 'ENOTDIR', 'ELOOP')) throw error;
    yield* call.unlink(path);
    return;
  }
  try {
    if (level > mostLevels) throw new Fault('ENAMETOOLONG', `it has more than ${mostLevels} levels`);
    for (const entry of yield* listed(inner)) yield* removesIn(inner, entry.name, level + 1);
  } finally {
    yield* released(inner);
  }
  yield* call.rmdir(path);
};

/** Removes what a path means, with all that is in it where asked. */
export const removes = function* (
  view: View,
  path: string,
  { isRecursive, isForced }: { readonly isRecursive: boolean; readonly isForced: boolean },
): Operation<void> {
  try {
    yield* at(view, path, { follow: false, need: 'write' }, function* (place) {
      view.require('write', place.real);
      const found = yield* foundAt(place);
      if (found === undefined) throw new Fault('ENOENT');
      if (!found.isDirectory()) return yield* call.unlink(place.path);
      if (!isRecursive) throw new Fault('EISDIR', 'it is a directory, which is removed with { recursive: true }');
      requireNotRoot(view, place);
      return yield* removesIn(place.directory, place.name, 1);
    });
  } catch (error) {
    if (!isForced || !hasCode(error, 'ENOENT')) throw error;
  }
};
