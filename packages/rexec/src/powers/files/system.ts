/**
 * Calls to the file system, and operations made of them that can run at once or in the background.
 *
 * An operation is a generator that yields each call it wants made: one text serves `readFileSync` and `readFile`, so
 * that what is checked in one form is checked in the other. Trusts: the kernel. Invariant: no operation touches a file
 * except by a call of this table, each of which takes a path or a number that the operation decided on.
 */
import fs, { type BigIntStats, type Dirent } from 'node:fs';

/** A call that an operation wants made. */
interface Step {
  readonly now: () => unknown;
  readonly later: (done: (error: unknown, value?: unknown) => void) => void;
}

/** Something to be done with files. */
export type Operation<T> = Generator<Step, T, unknown>;

const bigint = { bigint: true } as const;
const withTypes = { withFileTypes: true } as const;

type Done<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

const made = function* <T>(now: () => unknown, later: (done: Done<T>) => void): Operation<T> {
  return (yield { now, later }) as T;
};

/** The calls there are. Times are in seconds. */
export const call = {
  open: (path: string, flags: number, mode?: number): Operation<number> =>
    made(
      () => fs.openSync(path, flags, mode),
      (done) => fs.open(path, flags, mode, done),
    ),
  close: (fd: number): Operation<void> =>
    made(
      () => fs.closeSync(fd),
      (done) => fs.close(fd, done),
    ),
  fstat: (fd: number): Operation<BigIntStats> =>
    made(
      () => fs.fstatSync(fd, bigint),
      (done) => fs.fstat(fd, bigint, done),
    ),
  lstat: (path: string): Operation<BigIntStats> =>
    made(
      () => fs.lstatSync(path, bigint),
      (done) => fs.lstat(path, bigint, done),
    ),
  readlink: (path: string): Operation<string> =>
    made(
      () => fs.readlinkSync(path),
      (done) => fs.readlink(path, done),
    ),
  realpath: (path: string): Operation<string> =>
    made(
      () => fs.realpathSync.native(path),
      (done) => fs.realpath.native(path, done),
    ),
  access: (path: string, mode: number): Operation<void> =>
    made(
      () => fs.accessSync(path, mode),
      (done) => fs.access(path, mode, done),
    ),
  ftruncate: (fd: number, length: number): Operation<void> =>
    made(
      () => fs.ftruncateSync(fd, length),
      (done) => fs.ftruncate(fd, length, done),
    ),
  fsync: (fd: number): Operation<void> =>
    made(
      () => fs.fsyncSync(fd),
      (done) => fs.fsync(fd, done),
    ),
  fdatasync: (fd: number): Operation<void> =>
    made(
      () => fs.fdatasyncSync(fd),
      (done) => fs.fdatasync(fd, done),
    ),
  fchmod: (fd: number, mode: number): Operation<void> =>
    made(
      () => fs.fchmodSync(fd, mode),
      (done) => fs.fchmod(fd, mode, done),
    ),
  chmod: (path: string, mode: number): Operation<void> =>
    made(
      () => fs.chmodSync(path, mode),
      (done) => fs.chmod(path, mode, done),
    ),
  futimes: (fd: number, atime: number, mtime: number): Operation<void> =>
    made(
      () => fs.futimesSync(fd, atime, mtime),
      (done) => fs.futimes(fd, atime, mtime, done),
    ),
  utimes: (path: string, atime: number, mtime: number): Operation<void> =>
    made(
      () => fs.utimesSync(path, atime, mtime),
      (done) => fs.utimes(path, atime, mtime, done),
    ),
  lutimes: (path: string, atime: number, mtime: number): Operation<void> =>
    made(
      () => fs.lutimesSync(path, atime, mtime),
      (done) => fs.lutimes(path, atime, mtime, done),
    ),
  mkdir: (path: string, mode: number): Operation<void> =>
    made(
      () => fs.mkdirSync(path, mode),
      (done) => fs.mkdir(path, mode, done),
    ),
  rmdir: (path: string): Operation<void> =>
    made(
      () => fs.rmdirSync(path),
      (done) => fs.rmdir(path, done),
    ),
  unlink: (path: string): Operation<void> =>
    made(
      () => fs.unlinkSync(path),
      (done) => fs.unlink(path, done),
    ),
  rename: (from: string, to: string): Operation<void> =>
    made(
      () => fs.renameSync(from, to),
      (done) => fs.rename(from, to, done),
    ),
  readdir: (path: string): Operation<Dirent[]> =>
    made(
      () => fs.readdirSync(path, withTypes),
      (done) => fs.readdir(path, withTypes, done),
    ),
  read: (fd: number, into: Uint8Array, offset: number, position: number | null): Operation<number> =>
    made(
      () => fs.readSync(fd, into, offset, into.length - offset, position),
      (done) => fs.read(fd, into, offset, into.length - offset, position, done),
    ),
  write: (fd: number, bytes: Uint8Array, offset: number, position: number | null): Operation<number> =>
    made(
      () => fs.writeSync(fd, bytes, offset, bytes.length - offset, position),
      (done) => fs.write(fd, bytes, offset, bytes.length - offset, position, done),
    ),
} as const;

/** Runs an operation to its end, at once. */
export const atOnce = <T>(operation: Operation<T>): T => {
  let step = operation.next();
  while (step.done !== true) {
    let value: unknown;
    try {
      value = step.value.now();
    } catch (error) {
      step = operation.throw(error);
      continue;
    }
    step = operation.next(value);
  }
  return step.value;
};

/**
 * Runs an operation in the background.
 *
 * @param requireLife - throws once it is to stop: then the operation does no more than to let go of what it holds.
 */
export const later = async <T>(operation: Operation<T>, requireLife: () => void): Promise<T> => {
  requireLife();
  let hasStopped = false;
  let step = operation.next();
  while (step.done !== true) {
    try {
      if (!hasStopped) requireLife();
    } catch (error) {
      hasStopped = true;
      step = operation.throw(error);
      continue;
    }
    const { later: start } = step.value;
    // oxlint-disable-next-line no-await-in-loop -- each step follows from the one before
    const outcome = await new Promise<{ error: unknown; value?: unknown }>((resolve) => {
      start((error, value) => {
        resolve({ error, value });
      });
    });
    step = outcome.error ? operation.throw(outcome.error) : operation.next(outcome.value);
  }
  return step.value;
};

/** The `code` of an error of the system, or undefined for another. */
export const codeOf = (error: unknown): string | undefined => {
  const code: unknown = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
};
