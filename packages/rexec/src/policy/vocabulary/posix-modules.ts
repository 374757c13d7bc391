/**
 * Which of the names in `okPosixNames` are of which module: `node:fs`, its promises, `node:os`.
 *
 * Data only. Invariant: every name of the vocabulary is of one of the modules at least.
 */
import { POSIX_NAMES } from './posix-names.js';

/** The names of `node:fs` that have a form in `node:fs/promises`. */
const promiseNames: ReadonlySet<string> = new Set(
  `access appendFile chmod constants copyFile cp lstat lutimes mkdir mkdtemp open opendir readFile readdir readlink realpath
  rename rm rmdir stat truncate unlink utimes writeFile`.split(/\s+/u),
);

const kindOf = (name: string): string | undefined =>
  Object.hasOwn(POSIX_NAMES, name) ? POSIX_NAMES[name as keyof typeof POSIX_NAMES] : undefined;

/** Those of the granted names that a module has. */
export const namesOf = (module: 'fs' | 'fs/promises' | 'os', granted: readonly string[]): readonly string[] =>
  granted.filter((name) => {
    if (module === 'fs/promises') return promiseNames.has(name);
    const isOfMachine = kindOf(name) === 'machine';
    return module === 'os' ? isOfMachine || name === 'constants' : !isOfMachine;
  });
