/**
 * The host half of `crypto` and `node:crypto`: digests, and random bytes by the policy's `random` line. Keys are in
 * crypto-subtle.ts, what is derived from passwords in crypto-derived.ts.
 *
 * Trusts: nothing of the guest half. Invariant: a digest needs no grant and keeps nothing; every byte that comes in or
 * goes out is counted.
 */
import { createHash, createHmac, getHashes } from 'node:crypto';
import { bytesFor, bytesOf, textOf, wholeOf } from './arguments.js';
import { derivedPower } from './crypto-derived.js';
import { subtlePower } from './crypto-subtle.js';
import { randomBytesBy } from './random.js';
import type { PowerContext } from './registry.js';
import type { Power } from './powers.js';
import { Turns } from './turns.js';

/** What one call may ask for; more is asked for in parts. */
const mostRandom = 1024 * 1024;
const mostDigest = 4096;
/** Each that waits keeps its bytes in the host's memory. */
const mostWaiting = 1000;

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
  const turns = new Turns(mostWaiting, context.onEnd);
  const inTurn = async <T>(operation: () => Promise<T>): Promise<T> => {
    if (turns.isFull) throw new RangeError(`at most ${mostWaiting} operations of crypto wait at one time`);
    return await turns.run(operation);
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
    ...derivedPower({ digestOf: hashNamed, counted, inTurn }),
    ...subtlePower(context, random, inTurn),
  };
};
