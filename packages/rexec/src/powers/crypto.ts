/**
 * The host half of `crypto` and `node:crypto`: digests, and random bytes by the policy's `random` line. Keys are in
 * crypto-subtle.ts.
 *
 * Trusts: nothing of the guest half. Invariant: a digest needs no grant and keeps nothing; every byte that comes in or
 * goes out is counted.
 */
import { createHash, createHmac, getHashes } from 'node:crypto';
import { bytesFor, bytesOf, textOf, wholeOf } from './arguments.js';
import { subtlePower } from './crypto-subtle.js';
import { randomBytesBy } from './random.js';
import type { PowerContext } from './registry.js';
import type { Power } from './powers.js';

/** What one call may ask for; more is asked for in parts. */
const mostRandom = 1024 * 1024;
const mostDigest = 4096;

const known = new Set(getHashes().map((name) => name.toLowerCase()));

const hashNamed = (name: string): string => {
  const plain = name.toLowerCase();
  if (known.has(plain)) return plain;
  throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
};

/** What `$crypto` is. */
export const cryptoPower = (context: PowerContext): Power => {
  const { ledger, policy } = context;
  const random = randomBytesBy(policy.random);
  const counted = (bytes: Uint8Array): Uint8Array => {
    ledger.spend('crossedBytes', bytes.length);
    return bytes;
  };
  return {
    random: (count, asker) => counted(random(wholeOf(count, 0, mostRandom), textOf(asker))),
    hashes: () => getHashes(),
    hash: (name, bytes, length) => {
      const algorithm = hashNamed(textOf(name));
      const options = length === undefined ? {} : { outputLength: wholeOf(length, 0, mostDigest) };
      return bytesFor(
        createHash(algorithm, options)
          .update(counted(bytesOf(bytes)))
          .digest(),
      );
    },
    hmac: (name, key, bytes) => {
      const algorithm = hashNamed(textOf(name));
      return bytesFor(
        createHmac(algorithm, bytesOf(key))
          .update(counted(bytesOf(bytes)))
          .digest(),
      );
    },
    ...subtlePower(context, random),
  };
};
