/**
 * The few functions that modules are linked with, evaluated in the cell that has the modules: a guest may come to hold
 * any of them.
 *
 * Invariant: none of them is the host's, and none can be changed by anyone.
 */
import { harden } from '../../lockdown/realm.js';
import { overrideText } from '../parsers/overrides.js';

/** Gives what an export is at the moment. */
export type Getter = () => unknown;

/** A CommonJS module as its code knows it. */
export interface CjsRecord {
  exports: unknown;
  loaded: boolean;
}

/** The functions. */
export interface Kit {
  /** Assigns as the language did before lockdown; see parsers/overrides.ts. */
  readonly assign: (target: unknown, name: string, value: unknown) => unknown;
  readonly valueGetter: (value: unknown) => Getter;
  readonly propertyGetter: (holder: object, name: string) => Getter;
  readonly exportGetter: (record: CjsRecord, name: string) => Getter;
  readonly wholeGetter: (record: CjsRecord) => Getter;
  readonly makeRecord: (id: string, path: string) => CjsRecord;
  /** A memory of WebAssembly. */
  readonly makeMemory: (buffer: Getter, grow: unknown) => object;
  /** What `import.meta` is. */
  readonly makeMeta: (
    url: string,
    filename: string | undefined,
    dirname: string | undefined,
    resolve: unknown,
  ) => object;
  /** The file type that the second argument of `import()` asks for. */
  readonly typeAsked: (options: unknown) => unknown;
  /** The address in a URL. */
  readonly hrefOf: (url: unknown) => unknown;
}

const kitText = `(() => {
  const assign = ${overrideText};
  const valueGetter = value => () => value;
  const propertyGetter = (holder, name) => () => holder[name];
  const exportGetter = (record, name) => () => {
    const { exports } = record;
    return exports === undefined || exports === null ? undefined : exports[name];
  };
  const wholeGetter = record => () => record.exports;
  const makeRecord = (id, path) => ({
    id, path, filename: id, exports: {}, loaded: false, children: [], paths: [], parent: undefined,
  });
  const makeMeta = (url, filename, dirname, resolve) => ({
    __proto__: null, ...(dirname === undefined ? {} : { dirname, filename }), resolve, url,
  });
  const makeMemory = (buffer, grow) => ({ get buffer() { return buffer(); }, grow });
  const typeAsked = options => (options === undefined ? undefined : options.with?.type);
  const hrefOf = url => (typeof url === 'object' && url !== null ? url.href : undefined);
  return { makeMemory, makeMeta, typeAsked, hrefOf, assign, valueGetter, propertyGetter, exportGetter, wholeGetter, makeRecord };
})()`;

/** Makes them. */
export const kitFor = (evaluate: (text: string) => unknown): Kit => harden(evaluate(kitText) as Kit);
