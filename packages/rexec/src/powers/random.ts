/**
 * Random bytes by the policy's `random` line, for `crypto`: none, the engine's, or what a seed gives.
 *
 * Invariant: each cell has its own stream of a seed, and not the one that `Math.random` takes from.
 */
import { randomFillSync } from 'node:crypto';
import { NotGrantedError } from '../errors/index.js';
import { streamOf } from '../names/math.js';
import type { RandomLine } from '../policy/index.js';

/** Gives random bytes. @throws NotGrantedError where the policy has none; `asker` is what the guest called. */
export type RandomBytes = (count: number, asker: string) => Uint8Array;

const seeded = (seed: string): RandomBytes => {
  const next = streamOf(seed, 1);
  let block = next();
  let at = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      if (at === block.length) {
        block = next();
        at = 0;
      }
      const part = block.subarray(at, at + count - filled);
      bytes.set(part, filled);
      filled += part.length;
      at += part.length;
    }
    return bytes;
  };
};

/** The random bytes of one cell. */
export const randomBytesBy = (line: RandomLine): RandomBytes => {
  if (line === 'real') return (count) => randomFillSync(new Uint8Array(count));
  if (typeof line === 'object') return seeded(line.seed);
  return (_count, asker) => {
    throw new NotGrantedError(`${asker} gives random bytes`, 'random');
  };
};
