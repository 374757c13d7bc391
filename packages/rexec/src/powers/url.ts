/**
 * The host half of URL and URLSearchParams: Node's own parser, asked with text and answering with text.
 *
 * It needs no authority, and holds none: a URL here is a text with parts. Trusts: nothing of the guest half. Invariants:
 * only texts are parsed; what comes out is a fresh list of texts.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { pairsOf, textOf } from './arguments.js';
import type { Power } from './powers.js';

/** The parts that can be set, and `href`. */
const settable: ReadonlySet<string> = new Set([
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
]);

const partsOf = ({
  href,
  origin,
  protocol,
  username,
  password,
  host,
  hostname,
  port,
  pathname,
  search,
  hash,
}: URL): string[] => [href, origin, protocol, username, password, host, hostname, port, pathname, search, hash];

const parsed = (url: string, base: string | undefined): URL | undefined =>
  URL.canParse(url, base) ? new URL(url, base) : undefined;

const changed = (url: URL, part: string, value: string): URL | undefined => {
  if (part === 'href') return parsed(value, undefined);
  (url as unknown as Record<string, string>)[part] = value;
  return url;
};

/** What `$url` is: functions from text to text. */
export const urlPower = (): Power => ({
  parse: (url, base) => {
    const found = parsed(textOf(url), base === undefined ? undefined : textOf(base));
    return found === undefined ? undefined : partsOf(found);
  },
  change: (url, part, value) => {
    const name = textOf(part);
    if (!settable.has(name)) throw new TypeError('a URL has no such part that can be set');
    const found = parsed(textOf(url), undefined);
    const next = found === undefined ? undefined : changed(found, name, textOf(value));
    return next === undefined ? undefined : partsOf(next);
  },
  parseQuery: (query) => {
    const flat: string[] = [];
    // A leading '?' is a part of the first name here.
    for (const [name, value] of new URLSearchParams(`?${textOf(query)}`)) flat.push(name, value);
    return flat;
  },
  writeQuery: (pairs) => new URLSearchParams(pairsOf(pairs)).toString(),
  domain: (name, form) => (form === 'unicode' ? domainToUnicode(textOf(name)) : domainToASCII(textOf(name))),
});
