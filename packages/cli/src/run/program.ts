/** The file that `rexec run` was given: read once, by the host, on the word of whoever called the command. */
import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { whyUnreadable } from '../policy/unreadable.js';
import { visible } from '../terminal.js';
import { UsageError } from '../usage.js';
import { type FileKind, kindOf } from './kind.js';

/** What a program that came by the standard input is called. */
export const stdinName = '[stdin]';

/** A program. */
export interface ProgramFile {
  /** As it was named, fit for one line; {@link stdinName} for `-`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly source: string;
  readonly kind: FileKind;
}

const mostBytes = 64 * 1024 * 1024;

/** The file types (`okFileTypes`) of what the command is given to run. */
export const fileTypesOf = ({ path }: ProgramFile): readonly string[] => {
  switch (extname(path).toLowerCase()) {
    case '.ts':
    case '.mts':
    case '.cts':
      return ['esm', 'cjs', 'ts'];
    case '.json':
      return ['esm', 'json'];
    case '.wasm':
      return ['esm', 'wasm'];
    default:
      return ['esm', 'cjs'];
  }
};

const read = (file: string): string => {
  try {
    if (file !== '-' && statSync(file).size > mostBytes) {
      throw new UsageError(`${file} is larger than ${mostBytes} bytes`, 'no program that someone wrote is');
    }
    // Descriptor 0 is the standard input.
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const way = `FILE is a program: rexec run program.js`;
    throw new UsageError(`${file} cannot be run: ${whyUnreadable(error)}`, way);
  }
};

/** Reads a program. @throws UsageError where it can't be read */
export const readProgram = (file: string): ProgramFile => {
  const source = read(file)
    .replace(/^\ufeff/u, '')
    // As long as it was, so that columns stay.
    .replace(/^#!/u, '//');
  if (file === '-') return { name: stdinName, path: resolve(stdinName), source, kind: 'script' };
  const name = visible(file).replaceAll(/[\n\t]/gu, ' ');
  return { name, path: resolve(file), source, kind: kindOf(file, source) };
};
