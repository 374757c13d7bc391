/**
 * Request and Response.
 */
import abort from 'node:internal/abort';
import url from 'node:internal/url';
import { Body, extracted } from './body.js';
import { Headers, lock } from './headers.js';

const { AbortSignal } = abort;
const { URL } = url;

const ordinary = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];

const methodOf = (method) => {
  const text = `${method}`;
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(text)) throw new TypeError(`'${text}' is not a valid HTTP method.`);
  const upper = text.toUpperCase();
  if (['CONNECT', 'TRACE', 'TRACK'].includes(upper)) throw new TypeError(`'${text}' HTTP method is unsupported.`);
  return ordinary.includes(upper) ? upper : text;
};

const withType = (headers, source) => {
  if (source?.type && !headers.has('content-type')) headers.append('content-type', source.type);
  return headers;
};

const parsed = (input) => {
  const address = new URL(`${input}`);
  if (address.username !== '' || address.password !== '') {
    throw new TypeError('Request cannot be constructed from a URL that includes credentials');
  }
  return address.href;
};

export class Request extends Body {
  #url;
  #method;
  #headers;
  #redirect;
  #signal;

  constructor(...args) {
    if (args.length === 0) throw new TypeError('Request takes a URL or a Request');
    const [input, options] = args;
    const init = options ?? {};
    const from = input instanceof Request ? input : undefined;
    const address = from?.url ?? parsed(input);
    const method = init.method === undefined ? (from?.method ?? 'GET') : methodOf(init.method);
    const headers = new Headers(init.headers ?? from?.headers);
    const given = init.body ?? null;
    if ((given !== null || (from !== undefined && from.body !== null)) && (method === 'GET' || method === 'HEAD')) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    const source = given === null ? (from?.tee() ?? null) : extracted(given);
    if (given !== null && source.stream !== undefined && init.duplex !== 'half') {
      throw new TypeError('RequestInit: duplex option is required when sending a body.');
    }
    super(source);
    this.#url = address;
    this.#method = method;
    this.#headers = withType(headers, given === null ? null : source);
    this.#redirect = `${init.redirect ?? from?.redirect ?? 'follow'}`;
    if (!['error', 'follow', 'manual'].includes(this.#redirect))
      throw new TypeError('redirect is error, follow or manual');
    const signal = init.signal === undefined ? from?.signal : init.signal;
    if (signal !== null && signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError('signal is an AbortSignal');
    }
    this.#signal = AbortSignal.any(signal === null || signal === undefined ? [] : [signal]);
  }

  get url() {
    return this.#url;
  }

  get method() {
    return this.#method;
  }

  get headers() {
    return this.#headers;
  }

  get redirect() {
    return this.#redirect;
  }

  get signal() {
    return this.#signal;
  }

  get duplex() {
    return 'half';
  }

  clone() {
    if (this.bodyUsed) throw new TypeError('Request.clone: Body has already been consumed.');
    return new Request(this);
  }

  get [Symbol.toStringTag]() {
    return 'Request';
  }
}

const noBody = new Set([101, 103, 204, 205, 304]);
const making = Symbol('making');

export class Response extends Body {
  #status;
  #statusText;
  #headers;
  #url = '';
  #redirected = false;
  #type = 'default';

  constructor(body = null, options = {}, made) {
    const init = options ?? {};
    const fromNetwork = made?.key === making ? made : undefined;
    const status = init.status === undefined ? 200 : Math.trunc(Number(init.status));
    if (fromNetwork === undefined && !(status >= 200 && status <= 599)) {
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    if (body !== null && noBody.has(status))
      throw new TypeError(`Response constructor: Invalid response status code ${status}`);
    const source = body === null ? null : (fromNetwork?.source ?? extracted(body));
    super(source);
    this.#status = status;
    this.#statusText = `${init.statusText ?? ''}`;
    this.#headers = withType(new Headers(init.headers), fromNetwork === undefined ? source : null);
    if (fromNetwork !== undefined) {
      this.#url = fromNetwork.url;
      this.#redirected = fromNetwork.redirected;
      this.#type = fromNetwork.type;
      lock(this.#headers);
    }
  }

  static json(data, init = {}) {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const headers = new Headers(init?.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(text, { ...init, headers });
  }

  static redirect(address, status = 302) {
    if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`Invalid status code ${status}`);
    return new Response(null, { status, headers: { location: new URL(`${address}`).href } });
  }

  static error() {
    return new Response(null, { status: 0 }, { key: making, url: '', redirected: false, type: 'error' });
  }

  get status() {
    return this.#status;
  }

  get ok() {
    return this.#status >= 200 && this.#status <= 299;
  }

  get statusText() {
    return this.#statusText;
  }

  get headers() {
    return this.#headers;
  }

  get url() {
    return this.#url;
  }

  get redirected() {
    return this.#redirected;
  }

  get type() {
    return this.#type;
  }

  clone() {
    const source = this.tee();
    const init = { status: this.#status, statusText: this.#statusText, headers: this.#headers };
    const made = { key: making, source, url: this.#url, redirected: this.#redirected, type: this.#type };
    return new Response(source, init, made);
  }

  get [Symbol.toStringTag]() {
    return 'Response';
  }
}

/** A response off the network. */
export const received = ({ status, statusText, headers, source, url: address, redirected }) =>
  new Response(
    source,
    { status, statusText, headers },
    { key: making, source, url: address, redirected, type: 'basic' },
  );
