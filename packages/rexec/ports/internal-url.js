/**
 * URL and URLSearchParams, with the functions of node:url that go with them, over Node's own parser (`$url`).
 *
 * Strings go to the parser and parts come back; what a guest holds is made in its cell. Trusts: the parser. Invariant: a
 * URL's parts are always those that the parser gave for its whole text.
 */
import { URLSearchParams, bindTo, refresh } from './web/search-params.js';

/** The order in which `$url` gives them. */
const partNames = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
];

const [HREF, ORIGIN] = [0, 1];

const invalid = (input, base) => {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
};

const inspected = Symbol.for('nodejs.util.inspect.custom');

class URL {
  #parts;
  #query;

  constructor(...args) {
    if (args.length === 0) throw new TypeError('The "url" argument must be specified');
    const input = `${args[0]}`;
    const base = args[1] === undefined ? undefined : `${args[1]}`;
    const parts = $url.parse(input, base);
    if (parts === undefined) throw invalid(input, base);
    this.#parts = parts;
  }

  static canParse(...args) {
    if (args.length === 0) throw new TypeError('The "url" argument must be specified');
    return $url.parse(`${args[0]}`, args[1] === undefined ? undefined : `${args[1]}`) !== undefined;
  }

  static parse(...args) {
    return URL.canParse(...args) ? new URL(...args) : null;
  }

  #set(name, value) {
    const parts = $url.change(this.#parts[HREF], name, value);
    if (parts === undefined) throw invalid(value);
    this.#parts = parts;
    if (this.#query !== undefined && (name === 'search' || name === 'href')) refresh(this.#query, parts[9]);
  }

  static {
    for (const [index, name] of partNames.entries()) {
      Object.defineProperty(URL.prototype, name, {
        get() {
          return this.#parts[index];
        },
        ...(index === ORIGIN
          ? {}
          : {
              set(value) {
                this.#set(name, `${value}`);
              },
            }),
        enumerable: true,
        configurable: true,
      });
    }
  }

  get searchParams() {
    this.#query ??= bindTo(this.#parts[9], (text) => {
      this.#parts = $url.change(this.#parts[HREF], 'search', text);
    });
    return this.#query;
  }

  toString() {
    return this.#parts[HREF];
  }

  toJSON() {
    return this.#parts[HREF];
  }

  [inspected]() {
    const shown = { searchParams: this.searchParams };
    for (const [index, name] of partNames.entries()) shown[name] = this.#parts[index];
    return shown;
  }

  get [Symbol.toStringTag]() {
    return 'URL';
  }
}
for (const name of ['searchParams', 'toString', 'toJSON']) {
  Object.defineProperty(URL.prototype, name, { enumerable: true });
}
Object.defineProperty(URL.prototype, inspected, { enumerable: false });

const argumentError = (message, code = 'ERR_INVALID_ARG_VALUE') => {
  const error = new TypeError(message);
  error.code = code;
  return error;
};

/** The path of a `file:` URL, as the guest may see it: POSIX. */
const fileURLToPath = (path) => {
  const url = typeof path === 'string' ? new URL(path) : path;
  if (typeof url?.href !== 'string' || typeof url.protocol !== 'string') {
    throw argumentError('The "path" argument must be of type string or an instance of URL.', 'ERR_INVALID_ARG_TYPE');
  }
  if (url.protocol !== 'file:') throw argumentError('The URL must be of scheme file', 'ERR_INVALID_URL_SCHEME');
  if (url.hostname !== '') {
    throw argumentError('File URL host must be "localhost" or empty on linux', 'ERR_INVALID_FILE_URL_HOST');
  }
  if (/%2f/i.test(url.pathname)) {
    throw argumentError('File URL path must not include encoded / characters', 'ERR_INVALID_FILE_URL_PATH');
  }
  return decodeURIComponent(url.pathname);
};

const escapes = { '%': '%25', '\\': '%5C', '\n': '%0A', '\r': '%0D', '\t': '%09', '?': '%3F', '#': '%23' };

/** The `file:` URL of an absolute POSIX path. */
const pathToFileURL = (path) => {
  if (typeof path !== 'string')
    throw argumentError('The "path" argument must be of type string.', 'ERR_INVALID_ARG_TYPE');
  const absolute = path.startsWith('/') ? path : `/${path}`;
  const kept = [];
  for (const part of absolute.split('/').slice(1)) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const end = absolute.endsWith('/') && kept.length > 0 ? '/' : '';
  const text = `/${kept.join('/')}${end}`.replace(/[%\\\n\r\t?#]/g, (character) => escapes[character]);
  return new URL(`file://${text}`);
};

const domainToASCII = (domain) => $url.domain(`${domain}`, 'ascii');
const domainToUnicode = (domain) => $url.domain(`${domain}`, 'unicode');

/** What `http.request` takes for a URL. */
const urlToHttpOptions = (url) => {
  const { hostname, port, username, password } = url;
  const options = {
    __proto__: null,
    protocol: url.protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: `${url.pathname}${url.search}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username !== '' || password !== '') {
    options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  }
  return options;
};

export default {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  pathToFileURL,
  urlToHttpOptions,
};
