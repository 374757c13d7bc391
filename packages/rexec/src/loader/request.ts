/**
 * What is asked for, by whom and how: what the loader, the resolver and the errors speak of.
 */
import type { Asked } from './hooks/hooks.js';
import type { Package } from './packages/graph.js';

/** How a module is asked for. */
export type Manner = 'import' | 'require';

/** Who asks: a module, or the host or a program of the cell. */
interface Importer {
  readonly name: string;
  readonly owner: Package | undefined;
}

/** What is asked for. */
export interface Request {
  readonly specifier: string;
  readonly importer: Importer | undefined;
  readonly manner: Manner;
}

/** What an error says was asked for. */
export const askedOf = ({ specifier, importer }: Request): Asked => ({ specifier, importer: importer?.name });
