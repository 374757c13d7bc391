/**
 * A loader of the host's own, in place of the cell's: it is asked for every module, first and last.
 *
 * Trusts: the host, to give what it means to give. Invariants: what it gives is checked once and copied; a source is
 * parsed and run as any other of its type, which the policy must grant; values cross as endowments do; and where it gives
 * nothing, there is nothing.
 */
import { types } from 'node:util';
import { ImportError, printable } from '../errors/index.js';
import { FILE_TYPES, type FileType } from '../policy/vocabulary/file-types.js';
import type { Asked, Awaitable } from './hooks/hooks.js';

/** What a loader is asked for. */
export interface LoadRequest {
  /** As it was written. */
  readonly specifier: string;
  /** The name of the module it was written in; undefined where the host or a program asks. */
  readonly importer: string | undefined;
  /** `require` takes no promise for an answer. */
  readonly by: 'import' | 'require';
}

/** A module as source: parsed, linked and run in the cell. */
export interface SourceModule {
  /** Its one name, as the guest may see it: who is given the same name again gets the same module. */
  readonly name: string;
  readonly source: string | Uint8Array;
  /** What it is; the policy's `okFileTypes` must have it. */
  readonly type: FileType;
}

/** A module as values of the host's, which cross to the guest as endowments do. */
export interface ValuesModule {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What a loader gives: a module, `'default'` for what the cell's own loader would, or undefined for none. */
export type Loaded = SourceModule | ValuesModule | 'default' | undefined;

/**
 * Loads modules in place of a cell's own loader: the option `loader` of `RExec`.
 *
 * @example
 * import { RExec } from '@padded-cell/rexec';
 * const loader = {
 *   load: ({ specifier }) =>
 *     specifier === 'config' ? { name: 'config', exports: { debug: true } } : 'default',
 * };
 * const rex = new RExec({ loader });
 * (await rex.rImport('config')).debug; // true
 */
export interface RLoader {
  /** @throws what the guest is then told: an ImportError as it is, anything else by its message. */
  load(request: LoadRequest): Awaitable<Loaded>;
}

/** What was given, checked. */
export type Given =
  | { readonly name: string; readonly bytes: Uint8Array; readonly type: FileType }
  | { readonly name: string; readonly exports: ReadonlyMap<string, unknown> };

const isName = (name: unknown): name is string =>
  typeof name === 'string' && /^(?![a-z][a-z\d+.-]*:(?!\/\/))[^\0]{1,4096}$/iu.test(name);

const bytesOf = (source: unknown): Uint8Array | undefined => {
  if (typeof source === 'string') return new TextEncoder().encode(source);
  return types.isUint8Array(source) ? new Uint8Array(source) : undefined;
};

/**
 * What a loader gave, checked; `'default'` where the cell's own is to serve.
 *
 * @throws ImportError where it gave nothing, or what is no module.
 */
export const givenBy = (loaded: unknown, asked: Asked): Given | 'default' => {
  const refuse = (why: string): never => {
    throw new ImportError({ ...asked, why });
  };
  if (loaded === 'default') return loaded;
  if (loaded === undefined) return refuse('the loader of this cell has no such module');
  if (typeof loaded !== 'object' || loaded === null) return refuse('the loader of this cell gave no module');
  const { name, source, type, exports } = loaded as Partial<SourceModule & ValuesModule>;
  if (!isName(name)) return refuse('the loader of this cell gave a module without a proper name');
  if (exports !== undefined) return { name, exports: new Map(Object.entries(exports)) };
  const bytes = bytesOf(source);
  if (bytes === undefined || typeof type !== 'string' || !Object.hasOwn(FILE_TYPES, type)) {
    return refuse(`the loader of this cell gave '${printable(name)}' without a source and its type, or exports`);
  }
  return { name, bytes, type };
};
