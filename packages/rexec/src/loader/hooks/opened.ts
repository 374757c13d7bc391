/**
 * Opens a file and tells where the open file is: the one thing about a path that nobody can change behind our back.
 *
 * Trusts: the kernel. Two ways with one meaning: later, and now for `require`.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  readlinkSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is open. */
export interface Opened {
  readonly stats: Stats;
  /** Its path, links resolved; undefined where it can't be told. */
  readonly real: string | undefined;
}

/** What is open, and the way to read it. */
export interface OpenedLater extends Opened {
  /** All of it, or undefined where it is longer than this. */
  read(most: number): Promise<Uint8Array | undefined>;
}

/** As {@link OpenedLater}, at once. */
export interface OpenedNow extends Opened {
  read(most: number): Uint8Array | undefined;
}

// Without O_NONBLOCK opening a pipe waits for someone to write to it.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const hasProc = process.platform === 'linux';

const chunkBytes = 64 * 1024;

/** The next buffer to read into: what the file said it has, and one byte to see that it has no more. */
const nextChunk = (size: number, read: number): Buffer => Buffer.alloc(read === 0 ? size + 1 : chunkBytes);

/** The path of a file that was unlinked while open, as Linux tells it. */
const withoutMark = (path: string, { nlink }: Stats): string =>
  nlink === 0 && path.endsWith(' (deleted)') ? path.slice(0, -' (deleted)'.length) : path;

const isSame = (a: Stats, b: Stats): boolean => a.dev === b.dev && a.ino === b.ino;

const realOf = async (handle: FileHandle, path: string, stats: Stats): Promise<string | undefined> => {
  if (hasProc) {
    try {
      return withoutMark(await readlink(`/proc/self/fd/${handle.fd}`), stats);
    } catch {
      // Without /proc, as elsewhere:
    }
  }
  const real = await realpath(path);
  return isSame(await stat(real), stats) ? real : undefined;
};

const realNow = (fd: number, path: string, stats: Stats): string | undefined => {
  if (hasProc) {
    try {
      return withoutMark(readlinkSync(`/proc/self/fd/${fd}`), stats);
    } catch {
      // Without /proc, as elsewhere:
    }
  }
  const real = realpathSync.native(path);
  return isSame(statSync(real), stats) ? real : undefined;
};

/** Uses what a path leads to, open. @throws as `open` does */
export const whileOpen = async <T>(path: string, use: (opened: OpenedLater) => T | Promise<T>): Promise<T> => {
  const handle = await open(path, flags);
  try {
    const stats = await handle.stat();
    const read = async (most: number): Promise<Uint8Array | undefined> => {
      if (stats.size > most) return undefined;
      const chunks: Buffer[] = [];
      for (let total = 0; total <= most;) {
        const chunk = nextChunk(stats.size, total);
        // oxlint-disable-next-line no-await-in-loop -- one after the other is how a file is read
        const { bytesRead } = await handle.read(chunk);
        if (bytesRead === 0) return Buffer.concat(chunks);
        total += bytesRead;
        chunks.push(chunk.subarray(0, bytesRead));
      }
      return undefined;
    };
    return await use({ stats, real: await realOf(handle, path, stats), read });
  } finally {
    await handle.close();
  }
};

/** As {@link whileOpen}, at once. */
export const whileOpenNow = <T>(path: string, use: (opened: OpenedNow) => T): T => {
  const fd = openSync(path, flags);
  try {
    const stats = fstatSync(fd);
    const read = (most: number): Uint8Array | undefined => {
      if (stats.size > most) return undefined;
      const chunks: Buffer[] = [];
      for (let total = 0; total <= most;) {
        const chunk = nextChunk(stats.size, total);
        const bytesRead = readSync(fd, chunk);
        if (bytesRead === 0) return Buffer.concat(chunks);
        total += bytesRead;
        chunks.push(chunk.subarray(0, bytesRead));
      }
      return undefined;
    };
    return use({ stats, real: realNow(fd, path, stats), read });
  } finally {
    closeSync(fd);
  }
};

/**
 * Where a path that can't be opened would be: the real path of the nearest thing on it that is there. Undefined for a
 * link that leads nowhere.
 */
export const nearestReal = async (path: string): Promise<string | undefined> => {
  try {
    await lstat(path);
  } catch {
    return await nearestReal(dirname(path));
  }
  return await realpath(path).catch(() => undefined);
};

/** As {@link nearestReal}, at once. */
export const nearestRealNow = (path: string): string | undefined => {
  try {
    lstatSync(path);
  } catch {
    return nearestRealNow(dirname(path));
  }
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
};
