/**
 * The sources that positions name, for code frames: what was run as it was run, and modules as they are on the disk.
 *
 * Positions come out of a guest's stack, which it can forge; a file is read only where the policy's `okPath` has it,
 * and what is read goes to the user's terminal and nowhere else.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { grantsPath } from '@padded-cell/rexec/policy';

const mostSources = 100;
const mostBytes = 8 * 1024 * 1024;

/** The sources of one cell. */
export class Sources {
  readonly #texts = new Map<string, string>();
  readonly #okPath: readonly string[];

  /** @param okPath - the policy's, absolute. */
  constructor(okPath: readonly string[]) {
    this.#okPath = okPath;
  }

  /** Keeps the text of what runs under this name; the oldest goes when there are many. */
  keep(name: string, text: string): void {
    for (const oldest of this.#texts.size < mostSources ? [] : this.#texts.keys()) {
      this.#texts.delete(oldest);
      break;
    }
    this.#texts.set(name, text);
  }

  /** The text by the name that a position has. */
  textOf(name: string): string | undefined {
    return this.#texts.get(name) ?? this.#read(name);
  }

  /**
   * What to call the file of a position to the user: a module by where it is from here, for the name that its guest
   * knows it by begins at a root of `okPath`.
   */
  nameFor(name: string): string {
    const path = this.#texts.has(name) ? undefined : this.#pathOf(name);
    if (path === undefined) return name;
    const fromHere = relative(process.cwd(), path);
    return fromHere.startsWith('..') ? path : fromHere;
  }

  #read(name: string): string | undefined {
    const path = this.#pathOf(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  }

  /** A module's name is that of the root it is in, and its path below. */
  #pathOf(name: string): string | undefined {
    const [label, ...rest] = name.split('/');
    for (const root of this.#okPath) {
      if (basename(root) !== label) continue;
      try {
        const path = realpathSync(join(root, ...rest));
        const isGranted = grantsPath(this.#okPath.map(realIfThere), path);
        if (isGranted && statSync(path).isFile() && statSync(path).size <= mostBytes) return path;
      } catch {
        // Not under this root.
      }
    }
    return undefined;
  }
}

const realIfThere = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
