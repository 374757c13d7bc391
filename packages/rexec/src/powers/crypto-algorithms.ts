/**
 * The algorithms of `crypto.subtle`, as a guest half names them: a JSON text, checked member by member.
 *
 * Trusts: nothing of the text. Invariants: an algorithm that is made here has only known members, each of its type and
 * within what the host can bear; numbers that buy time (iterations, sizes of primes) are bounded.
 */
import type { webcrypto } from 'node:crypto';
import { textOf, wholeOf } from './arguments.js';
import type { Plain } from './powers.js';

const { hasOwn } = Object;

/** A guest's key by its number. */
export type KeyOf = (number: Plain) => webcrypto.CryptoKey;

/** What an algorithm is to the engine. */
export type Algorithm = Readonly<Record<string, unknown>> & { readonly name: string };

/** Every algorithm there is, by its name in lower case. */
const names = new Map(
  `AES-CBC AES-CTR AES-GCM AES-KW ECDH ECDSA Ed25519 HKDF HMAC PBKDF2 RSA-OAEP RSA-PSS RSASSA-PKCS1-v1_5 SHA-1 SHA-256 SHA-384
  SHA-512 X25519`
    .split(/\s+/u)
    .map((name) => [name.toLowerCase(), name]),
);

const mostBytes = 65_536;
/** Of PBKDF2: some seconds of one thread. */
export const mostIterations = 10_000_000;

const bytesIn = (value: unknown): Uint8Array => {
  const hex = textOf(value as Plain);
  if (hex.length > mostBytes * 2 || !/^(?:[\da-f]{2})*$/u.test(hex))
    throw new TypeError('bytes in hexadecimal are wanted');
  return new Uint8Array(Buffer.from(hex, 'hex'));
};

const whole =
  (most: number) =>
  (value: unknown): number =>
    wholeOf(value as Plain, 0, most);

const notSupported = (what: string): never => {
  throw Object.assign(new Error(`${what} is not supported`), { name: 'NotSupportedError' });
};

const hashIn = (value: unknown): string => {
  const name = names.get(textOf(value as Plain).toLowerCase());
  return name?.startsWith('SHA-') === true ? name : notSupported('this hash');
};

const curveIn = (value: unknown): string => {
  const curve = textOf(value as Plain);
  return ['P-256', 'P-384', 'P-521'].includes(curve) ? curve : notSupported('this curve');
};

/** The exponents in use. The engine looks for primes without end where it is given some of the others. */
const exponentIn = (value: unknown): Uint8Array => {
  const bytes = bytesIn(value);
  const exponent = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return exponent === 3 || exponent === 65_537 ? bytes : notSupported('this public exponent');
};

/** The members an algorithm may have, and what each must be. */
const members: Readonly<Record<string, (value: unknown) => unknown>> = {
  additionalData: bytesIn,
  counter: bytesIn,
  hash: hashIn,
  info: bytesIn,
  iterations: whole(mostIterations),
  iv: bytesIn,
  label: bytesIn,
  length: whole(65_536),
  // Primes for larger ones take minutes.
  modulusLength: whole(4096),
  namedCurve: curveIn,
  publicExponent: exponentIn,
  salt: bytesIn,
  saltLength: whole(4096),
  tagLength: whole(128),
};

/** The algorithm that a text names. @throws TypeError, or NotSupportedError, for what is none */
export const algorithmOf = (text: Plain, keyOf: KeyOf): Algorithm => {
  const written = JSON.parse(textOf(text)) as unknown;
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new TypeError('an algorithm is wanted');
  const fields = written as Record<string, unknown>;
  const name = hasOwn(fields, 'name') ? textOf(fields['name'] as Plain) : '';
  const known = names.get(name.toLowerCase()) ?? notSupported('this algorithm');
  const algorithm: Record<string, unknown> & { name: string } = { name: known };
  for (const [member, read] of Object.entries(members))
    if (hasOwn(fields, member)) algorithm[member] = read(fields[member]);
  if (hasOwn(fields, 'public')) algorithm['public'] = keyOf(fields['public'] as Plain);
  return algorithm;
};

/** What a guest may see of a key's algorithm, as a JSON text with bytes in hexadecimal. */
export const describedAlgorithm = (algorithm: object): string =>
  JSON.stringify(algorithm, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
