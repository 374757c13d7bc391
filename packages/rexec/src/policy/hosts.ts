/**
 * Hosts that may be reached: how they are written, their one normal form, and which covers which.
 *
 * The URL parser says what a name is (case, Punycode, the many spellings of an IP address), the same one that will
 * open the connection. Pure: no name is looked up here.
 *
 * Invariant: a normal form is `pattern:port`, where the pattern is a DNS name, an IPv4 address, an IPv6 address in
 * brackets, `*.` and a DNS name, or `*`; and it covers exactly the hosts that its text says, on that one port.
 *
 * Decisions. No port means 443: what is not said is the safe kind. `*.example.com` is every name under example.com, at
 * any depth, and not example.com itself, as in a Content-Security-Policy. Wildcards are for names: an IP address, and
 * `localhost`, is only ever granted by itself. There is no wildcard for ports.
 */
import type { Fault } from './errors.js';

const DEFAULT_PORT = 443;
const LONGEST = 1024;

const allowed =
  'a name or an IP address with an optional port (443 if none): "example.com", "example.com:8080", "*.example.com", "127.0.0.1:3000", "[::1]:3000"';

const fault = (why: string, nearest?: string): Fault => ({
  why,
  allowed,
  ...(nearest === undefined ? {} : { nearest: JSON.stringify(nearest) }),
});

const isAddress = (name: string): boolean => name.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(name);

/** The canonical form of a name or address, as the URL parser has it; undefined for what is neither. */
const canonical = (name: string): string | undefined => {
  // These would end the host in a URL, or be dropped from it: the rest would be another host than the text says.
  if (/[\s/\\?#@%\p{Cc}]/u.test(name) || !URL.canParse(`https://${name}/`)) return undefined;
  const { hostname } = new URL(`https://${name}/`);
  if (isAddress(hostname)) return hostname;
  const absolute = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  const proper = absolute.length <= 253 && absolute.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  return proper ? absolute : undefined;
};

/** The host that a URL names, in case someone wrote a URL. */
const hostInUrl = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, protocol } = new URL(text);
  const standard: Readonly<Record<string, string>> = { 'http:': ':80', 'ws:': ':80' };
  return hostname === '' ? undefined : `${hostname}${port === '' ? (standard[protocol] ?? '') : `:${port}`}`;
};

/**
 * The normal form of a host, or what is wrong with it.
 *
 * @param written A name, address or wildcard, and perhaps a port.
 */
export const hostOf = (written: unknown): string | Fault => {
  if (typeof written !== 'string') return fault('is not a string');
  if (written === '') return fault('is empty');
  if (written.length > LONGEST) return fault(`is longer than ${LONGEST} characters`);
  if (written.includes('://')) return fault('is a URL, and a host is wanted', hostInUrl(written));
  if (/[/?#]/.test(written))
    return fault('has a path: all of a host is granted, or nothing', written.split(/[/?#]/)[0]);
  if (/^[\da-f.]*:[\da-f.:]*:[\da-f.:]*$/i.test(written)) {
    return fault('is an IPv6 address without brackets', `[${written}]`);
  }
  const parts = /^(?<name>\[[^\]]*\]|[^:[\]]*)(?::(?<port>.*))?$/su.exec(written)?.groups;
  if (parts === undefined) return fault('is not a host');
  const { name = '', port: portText } = parts;
  const port = portText === undefined ? DEFAULT_PORT : portOf(portText);
  if (port === undefined) {
    return fault(
      portText === '*'
        ? 'has a wildcard for the port; name each port'
        : 'has a port that is not a number from 1 to 65535',
      name,
    );
  }
  const pattern = patternOf(name);
  return typeof pattern === 'string' ? `${pattern}:${port}` : pattern;
};

const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
};

const patternOf = (name: string): string | Fault => {
  if (name === '*') return name;
  const wild = name.startsWith('*.');
  if (name.includes('*') && (!wild || name.includes('*', 1))) {
    const rest = name.slice(name.lastIndexOf('*') + 1).replace(/^[.-]+/, '');
    return fault('has a wildcard elsewhere than as its first label', rest === '' ? undefined : `*.${rest}`);
  }
  const host = canonical(wild ? name.slice(2) : name);
  if (host === undefined) return fault('is not a name or an address');
  if (!wild) return host;
  return isAddress(host) ? fault('is a wildcard for addresses; name each address', host) : `*.${host}`;
};

/** The wildcards that cover a normal form, from the nearest to `*`. */
export const wildcardsAbove = (host: string): readonly string[] => {
  const colon = host.lastIndexOf(':');
  const port = host.slice(colon);
  const pattern = host.slice(0, colon);
  // `localhost` is a name for an address: whoever connects lets it be this machine only where it is granted itself.
  if (pattern === '*' || pattern === 'localhost' || isAddress(pattern)) return [];
  const labels = (pattern.startsWith('*.') ? pattern.slice(2) : pattern).split('.');
  const above = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}${port}`);
  above.push(`*${port}`);
  return above;
};

/**
 * Whether a host can be reached on a port.
 *
 * This is about names: what address a name has, and whether that is a private one, is for whoever connects to check.
 *
 * @param hosts `okHosts` of a {@link Policy}.
 * @param hostname The host name of a URL (`url.hostname`): a name or an address, brackets around IPv6.
 * @param port The port, never left to a default: 443 for https, 80 for http.
 * @example
 * ```ts
 * import { grantsHost, policyOf } from '@padded-cell/rexec/policy';
 * const { okHosts } = policyOf({ okHosts: ['*.example.com', 'localhost:8080'] });
 * grantsHost(okHosts, 'api.example.com', 443); // true
 * grantsHost(okHosts, 'example.com', 443); // false: the wildcard is for names under it
 * grantsHost(okHosts, 'localhost', 80); // false: another port
 * ```
 */
export const grantsHost = (hosts: readonly string[], hostname: string, port: number): boolean => {
  // A URL may have an asterisk in its host; it is no pattern there.
  if (hostname.includes('*')) return false;
  const host = hostOf(`${hostname}:${port}`);
  if (typeof host !== 'string') return false;
  return hosts.includes(host) || wildcardsAbove(host).some((wildcard) => hosts.includes(wildcard));
};
