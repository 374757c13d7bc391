/**
 * What is known of a file, and what of it can be changed: times and permissions.
 *
 * Invariant: on Linux the thing itself is held while it is asked or changed, so that no link that takes its place is
 * followed; elsewhere it was no link when it was reached.
 */
import { type BigIntStats, constants } from 'node:fs';
import type { Primitive } from '../powers.js';
import { Fault, type Need, outside } from './fault.js';
import type { OpenFile } from './open-files.js';
import { foundAt } from './opening.js';
import { limited } from './spending.js';
import { call, type Operation } from './system.js';
import type { View } from './view.js';
import { at, type Place } from './walk.js';

// Linux: names the thing, without opening it.
const O_PATH = 0x20_00_00;
const { W_OK, R_OK, X_OK } = constants;

const needsOfAccess = (mode: number): readonly Need[] => [
  ...((mode & W_OK) === 0 || (mode & R_OK) !== 0 ? (['read'] as const) : []),
  ...((mode & W_OK) === 0 ? [] : (['write'] as const)),
];

/** The fields of a file's stat, times in nanoseconds, in the order in which the guest half has them. */
export const fieldsOf = (found: BigIntStats): readonly Primitive[] => [
  found.dev,
  found.mode,
  found.nlink,
  found.uid,
  found.gid,
  found.rdev,
  found.blksize,
  found.ino,
  found.size,
  found.blocks,
  found.atimeNs,
  found.mtimeNs,
  found.ctimeNs,
  found.birthtimeNs,
];

/** Does something with a path that means exactly what is at a place. */
const holding = function* <T>(place: Place, use: (path: string) => Operation<T>): Operation<T> {
  if (place.directory.fd === undefined) return yield* use(place.path);
  const fd = yield* call.open(place.path, O_PATH | constants.O_NOFOLLOW);
  try {
    return yield* use(`/proc/self/fd/${fd}`);
  } finally {
    yield* call.close(fd);
  }
};

const requireNoLink = function* (place: Place): Operation<BigIntStats> {
  const found = yield* foundAt(place);
  if (found === undefined) throw new Fault('ENOENT');
  if (place.isDirectory && !found.isDirectory()) throw new Fault('ENOTDIR');
  return found;
};

/** The stat of what a path means. */
export const stats = function* (view: View, path: string, follow: boolean): Operation<BigIntStats> {
  return yield* at(view, path, { follow, need: 'read' }, function* (place) {
    view.require('read', place.real);
    const found = yield* requireNoLink(place);
    // A link that took its place after the walk is not what was asked for, and is not looked behind.
    if (follow && found.isSymbolicLink()) throw outside('read');
    return found;
  });
};

/** The stat of an open file. */
export const statsOpen = function* (file: OpenFile): Operation<BigIntStats> {
  return yield* file.use((fd) => call.fstat(fd));
};

/** Succeeds where what a path means can be used like this. */
export const accesses = function* (view: View, path: string, mode: number): Operation<void> {
  if ((mode & ~(R_OK | W_OK | X_OK)) !== 0) throw new Fault('EINVAL');
  const needs = needsOfAccess(mode);
  yield* at(view, path, { follow: true, need: needs[0] ?? 'read' }, function* (place) {
    for (const need of needs) view.require(need, place.real);
    yield* requireNoLink(place);
    yield* holding(place, (exact) => call.access(exact, mode));
  });
};

/** Changes the permissions of what a path means. */
export const changesMode = function* (view: View, path: string, mode: number): Operation<void> {
  limited(mode);
  yield* at(view, path, { follow: true, need: 'write' }, function* (place) {
    view.require('write', place.real);
    if ((yield* requireNoLink(place)).isSymbolicLink()) throw outside('write');
    yield* holding(place, (exact) => call.chmod(exact, mode));
  });
};

/** Changes the times, in seconds, of what a path means. */
export const changesTimes = function* (
  view: View,
  path: string,
  [accessed, modified]: readonly [number, number],
  follow: boolean,
): Operation<void> {
  yield* at(view, path, { follow, need: 'write' }, function* (place) {
    view.require('write', place.real);
    const found = yield* requireNoLink(place);
    if (found.isSymbolicLink()) {
      if (follow) throw outside('write');
      yield* call.lutimes(place.path, accessed, modified);
    } else yield* holding(place, (exact) => call.utimes(exact, accessed, modified));
  });
};
