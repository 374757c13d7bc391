/**
 * What a specifier means where nothing but its text tells: a path relative to its importer, or a URL.
 *
 * Invariant: the name given has no `.`, `..` or empty part, so that a prefix of it says where it lies.
 */
import { ImportError } from '../../errors/index.js';
import { isUrlName, urlName } from './location.js';

/** Whether a specifier starts from where its importer is. */
export const isRelative = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/u.test(specifier);

/** A path with `/` in its normal form; undefined where it leads above the root. */
export const normalName = (path: string): string | undefined => {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

/**
 * The names that a specifier means by its text: one, or none for a bare name.
 *
 * @param specifier - `./a.js`, `../a.js`, `/a.js` (from the root), or a URL with `//`.
 * @param importer - the name of the module it is in; undefined for the root.
 * @throws ImportError where it leads above the root, or is a URL of another kind.
 */
export const namesByText = (specifier: string, importer: string | undefined): readonly string[] => {
  const refuse = (why: string): never => {
    throw new ImportError({ specifier, importer, why });
  };
  if (specifier.includes('\0')) refuse('a name has no NUL character');
  const isPath = isRelative(specifier) || specifier.startsWith('/');
  if (isUrlName(specifier) || (isPath && importer !== undefined && isUrlName(importer))) {
    if (!URL.canParse(specifier, importer)) return refuse('it is no URL');
    return [urlName(new URL(specifier, importer))];
  }
  if (!isPath) {
    if (/^(?!node:)[a-z][a-z\d+.-]*:/iu.test(specifier)) refuse('URLs of this kind are not imported');
    return [];
  }
  const from = isRelative(specifier) && importer !== undefined ? importer.replace(/[^/]*$/u, '') : '';
  return [normalName(from + specifier) || refuse('it leads above the root of what can be imported')];
};
