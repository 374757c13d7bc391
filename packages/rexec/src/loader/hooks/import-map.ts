/**
 * Import maps over other hooks: what a specifier means instead, and what a file has to be.
 *
 * After the HTML specification ("resolve a module specifier"), with every fault in a map an error at once instead of a
 * warning. A map only gives other names: what they lead to is read by the hooks beneath, by their rules.
 *
 * Written here, since the libraries of the field let a prefix be left again (`lib/../../x`, `lib/https://…`, which the
 * specification forbids) or grow with every specifier that a guest invents. Invariant: what an entry `x/` gives lies
 * below its target; what is blocked by null is not looked for elsewhere.
 */
import { ImportError, printable } from '../../errors/index.js';
import { checkedHooks } from './checked.js';
import type { RHooks, Source } from './hooks.js';
import { integrityTable, requireIntegrity } from './integrity.js';
import { locationOf, nameOfLocation } from './location.js';

/** Targets by specifier; null blocks. */
export interface ImportMapEntries {
  readonly [specifier: string]: string | null;
}

/** An import map, as in JSON. */
export interface ImportMap {
  /** What specifiers mean, in every module. A key that ends in `/` stands for all that begin with it. */
  readonly imports?: ImportMapEntries;
  /** The same for the modules at a URL, or below one that ends in `/`. */
  readonly scopes?: { readonly [prefix: string]: ImportMapEntries };
  /** What a file has to be: `sha384-…` by its URL. */
  readonly integrity?: { readonly [url: string]: string };
}

/** How an import map is read. */
export interface ImportMapOptions {
  /**
   * The name that URLs in the map are relative to: that of the map's own file, or a directory with a `/` at its end.
   * Without it, the root of names: `./plugins/a.js` is the file `a.js` of the root `plugins`.
   */
  readonly base?: string;
}

/** Specifiers, URLs in their normal form, with the locations they mean; the longest first. */
type Table = readonly (readonly [key: string, target: string | null])[];

const isPathLike = (specifier: string): boolean => /^\.{0,2}\//u.test(specifier);

const urlOf = (specifier: string, base: string): string | undefined => {
  const from = isPathLike(specifier) ? base : undefined;
  return URL.canParse(specifier, from) ? new URL(specifier, from).href : undefined;
};

const longestFirst = <T>(entries: (readonly [string, T])[]): readonly (readonly [string, T])[] =>
  entries.toSorted(([a], [b]) => (a < b ? 1 : -1));

const entriesOf = (given: unknown, path: string): [string, unknown][] => {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`${path} of an import map is an object`);
  }
  return Object.entries(given);
};

const tableOf = (given: unknown, path: string, base: string): Table => {
  const entries = entriesOf(given, path).map(([key, target]): readonly [string, string | null] => {
    const fault = (why: string): never => {
      throw new TypeError(`the entry '${printable(key)}' in ${path} of an import map ${why}`);
    };
    if (key === '') fault('has no name');
    const normal = urlOf(key, base) ?? key;
    if (target === null) return [normal, null];
    const location = typeof target === 'string' ? urlOf(target, base) : undefined;
    if (location === undefined || nameOfLocation(location) === undefined) {
      return fault("has a target that is no URL: write './lib/a.js', 'https://host/a.js', or null to block it");
    }
    if (key.endsWith('/') && !location.endsWith('/')) fault("ends in '/', and its target does not");
    return [normal, location];
  });
  return longestFirst(entries);
};

/** What a specifier means by a table: a location, null where it is blocked, undefined where the table has nothing. */
const matchIn = (table: Table, specifier: string): string | null | undefined => {
  for (const [key, target] of table) {
    if (key === specifier) return target;
    if (!key.endsWith('/') || !specifier.startsWith(key)) continue;
    if (target === null) return null;
    const rest = specifier.slice(key.length);
    const location = URL.canParse(rest, target) ? new URL(rest, target).href : '';
    return location.startsWith(target) ? location : null;
  }
  return undefined;
};

/**
 * Hooks with an import map over them.
 *
 * @param map - `imports`, `scopes`, `integrity`.
 * @param hooks - what reads the files.
 * @throws TypeError for what is wrong with the map.
 * @example
 * importMap({ imports: { greet: './lib/greet.js' } }, memoryHooks({ 'lib/greet.js': '…' }));
 */
export const importMap = (map: ImportMap, hooks: RHooks, { base = '' }: ImportMapOptions = {}): RHooks => {
  const start = locationOf(base);
  const known = new Set(['imports', 'scopes', 'integrity']);
  for (const [key] of entriesOf(map, 'the whole')) {
    if (!known.has(key)) throw new TypeError(`an import map has imports, scopes and integrity, and no '${key}'`);
  }
  const imports = tableOf(map.imports, 'imports', start);
  const scopes = longestFirst(
    entriesOf(map.scopes, 'scopes').map(([prefix, entries]) => {
      if (!URL.canParse(prefix, start)) throw new TypeError(`the scope '${prefix}' of an import map is no URL`);
      return [new URL(prefix, start).href, tableOf(entries, `scopes['${prefix}']`, start)];
    }),
  );
  const integrity = integrityTable(map.integrity, (key) => urlOf(key, start));
  const beneath = checkedHooks(hooks);
  const { now } = beneath;

  const meaningOf = (specifier: string, importer: string | undefined): string | null | undefined => {
    const from = importer === undefined ? start : locationOf(importer);
    const normal = urlOf(specifier, from) ?? specifier;
    for (const [prefix, table] of scopes) {
      const isIn = prefix === from || (prefix.endsWith('/') && from.startsWith(prefix));
      const meaning = isIn ? matchIn(table, normal) : undefined;
      if (meaning !== undefined) return meaning;
    }
    return matchIn(imports, normal);
  };
  const whole = (source: Source | undefined, name: string): Source | undefined => {
    if (source === undefined || integrity.size === 0) return source;
    for (const each of new Set([name, source.name])) {
      const wanted = integrity.get(locationOf(each));
      if (wanted !== undefined) requireIntegrity(source.bytes, wanted, each);
    }
    return source;
  };

  return {
    resolve(specifier, importer) {
      const location = meaningOf(specifier, importer);
      if (location === undefined) return beneath.resolve(specifier, importer);
      const name = location === null ? undefined : nameOfLocation(location);
      if (name === undefined) throw new ImportError({ specifier, importer, why: 'the import map blocks it' });
      return [name];
    },
    read: async (name) => whole(await beneath.read(name), name),
    exists: async (name) => await beneath.exists(name),
    canonical: async (name) => await beneath.canonical(name),
    ...(now && {
      readNow: (name) => whole(now.read(name), name),
      existsNow: (name) => now.exists(name),
      canonicalNow: (name) => now.canonical(name),
    }),
  };
};
