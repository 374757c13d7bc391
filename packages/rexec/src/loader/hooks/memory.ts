/**
 * Modules from memory: a tree of files that exists nowhere else.
 *
 * Trusts: nothing but its own copies. Invariant: what was put in is what comes out; the Map, object or bytes that the
 * host gave can change afterwards without effect. `set` and `delete` are how the tree changes.
 */
import { types } from 'node:util';
import type { Kind, RHooks } from './hooks.js';
import { isUrlName } from './location.js';
import { namesByText, normalName } from './names.js';

/** What a file in memory has: text, or bytes. */
export type MemoryContent = string | Uint8Array;

/** Files in memory, by name: a Map, or an object's own properties. */
export type MemoryFiles = ReadonlyMap<string, MemoryContent> | { readonly [name: string]: MemoryContent };

const nameOfKey = (key: unknown): string => {
  if (typeof key !== 'string') throw new TypeError('the name of a file in memory is a string');
  const name = isUrlName(key) ? namesByText(key, undefined)[0] : normalName(key);
  if (name === undefined || name === '' || name.includes('\0')) {
    throw new TypeError(`'${key}' is no name of a file in memory: write 'lib/a.js', or a URL`);
  }
  return name;
};

/** What a name lies in: `a`, `a/b` for `a/b/c.js`. */
const directoriesOf = (name: string): string[] =>
  Array.from(name.matchAll(/\//gu), ({ index }) => name.slice(0, index));

/** Reads modules from memory. */
export class MemoryHooks implements RHooks {
  readonly #files = new Map<string, MemoryContent>();
  /** How many files are in each directory, and in those in it. */
  readonly #directories = new Map<string, number>();

  /** @param files - taken once. */
  constructor(files: MemoryFiles = {}) {
    for (const [name, content] of types.isMap(files) ? files : Object.entries(files)) this.set(name, content);
  }

  /**
   * Puts a file in, or another in its place. A cell that has imported it keeps what it has.
   *
   * @param name - `lib/a.js`, or a URL.
   */
  set(name: string, content: MemoryContent): this {
    if (typeof content !== 'string' && !types.isUint8Array(content)) {
      throw new TypeError(`the file '${name}' in memory is neither text nor a Uint8Array`);
    }
    const key = nameOfKey(name);
    if (!this.#files.has(key)) this.#count(key, 1);
    this.#files.set(key, typeof content === 'string' ? content : new Uint8Array(content));
    return this;
  }

  /** Takes a file away. @returns whether it was there */
  delete(name: string): boolean {
    const key = nameOfKey(name);
    const wasThere = this.#files.delete(key);
    if (wasThere) this.#count(key, -1);
    return wasThere;
  }

  /** {@inheritDoc RHooks.resolve} */
  resolve(specifier: string, importer: string | undefined): readonly string[] {
    return namesByText(specifier, importer);
  }

  /** {@inheritDoc RHooks.read} */
  read(name: string): MemoryContent | undefined {
    return this.readNow(name);
  }

  /** {@inheritDoc RHooks.exists} */
  exists(name: string): Kind | undefined {
    return this.existsNow(name);
  }

  /** {@inheritDoc RHooks.readNow} */
  readNow(name: string): MemoryContent | undefined {
    return this.#files.get(name);
  }

  /** {@inheritDoc RHooks.existsNow} */
  existsNow(name: string): Kind | undefined {
    if (this.#files.has(name)) return 'file';
    return this.#directories.has(name) ? 'directory' : undefined;
  }

  #count(name: string, change: number): void {
    for (const directory of directoriesOf(name)) {
      const count = (this.#directories.get(directory) ?? 0) + change;
      if (count === 0) this.#directories.delete(directory);
      else this.#directories.set(directory, count);
    }
  }
}

/**
 * Hooks that read modules from memory.
 *
 * @param files - by name; taken once. Change them by `set` and `delete` of what this returns.
 * @example
 * const rex = new RExec({ hooks: memoryHooks({ 'main.js': `export { a } from './lib/a.js'`, 'lib/a.js': 'export const a = 1' }) });
 * (await rex.rImport('./main.js')).a;   // 1
 */
export const memoryHooks = (files?: MemoryFiles): MemoryHooks => new MemoryHooks(files);
