/**
 * The directories and files of `okPath`: which names they give to what is in them, and what lies outside.
 *
 * Decided on the text of paths, before anything is touched, so that a guest cannot ask which files the host has
 * elsewhere. What a path turns out to be on the disk is decided by file.ts when it is open.
 */
import { basename, isAbsolute, join, resolve, sep } from 'node:path';
import { below, isThere, realOf } from '../../places.js';

/** One entry of `okPath`. */
interface Root {
  /** The first part of the names of what is in it. */
  readonly label: string;
  /** Absolute, as the policy has it. */
  readonly path: string;
  /** Where that leads, taken once. */
  readonly real: string;
}

/** A path within a root. */
interface Within {
  readonly root: Root;
  /** With `/`; '' for the root itself. */
  readonly rest: string;
}

const labelFor = (path: string, used: ReadonlySet<string>): string => {
  // No name of a file is that of a module of the host (`node:…`).
  const base = (basename(path) || 'root').replaceAll(':', '_');
  let label = base;
  for (let count = 2; used.has(label); count += 1) label = `${base}~${count}`;
  return label;
};

/** The roots of a cell. */
export class Roots {
  readonly #roots: readonly Root[];

  /** @param within - those of the cell that this one's is in: what does not lead into them is not among these. */
  constructor(okPath: readonly string[], within?: Roots) {
    const labels = new Set<string>();
    this.#roots = okPath.flatMap((given) => {
      const path = resolve(given);
      const real = realOf(path);
      if (within !== undefined && !within.contains(real)) return [];
      const label = labelFor(path, labels);
      labels.add(label);
      return [{ label, path, real }];
    });
  }

  /** The name of an absolute path, by the most particular root that contains it; undefined where none does. */
  nameOf(path: string): string | undefined {
    let best: Within | undefined;
    for (const root of this.#roots) {
      for (const directory of [root.path, root.real]) {
        const rest = below(directory, path);
        if (rest !== undefined && (best === undefined || rest.length < best.rest.length)) best = { root, rest };
      }
    }
    return best && this.#nameIn(best);
  }

  /** The names that a path relative to nothing in particular has in each root. */
  namesIn(path: string): string[] {
    return this.#roots.flatMap((root) => {
      const name = this.nameOf(resolve(root.path, path));
      return name === undefined ? [] : [name];
    });
  }

  /** The absolute path that a name stands for, or undefined for a name that was not given out. */
  pathOf(name: string): string | undefined {
    const root = this.#rootOf(name);
    if (root === undefined) return undefined;
    const path = join(root.path, name.slice(root.label.length));
    return below(root.path, path) === undefined ? undefined : path;
  }

  /** Whether a path without symbolic links is in a root. */
  contains(real: string): boolean {
    return isAbsolute(real) && this.#roots.some((root) => below(root.real, real) !== undefined);
  }

  /** Whether the root that a name is in is not there at all. */
  isMissing(name: string): boolean {
    const root = this.#rootOf(name);
    return root === undefined || !isThere(root.path);
  }

  /** How the roots are called, for a message. */
  get labels(): string {
    return this.#roots.length === 0 ? 'nothing' : this.#roots.map(({ label }) => label).join(', ');
  }

  #rootOf(name: string): Root | undefined {
    return this.#roots.find(({ label }) => name === label || name.startsWith(`${label}/`));
  }

  #nameIn({ root, rest }: Within): string {
    return rest === '' ? root.label : `${root.label}/${rest.split(sep).join('/')}`;
  }
}
