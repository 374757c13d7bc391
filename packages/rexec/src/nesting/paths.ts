/**
 * Paths as a guest writes and sees them, when it asks for cells of its own or about what it has.
 *
 * A guest's paths are names: a directory of its `okPath` by its last part, and what is in it below that, as in the
 * messages of imports. Where a directory is the guest's `/`, they are paths from there. Invariants: no text that passes
 * `shown` has the host's path of a directory of the cell; and what a guest writes means a path in one of its
 * directories, or one that it wrote itself and that it is then refused.
 */
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell } from '../cell/cell.js';
import type { Roots } from '../loader/hooks/roots.js';
import { isThere, realOf } from '../places.js';
import { clipped } from '../policy/errors.js';

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

const isIn = (roots: Roots, path: string): boolean => isThere(path) && roots.contains(realOf(path));

/** A path that the policy's own reader is to refuse as it is written. */
const isForReader = (text: string): boolean => text === '' || /\0|^~(?:[\\/]|$)|^[a-z][a-z0-9+.-]+:\/\//iu.test(text);

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&');

const inQuotes = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Where a path ends in a text: what follows is no more of its last name. */
const end = '(?![^/\\\\"\'`\\s,;:)\\]…])';

/** A path wherever it is written in a text (as it is, in quotes, cut short), and the name that is to be there. */
const patternsOf = (
  path: string,
  name: string,
): readonly (readonly [length: number, pattern: RegExp, name: string])[] =>
  [...new Map([path, inQuotes(path), inQuotes(clipped(path))].map((form) => [form, form === path]))].flatMap(
    ([form, isRaw]) => [
      ...(name === '/' ? [[form.length + 1, new RegExp(`${escaped(form)}[\\\\/]`, 'gu'), '/'] as const] : []),
      [form.length, new RegExp(escaped(form) + end, 'gu'), isRaw ? name : inQuotes(name)] as const,
    ],
  );

type Lines = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Lines =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of the guest of one cell. */
export class GuestPaths {
  readonly #roots: Readonly<Record<PathLine, Roots>>;
  /** The guest's `/`, where that is not the host's. */
  readonly #top: string | undefined;
  readonly #hidden: readonly (readonly [pattern: RegExp, name: string])[];

  constructor({ policy, roots, root }: Pick<Cell, 'policy' | 'root' | 'roots'>) {
    this.#roots = roots;
    this.#top = root === undefined ? undefined : realOf(resolve(root));
    const hidden = new Map<string, string>();
    for (const path of root === undefined ? [] : [resolve(root), realOf(resolve(root))]) hidden.set(path, '/');
    for (const line of ['okWritePath', 'okPath'] as const) {
      for (const path of policy[line]) {
        const name = this.#nameOf(line, path);
        hidden.set(path, name);
        hidden.set(realOf(path), name);
      }
    }
    this.#hidden = [...hidden]
      .filter(([path]) => path !== '/')
      .flatMap(([path, name]) => patternsOf(path, name))
      .toSorted(([one], [other]) => other - one)
      .map(([, pattern, name]) => [pattern, name] as const);
  }

  /** The host's path for one that the guest wrote. */
  pathOf(line: PathLine, text: string): string {
    const roots = this.#roots[line];
    const absolute = absoluteOf(text);
    if (absolute !== undefined) {
      const path = this.#top === undefined ? absolute : join(this.#top, absolute);
      return this.#inRoots(line, path) ?? path;
    }
    if (isForReader(text)) return text;
    const paths = roots.namesIn(text).flatMap((name) => roots.pathOf(name) ?? []);
    const named = roots.pathOf(posix.normalize(text).replace(/^\.\//u, ''));
    const top = this.#top ?? '/';
    const fromTop = join(top, posix.resolve('/', text));
    const candidates = [...paths, named, this.#top === undefined ? undefined : this.#inRoots(line, fromTop)];
    const there = candidates.find((path) => path !== undefined && isIn(roots, path));
    return there ?? named ?? paths[0] ?? fromTop;
  }

  /** Lines of a request, parsed from JSON, with the host's paths in place of the guest's. */
  forHost(lines: unknown): unknown {
    if (!isRecord(lines)) return lines;
    return Object.fromEntries(Object.entries(lines).map(([name, value]) => [name, this.#lineForHost(name, value)]));
  }

  /** Data as JSON, with names in place of the host's paths in every text of it. */
  shown(data: unknown): string {
    return JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? this.#named(value) : value));
  }

  #lineForHost(name: string, value: unknown): unknown {
    if (isPathLine(name) && Array.isArray(value)) {
      return value.map((item: unknown) => (typeof item === 'string' ? this.pathOf(name, item) : item));
    }
    if (name !== 'packages' || !isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, lines]) => [key, this.forHost(lines)]));
  }

  /** A path in one of the directories of a line, as the policy writes that; undefined for any other. */
  #inRoots(line: PathLine, path: string): string | undefined {
    const name = this.#roots[line].nameOf(path);
    return name === undefined ? undefined : this.#roots[line].pathOf(name);
  }

  #nameOf(line: PathLine, path: string): string {
    if (this.#top !== undefined) return `/${relative(this.#top, realOf(path)).split(sep).join('/')}`;
    return this.#roots[line].nameOf(path) ?? '<path>';
  }

  #named(text: string): string {
    let told = text;
    for (const [pattern, name] of this.#hidden) told = told.replaceAll(pattern, () => name);
    return told;
  }
}
