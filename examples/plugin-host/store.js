/**
 * The application: notes in Markdown files, with search and export.
 *
 * Nothing here knows of plugins. What plugins must never see is here as it is in any program: a directory, a
 * publishing key, methods meant for the store alone.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {{ title: string, line: number, text: string }} Hit */

export class NoteStore {
  /** Where the files are. */
  directory;
  #publishingKey;

  /**
   * @param {string} directory
   * @param {string} publishingKey
   */
  constructor(directory, publishingKey) {
    this.directory = directory;
    this.#publishingKey = publishingKey;
  }

  /** @returns {Promise<string[]>} the titles, in order */
  async list() {
    const files = await readdir(this.directory);
    return files
      .filter((file) => file.endsWith('.md'))
      .map((file) => file.slice(0, -3))
      .toSorted();
  }

  /** @param {string} title */
  async read(title) {
    return await readFile(this._fileOf(title), 'utf8');
  }

  /**
   * @param {string} title
   * @param {string} markdown
   */
  async write(title, markdown) {
    await writeFile(this._fileOf(title), markdown);
    return this;
  }

  /**
   * Every line that contains the words.
   *
   * @param {string} words
   * @param {(hit: Hit) => void} [onHit] told of each line as it is found
   * @returns {Promise<Hit[]>}
   */
  async search(words, onHit) {
    /** @type {Hit[]} */
    const hits = [];
    for (const title of await this.list()) {
      const lines = (await this.read(title)).split('\n');
      for (const [index, text] of lines.entries()) {
        if (!text.toLowerCase().includes(words.toLowerCase())) continue;
        const hit = { title, line: index + 1, text };
        hits.push(hit);
        onHit?.(hit);
      }
    }
    return hits;
  }

  /** All notes as one document, signed with the publishing key: for the owner. */
  async export() {
    const titles = await this.list();
    const notes = await Promise.all(titles.map((title) => this.read(title)));
    return `${notes.join('\n')}\n<!-- signed ${this._sign(notes.join(''))} -->\n`;
  }

  /** @param {string} title */
  _fileOf(title) {
    if (!/^[\w -]+$/.test(title)) throw new RangeError(`'${title}' is no title: letters, digits, spaces and '-' only`);
    return path.join(this.directory, `${title}.md`);
  }

  /** @param {string} text */
  _sign(text) {
    return `${this.#publishingKey}:${text.length}`;
  }
}
