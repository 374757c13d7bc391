/**
 * The `package.json` files of one cell, each read once: that of a package, and the nearest one above a file.
 *
 * Trusts: nothing of what is in them; each property is looked at where it is used. Invariant: a look upwards ends at the
 * package that a file is in.
 */
import { ImportError } from '../../errors/index.js';
import { type Asking, ask } from '../asking.js';
import type { Asked } from '../hooks/hooks.js';
import { isUrlName } from '../hooks/location.js';
import { packageDirectory } from './places.js';

/** What of a package.json counts. */
export interface PackageJson {
  readonly name: string;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
  readonly browser?: unknown;
}

/** The nearest package.json, and the directory that it is in. */
export interface Nearest {
  readonly directory: string;
  readonly json: PackageJson;
}

/** The directory that a name is in; the root of names is `''`. */
export const parentOf = (name: string): string => name.replace(/\/?[^/]*$/u, '');

/** The directories that a file is in, from the inside out; of a URL, those of its origin. */
export function* directoriesAbove(name: string): Generator<string, void> {
  const top = isUrlName(name) ? new URL(name).origin : '';
  for (let directory = parentOf(name); directory.length > top.length; directory = parentOf(directory)) yield directory;
  yield top;
}

const parsed = (bytes: Uint8Array): PackageJson | undefined => {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof json === 'object' && json !== null ? (json as PackageJson) : undefined;
  } catch {
    return undefined;
  }
};

const isRefusal = (error: unknown): boolean => error instanceof ImportError && error.policyLine !== undefined;

/** Reads them. */
export class PackageJsons {
  readonly #known = new Map<string, PackageJson | undefined>();

  /** The one in a directory; undefined where there is none, or it is no record, or none that may be read. */
  *in(directory: string, asked: Asked): Asking<PackageJson | undefined> {
    if (this.#known.has(directory)) return this.#known.get(directory);
    const name = directory === '' ? 'package.json' : `${directory}/package.json`;
    let json: PackageJson | undefined;
    try {
      const found = yield* ask((answers) => answers.read(name, asked));
      json = found === undefined ? undefined : parsed(found.bytes);
    } catch (error) {
      // Above what a cell has, nothing is there for it. That hooks cannot tell at the moment is another thing.
      if (!isRefusal(error)) throw error;
    }
    this.#known.set(directory, json);
    return json;
  }

  /**
   * The nearest one above a file.
   *
   * @param owner - the package that the file is in, where that is known.
   */
  *nearest(name: string, owner: Nearest | undefined, asked: Asked): Asking<Nearest | undefined> {
    for (const directory of directoriesAbove(name)) {
      if (owner?.directory === directory) return owner;
      const json = yield* this.in(directory, asked);
      if (json !== undefined) return { directory, json };
      if (packageDirectory(`${directory}/x`) === directory) return undefined;
    }
    return undefined;
  }
}

/** Whether a package says that it does without a module, in a browser. */
export const isWithout = ({ browser }: PackageJson, specifier: string): boolean => {
  if (typeof browser !== 'object' || browser === null) return false;
  const bare = specifier.replace(/^node:/u, '');
  return [bare, `node:${bare}`].some(
    (name) => Object.hasOwn(browser, name) && (browser as Record<string, unknown>)[name] === false,
  );
};
