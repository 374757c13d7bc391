/**
 * One request and its response, with no following of anything: Node's own client, told everything that it would else take
 * from the host.
 *
 * Node's client and not `undici`: it has been there in every version, is loaded by hosts anyway, and leaves redirects,
 * cookies, caches and proxies to us, who have none but redirects. Invariants: nothing of the host's goes along (no agent
 * of its own, no proxy, no cookies, no certificates, no relaxed checks); each socket is one cell's, and its address was
 * checked when it connected.
 */
import type { Agent, IncomingMessage } from 'node:http';
import { type AllAddresses, checkedLookup, PrivateAddressError } from './checked-lookup.js';
import { type HeaderList, requestHeaders } from './headers.js';
import { network } from './node.js';

/** What is sent to one place. */
export interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | undefined;
}

/** The port of a URL, never left to a default. */
export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

const sockets = { keepAlive: true, keepAliveMsecs: 4000, maxSockets: 16, maxTotalSockets: 64, maxFreeSockets: 8 };

/** A failure of the network, as a guest may know it: its code, and no address. */
export const failure = (error: unknown): Error => {
  if (error instanceof PrivateAddressError) return new TypeError(`fetch failed: ${error.message}`);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const isKnown = typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/u.test(code);
  return Object.assign(new TypeError(`fetch failed${isKnown ? `: ${code}` : ''}`), isKnown ? { code } : {});
};

/** The connections of one cell. */
export class Connections {
  readonly #http: Agent = new (network().http.Agent)(sockets);
  readonly #https: Agent = new (network().https.Agent)({ ...sockets, rejectUnauthorized: true });
  readonly #allAddresses: AllAddresses;
  readonly #isNamed: (host: string) => boolean;

  /** @param isNamed - whether the policy has this very host and port, and not only a wildcard above it. */
  constructor(allAddresses: AllAddresses, isNamed: (host: string) => boolean) {
    this.#allAddresses = allAddresses;
    this.#isNamed = isNamed;
  }

  /** Closes all. */
  end(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  /** Sends, and gives the response when its headers are there. */
  async send(sending: Sending, signal: AbortSignal): Promise<IncomingMessage> {
    try {
      return await this.#once(sending, signal);
    } catch (error) {
      // The server had closed a connection that was kept: nothing of the request was answered.
      const isStale = (error as { isReused?: boolean }).isReused === true;
      if (!isStale || signal.aborted || !['GET', 'HEAD', 'OPTIONS'].includes(sending.method)) throw error;
      return await this.#once(sending, signal);
    }
  }

  async #once({ url, method, headers, body }: Sending, signal: AbortSignal): Promise<IncomingMessage> {
    const isSecure = url.protocol === 'https:';
    const port = portOf(url);
    const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
    return await new Promise((resolve, reject) => {
      const request = (isSecure ? network().https : network().http).request({
        protocol: url.protocol,
        hostname,
        port,
        path: `${url.pathname}${url.search}`,
        method,
        headers: requestHeaders(headers, body?.length),
        agent: isSecure ? this.#https : this.#http,
        lookup: checkedLookup(this.#allAddresses, this.#isNamed(`${hostname}:${port}`)),
        insecureHTTPParser: false,
        maxHeaderSize: 32_768,
        signal,
      });
      request.once('response', resolve);
      // Not once: what comes after the first has nobody else to go to.
      request.on('error', (error) => {
        reject(
          request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
            ? Object.assign(error, { isReused: true })
            : error,
        );
      });
      request.end(body);
    });
  }
}
