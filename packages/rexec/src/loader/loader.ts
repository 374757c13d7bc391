/**
 * Loads the modules of one cell: names by the hooks, text by the hooks, one record for each name.
 *
 * A module's whole static graph is read before the Compartment links it, so that what is missing or refused is one
 * error with its importer, and not the first of several that SES throws together.
 *
 * Invariant: every specifier, static or dynamic, goes through `resolve`, and every text through `read`, except the
 * modules imported by a bare name, which are the project's own (modules/).
 */
import { SourceError } from '../cell/parse.js';
import type { Positions } from '../cell/positions.js';
import { ImportError } from '../errors/index.js';
import type { Builtins } from '../modules/builtins.js';
import type { Asked, Hooks } from './hooks/hooks.js';
import { type ModuleRecord, parseModule } from './parsers/esm.js';

/** What a loader is made with. */
export interface LoaderPowers {
  readonly hooks: Hooks;
  /** The modules that are imported by a bare name. */
  readonly builtins: Builtins;
  /** The file types that the policy grants. */
  readonly okFileTypes: readonly string[];
  readonly positions: Positions;
}

const typeOf = (name: string): string | undefined => {
  const extension = /\.([a-z]+)$/iu.exec(name)?.[1]?.toLowerCase();
  switch (extension) {
    case 'js':
    case 'mjs':
      return 'esm';
    case 'cjs':
    case 'json':
    case 'wasm':
      return extension;
    case 'ts':
    case 'mts':
    case 'cts':
      return 'ts';
    default:
      return undefined;
  }
};

/** Loads modules. */
export class Loader {
  readonly #powers: LoaderPowers;
  readonly #records = new Map<string, Promise<ModuleRecord>>();

  constructor(powers: LoaderPowers) {
    this.#powers = powers;
  }

  /**
   * The one name that a specifier in a module means.
   *
   * @throws ImportError where the policy does not grant it.
   */
  resolve(specifier: unknown, importer: string): string {
    if (typeof specifier !== 'string') throw new TypeError('a module specifier is a string');
    const [name] = this.#namesFor(specifier, importer);
    if (name === undefined) throw new ImportError({ specifier, importer, why: 'there is no such module' });
    return name;
  }

  /**
   * The name of the module that the host, or a program of the cell, asks for, with its graph read.
   *
   * @throws ImportError where it, or anything it imports, is not there or not granted; SourceError where it is no module.
   */
  async find(specifier: string): Promise<string> {
    const asked = { specifier, importer: undefined };
    for (const name of this.#namesFor(specifier, undefined)) {
      // oxlint-disable-next-line no-await-in-loop -- the first that is there is the one
      if ((await this.#recordOf(name, asked)) !== undefined) {
        // oxlint-disable-next-line no-await-in-loop
        await this.load(name, asked);
        return name;
      }
    }
    throw new ImportError({ ...asked, why: 'there is no such file under okPath' });
  }

  /**
   * The record of a module, with its graph read.
   *
   * @throws ImportError, SourceError as {@link Loader.find}
   */
  async load(name: string, asked: Asked = { specifier: name, importer: undefined }): Promise<ModuleRecord> {
    const root = await this.#requireRecord(name, asked);
    const seen = new Set([name]);
    const readAll = async (importer: string, { imports }: ModuleRecord): Promise<void> => {
      const next = imports.map((specifier) => ({ specifier, importer, name: this.resolve(specifier, importer) }));
      await Promise.all(
        next
          .filter((each) => !seen.has(each.name) && seen.add(each.name))
          .map(async (each) => readAll(each.name, await this.#requireRecord(each.name, each))),
      );
    };
    await readAll(name, root);
    return root;
  }

  #namesFor(specifier: string, importer: string | undefined): readonly string[] {
    const builtin = this.#powers.builtins.resolve(specifier, importer);
    return builtin === undefined ? this.#powers.hooks.resolve(specifier, importer) : [builtin];
  }

  async #requireRecord(name: string, asked: Asked): Promise<ModuleRecord> {
    const record = await this.#recordOf(name, asked);
    if (record !== undefined) return record;
    throw new ImportError({ ...asked, why: 'there is no such file under okPath' });
  }

  async #recordOf(name: string, asked: Asked): Promise<ModuleRecord | undefined> {
    const known = this.#records.get(name);
    if (known !== undefined) return await known;
    const builtin = this.#powers.builtins.recordOf(name);
    if (builtin !== undefined) return builtin;
    const text = await this.#powers.hooks.read(name, asked);
    if (text === undefined) return undefined;
    const loading = this.#records.get(name) ?? this.#parse(name, text, asked);
    this.#records.set(name, loading);
    try {
      return await loading;
    } catch (error) {
      this.#records.delete(name);
      throw error;
    }
  }

  async #parse(name: string, text: string, asked: Asked): Promise<ModuleRecord> {
    const type = typeOf(name);
    if (type === undefined) throw new ImportError({ ...asked, why: `'${name}' has no extension of a known file type` });
    if (!this.#powers.okFileTypes.includes(type)) {
      throw new ImportError({ ...asked, why: `its file type, ${type}, is not granted`, policyLine: 'okFileTypes' });
    }
    if (type !== 'esm') throw new ImportError({ ...asked, why: `files of type ${type} are not loaded yet` });
    const { positions } = this.#powers;
    try {
      const { source, placeMap } = await parseModule(text, positions.labelOf(name, undefined));
      positions.labelOf(name, placeMap);
      return source;
    } catch (error) {
      throw error instanceof SourceError ? error.in(name) : error;
    }
  }
}
