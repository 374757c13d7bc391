/**
 * Which files of a package a specifier means: by its `exports` and `imports` (`resolve.exports`), its `main`, or a path.
 *
 * Trusts: nothing of the package.json, and nothing of the path in the specifier. Invariant: the names given lie in the
 * directory of the package, by their text; links are for the loader to follow.
 */
import { exports as exportsOf, imports as importsOf } from 'resolve.exports';
import { ImportError, printable } from '../../errors/index.js';
import type { Asking } from '../asking.js';
import { normalName } from '../hooks/names.js';
import { type Manner, type Request, askedOf } from '../request.js';
import type { Nearest, PackageJson, PackageJsons } from './package-json.js';
import { isWithin } from './places.js';

/** What is imported from: a package, or the cell's own code by the name that it has given itself. */
interface Exporting extends Nearest {
  readonly key: string;
}

/** The conditions that hold of every module, by the way it is asked for. */
const always: Readonly<Record<Manner, readonly string[]>> = {
  import: ['import', 'module-sync'],
  require: ['require', 'module-sync'],
};

/** The builds of packages that a cell has where the host says nothing. */
export const nodeConditions: readonly string[] = ['node'];

/**
 * Which builds of packages a host wants, checked and copied.
 *
 * @throws TypeError where it is no list of conditions.
 */
export const conditionsOf = (given: readonly string[]): readonly string[] => {
  const conditions = [...given];
  for (const condition of conditions) {
    if (typeof condition !== 'string' || !/^[a-z][\w-]*$/iu.test(condition)) {
      throw new TypeError("the conditions of a cell are names that packages give their builds, such as 'browser'");
    }
  }
  return Object.freeze(conditions);
};

/** A part of a path that could pass what the patterns of a package leave out. */
const oddPart = /^(?:|\.|\.\.|node_modules)$/iu;

/** What `resolve.exports` finds; undefined where it finds nothing, or the package.json is not as it should be. */
const targetsOf = (find: () => readonly string[] | void): readonly string[] | undefined => {
  try {
    const found = find();
    return found === undefined || found.length === 0 ? undefined : found;
  } catch {
    return undefined;
  }
};

const filesAmong = (targets: readonly string[], directory: string): readonly string[] =>
  targets.flatMap((target) => (target.startsWith('./') ? (normalName(`${directory}/${target}`) ?? []) : []));

/** TypeScript is written to import the names that its files will have. */
const typeScriptOf = (name: string): string[] => {
  const found = /^(.*)\.([cm]?)js$/u.exec(name);
  return found === null ? [] : [`${found[1] ?? ''}.${found[2] ?? ''}ts`];
};

/** Those of the names that lie in a directory; the root is `''`. @throws ImportError where none does */
const insideOf = (names: readonly string[], directory: string, request: Request): readonly string[] => {
  const inside = names.filter((name) => directory === '' || isWithin(name, directory));
  if (inside.length > 0) return inside;
  throw new ImportError({ ...askedOf(request), why: `it leads out of the package in '${directory}'` });
};

/** Finds the files of packages. */
export class Entries {
  readonly #jsons: PackageJsons;
  readonly #hasTypeScript: boolean;

  readonly #conditions: readonly string[];

  constructor(jsons: PackageJsons, hasTypeScript: boolean, conditions: readonly string[]) {
    this.#jsons = jsons;
    this.#conditions = conditions;
    this.#hasTypeScript = hasTypeScript;
  }

  /** What Node adds to a path where `require` is given one. */
  withExtensions(name: string): string[] {
    const found = [name, `${name}.js`, `${name}.json`, `${name}.cjs`];
    if (this.#hasTypeScript) found.push(`${name}.ts`, `${name}.cts`);
    return found;
  }

  /** What a path means: to `require` a file, one with an extension, or what a directory's package.json says. */
  *namesOf(name: string, request: Request): Asking<string[]> {
    if (request.manner === 'import') return [name, ...(this.#hasTypeScript ? typeScriptOf(name) : [])];
    const json = /\.[cm]?js$|\.json$/u.test(name) ? undefined : yield* this.#jsons.in(name, askedOf(request));
    const main = typeof json?.main === 'string' ? normalName(`${name}/${json.main}`) : undefined;
    const ofMain = main === undefined || main === name ? [] : this.#asFileOrDirectory(main);
    return [
      ...this.withExtensions(name),
      ...(this.#hasTypeScript ? typeScriptOf(name) : []),
      ...ofMain,
      ...indexesIn(name),
    ];
  }

  /**
   * What a path in a package means, from outside.
   *
   * @param path - `.`, or one that begins with `./`.
   * @throws ImportError where the package does not export it.
   */
  *exported({ json, directory, key }: Exporting, path: string, request: Request): Asking<readonly string[]> {
    const refuse = (why: string): never => {
      throw new ImportError({ ...askedOf(request), why });
    };
    const subpath = path.replace(/(?<=.)\/$/u, '');
    if (json.exports !== undefined && json.exports !== null) {
      const isPlain = !subpath
        .split('/')
        .slice(1)
        .some((part) => oddPart.test(part));
      const options = { unsafe: true, conditions: [...this.#conditions, ...always[request.manner]] };
      const targets = isPlain ? targetsOf(() => exportsOf(json as never, subpath, options)) : undefined;
      if (targets === undefined) {
        const what = subpath === '.' ? 'itself' : `'${printable(subpath)}'`;
        return refuse(`the package '${key}' does not export ${what} (its package.json says what it exports)`);
      }
      return insideOf(filesAmong(targets, directory), directory, request);
    }
    if (subpath === '.') return insideOf(this.#mainOf(json, directory), directory, request);
    const name = normalName(`${directory}/${subpath}`) ?? refuse(`it leads out of the package '${key}'`);
    const names = request.manner === 'require' ? yield* this.namesOf(name, request) : [name];
    return insideOf(names, directory, request);
  }

  /**
   * What `#name` means in a package: files of it, or another specifier.
   *
   * @throws ImportError where its `imports` has no such name.
   */
  internal(
    nearest: Nearest | undefined,
    request: Request,
  ): { readonly names: readonly string[] } | { readonly specifier: string } {
    const options = { unsafe: true, conditions: [...this.#conditions, ...always[request.manner]] };
    const targets = nearest && targetsOf(() => importsOf(nearest.json as never, request.specifier, options));
    if (nearest === undefined || targets === undefined) {
      throw new ImportError({ ...askedOf(request), why: "no package.json above it has it among its 'imports'" });
    }
    const { directory } = nearest;
    const files = filesAmong(targets, directory);
    if (files.length > 0) return { names: insideOf(files, directory, request) };
    const [other] = targets;
    if (other !== undefined && !other.startsWith('#')) return { specifier: other };
    throw new ImportError({ ...askedOf(request), why: 'it leads nowhere' });
  }

  #mainOf({ main: given }: PackageJson, directory: string): readonly string[] {
    const main = typeof given === 'string' && given !== '' ? normalName(`${directory}/${given}`) : undefined;
    const names = main === undefined || main === directory ? [] : this.#asFileOrDirectory(main);
    return [...names, ...indexesIn(directory)];
  }

  #asFileOrDirectory(name: string): string[] {
    return [...this.withExtensions(name), ...indexesIn(name)];
  }
}

const indexesIn = (directory: string): string[] =>
  ['index.js', 'index.json', 'index.cjs'].map((name) => `${directory}/${name}`);
