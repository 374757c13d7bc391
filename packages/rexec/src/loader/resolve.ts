/**
 * What a specifier means, in the module that it stands in: a module that comes with the cell, a file of the cell's, a file
 * of the same package, or one of a package that is declared.
 *
 * By Node's rules (`exports` and `imports` by `resolve.exports`, with the conditions of the way it is asked for), with two
 * differences: a package imports what it declares and nothing else that lies about, and its files are its own directory.
 * Invariant: the names given lie in the directory of their owner; what they turn out to be, links followed, is for the
 * loader to check when it has read them.
 */
import { ImportError } from '../errors/index.js';
import { type Asking, ask } from './asking.js';
import type { Asked, CheckedHooks } from './hooks/hooks.js';
import { isRelative, normalName } from './hooks/names.js';
import { Entries } from './packages/entry.js';
import type { Package, PackageGraph } from './packages/graph.js';
import { Installed } from './packages/installed.js';
import { type Nearest, type PackageJson, PackageJsons, isWithout, parentOf } from './packages/package-json.js';
import { isWithin, packageDirectory, packageLine, partsOf } from './packages/places.js';
import { type Request, askedOf } from './request.js';
import type { SiteMaker } from './site.js';
import { nameInPath } from './told.js';

/** What a specifier means. */
export type Meaning =
  | { readonly builtin: string }
  /** A module that is there and has nothing in it. */
  | { readonly empty: true }
  /** The names it may have, best first. */
  | { readonly names: readonly string[]; readonly owner: Package | undefined };

/** The module by which a guest nests. */
const ownName = 'node:@padded-cell/rexec';

/** Finds what specifiers mean. */
export class Resolver {
  readonly #hooks: CheckedHooks;
  readonly #siteOf: SiteMaker;
  readonly #jsons = new PackageJsons();
  readonly #entries: Entries;
  readonly #installed: Installed;

  constructor(
    hooks: CheckedHooks,
    graph: PackageGraph,
    siteOf: SiteMaker,
    { hasTypeScript, conditions }: { readonly hasTypeScript: boolean; readonly conditions: readonly string[] },
  ) {
    this.#hooks = hooks;
    this.#siteOf = siteOf;
    this.#entries = new Entries(this.#jsons, hasTypeScript, conditions);
    this.#installed = new Installed(hooks, graph);
  }

  /** @throws ImportError where it means nothing that is granted. */
  *resolve(request: Request): Asking<Meaning> {
    const { specifier, importer } = request;
    const builtin = this.#builtin(request);
    if (builtin !== undefined) return builtin;
    if (specifier.startsWith('#')) return yield* this.#internal(request);
    const owner = importer?.owner;
    const names = owner === undefined ? yield* this.#inCell(request) : this.#inPackage(request, owner);
    if (names.length === 0) return yield* this.#bare(request);
    const found: string[] = [];
    for (const name of names) found.push(...(yield* this.#entries.namesOf(name, request)));
    return yield* this.#owned(found, owner, request);
  }

  /** The nearest package.json to a file, no further up than its owner's directory. */
  *nearestJson(name: string, owner: Package | undefined, asked: Asked): Asking<PackageJson | undefined> {
    return (yield* this.#jsons.nearest(name, owner, asked))?.json;
  }

  /** The owner of a file, by its one name, where a file of `expected` was asked for. */
  *ownerOf(name: string, expected: Package | undefined, request: Request): Asking<Package | undefined> {
    const directory = packageDirectory(name);
    if (expected !== undefined && isWithin(name, expected.directory)) {
      if (directory === undefined || isWithin(expected.directory, directory)) return expected;
    }
    const asked = askedOf(request);
    const owner = directory === undefined ? undefined : yield* this.#installed.in(directory, request);
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
      const names = request.manner === 'require' ? this.#entries.withExtensions(name) : [name];
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
      const name = normalName(`${parentOf(importer?.name ?? '')}/${specifier}`);
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
    // A name that is in no package may be there under several roots, in one of them in a package: seen when it is found.
    if (first === undefined || owner === undefined) return { names, owner };
    return { names, owner: yield* this.ownerOf(first, owner, request) };
  }

  /** `#name`, by the `imports` of the package that it stands in. */
  *#internal(request: Request): Asking<Meaning> {
    const { importer } = request;
    const owner = importer?.owner;
    const nearest = importer && (owner ?? (yield* this.#jsons.nearest(importer.name, undefined, askedOf(request))));
    const found = this.#entries.internal(nearest, request);
    if ('names' in found) return yield* this.#owned(found.names, owner, request);
    return yield* this.resolve({ ...request, specifier: found.specifier });
  }

  /** A bare name: a package. */
  *#bare(request: Request): Asking<Meaning> {
    const { specifier } = request;
    const parts = partsOf(specifier);
    if (parts === undefined) {
      throw new ImportError({
        ...askedOf(request),
        why: "a bare name is a module of the host or an npm package, and this is neither; a file's name starts with './'",
        policyLine: 'okBuiltinModules',
      });
    }
    const { name, subpath } = parts;
    const own = yield* this.#ownBy(name, request);
    if (own !== undefined) {
      const names = yield* this.#entries.exported({ ...own, key: name }, subpath, request);
      return yield* this.#owned(names, undefined, request);
    }
    const found = yield* this.#installed.named(name, request);
    return { names: yield* this.#entries.exported(found, subpath, request), owner: found };
  }

  /** The package that the cell's own module is in, where it calls it by its name and that says what it exports. */
  *#ownBy(name: string, { importer, ...request }: Request): Asking<Nearest | undefined> {
    if (importer === undefined || importer.owner !== undefined) return undefined;
    const nearest = yield* this.#jsons.nearest(importer.name, undefined, askedOf({ importer, ...request }));
    return nearest?.json.name === name && nearest.json.exports !== undefined ? nearest : undefined;
  }
}
