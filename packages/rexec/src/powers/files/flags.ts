/** How a file is opened, as text (`r`, `w+`, `ax`) and as the bits of `open(2)`: Node's table. */
import { constants } from 'node:fs';
import { Fault } from './fault.js';

const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC } = constants;
const sync = (constants as unknown as Record<string, number | undefined>)['O_SYNC'] ?? 0;

const bits: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  'wx+': O_RDWR | O_CREAT | O_TRUNC | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
  'a+': O_RDWR | O_CREAT | O_APPEND,
  ax: O_WRONLY | O_CREAT | O_APPEND | O_EXCL,
  'ax+': O_RDWR | O_CREAT | O_APPEND | O_EXCL,
};

/** The bits of a mode such as `r` or `wb+`. @throws TypeError for text that is no mode */
export const flagsOf = (mode: string): number => {
  const plain = mode.replace('b', '');
  // As Python and C have it, `rb+` and `r+b` are one.
  const known = Object.hasOwn(bits, plain) ? bits[plain] : undefined;
  if (known === undefined) throw new TypeError(`a file is opened with one of ${Object.keys(bits).join(', ')}`);
  return known;
};

/** A cell has the bits of Linux, whatever its host has. */
const ofLinux: readonly (readonly [bit: number, name: string])[] = [
  [0o1, 'O_WRONLY'],
  [0o2, 'O_RDWR'],
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4_000_000, 'O_SYNC'],
  [0o10_000, 'O_DSYNC'],
];

/** The host's bits for those of a cell. @throws Fault for bits that no cell may use */
export const bitsOf = (given: number): number => {
  let left = given;
  let found = 0;
  for (const [bit, name] of ofLinux) {
    if ((left & bit) === 0) continue;
    left &= ~bit;
    found |= (constants as unknown as Record<string, number | undefined>)[name] ?? 0;
  }
  if (left !== 0) throw new Fault('EINVAL', 'these flags have no meaning in a cell');
  return found;
};

/** The mode that bits mean. @throws Fault for bits that no mode has */
export const textOfFlags = (flags: number): string => {
  // Copies and truncations open for writing what is cut off or filled later.
  const found = Object.entries(bits).find(([, each]) => each === (flags & ~sync));
  if (found !== undefined) return found[0];
  if ((flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL)) return (flags & O_RDWR) === 0 ? 'wx' : 'wx+';
  if (flags === O_WRONLY) return 'r+';
  throw new Fault('EINVAL', 'the rOpen of this cell knows no mode for these flags');
};
