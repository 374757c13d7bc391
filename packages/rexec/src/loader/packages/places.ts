/**
 * Which npm package a file belongs to, told by its name alone, and what a policy calls that package.
 *
 * A package cannot choose what it is called: what counts is where it is installed, and not what its package.json says. One
 * that lies inside another is called by both, `outer>inner`: a package that brings a copy of another along is not given
 * what the host granted that other. Invariant: code that two authors wrote is never one package.
 */

/** `name` or `@scope/name`. */
const packageName = /^(?:@[^/@]+\/)?[^/@.][^/]*$/u;

/** The two parts of a bare specifier: the package, and the path in it with its `./` (or `.`). */
export const partsOf = (specifier: string): { readonly name: string; readonly subpath: string } | undefined => {
  const [first = '', second, ...rest] = specifier.split('/');
  const isScoped = first.startsWith('@');
  const name = isScoped ? `${first}/${second ?? ''}` : first;
  if (!packageName.test(name) || /[\0%\\:#?]/u.test(name)) return undefined;
  const path = isScoped ? rest : [second, ...rest].filter((part) => part !== undefined);
  return { name, subpath: path.length === 0 ? '.' : `./${path.join('/')}` };
};

const folder = 'node_modules';

/** The directory of the innermost package that a name lies in; undefined where it is in none that is installed. */
export const packageDirectory = (name: string): string | undefined => {
  const parts = name.split('/');
  const at = parts.lastIndexOf(folder);
  if (at === -1) return undefined;
  const [first, second] = parts.slice(at + 1);
  if (first === undefined || first.startsWith('.')) return undefined;
  const end = first.startsWith('@') ? at + 3 : at + 2;
  return first.startsWith('@') && second === undefined ? undefined : parts.slice(0, end).join('/');
};

/** What a policy calls the package in a directory: its name, after those of the packages that it lies in. */
export const policyKeyOf = (directory: string): string => {
  const keys: string[] = [];
  let rest = directory.split('/');
  for (;;) {
    const at = rest.indexOf(folder);
    if (at === -1) break;
    rest = rest.slice(at + 1);
    const [first = '', second = ''] = rest;
    // A store of pnpm's, `.pnpm/name@1.0.0/node_modules/name`, is no package.
    if (!first.startsWith('.')) keys.push(first.startsWith('@') ? `${first}/${second}` : first);
  }
  return keys.join('>');
};

/** Whether a name is that of a directory, or of something in it. */
export const isWithin = (name: string, directory: string): boolean =>
  name === directory || name.startsWith(`${directory}/`);

/** How a policy writes a line of a package. */
export const packageLine = (key: string, line: string): string =>
  /^[a-zA-Z_$][\w$]*$/u.test(key) ? `packages.${key}.${line}` : `packages[${JSON.stringify(key)}].${line}`;
