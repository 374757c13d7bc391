/**
 * The order of list lines: what one item covers, and what follows for lists of items.
 *
 * The items of a line form a forest: each has a chain of wider items above it (the directories a path lies in, the
 * wildcards over a name; none for plain names). A list stands for everything its items cover.
 *
 * Invariant: in a normal list no item covers another, items are sorted and occur once. Then a list is narrower than
 * another exactly if each of its items is covered, equal meaning is equal text, and the meet is what either list has
 * that the other covers.
 */
import { wildcardsAbove } from './hosts.js';
import { directoriesAbove } from './paths.js';
import type { ListLine } from './vocabulary/lines.js';

/** The kind of a list line. */
export type ListKind = ListLine['kind'];

const nothingAbove = (): readonly string[] => [];

/** For each kind the items that are wider than one, from the nearest. */
const above: Readonly<Record<ListKind, (item: string) => readonly string[]>> = {
  free: nothingAbove,
  hosts: wildcardsAbove,
  names: nothingAbove,
  paths: directoriesAbove,
  withheld: nothingAbove,
};

/** From here on a Set is faster than a search. */
const FEW = 8;

const membership = (list: readonly string[]): ((item: string) => boolean) => {
  if (list.length <= FEW) return (item) => list.includes(item);
  const set = new Set(list);
  return (item) => set.has(item);
};

/** Says of an item whether the list covers it. */
const coverage = (kind: ListKind, list: readonly string[]): ((item: string) => boolean) => {
  const has = membership(list);
  const wider = above[kind];
  return wider === nothingAbove ? has : (item) => has(item) || wider(item).some(has);
};

/** The items sorted, each once, without those that another covers. */
export const normalList = (kind: ListKind, items: readonly string[]): readonly string[] => {
  const sorted = [...new Set(items)].toSorted();
  const wider = above[kind];
  if (wider === nothingAbove) return sorted;
  const has = membership(sorted);
  return sorted.filter((item) => !wider(item).some(has));
};

/** The items of `asked` that `held` does not cover: what makes it more. For withheld names, those it wants back. */
export const excessItems = (kind: ListKind, asked: readonly string[], held: readonly string[]): readonly string[] => {
  if (asked === held) return [];
  const [less, more] = kind === 'withheld' ? [held, asked] : [asked, held];
  if (less.length === 0) return [];
  const covered = coverage(kind, more);
  return less.filter((item) => !covered(item));
};

/** The widest list that is narrower than both. */
export const meetLists = (kind: ListKind, a: readonly string[], b: readonly string[]): readonly string[] => {
  if (a === b) return a;
  if (kind === 'withheld') return normalList(kind, [...a, ...b]);
  const left = a.filter(coverage(kind, b));
  if (left.length === a.length) return a;
  return normalList(kind, [...left, ...b.filter(coverage(kind, a))]);
};
