/**
 * What a cell sees of the file system: which paths mean which places, which places it may read or write, and what they
 * are called where it sees them.
 *
 * All on the text of paths: nothing here touches a file, except that the places the policy names are looked up once,
 * when the view is made. Invariant: a name that is shown lies in a place that the policy names.
 */
import { isAbsolute, join, parse, resolve, sep } from 'node:path';
import { below, realOf } from '../../places.js';
import type { Policy } from '../../policy/index.js';
import { Fault, type Need, outside } from './fault.js';

/** A place that the policy names. */
interface Root {
  /** Absolute, as the policy has it. */
  readonly path: string;
  /** Where that leads, links resolved. */
  readonly real: string;
}

/** How a cell sees files. */
export interface ViewOptions {
  /** The directory that is the cell's `/`: absolute. Without it the cell's paths are the host's. */
  readonly root?: string | undefined;
  /** What bounds it: a place that does not lead into this, links resolved, is none of the cell's. */
  readonly within?: Readonly<Record<Need, { contains(real: string): boolean }>> | undefined;
}

const longest = 4096;
/** Half of a character has no form as bytes: the system would be asked for another name. */
const hasHalf = /\p{Surrogate}/u;

/** These look like files, and are the kernel's memory of processes and devices. */
const kernelPlaces: readonly string[] = process.platform === 'linux' ? ['/proc', '/sys'] : [];

const separators = sep === '\\' ? /[\\/]/u : /\//u;

/** The names that a path is made of, empty ones included: a last one that is empty asks for a directory. */
export const namesOf = (path: string): readonly string[] => path.split(separators);

const rootsOf = (paths: readonly string[], within: { contains(real: string): boolean } | undefined): readonly Root[] =>
  paths
    .map((given) => {
      const path = resolve(given);
      return { path, real: realOf(path) };
    })
    .filter(({ real }) => within === undefined || within.contains(real));

/** One cell's view of files. */
export class View {
  /** The cell's `/`, on the host. */
  readonly top: string;
  /** The directory that relative paths start from, on the host. */
  readonly cwd: string;
  readonly #roots: Readonly<Record<Need, readonly Root[]>>;
  readonly #isRooted: boolean;

  /** @throws TypeError where the policy names a place outside of the cell's own `/`. */
  constructor({ okPath, okWritePath }: Pick<Policy, 'okPath' | 'okWritePath'>, { root, within }: ViewOptions = {}) {
    this.#isRooted = root !== undefined;
    this.top = root === undefined ? parse(resolve('.')).root : realOf(resolve(root));
    this.#roots = { read: rootsOf(okPath, within?.read), write: rootsOf(okWritePath, within?.write) };
    const stray = this.#all.find(({ real }) => below(this.top, real) === undefined);
    if (stray !== undefined) {
      throw new TypeError(
        `the cell's root is '${root ?? ''}', and its policy names '${stray.path}', which does not lie in it`,
      );
    }
    this.cwd = this.#start();
  }

  /** Where a path of the guest's starts on the host, and the names it goes on with. @throws Fault where it is no path */
  start(path: string): { readonly from: string; readonly names: readonly string[] } {
    if (path === '') throw new Fault('ENOENT');
    if (path.includes('\0') || hasHalf.test(path))
      throw new Fault('EINVAL', 'a path has no NUL and no half of a character');
    if (path.length > longest) throw new Fault('ENAMETOOLONG');
    if (!isAbsolute(path)) return { from: this.cwd, names: namesOf(path) };
    const { root } = parse(path);
    return { from: this.#isRooted ? this.top : resolve(root), names: namesOf(path.slice(root.length)) };
  }

  /** The real path of the place that the policy names by this very path, by whatever line; undefined where it names none. */
  rootAt(path: string): string | undefined {
    return this.#all.find((root) => root.path === path || root.real === path)?.real;
  }

  /** Whether a place may be read, or written. @param real - its path, links resolved. */
  grants(need: Need, real: string): boolean {
    if (!this.#isIn(need, real)) return false;
    return !kernelPlaces.some((place) => below(place, real) !== undefined);
  }

  /** @throws Fault where a place may not be read, or written. */
  require(need: Need, real: string): void {
    if (!this.grants(need, real)) throw outside(need);
  }

  /** Whether this is one of the places that the policy names itself. */
  isRoot(real: string): boolean {
    return this.#all.some((root) => root.real === real);
  }

  /** Whether something in a place, or a place itself, may be read. */
  hasReadable(real: string): boolean {
    return this.#isIn('read', real) || this.#roots.read.some((root) => below(real, root.real) !== undefined);
  }

  /** Whether a path is one that a granted place has, by its text alone. */
  knows(path: string): boolean {
    return this.#all.some((root) => below(root.path, path) !== undefined || below(root.real, path) !== undefined);
  }

  /** A path in a granted place by the name that the place has without links. */
  realOf(path: string): string {
    for (const root of this.#all) {
      const rest = below(root.path, path);
      if (rest !== undefined) return join(root.real, rest);
    }
    return path;
  }

  /** What the guest calls a place that the policy names, or that lies in one; undefined for any other. */
  shown(real: string): string | undefined {
    if (this.#isRooted) {
      const rest = below(this.top, real);
      return rest === undefined ? undefined : `/${rest.split(sep).join('/')}`;
    }
    for (const root of this.#all) {
      const rest = below(root.real, real);
      if (rest !== undefined) return join(root.path, rest);
    }
    return undefined;
  }

  /** The directory that relative paths start from, as the guest sees it. */
  get shownCwd(): string {
    return this.shown(this.cwd) ?? '/';
  }

  /** Where a guest finds what is its user's: the host's own where it may see it, else where relative paths start. */
  home(own: string): string {
    const real = realOf(own);
    return this.#isGranted(real) ? (this.shown(real) ?? this.shownCwd) : this.shownCwd;
  }

  /** Where a guest puts what it needs for a while: the host's own place where it may write there, else one where it may. */
  temporary(own: string): string {
    const real = realOf(own);
    const place = this.grants('write', real) ? real : this.#roots.write[0]?.real;
    return (place === undefined ? undefined : this.shown(place)) ?? '/tmp';
  }

  get #all(): readonly Root[] {
    return [...this.#roots.read, ...this.#roots.write];
  }

  #isIn(need: Need, real: string): boolean {
    return this.#roots[need].some((root) => below(root.real, real) !== undefined);
  }

  /** The host's own directory where the cell may see it, else the first place that is granted. */
  #start(): string {
    if (this.#isRooted) return this.top;
    const own = realOf(resolve('.'));
    return this.#isGranted(own) ? own : (this.#all[0]?.real ?? this.top);
  }

  #isGranted(real: string): boolean {
    return this.#all.some((root) => below(root.real, real) !== undefined);
  }
}
