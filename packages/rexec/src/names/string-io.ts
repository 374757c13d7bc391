/**
 * A file that is a text: what the `s…` methods, or a cell's `stdio`, read from and write to where no real file is meant.
 *
 * After Python's class of the name.
 */

/**
 * A text as a file.
 *
 * @example
 * const output = new StringIO();
 * rex.sExec('console.log(6 * 7)', { stdout: output });
 * output.text;   // '42\n'
 */
export class StringIO {
  #unread: string;
  #parts: string[] = [];

  /** @param text - what there is to be read. */
  constructor(text = '') {
    this.#unread = text;
  }

  /** All that is left to be read; null where nothing is. */
  read(): string | null {
    const text = this.#unread;
    this.#unread = '';
    return text === '' ? null : text;
  }

  /** Takes a text. */
  write(text: string): void {
    this.#parts.push(text);
  }

  /** Everything that was written. */
  get text(): string {
    this.#parts = [this.#parts.join('')];
    return this.#parts[0] ?? '';
  }
}
