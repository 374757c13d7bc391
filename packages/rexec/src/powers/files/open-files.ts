/**
 * The open files of a cell: numbers that mean something in it only, and what each may be used for.
 *
 * Invariant: the system's number of a file is closed when nothing is under way with it and not before, as the system
 * gives the number to the next file that anybody in the process opens. And when the cell ends, all are closed.
 */
import { closeSync } from 'node:fs';
import { Fault } from './fault.js';
import type { Spending } from './spending.js';
import type { Operation } from './system.js';

/** More than this at one time is a leak, or a way to keep the host from opening any. */
const most = 256;

/** How a file is open. */
export interface OpenMode {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly isAppending: boolean;
}

/** An open file. */
export class OpenFile {
  /** Its path, without links, when it was opened. */
  readonly real: string;
  readonly mode: OpenMode;
  readonly #fd: number;
  #payer: Spending | undefined;
  #users = 0;
  #isClosed = false;

  /** @param payer - for whom it was counted; undefined where nothing was made, or may be written. */
  constructor(fd: number, real: string, mode: OpenMode, payer: Spending | undefined) {
    this.#fd = fd;
    this.real = real;
    this.mode = mode;
    this.#payer = payer;
  }

  /** Has it counted for who uses it, in place of who opened it for them. @throws LimitError */
  countFor(user: Spending): void {
    const payer = this.#payer;
    if (payer === undefined) return;
    payer.takeBackFile();
    try {
      user.file();
      this.#payer = user;
    } catch (error) {
      payer.file();
      throw error;
    }
  }

  /** Does something with the file, which stays open meanwhile. */
  *use<T>(what: (fd: number) => Operation<T>): Operation<T> {
    if (this.#isClosed) throw new Fault('EBADF');
    this.#users += 1;
    try {
      return yield* what(this.#fd);
    } finally {
      this.#users -= 1;
      this.#settle();
    }
  }

  /** Ends all use of the file that has not begun. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#settle();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #settle(): void {
    if (this.#isClosed && this.#users === 0) {
      this.#users = -1;
      closeSync(this.#fd);
    }
  }
}

/** The open files of one cell. */
export class OpenFiles {
  readonly #files = new Map<number, OpenFile>();
  #next = 3;
  #hasEnded = false;

  /** Makes sure that one more may be opened. */
  requireRoom(): void {
    for (const [number, each] of this.#files) if (each.isClosed) this.#files.delete(number);
    if (this.#files.size >= most) throw new Fault('EMFILE', `a cell has at most ${most} files open; close some`);
  }

  /** Takes a file in: its number in the cell. */
  add(file: OpenFile): number {
    if (this.#hasEnded) {
      file.close();
      throw new Fault('EBADF');
    }
    const number = this.#next;
    this.#next += 1;
    this.#files.set(number, file);
    return number;
  }

  /** The file of a number. @throws Fault where there is none */
  get(number: number): OpenFile {
    const file = this.#files.get(number);
    if (file === undefined || file.isClosed) throw new Fault('EBADF');
    return file;
  }

  /** Closes a file. @throws Fault where there is none of this number */
  close(number: number): void {
    this.get(number).close();
    this.#files.delete(number);
  }

  /** Closes a file, where it is still open. */
  release(number: number): void {
    this.#files.get(number)?.close();
    this.#files.delete(number);
  }

  /** Closes all. */
  end(): void {
    this.#hasEnded = true;
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}
