/**
 * Modules from the file system, contained in the directories of `okPath`.
 *
 * Trusts: the kernel. Invariant: what is read is what was checked. A file is opened first; then it is asked where the
 * open file is, and only if that is in a root is anything read, from the same handle. A link that is swapped between
 * a check and a use has nothing to be between. (A hard link is the file itself, wherever else it has a name.)
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImportError } from '../../errors/index.js';
import type { Asked, Hooks } from './hooks.js';
import { Roots } from './roots.js';

/** A text longer than this is no module that someone wrote; it bounds what an import makes the host hold. */
const mostBytes = 64 * 1024 * 1024;

// Without O_NONBLOCK opening a pipe waits for someone to write to it.
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const isRelative = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/u.test(specifier);

/** Where an open file is, links resolved. */
const placeOfOpen = async (handle: FileHandle, path: string, opened: Stats): Promise<string | undefined> => {
  if (process.platform === 'linux') {
    try {
      return await readlink(`/proc/self/fd/${handle.fd}`);
    } catch {
      // Without /proc, as elsewhere:
    }
  }
  const real = await realpath(path);
  const { dev, ino } = await stat(real);
  return dev === opened.dev && ino === opened.ino ? real : undefined;
};

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

/** Reads modules under `okPath`. */
export class FileHooks implements Hooks {
  readonly #roots: Roots;

  /** @param okPath - absolute paths of directories and files; where they lead is taken now. */
  constructor(okPath: readonly string[]) {
    this.#roots = new Roots(okPath);
  }

  /** {@inheritDoc Hooks.resolve} */
  resolve(specifier: string, importer: string | undefined): readonly string[] {
    const refuse = (why: string, policyLine?: string): never => {
      throw new ImportError({ specifier, importer, why, policyLine });
    };
    if (specifier.includes('\0')) refuse('a path has no NUL character');
    const path = this.#pathFor(specifier, importer, refuse);
    const outside = `it is not under okPath (${this.#roots.labels})`;
    if (isAbsolute(path)) return [this.#roots.nameOf(path) ?? refuse(outside, 'okPath')];
    const names = this.#roots.namesIn(path);
    return names.length > 0 ? names : refuse(outside, 'okPath');
  }

  /** {@inheritDoc Hooks.read} */
  async read(name: string, { specifier, importer }: Asked): Promise<string | undefined> {
    const path = this.#roots.pathOf(name);
    if (path === undefined) return undefined;
    const refuse = (why: string, policyLine?: string): never => {
      throw new ImportError({ specifier, importer, why, policyLine });
    };
    let handle: FileHandle;
    try {
      handle = await open(path, openFlags);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      return refuse(`'${name}' cannot be opened (${typeof code === 'string' ? code : 'for no reason given'})`);
    }
    try {
      const opened = await handle.stat();
      const real = await placeOfOpen(handle, path, opened);
      if (real === undefined || !this.#roots.contains(real)) {
        return refuse(`'${name}' leads out of okPath`, 'okPath (with the place it leads to)');
      }
      if (!opened.isFile()) return refuse(`'${name}' is not a file`);
      if (opened.size > mostBytes) return refuse(`'${name}' is larger than ${mostBytes} bytes`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  }

  /** An absolute path, or one relative to each root where the host asks. */
  #pathFor(
    specifier: string,
    importer: string | undefined,
    refuse: (why: string, policyLine?: string) => never,
  ): string {
    if (isRelative(specifier)) {
      if (importer === undefined) return specifier;
      const from = this.#roots.pathOf(importer);
      return from === undefined ? specifier : resolve(dirname(from), specifier);
    }
    if (isAbsolute(specifier)) return resolve(specifier);
    if (/^file:/iu.test(specifier)) {
      try {
        return resolve(fileURLToPath(specifier));
      } catch {
        return refuse('it is no file: URL of this machine');
      }
    }
    if (/^(?!node:)[a-z][a-z\d+.-]*:/iu.test(specifier)) return refuse('only files can be imported, not URLs');
    return refuse(
      "a bare name is a module of the host, and it is not granted; a file's name starts with './'",
      'okBuiltinModules',
    );
  }
}
