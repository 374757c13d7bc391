/**
 * Keeps the compiled form of a program, so that a process starts in half the time: in a directory of the user's own.
 *
 * Who can write there decides what cells run, before their lockdown. Invariants: a file is used only if it and its
 * directory belong to this user and nobody else can write to them; only if its content is what its name and its first
 * bytes say; it is opened once, and it is the opened file that processes read; and where any of this is not so, or fails,
 * there is no compiled form, and cells start by the program's text.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The hash of what follows it. */
const headLength = 32;

/** Compiled forms of older programs and versions are of no more use. */
const mostKept = 16;

const digest = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

const ours = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  uid === process.getuid?.() && (mode & 0o022) === 0;

/** The user's own directory for what can be made again; undefined where there is none. */
const userCache = (): string | undefined => {
  const { XDG_CACHE_HOME: given } = process.env;
  if (given !== undefined && isAbsolute(given)) return given;
  const home = homedir();
  return isAbsolute(home) ? join(home, '.cache') : undefined;
};

/** A directory that is this user's, and only this user's. */
const privateDirectory = async (path: string): Promise<boolean> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const stats = await lstat(path);
  return stats.isDirectory() && ours(stats) && (stats.mode & 0o077) === 0;
};

/** A file's content after its head; undefined where it is not what it says. */
const contentOf = async (handle: FileHandle): Promise<Buffer | undefined> => {
  const stats = await handle.stat();
  if (!stats.isFile() || !ours(stats) || stats.nlink !== 1) return undefined;
  const all = Buffer.alloc(stats.size);
  const { bytesRead } = await handle.read(all, 0, all.length, 0);
  if (bytesRead !== all.length || all.length <= headLength) return undefined;
  const content = all.subarray(headLength);
  return digest(content).equals(all.subarray(0, headLength)) ? content : undefined;
};

/** Removes the oldest, where there are many. */
const tidy = async (directory: string): Promise<void> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.code'));
  if (names.length <= mostKept) return;
  const dated = await Promise.all(
    names.map(async (name) => ({ path: join(directory, name), age: (await stat(join(directory, name))).mtimeMs })),
  );
  const oldest = dated.toSorted((one, other) => one.age - other.age).slice(0, dated.length - mostKept);
  await Promise.all(oldest.map(async ({ path }) => await unlink(path)));
};

/** Compiled forms on disk. */
export class CodeCache {
  readonly #directory: string | undefined;

  /** @param directory - one that is only this user's; made where it is missing. */
  constructor(directory?: string) {
    const parent = userCache();
    this.#directory = directory ?? (parent === undefined ? undefined : join(parent, 'padded-cell'));
  }

  /** The file of a compiled form, open for reading, its content after {@link headLength} bytes; undefined where there is none that can be used. */
  async open(key: string): Promise<FileHandle | undefined> {
    let handle: FileHandle | undefined;
    try {
      const path = await this.#pathOf(key);
      if (path === undefined) return undefined;
      handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await contentOf(handle)) !== undefined) return handle;
    } catch {
      // There is none.
    }
    await handle?.close();
    return undefined;
  }

  /** A compiled form, as it is in its file; undefined where there is none that can be used. */
  async read(key: string): Promise<Buffer | undefined> {
    const handle = await this.open(key);
    try {
      return handle && (await contentOf(handle));
    } catch {
      return undefined;
    } finally {
      await handle?.close();
    }
  }

  /** Keeps a compiled form. It is whole under its name, or not there. */
  async keep(key: string, content: Uint8Array): Promise<void> {
    let unfinished: string | undefined;
    try {
      const path = await this.#pathOf(key);
      if (path === undefined) return;
      unfinished = `${path}.${randomUUID()}`;
      const handle = await open(unfinished, 'wx', 0o600);
      try {
        await handle.writeFile(Buffer.concat([digest(content), content]));
      } finally {
        await handle.close();
      }
      await rename(unfinished, path);
      await tidy(this.#directory ?? '');
    } catch {
      // A full disk, a home that is read-only: the next process starts by the text.
      if (unfinished !== undefined) await unlink(unfinished).catch(() => undefined);
    }
  }

  /** Forgets one that did not do. */
  async drop(key: string): Promise<void> {
    const path = await this.#pathOf(key).catch(() => undefined);
    if (path !== undefined) await unlink(path).catch(() => undefined);
  }

  async #pathOf(key: string): Promise<string | undefined> {
    const directory = this.#directory;
    if (directory === undefined || !(await privateDirectory(directory))) return undefined;
    return join(directory, `${createHash('sha256').update(key).digest('hex')}.code`);
  }
}
