/**
 * Which package a bare name means: for the cell's own modules the one that is installed nearest above them, for a
 * package's one that it declares.
 *
 * Invariant: a package gets at what it declares, at itself, and at nothing else that happens to be installed beside it.
 */
import { ImportError } from '../../errors/index.js';
import { type Asking, ask } from '../asking.js';
import type { CheckedHooks } from '../hooks/hooks.js';
import { type Request, askedOf } from '../request.js';
import type { Package, PackageGraph } from './graph.js';
import { directoriesAbove } from './package-json.js';

/** Finds packages by their names. */
export class Installed {
  readonly #hooks: CheckedHooks;
  readonly #graph: PackageGraph;

  constructor(hooks: CheckedHooks, graph: PackageGraph) {
    this.#hooks = hooks;
    this.#graph = graph;
  }

  /** The package in a directory, by its one name. @throws ImportError where it is no package */
  *in(directory: string, request: Request): Asking<Package> {
    const asked = askedOf(request);
    const known = this.#graph.get(directory);
    return known ?? (yield* ask(({ wait }) => wait(asked, () => this.#graph.read(directory, asked))));
  }

  /** @throws ImportError where there is none of this name for who asks. */
  *named(name: string, request: Request): Asking<Package> {
    const owner = request.importer?.owner;
    return owner === undefined ? yield* this.#nearest(name, request) : yield* this.#declared(name, request, owner);
  }

  /** In the nearest node_modules that has it. */
  *#nearest(name: string, request: Request): Asking<Package> {
    const asked = askedOf(request);
    for (const directory of this.#candidates(name, request)) {
      const json = yield* ask((answers) => answers.exists(`${directory}/package.json`, asked));
      if (json !== 'file') continue;
      const oneName = yield* ask((answers) => answers.canonical(directory, asked));
      return yield* this.in(oneName, request);
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
      for (const directory of directoriesAbove(importer.name)) {
        if (!/(?:^|\/)node_modules$/u.test(directory)) {
          found.push(`${directory === '' ? '' : `${directory}/`}node_modules/${name}`);
        }
      }
      return found;
    }
    try {
      found.push(...this.#hooks.resolve(`./node_modules/${name}`, undefined));
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
    }
    return [...found, `node_modules/${name}`];
  }

  *#declared(name: string, request: Request, owner: Package): Asking<Package> {
    if (name === owner.json.name && owner.json.exports !== undefined) return owner;
    const directory = owner.needs.get(name);
    if (directory !== undefined) return yield* this.in(directory, request);
    // As Node finds it, in the node_modules that it lies in: how plugins of a package in one file get at it.
    if (name === owner.json.name) return owner;
    throw new ImportError({
      ...askedOf(request),
      why: `the package '${owner.key}' does not declare '${name}' in its package.json, or it is not installed under okPath`,
    });
  }
}
