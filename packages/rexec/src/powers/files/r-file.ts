/**
 * What `rOpen` gives a host: an open file, after Python's file objects.
 *
 * Invariant: it reads and writes what it was opened for, of the file that was opened, and is closed when its cell ends.
 */
import { StringDecoder } from 'node:string_decoder';
import { IOError } from '../../errors/io-error.js';
import type { CellFiles } from './cell-files.js';
import { reads, writesAll } from './contents.js';
import { flagsOf } from './flags.js';
import type { OpenFile } from './open-files.js';
import type { Operation } from './system.js';
import { told } from './telling.js';

const partSize = 64 * 1024;

/**
 * An open file of a cell, for its host. Text is UTF-8.
 *
 * @example
 * using file = rex.rOpen('notes.txt');
 * for (const line of file) console.log(line);
 */
export class RFile {
  /** The path it was opened by. */
  readonly path: string;
  /** How it was opened: `r`, `w+`, … */
  readonly mode: string;
  readonly #files: CellFiles;
  readonly #file: OpenFile;
  readonly #decoder = new StringDecoder('utf8');
  /** Text that was read and not yet given. */
  #text = '';
  #isAtEnd = false;

  /** @throws IOError where the policy does not grant it, or the system refuses. */
  constructor(files: CellFiles, path: string, mode: string) {
    if (typeof path !== 'string') throw new TypeError('rOpen takes a path: a string');
    if (typeof mode !== 'string') throw new TypeError("rOpen takes a mode: a string such as 'r'");
    const flags = flagsOf(mode);
    this.path = path;
    this.mode = mode;
    this.#files = files;
    try {
      this.#file = files.opensByPolicy(path, { flags, mode: 0o666 });
    } catch (error) {
      throw told(error, 'open', path);
    }
  }

  /** The open file behind one of these. @throws TypeError for anything else */
  static openOf(file: unknown): OpenFile {
    if (typeof file === 'object' && file !== null && #file in file) return file.#file;
    throw new TypeError('a rOpen of a subclass returns what super.rOpen gave');
  }

  /** Reads so many characters, or all there are. @returns '' at the end of the file */
  read(length: number = Number.POSITIVE_INFINITY): string {
    while (this.#text.length < length && this.#fill());
    return this.#take(length);
  }

  /** Reads so many bytes, or all there are. Not to be mixed with text. */
  readBytes(length: number = Number.POSITIVE_INFINITY): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let left = length; left > 0;) {
      const part = this.#do('read', reads(this.#file, Math.min(left, partSize), null));
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    return new Uint8Array(Buffer.concat(parts));
  }

  /** Reads a line, with its line feed. @returns '' at the end of the file */
  readLine(): string {
    let from = 0;
    for (;;) {
      const at = this.#text.indexOf('\n', from);
      if (at >= 0) return this.#take(at + 1);
      from = this.#text.length;
      if (!this.#fill()) return this.#take(from);
    }
  }

  /** The lines that are left, each with its line feed. */
  *[Symbol.iterator](): Generator<string, void, undefined> {
    for (let line = this.readLine(); line !== ''; line = this.readLine()) yield line;
  }

  /** Writes text or bytes. @throws IOError, LimitError (`ERR_LIMIT`) */
  write(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
    this.#do('write', writesAll(this.#file, this.#files.spending, bytes));
  }

  /** Whether it is closed, by `close` or by the end of its cell. */
  get closed(): boolean {
    return this.#file.isClosed;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** As {@link RFile.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #take(length: number): string {
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(text.length);
    return text;
  }

  #fill(): boolean {
    if (this.#isAtEnd) return false;
    const part = this.#do('read', reads(this.#file, partSize, null));
    this.#isAtEnd = part.length === 0;
    this.#text += this.#isAtEnd ? this.#decoder.end() : this.#decoder.write(part);
    return !this.#isAtEnd;
  }

  #do<T>(syscall: string, operation: Operation<T>): T {
    if (this.closed) throw new IOError({ code: 'EBADF', syscall, path: this.path, why: 'the file is closed' });
    try {
      return this.#files.atOnce(operation);
    } catch (error) {
      throw told(error, syscall, this.path);
    }
  }
}
