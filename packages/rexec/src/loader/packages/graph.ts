/**
 * The npm packages of one cell: what each is, and which others it may import, by `@endo/compartment-mapper`.
 *
 * The graph is read when a package is first asked for, from that package on: its package.json, those of what it declares
 * to need, and so on. A package gets at what it declares (dependencies, peers, optional ones) and at nothing else that
 * happens to be installed beside it. Trusts: nothing of what is in the files; they are read through the cell's hooks.
 * Invariant: a package is known by the one name of its directory, links resolved.
 */
import type { mapNodeModules as MapNodeModules } from '@endo/compartment-mapper/node-modules.js';
import { ImportError, printable } from '../../errors/index.js';
import type { Asked, CheckedHooks } from '../hooks/hooks.js';
import { locationOf, nameOfLocation } from '../hooks/location.js';
import type { PackageJson } from './package-json.js';
import { partsOf, policyKeyOf } from './places.js';

/** A package. */
export interface Package {
  /** The name of its directory. */
  readonly directory: string;
  /** What a policy calls it. */
  readonly key: string;
  readonly json: PackageJson;
  /** The directories of the packages that it may import, by the name it knows them by. */
  readonly needs: ReadonlyMap<string, string>;
}

type Mapped = Awaited<ReturnType<typeof MapNodeModules>>;
type Descriptor = Mapped['compartments'][keyof Mapped['compartments']];

/** The mapper knows `file:` URLs only, and none of these leads to a file. */
const fileUrl = (directory: string): string => `${locationOf(directory).replace(/^padded:/u, 'file:')}/`;
const nameOfUrl = (url: string): string | undefined =>
  nameOfLocation(url.replace(/^file:/u, 'padded:'))?.replace(/\/$/u, '');

const load = async (): Promise<typeof MapNodeModules> =>
  (await import('@endo/compartment-mapper/node-modules.js')).mapNodeModules;

const needsOf = ({ modules, scopes }: Descriptor, directory: string): ReadonlyMap<string, string> => {
  const needs = new Map<string, string>();
  for (const [specifier, target] of [...Object.entries(scopes), ...Object.entries(modules)]) {
    const { compartment } = target as { readonly compartment?: string };
    const found = compartment === undefined ? undefined : nameOfUrl(compartment);
    const name = partsOf(specifier)?.name;
    if (name !== undefined && found !== undefined && found !== directory) needs.set(name, found);
  }
  return needs;
};

/** The packages that have been asked for, and what they need. */
export class PackageGraph {
  readonly #hooks: CheckedHooks;
  readonly #packages = new Map<string, Package>();
  readonly #reading = new Map<string, Promise<Package>>();

  constructor(hooks: CheckedHooks) {
    this.#hooks = hooks;
  }

  /** The package in a directory, where it is known. */
  get(directory: string): Package | undefined {
    return this.#packages.get(directory);
  }

  /**
   * Reads the package in a directory, with all that it needs.
   *
   * @param directory - its one name.
   * @throws ImportError where it is no package.
   */
  async read(directory: string, asked: Asked): Promise<Package> {
    const known = this.#packages.get(directory);
    if (known !== undefined) return known;
    const reading = this.#reading.get(directory) ?? this.#map(directory, asked);
    this.#reading.set(directory, reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(directory);
    }
  }

  async #map(directory: string, asked: Asked): Promise<Package> {
    const mapNodeModules = await load();
    const descriptors = new Map<string, PackageJson>();
    const refusals: ImportError[] = [];
    /** What is refused is not there for a graph; who imports it is told. */
    const unlessRefused = async <T>(get: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await get();
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
        refusals.push(error);
        return otherwise;
      }
    };
    const maybeRead = async (location: string): Promise<Uint8Array | undefined> => {
      const name = nameOfUrl(location);
      if (name === undefined || name === '') return undefined;
      return (await unlessRefused(() => this.#hooks.read(name, asked), undefined))?.bytes;
    };
    const powers = {
      maybeRead,
      read: async (location: string) => (await maybeRead(location)) ?? this.#missing(directory, asked),
      canonical: async <T extends string>(location: T): Promise<T> => {
        const name = nameOfUrl(location);
        if (name === undefined || name === '') return location;
        return fileUrl(await unlessRefused(() => this.#hooks.canonical(name, asked), name)) as T;
      },
    };
    let mapped: Mapped;
    try {
      mapped = await mapNodeModules(powers, `${fileUrl(directory)}index.js`, {
        packageDataHook: ({ packageData }) => {
          for (const { location, packageDescriptor } of packageData.values()) {
            descriptors.set(location, packageDescriptor);
          }
        },
      });
    } catch (error) {
      if (error instanceof ImportError) throw error;
      const why =
        error instanceof Error ? printable(error.message.replaceAll(/file:\/\//gu, '')) : 'for no reason given';
      throw new ImportError({ ...asked, why: `the package in '${directory}' cannot be read: ${why}` }, error);
    }
    for (const [location, descriptor] of Object.entries(mapped.compartments)) {
      const at = nameOfUrl(location);
      const json = descriptors.get(location);
      if (at === undefined || json === undefined || this.#packages.has(at)) continue;
      const key = policyKeyOf(at) || descriptor.name;
      this.#packages.set(at, Object.freeze({ directory: at, key, json, needs: needsOf(descriptor, at) }));
    }
    return this.#packages.get(directory) ?? this.#missing(directory, asked);
  }

  #missing(directory: string, asked: Asked): never {
    throw new ImportError({ ...asked, why: `there is no package.json in '${directory}'` });
  }
}
