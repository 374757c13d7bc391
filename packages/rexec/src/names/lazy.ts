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
  Buffer: ['node:buffer', 'Buffer'],
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
  ByteLengthQueuingStrategy: ['node:internal/web-streams', 'ByteLengthQueuingStrategy'],
  CountQueuingStrategy: ['node:internal/web-streams', 'CountQueuingStrategy'],
  ReadableStream: ['node:internal/web-streams', 'ReadableStream'],
  TextDecoderStream: ['node:internal/web-streams', 'TextDecoderStream'],
  TextEncoderStream: ['node:internal/web-streams', 'TextEncoderStream'],
  TransformStream: ['node:internal/web-streams', 'TransformStream'],
  WritableStream: ['node:internal/web-streams', 'WritableStream'],
};

/** Makes a value when it is first asked for, and gives that one from then on. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** What makes each of some globals, by name. */
export type Makers = ReadonlyMap<string, () => unknown>;

const modulesNames: readonly string[] = Object.keys(LAZY_GLOBALS);

/** The lazy globals of one global. */
export class LazyGlobals {
  readonly #own: Makers;
  readonly #importNow: (module: string) => object;
  readonly #taken: ReadonlySet<string>;
  readonly #made = new Map<string, unknown>();

  /**
   * @param own - those that are no module's: each gives its value, the same each time.
   * @param importNow - the exports of a module of the cell.
   * @param taken - names that are withheld, or that the host endowed.
   */
  constructor(own: Makers, importNow: (module: string) => object, taken: ReadonlySet<string>) {
    this.#own = own;
    this.#importNow = importNow;
    this.#taken = taken;
  }

  get names(): readonly string[] {
    return [...this.#own.keys(), ...modulesNames].filter((name) => !this.#taken.has(name));
  }

  has(name: string): boolean {
    return !this.#taken.has(name) && (this.#own.has(name) || Object.hasOwn(LAZY_GLOBALS, name));
  }

  /** The value of a name that there is. */
  valueOf(name: string): unknown {
    if (!this.has(name)) return undefined;
    const make = this.#own.get(name);
    if (make !== undefined) return make();
    if (!this.#made.has(name)) {
      const [module, exported] = LAZY_GLOBALS[name] as GlobalSource;
      this.#made.set(name, (this.#importNow(module) as Record<string, unknown>)[exported]);
    }
    return this.#made.get(name);
  }
}
