/**
 * Where paths lead, and which lie below which: what the loader's directories and the files of a cell go by.
 *
 * In a process that may look at no file, the host of its cell is asked. Invariant: it is told then of places of the cell
 * alone.
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Who knows of paths. */
export interface Places {
  /** See {@link realOf}. */
  readonly realOf: (path: string) => string;
  /** See {@link isThere}. */
  readonly isThere: (path: string) => boolean;
}

const onDisk: Places = {
  realOf(path) {
    try {
      return realpathSync.native(path);
    } catch {
      const above = dirname(path);
      return above === path ? path : join(onDisk.realOf(above), basename(path));
    }
  },
  isThere: existsSync,
};

let known: Places = onDisk;

/** Has others asked from now on: by a process that may look at no file itself. */
export const askOfPlaces = (places: Places): void => {
  known = places;
};

/** Where a path leads, links resolved as far as it is there: the rest is to be made yet, in a place that is. */
export const realOf = (path: string): string => known.realOf(path);

/** Whether there is something by a path. */
export const isThere = (path: string): boolean => known.isThere(path);

/** The part of `path` below `directory`, or undefined where it is not below it. `plugins-evil` is not below `plugins`. */
export const below = (directory: string, path: string): string | undefined => {
  const rest = relative(directory, path);
  return rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest) ? undefined : rest;
};
