/**
 * Modules from web servers.
 *
 * Trusts: the servers of the origins it is given, for what they serve; TLS for who they are. Invariants: no request
 * goes to another origin, by whatever redirect; the host's headers go to the first origin alone; a guest's import waits
 * and weighs no more than the limits say, compressed or not; a name is a URL, and every read decides anew whether it
 * may be read.
 */
import pLimit from 'p-limit';
import { ImportError, printable } from '../../errors/index.js';
import { mostBytes } from './checked.js';
import { typeByContent } from './content-type.js';
import type { Found, Kind, RHooks } from './hooks.js';
import { HttpCache, type Kept } from './http-cache.js';
import { type Integrity, integrityTable, requireIntegrity } from './integrity.js';
import { isUrlName, urlName } from './location.js';
import { namesByText } from './names.js';

/** What a guest may read by HTTP, and how much. */
export interface HttpOptions {
  /** Other origins that may be read, `https://esm.sh`; without it, the one of the base alone. */
  readonly origins?: readonly string[];
  /** What a file has to be: `sha384-…` by its URL, as in an import map. */
  readonly integrity?: { readonly [url: string]: string };
  /** Sent with each request to the origin of the base, and to no other: an authorization. */
  readonly headers?: { readonly [name: string]: string };
  /** The longest file, in bytes, decompressed. 16 MiB: no module that someone wrote is longer. */
  readonly maxBytes?: number;
  /** The longest wait for one file, in milliseconds, redirects and body included. 10 seconds. */
  readonly timeMs?: number;
  /** The most redirects followed for one file. 5. */
  readonly maxRedirects?: number;
  /** The most bytes kept in memory, for all cells that have these hooks. 64 MiB; 0 keeps nothing. */
  readonly cacheBytes?: number;
}

interface Answer extends Kept {
  readonly url: URL;
}

/** Requests at one time: a module with ten thousand imports opens no ten thousand sockets. */
const mostAtOnce = 16;
const redirects = new Set([301, 302, 303, 307, 308]);
const accept = 'text/javascript, application/json, application/wasm, */*;q=0.5';

const fault = (name: string, why: string, policyLine?: string, cause?: unknown): ImportError =>
  new ImportError({ specifier: name, why: `'${printable(name)}' ${why}`, policyLine }, cause);

const originOf = (given: string | URL): string => {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    throw new TypeError(`'${String(given)}' is no http(s) URL that modules could be read from`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('a URL with a password in it would show it to the guest: use headers');
  }
  return url.origin;
};

const amount = (value: number, name: string): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} is a whole number from 0`);
  return value;
};

/** Reads modules from web servers. */
class HttpHooks implements RHooks {
  readonly #base: string;
  readonly #origin: string;
  readonly #origins: ReadonlySet<string>;
  readonly #integrity: ReadonlyMap<string, Integrity>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #maxBytes: number;
  readonly #timeMs: number;
  readonly #maxRedirects: number;
  readonly #cache: HttpCache;
  readonly #limit = pLimit(mostAtOnce);
  readonly #asking = new Map<string, Promise<Answer | undefined>>();

  /**
   * @param base - the URL that the host's own imports are relative to.
   * @throws TypeError for what is wrong with it or with the options.
   */
  constructor(base: string | URL, options: HttpOptions = {}) {
    this.#origin = originOf(base);
    this.#base = urlName(new URL(base));
    this.#origins = new Set([this.#origin, ...(options.origins ?? []).map(originOf)]);
    this.#integrity = integrityTable(options.integrity, (key) =>
      URL.canParse(key, this.#base) ? urlName(new URL(key, this.#base)) : undefined,
    );
    this.#headers = { accept, ...Object.fromEntries(new Headers(options.headers)) };
    this.#maxBytes = amount(options.maxBytes ?? mostBytes / 4, 'maxBytes');
    this.#timeMs = amount(options.timeMs ?? 10_000, 'timeMs');
    this.#maxRedirects = amount(options.maxRedirects ?? 5, 'maxRedirects');
    this.#cache = new HttpCache(amount(options.cacheBytes ?? mostBytes, 'cacheBytes'));
  }

  /** {@inheritDoc RHooks.resolve} */
  resolve(specifier: string, importer: string | undefined): readonly string[] {
    const names = namesByText(specifier, importer ?? this.#base).filter(isUrlName);
    for (const name of names) this.#requireGranted(name);
    return names;
  }

  /** {@inheritDoc RHooks.read} */
  async read(name: string): Promise<Found | undefined> {
    if (!isUrlName(name)) return undefined;
    const answer = await this.#get(name);
    if (answer === undefined) return undefined;
    const { bytes, url } = answer;
    const typed = typeByContent(url.pathname, answer.contentType);
    if ('fault' in typed) throw fault(name, `is no module: ${typed.fault}`);
    const oneName = urlName(url);
    for (const each of new Set([name, oneName])) {
      const wanted = this.#integrity.get(each);
      if (wanted !== undefined) requireIntegrity(bytes, wanted, each);
    }
    return { bytes, type: typed.type, name: oneName };
  }

  /** {@inheritDoc RHooks.exists} */
  async exists(name: string): Promise<Kind | undefined> {
    return isUrlName(name) && (await this.#get(name)) !== undefined ? 'file' : undefined;
  }

  /** {@inheritDoc RHooks.canonical} */
  async canonical(name: string): Promise<string> {
    const answer = isUrlName(name) ? await this.#get(name) : undefined;
    return answer === undefined ? name : urlName(answer.url);
  }

  #requireGranted(name: string): URL {
    const url = URL.canParse(name) ? new URL(name) : undefined;
    if (url === undefined || urlName(url) !== name) throw fault(name, 'is no URL in its normal form');
    if (url.username !== '' || url.password !== '') throw fault(name, 'has a user name in it');
    if (this.#origins.has(url.origin)) return url;
    const origins = [...this.#origins].join(', ');
    throw fault(
      name,
      `is of another origin than these hooks may read (${origins})`,
      `hooks (origins: '${url.origin}')`,
    );
  }

  /** One request for all who ask at the same time. */
  async #get(name: string): Promise<Answer | undefined> {
    const url = this.#requireGranted(name);
    // From now, the wait for its turn included.
    const follow = (signal = AbortSignal.timeout(this.#timeMs)): Promise<Answer | undefined> =>
      this.#limit(async () => await this.#follow(name, url, signal)).finally(() => this.#asking.delete(name));
    const asking = this.#asking.get(name) ?? follow();
    this.#asking.set(name, asking);
    return await asking;
  }

  async #follow(name: string, start: URL, signal: AbortSignal): Promise<Answer | undefined> {
    let url = start;
    try {
      for (let hops = 0; hops <= this.#maxRedirects; hops += 1) {
        // oxlint-disable-next-line no-await-in-loop -- where to ask next is what the answer says
        const answer = await this.#ask(name, url, signal);
        if (!(answer instanceof URL)) return answer;
        url = this.#requireGranted(urlName(answer));
      }
    } catch (error) {
      if (error instanceof ImportError) throw error;
      if (signal.aborted) throw fault(name, `did not come within ${this.#timeMs} ms`, undefined, error);
      const { code, message } = ((error as Error).cause ?? error) as { code?: string; message?: string };
      throw fault(name, `cannot be read: ${printable(code ?? message ?? 'no reason given')}`, undefined, error);
    }
    throw fault(name, `is redirected more than ${this.#maxRedirects} times`);
  }

  /** Asks one server: the file, where to ask instead, or undefined where it has none. */
  async #ask(name: string, url: URL, signal: AbortSignal): Promise<Answer | URL | undefined> {
    const { href } = url;
    const own = url.origin === this.#origin ? this.#headers : { accept };
    const fresh = this.#cache.fresh(href, own);
    if (fresh !== undefined) return { ...fresh, url };
    const headers = this.#cache.headersFor(href, own);
    const response = await fetch(href, { headers, redirect: 'manual', signal });
    const { status } = response;
    if (status === 200) {
      const bytes = await this.#bodyOf(name, response);
      const kept: Kept = { bytes, contentType: response.headers.get('content-type') };
      this.#cache.keep(href, own, response.headers, kept);
      return { ...kept, url };
    }
    await response.body?.cancel();
    if (status === 304) {
      const kept = this.#cache.revalidated(href, own, response.headers);
      if (kept !== undefined) return { ...kept, url };
    }
    this.#cache.drop(href);
    if (status === 404 || status === 410) return undefined;
    const location = response.headers.get('location');
    if (!redirects.has(status)) throw fault(name, `cannot be read: the server answered ${status}`);
    if (location === null || !URL.canParse(location, url.href)) throw fault(name, 'is redirected to no URL');
    return new URL(location, url);
  }

  /** The body, decompressed, while it is no longer than it may be. */
  async #bodyOf(name: string, { body }: Response): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let total = 0;
    // Leaving the loop cancels the rest.
    for await (const chunk of body ?? []) {
      total += chunk.byteLength;
      if (total > this.#maxBytes) throw fault(name, `is longer than ${this.#maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/**
 * Hooks that read modules from web servers: by default from one origin, the base's.
 *
 * A guest that may import chooses URLs on those origins, and so tells their servers what it wants by them.
 *
 * @param base - the URL that the host's own imports are relative to: `https://host/modules/`.
 * @example
 * httpHooks('https://host/modules/', { origins: ['https://esm.sh'], timeMs: 3000 });
 */
export const httpHooks = (base: string | URL, options?: HttpOptions): RHooks => new HttpHooks(base, options);
