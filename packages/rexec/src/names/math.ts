/**
 * A cell's own `Math`, whose random numbers come from where the policy's `random` line says.
 *
 * A seed gives the key stream of AES-256 in counter mode, keyed with the seed's SHA-256: the same in every run and on
 * every machine, and no guest can tell from the numbers it got what another cell's will be.
 *
 * Invariant: each cell has its own stream, so that cells with one seed do not take numbers from each other (and cannot
 * talk to each other by taking them).
 */
import { createCipheriv, createHash } from 'node:crypto';
import { forGuest, type Refuse } from '../errors/for-guest.js';
import { NotGrantedError } from '../errors/index.js';
import { harden } from '../lockdown/realm.js';
import type { RandomLine } from '../policy/index.js';
import { disguised } from './disguise.js';

const { create, getOwnPropertyDescriptors } = Object;
const { random: realRandom } = Math;

const zeros = Buffer.alloc(1024);

/**
 * Random bytes that a seed gives, in blocks.
 *
 * @param stream - which of the seed's streams: 0 for `Math.random`, 1 for `crypto`. No two have bytes in common.
 */
export const streamOf = (seed: string, stream: number): (() => Buffer) => {
  const key = createHash('sha256').update(seed, 'utf8').digest();
  const counter = Buffer.alloc(16);
  counter.writeUInt8(stream);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  return () => cipher.update(zeros);
};

/** Numbers from 0 to less than 1 that a seed gives: 53 bits each, as the engine's have. */
const seeded = (seed: string): (() => number) => {
  const next = streamOf(seed, 0);
  let block = next();
  let at = 0;
  return () => {
    if (at === block.length) {
      block = next();
      at = 0;
    }
    const value = (block.readUInt32LE(at) >>> 5) * 2 ** 26 + (block.readUInt32LE(at + 4) >>> 6);
    at += 8;
    return value * 2 ** -53;
  };
};

const randomBy = (line: RandomLine, refuse: Refuse = forGuest): (() => number) => {
  if (line === 'real') return () => realRandom();
  if (typeof line === 'object') return seeded(line.seed);
  return () => {
    throw refuse(new NotGrantedError('Math.random() gives random numbers', 'random'));
  };
};

const made = new Map<RandomLine, unknown>();

/** A cell's own `Math`: the language's in everything else. Cells without a seed share one: it is frozen and has no state. */
export const mathBy = (line: RandomLine, refuse?: Refuse): unknown => {
  if (typeof line === 'object' || refuse !== undefined) return mathWith(line, refuse);
  if (!made.has(line)) made.set(line, mathWith(line));
  return made.get(line);
};

const mathWith = (line: RandomLine, refuse?: Refuse): unknown => {
  const { random: inherited, ...others } = getOwnPropertyDescriptors(Math);
  const random = { ...inherited, value: disguised(randomBy(line, refuse), 'random') };
  return harden(create(Object.prototype, { ...others, random }) as object);
};
