/**
 * What is in files: read, written, cut off, made safe on the disk.
 *
 * Invariants: bytes that are read are in memory of their own, of which the host has no other part; bytes to be written
 * were counted; a file is used only as it was opened.
 */
import { Fault } from './fault.js';
import type { OpenFile } from './open-files.js';
import type { Spending } from './spending.js';
import { call, type Operation } from './system.js';

/** More than this at once is for a stream: it bounds what one call makes the host hold. */
const mostAtOnce: number = 64 * 1024 * 1024;

const readable = ({ mode }: OpenFile): void => {
  if (!mode.canRead) throw new Fault('EBADF', 'it was not opened to be read');
};

const writable = ({ mode }: OpenFile): void => {
  if (!mode.canWrite) throw new Fault('EBADF', 'it was not opened to be written');
};

/** Reads up to so many bytes: from a position, or where the file is at. */
export const reads = function* (file: OpenFile, length: number, position: number | null): Operation<Uint8Array> {
  readable(file);
  return yield* file.use(function* (fd) {
    // As one that is made of none of the pool's memory.
    const bytes = new Uint8Array(Math.min(length, mostAtOnce));
    const count = yield* call.read(fd, bytes, 0, position);
    return count === bytes.length ? bytes : bytes.slice(0, count);
  });
};

/** Reads what is left of a file. @throws Fault where it is too much for one call */
export const readsAll = function* (file: OpenFile): Operation<Uint8Array> {
  readable(file);
  return yield* file.use(function* (fd) {
    const found = yield* call.fstat(fd);
    if (found.isDirectory()) throw new Fault('EISDIR');
    const tooLarge = new Fault('EFBIG', `more than ${mostAtOnce} bytes are not read at once; a stream reads them`);
    if (found.size > mostAtOnce) throw tooLarge;
    // One more, so that a file of this size is seen to end.
    let bytes = new Uint8Array(Math.max(Number(found.size), 4095) + 1);
    let end = 0;
    for (;;) {
      const count = yield* call.read(fd, bytes, end, null);
      if (count === 0) return bytes.slice(0, end);
      end += count;
      if (end > mostAtOnce) throw tooLarge;
      if (end === bytes.length) {
        const longer = new Uint8Array(Math.min(bytes.length * 2, mostAtOnce + 1));
        longer.set(bytes);
        bytes = longer;
      }
    }
  });
};

/** Writes bytes: at a position, or where the file is at. Gives how many. */
export const writes = function* (
  file: OpenFile,
  spending: Spending,
  bytes: Uint8Array,
  position: number | null,
): Operation<number> {
  writable(file);
  return yield* file.use(function* (fd) {
    spending.bytes(bytes.length);
    return yield* call.write(fd, bytes, 0, position);
  });
};

/** Writes all of the bytes. */
export const writesAll = function* (file: OpenFile, spending: Spending, bytes: Uint8Array): Operation<void> {
  writable(file);
  yield* file.use(function* (fd) {
    spending.bytes(bytes.length);
    for (let done = 0; done < bytes.length;) done += yield* call.write(fd, bytes, done, null);
  });
};

/** Makes a file so long. */
export const truncates = function* (file: OpenFile, spending: Spending, length: number): Operation<void> {
  writable(file);
  yield* file.use(function* (fd) {
    const { size } = yield* call.fstat(fd);
    spending.bytes(length - Number(size));
    yield* call.ftruncate(fd, length);
  });
};

/** Copies one open file to another, a part at a time. */
export const copies = function* (from: OpenFile, to: OpenFile, spending: Spending): Operation<void> {
  for (;;) {
    const part = yield* reads(from, 1024 * 1024, null);
    if (part.length === 0) return;
    yield* writesAll(to, spending, part);
  }
};
