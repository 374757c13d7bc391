/**
 * What a specifier means, in the module that it stands in: a module that comes with the cell, a file of the cell's, a file
 * of the same package, or one of a package that is declared.
 *
 * By Node's rules (`exports` and `imports` by `resolve.exports`, with the conditions of the way it is asked for), with two
 * differences: a package imports what it declares and nothing else that lies about, and its files are its own directory.
 * Invariant: the names given lie in the directory of their owner; what they turn out to be, links followed, is for the
 * loader to check when it has read them.
 */
import { exports as exportsOf, imports as importsOf } from 'resolve.exports';
import { ImportError, printable } from '../errors/index.js';
import { type Asking, ask } from './asking.js';
import type { Asked, CheckedHooks } from './hooks/hooks.js';
import { isUrlName } from './hooks/location.js';
import { isRelative, normalName } from './hooks/names.js';
import type { Package, PackageGraph, PackageJson } from './packages/graph.js';
import { isWithin, packageDirectory, packageLine, partsOf } from './packages/places.js';
import type { SiteMaker } from './site.js';

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

/** What a specifier means. */
export type Meaning =
  | { readonly builtin: string }
  /** A module that is there and has nothing in it. */
  | { readonly empty: true }
  /** The names it may have, best first. */
  | { readonly names: readonly string[]; readonly owner: Package | undefined };

const parent = (name: string): string => name.replace(/\/?[^/]*$/u, '');

/** What Node adds to a path where `require` is given one. */
const withExtensions = (name: string, hasTypeScript: boolean): string[] => {
  const found = [name, `${name}.js`, `${name}.json`, `${name}.cjs`];
  if (hasTypeScript) found.push(`${name}.ts`, `${name}.cts`);
  return found;
};

/** TypeScript is written to import the names that its files will have. */
const typeScriptOf = (name: string): string[] => {
  const found = /^(.*)\.([cm]?)js$/u.exec(name);
  return found === null ? [] : [`${found[1] ?? ''}.${found[2] ?? ''}ts`];
};

/** The module by which a guest nests. */
const ownName = 'node:@padded-cell/rexec';

const conditions: Readonly<Record<Manner, readonly string[]>> = {
  import: ['node', 'import', 'module-sync'],
  require: ['node', 'require', 'module-sync'],
};

/** Finds what specifiers mean. */
export class Resolver {
  readonly #hooks: CheckedHooks;
  readonly #graph: PackageGraph;
  readonly #siteOf: SiteMaker;
  readonly #hasTypeScript: boolean;
  readonly #jsons = new Map<string, PackageJson | undefined>();

  constructor(hooks: CheckedHooks, graph: PackageGraph, siteOf: SiteMaker, hasTypeScript: boolean) {
    this.#hooks = hooks;
    this.#graph = graph;
    this.#siteOf = siteOf;
    this.#hasTypeScript = hasTypeScript;
  }

  /** @throws ImportError where it means nothing that is granted. */
  *resolve(request: Request): Asking<Meaning> {
    const { specifier, importer, manner } = request;
    const builtin = this.#builtin(request);
    if (builtin !== undefined) return builtin;
    if (specifier.startsWith('#')) return yield* this.#internal(request);
    const owner = importer?.owner;
    const names = owner === undefined ? yield* this.#inCell(request) : this.#inPackage(request, owner);
    if (names.length === 0) return yield* this.#bare(request);
    const found: string[] = [];
    for (const name of names) {
      if (manner === 'require') found.push(...(yield* this.#asRequired(name, request)));
      else found.push(name, ...(this.#hasTypeScript ? typeScriptOf(name) : []));
    }
    return yield* this.#owned(found, owner, request);
  }

  /** The nearest package.json to a file, no further up than its owner's directory. */
  *nearestJson(name: string, owner: Package | undefined, asked: Asked): Asking<PackageJson | undefined> {
    for (let directory = parent(name); directory !== ''; directory = parent(directory)) {
      if (owner?.directory === directory) return owner.json;
      const json = yield* this.#json(`${directory}/package.json`, asked);
      if (json !== undefined) return json;
      if (packageDirectory(`${directory}/x`) === directory) return undefined;
    }
    return undefined;
  }

  /** The owner of a file, by its one name, where a file of `expected` was asked for. */
  *ownerOf(name: string, expected: Package | undefined, request: Request): Asking<Package | undefined> {
    const directory = packageDirectory(name);
    if (expected !== undefined && isWithin(name, expected.directory)) {
      if (directory === undefined || isWithin(expected.directory, directory)) return expected;
    }
    const asked = askedOf(request);
    const owner =
      directory === undefined
        ? undefined
        : yield* ask(({ wait }) => wait(asked, () => this.#graph.read(directory, asked)));
    const from = request.importer?.owner;
    // A package is its directory, with what lies in it; what else there is, it gets by a name that it declares.
    const isItsOwn =
      from === undefined || expected !== from || (owner !== undefined && isWithin(owner.directory, from.directory));
    if (!isItsOwn || (expected !== undefined && expected !== from && owner !== expected)) {
      throw new ImportError({ ...asked, why: `'${name}' leads out of the package '${(expected ?? from)?.key ?? ''}'` });
    }
    return owner;
  }

  #builtin(request: Request): Meaning | undefined {
    const { specifier, importer } = request;
    const owner = importer?.owner;
    try {
      const builtin = this.#siteOf(owner).builtins.resolve(specifier, importer?.name);
      if (builtin === undefined) return undefined;
      if (owner !== undefined && builtin === ownName) {
        throw new ImportError({
          ...askedOf(request),
          why: 'a package does not make cells: its own code is not the cell’s',
        });
      }
      return { builtin };
    } catch (error) {
      if (!(error instanceof ImportError) || owner === undefined) throw error;
      // It says itself that it does without, as where there is no such module: in a browser.
      if (isWithout(owner.json, specifier)) return { empty: true };
      const line = error.policyLine === undefined ? undefined : packageLine(owner.key, error.policyLine);
      const why =
        line === undefined
          ? error.why
          : `${error.why.replace(/ is not granted$/u, '')} is not granted to the package '${owner.key}'`;
      throw new ImportError({
        ...askedOf(request),
        why,
        policyLine: line && `${line} (as far as the cell's own ${error.policyLine ?? ''} has it)`,
      });
    }
  }

  /** What hooks say; and for the cell's own modules also a path that one was told of itself, as in `__dirname + '/a'`. */
  *#inCell(request: Request): Asking<readonly string[]> {
    const { specifier, importer } = request;
    try {
      return this.#hooks.resolve(specifier, importer?.name);
    } catch (error) {
      const name = importer === undefined ? undefined : nameInPath(specifier);
      if (!(error instanceof ImportError) || name === undefined) throw error;
      const names = request.manner === 'require' ? withExtensions(name, this.#hasTypeScript) : [name];
      for (const each of names) {
        if ((yield* ask(({ exists }) => exists(each, askedOf(request)))) !== undefined) return [name];
      }
      throw error;
    }
  }

  /** A path in a package, by the text alone; none for a bare name. */
  #inPackage(request: Request, owner: Package): readonly string[] {
    const { specifier, importer } = request;
    const refuse = (why: string): never => {
      throw new ImportError({ ...askedOf(request), why });
    };
    if (specifier.includes('\0')) refuse('a path has no NUL character');
    if (isRelative(specifier)) {
      const name = normalName(`${parent(importer?.name ?? '')}/${specifier}`);
      if (name !== undefined && isWithin(name, owner.directory)) return [name];
      return refuse(`it leads out of the package '${owner.key}'`);
    }
    if (/^(?:\/|[a-z][a-z\d+.-]*:)/iu.test(specifier)) {
      const name = nameInPath(specifier);
      if (name !== undefined && isWithin(name, owner.directory)) return [name];
      return refuse(`a package imports its own files, by relative paths, and other packages by their names`);
    }
    return [];
  }

  *#owned(names: readonly string[], owner: Package | undefined, request: Request): Asking<Meaning> {
    const [first] = names;
    const from = first === undefined ? owner : yield* this.ownerOf(first, owner, request);
    return { names, owner: from };
  }

  /** `#name`, by the `imports` of the package that it stands in. */
  *#internal(request: Request): Asking<Meaning> {
    const { specifier, importer, manner } = request;
    const asked = askedOf(request);
    const owner = importer?.owner;
    const json =
      importer === undefined ? undefined : (owner?.json ?? (yield* this.nearestJson(importer.name, owner, asked)));
    const targets =
      json && attempt(() => importsOf(json as never, specifier, { unsafe: true, conditions: conditions[manner] }));
    if (targets === undefined) {
      throw new ImportError({ ...asked, why: "no package.json above it has it among its 'imports'" });
    }
    const directory = owner?.directory ?? (yield* this.#directoryOfJson(importer?.name ?? '', asked));
    const files = targets.flatMap((target) =>
      target.startsWith('./') ? (normalName(`${directory}/${target}`) ?? []) : [],
    );
    if (files.length > 0) return yield* this.#owned(this.#inside(files, directory, request), owner, request);
    const [other] = targets;
    if (other === undefined || other.startsWith('#')) throw new ImportError({ ...asked, why: 'it leads nowhere' });
    return yield* this.resolve({ ...request, specifier: other });
  }

  *#directoryOfJson(name: string, asked: Asked): Asking<string> {
    for (let directory = parent(name); directory !== ''; directory = parent(directory)) {
      if ((yield* this.#json(`${directory}/package.json`, asked)) !== undefined) return directory;
    }
    return parent(name);
  }

  /** A bare name: a package. */
  *#bare(request: Request): Asking<Meaning> {
    const { specifier, importer, manner } = request;
    const asked = askedOf(request);
    const parts = partsOf(specifier);
    if (parts === undefined) {
      throw new ImportError({
        ...asked,
        why: "a bare name is a module of the host or an npm package, and this is neither; a file's name starts with './'",
        policyLine: 'okBuiltinModules',
      });
    }
    const found =
      importer?.owner === undefined
        ? yield* this.#installed(parts.name, request)
        : yield* this.#declared(parts.name, request, importer.owner);
    const subpath = parts.subpath.replace(/(?<=.)\/$/u, '');
    const { json, directory, key } = found;
    if (json.exports !== undefined && json.exports !== null) {
      // A way up in it could pass what the patterns of a package leave out.
      const isPlain = !subpath
        .split('/')
        .slice(1)
        .some((part) => /^(?:|\.|\.\.|node_modules)$/iu.test(part));
      const targets =
        isPlain && attempt(() => exportsOf(json as never, subpath, { unsafe: true, conditions: conditions[manner] }));
      if (targets === undefined || targets === false) {
        const what = subpath === '.' ? 'itself' : `'${printable(subpath)}'`;
        throw new ImportError({
          ...asked,
          why: `the package '${key}' does not export ${what} (its package.json says what it exports)`,
        });
      }
      const names = targets.flatMap((target) =>
        target.startsWith('./') ? (normalName(`${directory}/${target}`) ?? []) : [],
      );
      return { names: this.#inside(names, directory, request), owner: found };
    }
    if (subpath === '.') return { names: this.#inside(this.#mainOf(found), directory, request), owner: found };
    const name = normalName(`${directory}/${subpath}`);
    if (name === undefined) throw new ImportError({ ...asked, why: `it leads out of the package '${key}'` });
    const names = manner === 'require' ? yield* this.#asRequired(name, request) : [name];
    return { names: this.#inside(names, directory, request), owner: found };
  }

  #inside(names: readonly string[], directory: string, request: Request): readonly string[] {
    const inside = names.filter((name) => isWithin(name, directory));
    if (inside.length > 0) return inside;
    throw new ImportError({ ...askedOf(request), why: `it leads out of the package in '${directory}'` });
  }

  #mainOf({ json, directory }: Package): readonly string[] {
    const main =
      typeof json.main === 'string' && json.main !== '' ? normalName(`${directory}/${json.main}`) : undefined;
    const names = main === undefined || main === directory ? [] : this.#asFileOrDirectory(main);
    return [...names, `${directory}/index.js`, `${directory}/index.json`, `${directory}/index.cjs`];
  }

  #asFileOrDirectory(name: string): string[] {
    return [
      ...withExtensions(name, this.#hasTypeScript),
      `${name}/index.js`,
      `${name}/index.json`,
      `${name}/index.cjs`,
    ];
  }

  /** What a path means to `require`: a file, one with an extension, or what a directory's package.json says. */
  *#asRequired(name: string, request: Request): Asking<string[]> {
    const json = /\.[cm]?js$|\.json$/u.test(name)
      ? undefined
      : yield* this.#json(`${name}/package.json`, askedOf(request));
    const main = typeof json?.main === 'string' ? normalName(`${name}/${json.main}`) : undefined;
    const ofMain = main === undefined || main === name ? [] : this.#asFileOrDirectory(main);
    return [
      ...withExtensions(name, this.#hasTypeScript),
      ...(this.#hasTypeScript ? typeScriptOf(name) : []),
      ...ofMain,
      `${name}/index.js`,
      `${name}/index.json`,
      `${name}/index.cjs`,
    ];
  }

  /** A package that one of the cell's own modules, or the host, asks for: in the nearest node_modules that has it. */
  *#installed(name: string, request: Request): Asking<Package> {
    const asked = askedOf(request);
    for (const directory of this.#candidates(name, request)) {
      const json = yield* ask((answers) => answers.exists(`${directory}/package.json`, asked));
      if (json !== 'file') continue;
      const oneName = yield* ask((answers) => answers.canonical(directory, asked));
      return (
        this.#graph.get(oneName) ?? (yield* ask(({ wait }) => wait(asked, () => this.#graph.read(oneName, asked))))
      );
    }
    throw new ImportError({
      ...asked,
      why: `no module of the host has this name, and no node_modules under okPath has such a package`,
      policyLine: 'okPath (with the directory whose node_modules has it)',
    });
  }

  #candidates(name: string, { importer }: Request): readonly string[] {
    const found: string[] = [];
    if (importer !== undefined) {
      for (let directory = parent(importer.name); ; directory = parent(directory)) {
        if (!/(?:^|\/)node_modules$/u.test(directory))
          found.push(`${directory === '' ? '' : `${directory}/`}node_modules/${name}`);
        if (directory === '') return found;
      }
    }
    try {
      found.push(...this.#hooks.resolve(`./node_modules/${name}`, undefined));
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
    }
    return [...found, `node_modules/${name}`];
  }

  /** A package that another declares to need. */
  *#declared(name: string, request: Request, owner: Package): Asking<Package> {
    const asked = askedOf(request);
    if (name === owner.json.name && owner.json.exports !== undefined) return owner;
    const directory = owner.needs.get(name);
    if (directory === undefined) {
      throw new ImportError({
        ...asked,
        why: `the package '${owner.key}' does not declare '${name}' in its package.json, or it is not installed under okPath`,
      });
    }
    return (
      this.#graph.get(directory) ?? (yield* ask(({ wait }) => wait(asked, () => this.#graph.read(directory, asked))))
    );
  }

  *#json(name: string, asked: Asked): Asking<PackageJson | undefined> {
    if (this.#jsons.has(name)) return this.#jsons.get(name);
    const found = yield* ask((answers) => answers.read(name, asked));
    const json = found === undefined ? undefined : parsedJson(found.bytes);
    this.#jsons.set(name, json);
    return json;
  }
}

/** The name in a path, or `file:` URL, that a module was told of a file; see {@link pathOf}. */
const nameInPath = (specifier: string): string | undefined => {
  const path = /^file:\/\/\//iu.test(specifier) ? fileUrlPath(specifier) : specifier;
  return path?.startsWith('/') === true ? normalName(path.slice(1)) : undefined;
};

const fileUrlPath = (url: string): string | undefined => {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
};

/** The path that a module is told of a file: its name, as if the cell's files were all there is. */
export const pathOf = (name: string): string => (isUrlName(name) ? name : `/${name}`);

/** The URL that a module is told of a file. */
export const urlOf = (name: string): string =>
  isUrlName(name) ? name : `file:///${name.split('/').map(encodeURIComponent).join('/')}`;

/** What an error says was asked for. */
export const askedOf = ({ specifier, importer }: Request): Asked => ({ specifier, importer: importer?.name });

const attempt = (find: () => readonly string[] | void): readonly string[] | undefined => {
  try {
    const found = find();
    return found === undefined || found.length === 0 ? undefined : found;
  } catch {
    return undefined;
  }
};

const parsedJson = (bytes: Uint8Array): PackageJson | undefined => {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof json === 'object' && json !== null ? (json as PackageJson) : undefined;
  } catch {
    return undefined;
  }
};

const isWithout = ({ browser }: PackageJson, specifier: string): boolean => {
  if (typeof browser !== 'object' || browser === null) return false;
  const bare = specifier.replace(/^node:/u, '');
  return [bare, `node:${bare}`].some(
    (name) => Object.hasOwn(browser, name) && (browser as Record<string, unknown>)[name] === false,
  );
};
