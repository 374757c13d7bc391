/**
 * One `fetch`: a request, the redirects that it is led through, and the response with its body.
 *
 * Trusts: nothing of the guest's, nothing of a server's. Invariants: each place on the way is one that the policy grants,
 * judged again at each; the time and the size of all of it are bounded; once it has ended nothing of it goes on.
 */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { NotGrantedError } from '../../errors/index.js';
import { LimitError } from '../../policy/ledger.js';
import { type Connections, failure, portOf, type Sending } from './connecting.js';
import { decodedBody } from './decoding.js';
import { withoutBody, withoutConfided } from './headers.js';

/** How long and how much. */
export interface ExchangeLimits {
  /** Until the headers of a response are there, and between two parts of its body: milliseconds. */
  readonly waitMs: number;
  /** In all, whether its body is read or not: milliseconds. */
  readonly totalMs: number;
  /** Of the body of a response, when it is decompressed. */
  readonly bodyBytes: number;
  readonly redirects: number;
}

/** What there is by default. */
export const exchangeLimits: ExchangeLimits = {
  waitMs: 30_000,
  totalMs: 300_000,
  bodyBytes: 64 * 1024 * 1024,
  redirects: 20,
};

/** What an exchange is made with. */
export interface ExchangePowers {
  readonly connections: Connections;
  readonly limits: ExchangeLimits;
  /** Whether the policy grants a host on a port. */
  readonly grants: (hostname: string, port: number) => boolean;
  /** Counts bytes that come in. @throws LimitError */
  readonly spend: (bytes: number) => void;
  /** Is called once, when it has ended. */
  readonly ended: () => void;
}

export type RedirectMode = 'error' | 'follow' | 'manual';

const isRedirect = new Set([301, 302, 303, 307, 308]);
const haveNoBody = new Set([204, 205, 304]);

/** A response, as a flat list for the guest half: status, its text, URL, whether redirected, whether with a body, headers. */
export type Head = readonly (boolean | number | string)[];

/** What the web takes for a URL of `fetch`. @throws TypeError for any other */
export const fetchable = (text: string): URL => {
  if (!URL.canParse(text)) throw new TypeError(`fetch takes a URL`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`fetch has http: and https: here, and not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '')
    throw new TypeError('fetch takes no URL with a user name or password in it');
  return url;
};

/** What is sent next, when a response leads on. */
const redirected = ({ url, method, headers, body }: Sending, status: number, location: string): Sending => {
  if (!URL.canParse(location, url.href)) throw new TypeError('fetch failed: a redirect leads to no URL');
  const next = fetchable(new URL(location, url).href);
  const becomesGet =
    ((status === 301 || status === 302) && method === 'POST') ||
    (status === 303 && method !== 'GET' && method !== 'HEAD');
  const kept = next.origin === url.origin ? headers : withoutConfided(headers);
  return becomesGet
    ? { url: next, method: 'GET', headers: withoutBody(kept), body: undefined }
    : { url: next, method, headers: kept, body };
};

/** One fetch. */
export class Exchange {
  readonly #powers: ExchangePowers;
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  #reason: Error | undefined;
  #body: AsyncIterator<Uint8Array> | undefined;
  #source: Readable | undefined;
  #bytes = 0;
  #hasEnded = false;
  /** The response's head, when it is there. */
  readonly head: Promise<Head>;

  constructor(sending: Sending, redirect: RedirectMode, powers: ExchangePowers) {
    this.#powers = powers;
    this.#total = setTimeout(() => {
      this.#stop('it took too long');
    }, powers.limits.totalMs);
    this.#total.unref();
    this.head = this.#run(sending, redirect);
    // A guest need not ask for it.
    this.head.catch(() => undefined);
  }

  /** Whether nothing more comes of it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Ends it, wherever it is. */
  cancel(): void {
    this.#stop('it was aborted');
  }

  /** The next part of the body; null at its end. */
  async read(): Promise<Uint8Array | null> {
    if (this.#reason !== undefined) throw this.#reason;
    if (this.#body === undefined) return null;
    try {
      const { value, done } = await this.#inTime(this.#body.next());
      if (done === true) {
        this.#end();
        return null;
      }
      const part: Uint8Array = value;
      this.#bytes += part.length;
      if (this.#bytes > this.#powers.limits.bodyBytes) {
        throw new RangeError(`the body of a response is more than ${this.#powers.limits.bodyBytes} bytes`);
      }
      this.#powers.spend(part.length);
      return new Uint8Array(part);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #run(first: Sending, redirect: RedirectMode): Promise<Head> {
    try {
      let sending = first;
      for (let redirects = 0; ; redirects += 1) {
        this.#requireGranted(sending.url, redirects > 0);
        // oxlint-disable-next-line no-await-in-loop -- each leads to the next
        const response = await this.#inTime(this.#powers.connections.send(sending, this.#controller.signal));
        response.on('error', () => undefined);
        const { statusCode: status = 0, headers } = response;
        const leadsOn = isRedirect.has(status) && headers.location !== undefined;
        if (!leadsOn || redirect === 'manual') return this.#received(response, sending, redirects > 0);
        response.destroy();
        if (redirect === 'error') throw new TypeError('fetch failed: the response is a redirect');
        if (redirects >= this.#powers.limits.redirects) throw new TypeError('fetch failed: too many redirects');
        sending = redirected(sending, status, headers.location ?? '');
      }
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #requireGranted(url: URL, isRedirected: boolean): void {
    const port = portOf(url);
    if (this.#powers.grants(url.hostname, port)) return;
    const what = isRedirected ? 'a redirect leads fetch() to' : 'fetch() reaches';
    throw new NotGrantedError(`${what} ${url.hostname}:${port}`, 'okHosts');
  }

  #received(response: IncomingMessage, { url, method }: Sending, isRedirected: boolean): Head {
    const { statusCode: status = 0, statusMessage = '', rawHeaders } = response;
    const hasBody = method !== 'HEAD' && !haveNoBody.has(status);
    if (hasBody) {
      this.#source = decodedBody(response);
      this.#source.on('error', () => undefined);
      this.#body = this.#source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    } else {
      response.resume();
      this.#end();
    }
    const seen = new URL(url);
    seen.hash = '';
    return [status, statusMessage, seen.href, isRedirected, hasBody, ...rawHeaders];
  }

  /** Waits, but not longer than the limit. */
  async #inTime<T>(promise: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#stop('there was no answer in time');
    }, this.#powers.limits.waitMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #failed(error: unknown): Error {
    // Ours are written for guests; what Node throws has a code.
    const isPlain = error instanceof TypeError || error instanceof RangeError;
    const isOurs =
      error instanceof NotGrantedError || error instanceof LimitError || (isPlain && !Object.hasOwn(error, 'code'));
    this.#reason ??= isOurs ? error : failure(error);
    this.#end();
    return this.#reason;
  }

  #stop(why: string): void {
    if (this.#hasEnded) return;
    this.#reason = new TypeError(`fetch failed: ${why}`);
    this.#end();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#total);
    if (this.#reason !== undefined) {
      this.#controller.abort();
      this.#source?.destroy();
    }
    this.#powers.ended();
  }
}
