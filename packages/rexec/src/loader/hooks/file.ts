/**
 * Modules from the file system, contained in directories (those of `okPath`).
 *
 * Trusts: the kernel. Invariant: what is read is what was checked. A file is opened first; then it is asked where the
 * open file is, and only if that is in a root is anything read or told, from the same handle. A link that is swapped
 * between a check and a use has nothing to be between. (A hard link is the file itself, wherever else it has a name.)
 * Names have no way up, so the walk to a `package.json` or a `node_modules` above ends at the root; and what lies
 * behind a link that leads out is refused in the same words whether it is there or not.
 */
import { dirname, isAbsolute, join, parse, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImportError } from '../../errors/index.js';
import { mostBytes } from './checked.js';
import type { Found, Kind, RHooks } from './hooks.js';
import { isRelative } from './names.js';
import { type Opened, nearestReal, nearestRealNow, whileOpen, whileOpenNow } from './opened.js';
import { realOf } from '../../places.js';
import { Roots } from './roots.js';

const notThere = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

const refusal = (name: string, why: string, policyLine?: string): ImportError =>
  new ImportError({ specifier: name, why: `'${name}' ${why}`, policyLine });

const kindOf = ({ stats }: Opened): Kind => (stats.isDirectory() ? 'directory' : 'file');

/** Reads modules in directories. */
export class FileHooks implements RHooks {
  readonly #roots: Roots;
  /** Where absolute paths start, where that is not the host's `/`. */
  readonly #top: string | undefined;

  /**
   * @param paths - of directories and files; where they lead is taken now, or was.
   * @param top - the directory that is `/` for whoever imports; without it, the host's.
   */
  constructor(paths: Roots | readonly string[], top?: string) {
    this.#top = top === undefined ? undefined : realOf(resolve(top));
    this.#roots = paths instanceof Roots ? paths : new Roots(paths);
  }

  /** {@inheritDoc RHooks.resolve} */
  resolve(specifier: string, importer: string | undefined): readonly string[] {
    const refuse = (why: string, policyLine?: string): never => {
      throw new ImportError({ specifier, importer, why, policyLine });
    };
    if (specifier.includes('\0')) refuse('a path has no NUL character');
    const path = this.#pathFor(specifier, importer, refuse);
    if (path === undefined) return [];
    const outside = `it is not under okPath (${this.#roots.labels})`;
    if (isAbsolute(path)) return [this.#roots.nameOf(path) ?? refuse(outside, 'okPath')];
    const names = this.#roots.namesIn(path);
    return names.length > 0 ? names : refuse(outside, 'okPath');
  }

  /** {@inheritDoc RHooks.read} */
  async read(name: string): Promise<Found | undefined> {
    return await this.#open(name, async (opened, oneName) => {
      if (kindOf(opened) === 'directory') return undefined;
      return { bytes: (await opened.read(mostBytes)) ?? this.#tooLong(name), name: oneName };
    });
  }

  /** {@inheritDoc RHooks.exists} */
  async exists(name: string): Promise<Kind | undefined> {
    return await this.#open(name, kindOf);
  }

  /** {@inheritDoc RHooks.canonical} */
  async canonical(name: string): Promise<string> {
    return (await this.#open(name, (_, oneName) => oneName)) ?? name;
  }

  /** {@inheritDoc RHooks.readNow} */
  readNow(name: string): Found | undefined {
    return this.#openNow(name, (opened, oneName) => {
      if (kindOf(opened) === 'directory') return undefined;
      return { bytes: opened.read(mostBytes) ?? this.#tooLong(name), name: oneName };
    });
  }

  /** {@inheritDoc RHooks.existsNow} */
  existsNow(name: string): Kind | undefined {
    return this.#openNow(name, kindOf);
  }

  /** {@inheritDoc RHooks.canonicalNow} */
  canonicalNow(name: string): string {
    return this.#openNow(name, (_, oneName) => oneName) ?? name;
  }

  async #open<T>(
    name: string,
    use: (opened: Parameters<Parameters<typeof whileOpen>[1]>[0], oneName: string) => T | Promise<T>,
  ): Promise<T | undefined> {
    const path = this.#roots.pathOf(name);
    if (path === undefined) return undefined;
    try {
      return await whileOpen(path, (opened) => use(opened, this.#nameOfOpened(name, opened)));
    } catch (error) {
      if (error instanceof ImportError) throw error;
      return this.#absent(name, error, await nearestReal(path));
    }
  }

  #openNow<T>(
    name: string,
    use: (opened: Parameters<Parameters<typeof whileOpenNow>[1]>[0], oneName: string) => T,
  ): T | undefined {
    const path = this.#roots.pathOf(name);
    if (path === undefined) return undefined;
    try {
      return whileOpenNow(path, (opened) => use(opened, this.#nameOfOpened(name, opened)));
    } catch (error) {
      if (error instanceof ImportError) throw error;
      return this.#absent(name, error, nearestRealNow(path));
    }
  }

  #nameOfOpened(name: string, { stats, real }: Opened): string {
    const oneName = this.#nameInside(real) ?? this.#leadsOut(name);
    if (!stats.isFile() && !stats.isDirectory()) throw refusal(name, 'is not a file');
    return oneName;
  }

  #nameInside(real: string | undefined): string | undefined {
    return real !== undefined && this.#roots.contains(real) ? this.#roots.nameOf(real) : undefined;
  }

  /** What a failure to open means. */
  #absent(name: string, error: unknown, nearest: string | undefined): undefined {
    if (this.#nameInside(nearest) === undefined && !this.#roots.isMissing(name)) return this.#leadsOut(name);
    const code = codeOf(error);
    if (notThere.has(code)) return undefined;
    throw refusal(name, `cannot be opened (${typeof code === 'string' ? code : 'for no reason given'})`);
  }

  #leadsOut(name: string): never {
    throw refusal(name, 'leads out of okPath, or nowhere', 'okPath (with the place it leads to)');
  }

  /** `..` does not lead above the top. */
  #fromTop(path: string): string {
    const absolute = resolve(path);
    return this.#top === undefined ? absolute : join(this.#top, relative(parse(absolute).root, absolute));
  }

  #tooLong(name: string): never {
    throw refusal(name, `is larger than ${mostBytes} bytes`);
  }

  /** An absolute path; one relative to each root where the host asks; undefined for what is no file by its text. */
  #pathFor(specifier: string, importer: string | undefined, refuse: (why: string) => never): string | undefined {
    if (isRelative(specifier)) {
      if (importer === undefined) return specifier;
      const from = this.#roots.pathOf(importer);
      return from && resolve(dirname(from), specifier);
    }
    if (isAbsolute(specifier)) return this.#fromTop(specifier);
    if (/^file:/iu.test(specifier)) {
      try {
        return this.#fromTop(fileURLToPath(specifier));
      } catch {
        return refuse('it is no file: URL of this machine');
      }
    }
    return /^(?!node:)[a-z][a-z\d+.-]*:/iu.test(specifier) ? refuse('only files can be imported, not URLs') : undefined;
  }
}

/**
 * Hooks that read modules from files in these directories and nowhere else: what a cell has by its `okPath`.
 *
 * @param paths - directories or single files; relative ones start from the current directory.
 */
export const fileHooks = (...paths: readonly string[]): RHooks => new FileHooks(paths);
