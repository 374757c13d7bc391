/**
 * Where paths lead, and which lie below which: what the loader's directories and the files of a cell go by.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Where a path leads, links resolved as far as it is there: the rest is to be made yet, in a place that is. */
export const realOf = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realOf(above), basename(path));
  }
};

/** The part of `path` below `directory`, or undefined where it is not below it. `plugins-evil` is not below `plugins`. */
export const below = (directory: string, path: string): string | undefined => {
  const rest = relative(directory, path);
  return rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest) ? undefined : rest;
};
