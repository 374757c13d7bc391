/**
 * What could follow a text that someone is typing: names of the cell, and of members, read without running anything.
 *
 * Trusts: nothing of a guest's value. Invariant: a Proxy is never touched and an accessor never called; what can't be
 * known without them is left out.
 */
import { types } from 'node:util';
import { dataOf } from '../errors/read.js';

const { getOwnPropertyNames, getPrototypeOf } = Object;

/** The names that could follow, and the part of the text that each would take the place of. */
export interface Completion {
  readonly names: readonly string[];
  readonly of: string;
}

/** The names of a cell's scope, and what they stand for. */
export interface Names {
  all(): readonly string[];
  /** The value of a name, where it can be told without running a guest's code. */
  valueOf(name: string): unknown;
}

const path = /(?:^|[^.\w$\u0080-\uffff'"`)\]])((?:[\w$\u0080-\uffff]+\??\.)*)([\w$\u0080-\uffff]*)$/u;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const mostNames = 1000;
const mostPrototypes = 20;
const longestText = 1000;

/** The value itself, or where a primitive has its methods; undefined where it may not be looked at. */
const holderOf = (value: unknown): object | undefined => {
  if (value === undefined || value === null) return undefined;
  const holder = Object(value) as object;
  return types.isProxy(holder) ? undefined : holder;
};

/** An object and those it inherits from, as far as none is a Proxy. */
function* chainOf(value: unknown): Generator<object, undefined, undefined> {
  let holder = holderOf(value);
  for (let steps = 0; holder !== undefined && steps < mostPrototypes; steps += 1) {
    yield holder;
    holder = holderOf(getPrototypeOf(holder));
  }
  return undefined;
}

const memberOf = (value: unknown, name: string): unknown => {
  for (const holder of chainOf(value)) if (Object.hasOwn(holder, name)) return dataOf(holder, name);
  return undefined;
};

/** Indices are no names that anyone completes, and there may be millions. */
const hasIndices = (holder: object): boolean =>
  types.isTypedArray(holder) || Array.isArray(holder) || types.isStringObject(holder);

const namesOf = (holder: object): readonly string[] =>
  hasIndices(holder) ? ['length'] : getOwnPropertyNames(holder).slice(0, mostNames * 10);

const membersOf = (value: unknown): readonly string[] => [...chainOf(value)].flatMap(namesOf);

/** What could follow a text. */
export const completionOf = (text: string, names: Names): Completion => {
  const [, before = '', of = ''] = path.exec(text.slice(-longestText)) ?? [];
  if (before === '' && of === '') return { names: [], of };
  const [first, ...rest] = before.split(/\??\./u).slice(0, -1);
  const candidates =
    first === undefined ? names.all() : membersOf(rest.reduce<unknown>(memberOf, names.valueOf(first)));
  const found = candidates.filter((name) => name.startsWith(of) && identifier.test(name));
  return { names: [...new Set(found)].toSorted().slice(0, mostNames), of };
};
