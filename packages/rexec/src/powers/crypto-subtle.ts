/**
 * The host half of `crypto.subtle`: the engine's own, over keys that stay here. A guest has numbers for them.
 *
 * Trusts: nothing of the guest half. Invariants: a number means a key of this cell only; whether a key can be exported,
 * and what it is for, the engine itself checks; what takes random numbers from the engine runs only where the policy's
 * `random` line is 'real', or can be done with what a seed gives; and keys are bounded in number.
 */
import { webcrypto } from 'node:crypto';
import { NotGrantedError } from '../errors/index.js';
import { bytesFor, bytesOf, listOf, textOf, wholeOf } from './arguments.js';
import { type Algorithm, algorithmOf, describedAlgorithm } from './crypto-algorithms.js';
import type { Plain, Power } from './powers.js';
import type { RandomBytes } from './random.js';
import type { PowerContext } from './registry.js';

const { subtle } = webcrypto;
type CryptoKey = webcrypto.CryptoKey;

const mostKeys = 10_000;
const usages = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'] as const;
type Usage = (typeof usages)[number];
const formats = ['raw', 'pkcs8', 'spki', 'jwk'] as const;
type Format = (typeof formats)[number];

const oneOf = <T extends string>(known: readonly T[], value: Plain): T => {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new TypeError(`one of ${known.join(', ')} is wanted`);
  return found;
};

const usagesOf = (value: Plain): Usage[] => listOf(value).map((each) => oneOf(usages, each));

/** Sizes, in bits, of the keys that a seed can give: any bytes are one. */
const secretLength = ({ name, length, hash }: Algorithm): number | undefined => {
  if (name.startsWith('AES-')) return typeof length === 'number' ? length : 0;
  if (name !== 'HMAC') return undefined;
  return typeof length === 'number' ? length : hash === 'SHA-1' || hash === 'SHA-256' ? 512 : 1024;
};

/** Whether the engine draws random numbers for this. */
const draws = (operation: string, { name, saltLength }: Algorithm): boolean =>
  name === 'ECDSA' || (name === 'RSA-PSS' && saltLength !== 0)
    ? operation === 'sign'
    : name === 'RSA-OAEP' && (operation === 'encrypt' || operation === 'wrapKey');

/** The functions of `$crypto` that have to do with keys. */
export const subtlePower = (
  { ledger, onEnd, policy }: PowerContext,
  random: RandomBytes,
  inTurn: <T>(operation: () => Promise<T>) => Promise<T>,
): Power => {
  const keys = new Map<number, CryptoKey>();
  let last = 0;
  onEnd(() => {
    keys.clear();
  });

  const keyOf = (number: Plain): CryptoKey => {
    const key = typeof number === 'number' ? keys.get(number) : undefined;
    if (key === undefined) throw new TypeError('a key of this cell is wanted');
    return key;
  };
  const kept = (key: CryptoKey): readonly unknown[] => {
    if (keys.size >= mostKeys) throw new RangeError(`a cell has at most ${mostKeys} keys, for its whole life`);
    last += 1;
    keys.set(last, key);
    return [last, key.type, key.extractable, describedAlgorithm(key.algorithm), ...key.usages];
  };
  /** One key, or the two of a pair, one list after the other. */
  const keptAll = (made: CryptoKey | webcrypto.CryptoKeyPair): readonly unknown[] =>
    'privateKey' in made ? [kept(made.publicKey), kept(made.privateKey)] : [kept(made)];
  const counted = (bytes: Uint8Array): Uint8Array => {
    ledger.spend('crossedBytes', bytes.length);
    return bytes;
  };
  const out = (bytes: ArrayBuffer): Uint8Array => counted(bytesFor(bytes));
  const named = (text: Plain): Algorithm => algorithmOf(text, keyOf);
  /** The algorithm of an operation, where the policy has the random numbers that it takes. */
  const granted = (operation: string, text: Plain): Algorithm => {
    const algorithm = named(text);
    if (policy.random !== 'real' && draws(operation, algorithm)) {
      throw new NotGrantedError(
        `crypto.subtle.${operation}() with ${algorithm.name} takes random numbers`,
        `random: 'real'`,
      );
    }
    return algorithm;
  };
  const limited = async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      return await inTurn(operation);
    } catch (error) {
      throw error instanceof DOMException ? Object.assign(new Error(error.message), { name: error.name }) : error;
    }
  };

  const generated = async (algorithm: Algorithm, extractable: boolean, uses: Usage[]): Promise<readonly unknown[]> => {
    if (policy.random === 'real') return keptAll(await subtle.generateKey(algorithm as never, extractable, uses));
    const length = secretLength(algorithm);
    if (policy.random !== 'none' && length === undefined) {
      throw new NotGrantedError(
        `crypto.subtle.generateKey() cannot make a key for ${algorithm.name} from a seed`,
        `random: 'real'`,
      );
    }
    const bytes = random((length ?? 0) / 8, 'crypto.subtle.generateKey()');
    return keptAll(await subtle.importKey('raw', bytes, algorithm, extractable, uses));
  };
  const dataFor = (format: Format, data: Plain): Uint8Array | webcrypto.JsonWebKey =>
    format === 'jwk' ? (JSON.parse(textOf(data)) as webcrypto.JsonWebKey) : counted(bytesOf(data));

  return {
    digest: (text, data) => limited(async () => out(await subtle.digest(named(text) as never, counted(bytesOf(data))))),
    generateKey: (text, extractable, uses) =>
      limited(async () => await generated(named(text), extractable === true, usagesOf(uses))),
    importKey: (format, data, text, extractable, uses) =>
      limited(async () => {
        const kind = oneOf(formats, format);
        const material = dataFor(kind, data);
        return keptAll(
          await subtle.importKey(
            kind as 'raw',
            material as Uint8Array,
            named(text),
            extractable === true,
            usagesOf(uses),
          ),
        );
      }),
    exportKey: (format, key) =>
      limited(async () => {
        const kind = oneOf(formats, format);
        const exported: unknown = await subtle.exportKey(kind as 'raw', keyOf(key));
        return kind === 'jwk' ? JSON.stringify(exported) : out(exported as ArrayBuffer);
      }),
    sign: (text, key, data) =>
      limited(async () => out(await subtle.sign(granted('sign', text) as never, keyOf(key), counted(bytesOf(data))))),
    verify: (text, key, signature, data) =>
      limited(
        async () =>
          await subtle.verify(named(text) as never, keyOf(key), counted(bytesOf(signature)), counted(bytesOf(data))),
      ),
    encrypt: (text, key, data) =>
      limited(async () =>
        out(await subtle.encrypt(granted('encrypt', text) as never, keyOf(key), counted(bytesOf(data)))),
      ),
    decrypt: (text, key, data) =>
      limited(async () => out(await subtle.decrypt(named(text) as never, keyOf(key), counted(bytesOf(data))))),
    deriveBits: (text, key, length) =>
      limited(async () =>
        out(
          await subtle.deriveBits(
            named(text) as never,
            keyOf(key),
            (length === null ? null : wholeOf(length, 0, 1_048_576)) as number,
          ),
        ),
      ),
    deriveKey: (text, key, derived, extractable, uses) =>
      limited(async () =>
        keptAll(
          await subtle.deriveKey(
            named(text) as never,
            keyOf(key),
            named(derived) as never,
            extractable === true,
            usagesOf(uses),
          ),
        ),
      ),
    wrapKey: (format, key, wrapping, text) =>
      limited(async () =>
        out(
          await subtle.wrapKey(oneOf(formats, format), keyOf(key), keyOf(wrapping), granted('wrapKey', text) as never),
        ),
      ),
    unwrapKey: (format, wrapped, key, text, unwrapped, extractable, uses) =>
      limited(async () =>
        keptAll(
          await subtle.unwrapKey(
            oneOf(formats, format),
            counted(bytesOf(wrapped)),
            keyOf(key),
            named(text) as never,
            named(unwrapped) as never,
            extractable === true,
            usagesOf(uses),
          ),
        ),
      ),
  };
};
