/**
 * Hooks made smaller: only the names below a prefix.
 *
 * Invariant: what is given lies below the prefix by the name that it turned out to have, told by the very read that
 * gave it; a link below the prefix that leads elsewhere in the hooks beneath is refused.
 */
import { ImportError, printable } from '../../errors/index.js';
import { checkedHooks } from './checked.js';
import type { RHooks, Source } from './hooks.js';
import { isNormalName, isUrlName, locationOf, nameOfLocation } from './location.js';

/** The prefix in its normal form, with the slash that makes `lib` no prefix of `library`. */
const normalPrefix = (prefix: unknown): string => {
  const name = typeof prefix === 'string' ? nameOfLocation(locationOf(prefix)) : undefined;
  const bare = name?.replace(/\/+$/u, '');
  if (bare === undefined || bare === '' || (isUrlName(bare) && new URL(bare).search !== '')) {
    throw new TypeError(`hooks are narrowed to the names under a directory, such as 'plugins/formatter' or a URL`);
  }
  return `${bare}/`;
};

/** Hooks that say nothing of the name of what they read may still have a `canonical` that does. */
const tellsNothing = (source: Source | undefined, name: string): boolean => source?.name === name;

/**
 * Hooks with only the names under a directory. The names stay what they are.
 *
 * @param prefix - the name of the directory: `plugins/formatter`, `https://host/lib/`.
 * @param hooks - what is narrowed.
 * @example
 * under('plugins/formatter', fileHooks('./plugins'));
 */
export const under = (prefix: string, hooks: RHooks): RHooks => {
  const start = normalPrefix(prefix);
  const beneath = checkedHooks(hooks);
  const { now } = beneath;
  // A name with `..` in it, plain or encoded, begins as one thing and is another.
  const isUnder = (name: string): boolean => `${name}/`.startsWith(start) && isNormalName(name);
  const refuse = (name: string): never => {
    const why = `'${printable(name)}' is not under '${start}', which these hooks are narrowed to`;
    throw new ImportError({ specifier: name, why, policyLine: 'hooks (with a shorter prefix)' });
  };
  const requireUnder = (name: string): string => (isUnder(name) ? name : refuse(name));
  const within = (source: Source | undefined): Source | undefined => {
    if (source !== undefined) requireUnder(source.name);
    return source;
  };

  return {
    resolve(specifier, importer) {
      const names = beneath.resolve(specifier, importer);
      const granted = names.filter(isUnder);
      const [first] = names;
      return granted.length === 0 && first !== undefined ? refuse(first) : granted;
    },
    async read(name) {
      const source = await beneath.read(requireUnder(name));
      if (tellsNothing(source, name)) requireUnder(await beneath.canonical(name));
      return within(source);
    },
    async exists(name) {
      requireUnder(await beneath.canonical(requireUnder(name)));
      return await beneath.exists(name);
    },
    async canonical(name) {
      return requireUnder(await beneath.canonical(requireUnder(name)));
    },
    ...(now && {
      readNow(name) {
        const source = now.read(requireUnder(name));
        if (tellsNothing(source, name)) requireUnder(now.canonical(name));
        return within(source);
      },
      existsNow(name) {
        requireUnder(now.canonical(requireUnder(name)));
        return now.exists(name);
      },
      canonicalNow: (name) => requireUnder(now.canonical(requireUnder(name))),
    }),
  };
};
