/**
 * Paths as a guest writes and sees them, when it asks for cells of its own or about what it has.
 *
 * A guest's paths are names: a directory of its `okPath` by its last part, and what is in it below that, as in the
 * messages of imports. Invariants: no text that passes `shown` has the host's path of a directory of the cell; and what a
 * guest writes means a path in one of its directories, or one that it wrote itself and that it is then refused.
 */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell } from '../cell/cell.js';
import type { Roots } from '../loader/hooks/roots.js';

type PathLine = 'okPath' | 'okWritePath';

const isPathLine = (line: string): line is PathLine => line === 'okPath' || line === 'okWritePath';

const absoluteOf = (text: string): string | undefined => {
  if (isAbsolute(text)) return text;
  if (!/^file:\/\//iu.test(text)) return undefined;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
};

const isThere = (roots: Roots, path: string): boolean => {
  try {
    return existsSync(path) && roots.contains(realpathSync.native(path));
  } catch {
    return false;
  }
};

/** A path that the policy's own reader is to refuse, or to expand, as it is written. */
const isForReader = (text: string): boolean => text === '' || /\0|^~(?:[\\/]|$)|^[a-z][a-z0-9+.-]+:\/\//iu.test(text);

const meant = (roots: Roots, text: string): string => {
  const absolute = absoluteOf(text);
  if (absolute !== undefined) {
    const name = roots.nameOf(absolute);
    return (name === undefined ? undefined : roots.pathOf(name)) ?? absolute;
  }
  if (isForReader(text)) return text;
  const paths = roots.namesIn(text).flatMap((name) => roots.pathOf(name) ?? []);
  const named = roots.pathOf(posix.normalize(text).replace(/^\.\//u, ''));
  return paths.find((path) => isThere(roots, path)) ?? named ?? paths[0] ?? posix.resolve('/', text);
};

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&');

type Lines = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Lines =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of the guest of one cell. */
export class GuestPaths {
  readonly #roots: Readonly<Record<PathLine, Roots>>;
  readonly #hidden: readonly (readonly [path: RegExp, name: string])[];

  constructor({ policy, roots }: Pick<Cell, 'policy' | 'roots'>) {
    this.#roots = roots;
    const hidden = new Map<string, string>();
    for (const line of ['okWritePath', 'okPath'] as const) {
      for (const path of policy[line]) {
        const name = this.#roots[line].nameOf(path) ?? '<path>';
        for (const each of [path, isThere(this.#roots[line], path) ? realpathSync.native(path) : path])
          hidden.set(each, name);
      }
    }
    this.#hidden = [...hidden]
      .filter(([path]) => path !== '/')
      .toSorted(([one], [other]) => other.length - one.length)
      .map(([path, name]) => [new RegExp(`${escaped(path)}(?![^/\\\\"'\`\\s,;:)\\]])`, 'gu'), name] as const);
  }

  /** The host's path for one that the guest wrote. */
  pathOf(line: PathLine, text: string): string {
    return meant(this.#roots[line], text);
  }

  /** Lines of a request, parsed from JSON, with the host's paths in place of the guest's. */
  forHost(lines: unknown): unknown {
    if (!isRecord(lines)) return lines;
    return Object.fromEntries(Object.entries(lines).map(([name, value]) => [name, this.#lineForHost(name, value)]));
  }

  #lineForHost(name: string, value: unknown): unknown {
    if (isPathLine(name) && Array.isArray(value)) {
      return value.map((item: unknown) => (typeof item === 'string' ? this.pathOf(name, item) : item));
    }
    if (name !== 'packages' || !isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, lines]) => [key, this.forHost(lines)]));
  }

  /** A text with names in place of the host's paths. */
  shown(text: string): string {
    let told = text;
    for (const [path, name] of this.#hidden) told = told.replaceAll(path, () => name);
    return told;
  }
}
