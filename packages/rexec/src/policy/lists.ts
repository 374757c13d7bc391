/**
 * Reading one list line: each item checked by the rules of its line, the list brought to normal form.
 *
 * Invariant: what comes out holds only names of the vocabulary, or text in the normal form of its kind.
 */
import { type Fault, memberOf, type Problems, shown } from './errors.js';
import { hostOf } from './hosts.js';
import { normalList } from './order.js';
import { pathOf } from './paths.js';
import { readList } from './read.js';
import { nearest } from './spelling.js';
import type { ListName } from './types.js';
import { type FreeNamesLine, listLine, type NamesLine } from './vocabulary/lines.js';

const LONGEST_NAME = 256;

/** What most lines of most policies have. */
const NOTHING: readonly string[] = Object.freeze([]);

/** So many names an error lists in full; beyond, it points to the guide. */
const MOST_LISTED = 48;

const allowedNames = (name: ListName, known: readonly string[]): string =>
  known.length <= MOST_LISTED
    ? `any of ${known.join(', ')}`
    : `any of the ${known.length} names of ${name} in docs/policy.md`;

/** An item in normal form, or what is wrong with it; a spelling is searched only when someone asks. */
type Checked = string | Fault | (() => Fault);

const knownName = (line: NamesLine, name: ListName, item: unknown): Checked => {
  const known = Object.keys(line.known);
  const allowed = allowedNames(name, known);
  const unknown = `is not a ${line.noun}`;
  if (typeof item !== 'string') return { why: unknown, allowed };
  const prefix = line.prefix ?? '';
  for (const spelling of [item, `${prefix}${item}`]) {
    if (Object.hasOwn(line.known, spelling)) return spelling;
    // The table says why: these are names people will look for.
    if (Object.hasOwn(line.refused, spelling)) return { why: line.refused[spelling] ?? unknown, allowed };
  }
  return () => {
    const bare = (full: string): string => (full.startsWith(prefix) ? full.slice(prefix.length) : full);
    const near = nearest(bare(item), known.map(bare));
    return { why: unknown, allowed, ...(near === undefined ? {} : { nearest: JSON.stringify(`${prefix}${near}`) }) };
  };
};

const patterns = new Map<string, RegExp>();

const freeName = (line: FreeNamesLine, item: unknown): string | Fault => {
  const pattern = patterns.get(line.pattern) ?? new RegExp(line.pattern, 'u');
  patterns.set(line.pattern, pattern);
  const good = typeof item === 'string' && item.length <= LONGEST_NAME && pattern.test(item);
  return good && !line.reserved.includes(item) ? item : { why: `is not a ${line.noun}`, allowed: line.rule };
};

const itemOf = (name: ListName, item: unknown, base: string | undefined): Checked => {
  const line = listLine(name);
  switch (line.kind) {
    case 'names':
    case 'withheld':
      return knownName(line, name, item);
    case 'free':
      return freeName(line, item);
    case 'hosts':
      return hostOf(item);
    case 'paths':
      return pathOf(item, base);
    default:
      return line satisfies never;
  }
};

/**
 * Reads a list line.
 *
 * @param name Which line, for its rules.
 * @param value What was written.
 * @param path Where it was written, for errors.
 * @param base The directory relative paths start from, in normal form.
 */
export const listOf = (
  name: ListName,
  value: unknown,
  path: string,
  problems: Problems,
  base: string | undefined,
): readonly string[] => {
  const { kind, example } = listLine(name);
  const given = readList(value, path, problems, () => `an array such as ${JSON.stringify(example)}`);
  if (given.length === 0) return NOTHING;
  const items: string[] = [];
  for (const [index, item] of given.entries()) {
    const checked = itemOf(name, item, base);
    if (typeof checked === 'string') items.push(checked);
    else problems.add(memberOf(path, index), shown(item), checked);
  }
  return normalList(kind, items);
};
