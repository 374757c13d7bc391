/**
 * Where modules run: the cell itself, or one npm package in it. Each has a Compartment, globals by its own lines of the
 * policy, and its own instances of the modules that come with the cell.
 *
 * Invariant: what a module may import of the host is decided by the site that it runs in, and by nothing in its text.
 */
import type { PlaceMap } from '../cell/edits.js';
import type { Builtins } from '../modules/builtins.js';
import type { Kit } from './linking/kit.js';
import type { Package } from './packages/graph.js';

/** A site. */
export interface Site {
  /** The package; undefined for the cell itself. */
  readonly owner: Package | undefined;
  readonly kit: Kit;
  readonly builtins: Builtins;
  /**
   * Evaluates a text of a file.
   *
   * @param free - names of its surroundings, which are ReferenceErrors where they are nowhere.
   * @throws SourceError where the engine does not read it.
   */
  evaluate(text: string, file: string, placeMap: PlaceMap | undefined, free?: readonly string[]): unknown;
  /** The exports of a module that comes with the cell, by a name that `builtins` gave. */
  namespaceOf(name: string): object;
}

/** Makes the site of a package, or gives that of the cell. */
export type SiteMaker = (owner: Package | undefined) => Site;
