/**
 * Globals that are made when a guest first uses them: most are exports of modules that run in its cell.
 *
 * Most guests use none of them, and evaluating them all would take longer than making the cell. Invariant: what a name
 * gives is made once, and stays what it is.
 */
/** Where a global comes from: an export of a module of the cell, which need not be one that the guest may import. */
type GlobalSource = readonly [module: string, exported: string];

/** Every global that is an export of a module. */
const LAZY_GLOBALS: Readonly<Record<string, GlobalSource>> = {
  RExec: ['node:padded-cell/rexec', 'RExec'],
  allow: ['node:padded-cell/bastion', 'allow'],
  bastion: ['node:padded-cell/bastion', 'bastion'],
  narrow: ['node:padded-cell/bastion', 'narrow'],
  AbortController: ['node:internal/abort', 'AbortController'],
  AbortSignal: ['node:internal/abort', 'AbortSignal'],
  CustomEvent: ['node:internal/events-web', 'CustomEvent'],
  DOMException: ['node:internal/events-web', 'DOMException'],
  Event: ['node:internal/events-web', 'Event'],
  EventTarget: ['node:internal/events-web', 'EventTarget'],
  TextDecoder: ['node:internal/encoding', 'TextDecoder'],
  URL: ['node:internal/url', 'URL'],
  URLSearchParams: ['node:internal/url', 'URLSearchParams'],
  Blob: ['node:internal/fetch', 'Blob'],
  File: ['node:internal/fetch', 'File'],
  FormData: ['node:internal/fetch', 'FormData'],
  Headers: ['node:internal/fetch', 'Headers'],
  Request: ['node:internal/fetch', 'Request'],
  Response: ['node:internal/fetch', 'Response'],
  fetch: ['node:internal/fetch', 'fetch'],
  atob: ['node:internal/encoding', 'atob'],
  btoa: ['node:internal/encoding', 'btoa'],
  crypto: ['node:internal/crypto', 'crypto'],
  performance: ['node:internal/performance', 'performance'],
  process: ['node:process', 'default'],
  structuredClone: ['node:internal/clone', 'structuredClone'],
};

/** Makes a value when it is first asked for, and gives that one from then on. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** The lazy globals of one cell, by name: each gives the value. */
export type LazyGlobals = ReadonlyMap<string, () => unknown>;

/**
 * The lazy globals of a cell.
 *
 * @param own - those that are no module's.
 * @param importNow - the exports of a module of the cell.
 * @param taken - names that are withheld, or that the host endowed.
 */
export const lazyGlobals = (
  own: LazyGlobals,
  importNow: (module: string) => object,
  taken: ReadonlySet<string>,
): LazyGlobals => {
  const globals = new Map<string, () => unknown>();
  for (const [name, make] of own) if (!taken.has(name)) globals.set(name, make);
  for (const [name, [module, exported]] of Object.entries(LAZY_GLOBALS)) {
    if (taken.has(name)) continue;
    globals.set(
      name,
      once(() => (importNow(module) as Record<string, unknown>)[exported]),
    );
  }
  return globals;
};
