/**
 * Responses kept by HTTP's own rules (`http-cache-semantics`), up to a number of bytes.
 *
 * Invariants: what is kept is a whole 200 response under the very URL that gave it; it is used without asking only as
 * long as its server said, for no longer (no guess by age, no minimum for `immutable`); what is kept least lately used
 * goes first.
 */
import CachePolicy from 'http-cache-semantics';

/** A response, whole. */
export interface Kept {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
}

interface Entry extends Kept {
  readonly policy: CachePolicy;
  readonly size: number;
}

type RequestHeaders = Readonly<Record<string, string>>;

const rules = { shared: false, cacheHeuristic: 0, immutableMinTimeToLive: 0 };
/** What an entry takes beside its bytes, roughly. */
const overhead = 1024;

const requestOf = (url: string, headers: RequestHeaders): CachePolicy.Request => ({
  url,
  method: 'GET',
  headers: { ...headers },
});

const responseOf = (status: number, headers: Headers): CachePolicy.Response => ({
  status,
  headers: Object.fromEntries(headers),
});

/** A cache of responses. */
export class HttpCache {
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  /** @param most - bytes; 0 keeps nothing. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept of a URL, where it may be used without asking. */
  fresh(url: string, headers: RequestHeaders): Kept | undefined {
    const entry = this.#entries.get(url);
    if (!entry?.policy.satisfiesWithoutRevalidation(requestOf(url, headers))) return undefined;
    this.#put(url, entry);
    return entry;
  }

  /** The headers to ask anew with: whether what is kept is still what is there. */
  headersFor(url: string, headers: RequestHeaders): RequestHeaders {
    const entry = this.#entries.get(url);
    if (entry === undefined) return headers;
    return entry.policy.revalidationHeaders(requestOf(url, headers)) as RequestHeaders;
  }

  /** What is kept, after a 304 for it; undefined where the answer fits nothing that is kept. */
  revalidated(url: string, headers: RequestHeaders, answer: Headers): Kept | undefined {
    const entry = this.#entries.get(url);
    if (entry === undefined) return undefined;
    const { policy, modified } = entry.policy.revalidatedPolicy(requestOf(url, headers), responseOf(304, answer));
    if (modified) return undefined;
    this.#put(url, { ...entry, policy });
    return entry;
  }

  /** Keeps a 200 response, as far as it may be kept and there is room. */
  keep(url: string, headers: RequestHeaders, answer: Headers, kept: Kept): void {
    this.drop(url);
    const policy = new CachePolicy(requestOf(url, headers), responseOf(200, answer), rules);
    const size = kept.bytes.byteLength + url.length + overhead;
    if (policy.storable() && size <= this.#most) this.#put(url, { ...kept, policy, size });
  }

  /** Forgets a URL. */
  drop(url: string): void {
    const entry = this.#entries.get(url);
    if (entry === undefined) return;
    this.#entries.delete(url);
    this.#size -= entry.size;
  }

  /** Puts an entry last, and takes the first ones away until there is room. */
  #put(url: string, entry: Entry): void {
    this.drop(url);
    for (const [oldest] of this.#entries) {
      if (this.#size + entry.size <= this.#most) break;
      this.drop(oldest);
    }
    this.#entries.set(url, entry);
    this.#size += entry.size;
  }
}
