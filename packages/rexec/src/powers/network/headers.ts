/**
 * The headers that a guest may send, and those that go with a request to another host.
 *
 * Trusts: nothing of a guest's. Invariants: a header that says where a message ends, or which host it is for, is ours
 * alone; a refused header is an error that names it; and what was meant for one origin does not go to the next.
 */
import { network } from './node.js';

/** Pairs of a lower-case name and a value. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

const ours = new Set(
  `connection expect host http2-settings keep-alive proxy-connection te trailer transfer-encoding upgrade via`.split(
    /\s+/u,
  ),
);
const bodily = new Set(['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']);
const confided = new Set(['authorization', 'cookie']);

const mostBytes = 65_536;

/**
 * A guest's headers, checked.
 *
 * @param bodyLength - how long the body is that goes with them; undefined where there is none.
 * @throws TypeError that names the header
 */
export const checkedHeaders = (pairs: HeaderList, bodyLength: number | undefined): HeaderList => {
  const { validateHeaderName, validateHeaderValue } = network().http;
  let bytes = 0;
  const checked: (readonly [string, string])[] = [];
  for (const [written, value] of pairs) {
    const name = written.toLowerCase();
    validateHeaderName(name);
    validateHeaderValue(name, value);
    bytes += name.length + value.length + 4;
    if (ours.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')) {
      throw new TypeError(`fetch does not send a header '${name}' of its caller's: the connection has its own`);
    }
    if (name === 'content-length') {
      if (value !== String(bodyLength ?? 0))
        throw new TypeError(`the header 'content-length' is not the length of the body`);
      continue;
    }
    checked.push([name, value]);
  }
  if (bytes > mostBytes) throw new TypeError(`the headers of a request are more than ${mostBytes} bytes`);
  return checked;
};

/** What remains of the headers when the next request has no body. */
export const withoutBody = (headers: HeaderList): HeaderList => headers.filter(([name]) => !bodily.has(name));

/** What remains of the headers when the next request goes to another origin. */
export const withoutConfided = (headers: HeaderList): HeaderList => headers.filter(([name]) => !confided.has(name));

/** As Node's client takes them, with what every request has where the guest has nothing to say of it. */
export const requestHeaders = (
  headers: HeaderList,
  bodyLength: number | undefined,
): Record<string, string | string[]> => {
  const preset: HeaderList = [
    ['accept', '*/*'],
    ['accept-encoding', 'gzip, deflate, br'],
    ['accept-language', '*'],
    ['user-agent', 'padded-cell'],
  ];
  // A null prototype: `__proto__` is a header as any other.
  const joined = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of headers) {
    const before = joined[name];
    joined[name] = before === undefined ? value : `${String(before)}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  for (const [name, value] of preset) joined[name] ??= value;
  if (bodyLength !== undefined) joined['content-length'] = String(bodyLength);
  return joined;
};
