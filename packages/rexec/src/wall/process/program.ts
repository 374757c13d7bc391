/**
 * Where the program of a cell's process is, and what it is known by.
 *
 * Trusts: the package's own files, which the build wrote.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program for cells' processes. */
export interface CellProgram {
  /** The main script. */
  readonly launch: string;
  /** The program's own file. */
  readonly file: string;
  /** The directories that it is read from. */
  readonly readable: readonly string[];
}

/** @param directory - where the build has written it. */
export const programIn = (directory: string): CellProgram => ({
  launch: join(directory, 'launch.cjs'),
  file: join(directory, 'program.js'),
  // The modules that run in cells are read when a guest first imports them.
  readable: [directory, fileURLToPath(new URL('../../../guest', import.meta.url))],
});

const hashes = new Map<string, Promise<string>>();

/** What a program's text is known by. */
export const hashOf = async ({ launch, file }: CellProgram): Promise<string> => {
  const known = hashes.get(file);
  if (known !== undefined) return await known;
  const hashing = (async (): Promise<string> => {
    const hash = createHash('sha256');
    for (const each of [launch, file]) hash.update(await readFile(each));
    return hash.digest('hex');
  })();
  hashes.set(file, hashing);
  return await hashing;
};
