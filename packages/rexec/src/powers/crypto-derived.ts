/**
 * The host half of what `node:crypto` derives from passwords and keys: PBKDF2 and HKDF, which draw no random numbers.
 *
 * Trusts: nothing of the guest half. Invariants: numbers that buy time or memory are bounded; what runs in the background
 * takes its turn with the other operations of its cell; every byte that comes out is counted.
 */
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync } from 'node:crypto';
import { promisify } from 'node:util';
import { bytesFor, bytesOf, textOf, wholeOf } from './arguments.js';
import { mostIterations } from './crypto-algorithms.js';
import type { Plain, Power } from './powers.js';

const mostBytes = 1024 * 1024;

const inBackground = { pbkdf2: promisify(pbkdf2), hkdf: promisify(hkdf) };

/** What the functions are made with. */
export interface DerivedContext {
  /** The name of a digest, checked. @throws for one that there is not */
  readonly digestOf: (name: string) => string;
  /** Counts bytes. @throws LimitError */
  readonly counted: (bytes: Uint8Array) => Uint8Array;
  /** Runs it when it is its turn. */
  readonly inTurn: <T>(operation: () => Promise<T>) => Promise<T>;
}

/** The functions of `$crypto` that derive. */
export const derivedPower = ({ digestOf, counted, inTurn }: DerivedContext): Power => {
  const stretching = ([password, salt, iterations, length, digest]: readonly Plain[]) =>
    [
      bytesOf(password),
      bytesOf(salt),
      wholeOf(iterations, 1, mostIterations),
      wholeOf(length, 0, mostBytes),
      digestOf(textOf(digest)),
    ] as const;
  const expanding = ([digest, key, salt, info, length]: readonly Plain[]) =>
    [digestOf(textOf(digest)), bytesOf(key), bytesOf(salt), bytesOf(info), wholeOf(length, 0, mostBytes)] as const;
  return {
    pbkdf2Sync: (...args) => counted(bytesFor(pbkdf2Sync(...stretching(args)))),
    pbkdf2: async (...args) => {
      const wanted = stretching(args);
      return counted(bytesFor(await inTurn(() => inBackground.pbkdf2(...wanted))));
    },
    hkdfSync: (...args) => counted(bytesFor(hkdfSync(...expanding(args)))),
    hkdf: async (...args) => {
      const wanted = expanding(args);
      return counted(bytesFor(await inTurn(() => inBackground.hkdf(...wanted))));
    },
  };
};
