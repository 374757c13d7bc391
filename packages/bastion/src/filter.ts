/**
 * Filters: which method names a bastion exposes. A filter made here (`allow`, `deny`, `every`, the
 * default) is plain data underneath, so equal ones are one object and share their facades; a predicate
 * written by hand is asked, and only the answer `true` accepts.
 *
 * Invariant: `every(a, b)` accepts a name only if both do.
 */
import { freeze } from './primordials.js';

/** Says for a method name whether a bastion exposes it. Asked with strings only, never with symbols. */
export type NameFilter = (name: string) => boolean;

declare const meaning: unique symbol;

/** A filter that accepts exactly the names `N`. */
export interface Allow<N extends string = string> {
  (name: string): name is N;
}

/** A filter that takes the names `N` away. */
export interface Deny<N extends string = string> {
  (name: string): boolean;
  /** For the compiler alone. */
  readonly [meaning]: { readonly denies: N };
}

/** The meet of several filters. */
export interface Every<Fs extends readonly NameFilter[] = readonly NameFilter[]> {
  (name: string): boolean;
  /** For the compiler alone. */
  readonly [meaning]: { readonly meets: Fs };
}

/** The filter of Python's Bastion: every name that does not start with an underscore. */
export interface DefaultFilter {
  (name: string): boolean;
  /** For the compiler alone. */
  readonly [meaning]: { readonly refuses: '_' };
}

interface Spec {
  /** Whether names that start with an underscore are refused. */
  readonly publicOnly: boolean;
  /** The only names accepted, or undefined where no list says. */
  readonly allowed: ReadonlySet<string> | undefined;
  readonly denied: ReadonlySet<string>;
  readonly predicates: readonly NameFilter[];
}

const specs = new WeakMap<NameFilter, Spec>();
const interned = new Map<string, WeakRef<NameFilter>>();
const forget = new FinalizationRegistry<string>((key) => {
  if (interned.get(key)?.deref() === undefined) interned.delete(key);
});

const accepts = ({ publicOnly, allowed, denied, predicates }: Spec, name: string): boolean => {
  if (denied.has(name) || (publicOnly && name[0] === '_')) return false;
  if (allowed !== undefined && !allowed.has(name)) return false;
  return predicates.every((predicate) => ask(predicate, name));
};

const filterOf = (spec: Spec): NameFilter => {
  const filter = freeze((name: string) => accepts(spec, name));
  specs.set(filter, spec);
  return filter;
};

const listed = (names: ReadonlySet<string> | undefined): string =>
  names === undefined ? '*' : JSON.stringify([...names].toSorted());

/** One filter per meaning: the same names give the same function, and so the same facades. */
const intern = (spec: Spec): NameFilter => {
  if (spec.predicates.length > 0) return filterOf(spec);
  const key = `${spec.publicOnly}-${listed(spec.allowed)}-${listed(spec.denied)}`;
  const known = interned.get(key)?.deref();
  if (known !== undefined) return known;
  const filter = filterOf(spec);
  interned.set(key, new WeakRef(filter));
  forget.register(filter, key);
  return filter;
};

const nothing: ReadonlySet<string> = new Set();

const namesOf = (caller: string, names: readonly string[]): ReadonlySet<string> => {
  for (const name of names) {
    if (typeof name !== 'string') {
      throw new TypeError(`${caller}() takes method names: strings, not ${typeof name}`);
    }
  }
  return new Set(names);
};

/**
 * Accepts every name that does not start with an underscore, as Python's Bastion did; and lets a function be
 * called.
 */
export const defaultFilter: DefaultFilter = intern({
  publicOnly: true,
  allowed: undefined,
  denied: nothing,
  predicates: [],
}) as DefaultFilter;

/**
 * Accepts exactly these names.
 *
 * @param names Method names; special methods by their names (`__getitem__`, `__iter__`, …).
 * @throws TypeError for a name that is not a string.
 * @example
 * ```ts
 * import { allow, bastion } from '@padded-cell/bastion';
 * const reader = bastion(new Map([['a', 1]]), allow('get', 'has'));
 * reader.get('a'); // 1; reader.set is an AttributeError, and a type error
 * ```
 */
export const allow = <const N extends string>(...names: readonly N[]): Allow<N> =>
  intern({ publicOnly: false, allowed: namesOf('allow', names), denied: nothing, predicates: [] }) as Allow<N>;

/**
 * Takes names away: from the default names where it stands alone, in {@link every} from what the others
 * accept, in `narrow` from what the bastion has.
 *
 * @param names Method names to withhold.
 * @throws TypeError for a name that is not a string.
 */
export const deny = <const N extends string>(...names: readonly N[]): Deny<N> =>
  intern({ publicOnly: false, allowed: undefined, denied: namesOf('deny', names), predicates: [] }) as Deny<N>;

/**
 * Accepts what all of the filters accept.
 *
 * @param filters `allow(...)`, `deny(...)`, predicates, or other `every(...)`.
 * @throws TypeError for something that is not a function.
 * @example
 * ```ts
 * import { allow, deny, every } from '@padded-cell/bastion';
 * const lessThanWriter = every(allow('get', 'set', 'delete'), deny('delete'));
 * ```
 */
export const every = <const Fs extends readonly NameFilter[]>(...filters: Fs): Every<Fs> => {
  let publicOnly = false;
  let allowed: ReadonlySet<string> | undefined;
  const denied = new Set<string>();
  const predicates = new Set<NameFilter>();
  for (const filter of filters) {
    const spec = specOf(filter);
    publicOnly ||= spec.publicOnly;
    if (spec.allowed !== undefined) {
      const names: ReadonlySet<string> = spec.allowed;
      allowed = allowed === undefined ? names : new Set([...allowed].filter((n) => names.has(n)));
    }
    for (const name of spec.denied) denied.add(name);
    for (const predicate of spec.predicates) predicates.add(predicate);
  }
  return intern({ publicOnly, allowed, denied, predicates: [...predicates] }) as Every<Fs>;
};

const specOf = (filter: NameFilter): Spec => {
  if (typeof filter !== 'function') {
    throw new TypeError(
      `a filter is a function from a method name to a boolean, not ${filter === null ? 'null' : typeof filter}; allow('name', …) makes one`,
    );
  }
  return specs.get(filter) ?? { publicOnly: false, allowed: undefined, denied: nothing, predicates: [filter] };
};

/** Whether the filter's answers can never change: it is made of names alone. */
export const isConstant = (filter: NameFilter): boolean => specOf(filter).predicates.length === 0;

/** The filter's answer; anything but a boolean is a mistake (an async predicate's promise is truthy for every name). */
export const ask = (filter: NameFilter, name: string): boolean => asBoolean(filter(name), name);

/**
 * Asks once, to tell the host of a mistake while the bastion is made.
 *
 * @throws TypeError for a predicate that answers something other than a boolean. One that throws is no mistake:
 * it accepts nothing.
 */
export const assertAnswers = (filter: NameFilter): void => {
  for (const predicate of specOf(filter).predicates) {
    let answer: unknown;
    try {
      answer = predicate('toString');
    } catch {
      continue;
    }
    asBoolean(answer, 'toString');
  }
};

const asBoolean = (answer: unknown, name: string): boolean => {
  if (typeof answer !== 'boolean') {
    throw new TypeError(
      `a filter answers true or false; for '${name}' it answered with ${answer === null ? 'null' : `a value of type ${typeof answer}`}`,
    );
  }
  return answer;
};

/** A filter as it stands alone: one that only takes names away takes them from the default ones. */
export const standing = (filter: NameFilter): NameFilter => {
  const { publicOnly, allowed, predicates } = specOf(filter);
  return publicOnly || allowed !== undefined || predicates.length > 0 ? filter : every(defaultFilter, filter);
};

/** Accepts every name: for what is a bastion already. */
export const everyName: NameFilter = filterOf({
  publicOnly: false,
  allowed: undefined,
  denied: nothing,
  predicates: [],
});

/** Whether a function may be called. The default filter lets it: to be called is all that a function is for. */
export const acceptsCall = (filter: NameFilter): boolean =>
  accepts({ ...specOf(filter), publicOnly: false }, '__call__');
