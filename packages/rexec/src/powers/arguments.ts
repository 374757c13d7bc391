/**
 * What a host half makes of the arguments it is given: the type that it needs, or a TypeError.
 *
 * Trusts: `powers.ts`, which lets only primitives, copied bytes and flat lists of primitives in.
 */
import type { Plain, Primitive } from './powers.js';

/** A text. @throws TypeError for anything else */
export const textOf = (value: Plain): string => {
  if (typeof value !== 'string') throw new TypeError('a text is wanted');
  return value;
};

/** A whole number in a range. @throws TypeError for anything else */
export const wholeOf = (value: Plain, least: number, most: number): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`a whole number from ${least} to ${most} is wanted`);
  }
  return value;
};

/** Bytes. @throws TypeError for anything else */
export const bytesOf = (value: Plain): Uint8Array => {
  if (!(value instanceof Uint8Array)) throw new TypeError('bytes are wanted');
  return value;
};

/** A list. @throws TypeError for anything else */
export const listOf = (value: Plain): readonly Primitive[] => {
  if (!Array.isArray(value)) throw new TypeError('a list is wanted');
  return value as readonly Primitive[];
};

/** A flat list of pairs of text, in pairs. @throws TypeError for anything else */
export const pairsOf = (value: Plain): [string, string][] => {
  const list = listOf(value);
  const pairs: [string, string][] = [];
  for (let at = 0; at < list.length; at += 2) pairs.push([textOf(list[at]), textOf(list[at + 1])]);
  return pairs;
};

/** Bytes of the host's as a guest may have them: an array of the language's, over a buffer that nothing else has. */
export const bytesFor = (bytes: ArrayBuffer | Uint8Array): Uint8Array => new Uint8Array(bytes).slice();
