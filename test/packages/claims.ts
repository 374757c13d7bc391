/** The tests of claims: each program gives what is claimed with what it needs, and fails with any of that less. */
import { describe, expect, test } from 'vitest';
import { attempt, given } from './cells.js';
import type { Wall } from '../walls/wall.js';
import { type Claim, needsOf } from './claim.js';

const errorWithout = (line: string): string => {
  // `Intl`, or a name of `process`, that is not granted is absent: what fails is its use.
  if (line === 'intl' || line.endsWith('.okSysNames')) return 'Cannot read properties of undefined';
  // Node's build then is what is imported, and asks for more.
  return line === 'conditions' ? 'okBuiltinModules' : line;
};

export const testClaims = (claims: readonly Claim[]): void => {
  describe.each(claims)('$program', { timeout: 60_000 }, (claim) => {
    const { program, needs, refused = [] } = claim;
    const runs = 'gives' in claim ? [claim.gives] : [];
    test.for(runs)('gives in a cell what it gives in Node', async (gives) => {
      expect(await given(program, needs)).toEqual(gives);
    });

    test.for(runs.length === 0 ? [] : needsOf(needs))('needs $line $item', async ({ line, without }) => {
      await expect(given(program, without)).rejects.toThrow(errorWithout(line));
    });

    test.for(refused)('refused: $what', async ({ tries, error, needs: granted = needs }) => {
      await expect(attempt(tries, granted)).rejects.toThrow(error);
    });
  });
};

/** The tests of claims beyond a wall: the program gives the same there, and what is refused is refused. */
export const testClaimsBeyond = (claims: readonly Claim[], wall: Wall): void => {
  describe.each(claims)(`${wall.wall}: $program`, { timeout: 120_000 }, (claim) => {
    const { program, needs, refused = [] } = claim;
    test.for('gives' in claim ? [claim.gives] : [])('gives in a cell what it gives in Node', async (gives) => {
      expect(await given(program, needs, wall)).toEqual(gives);
    });

    test.for(refused)('refused: $what', async ({ tries, error, needs: granted = needs }) => {
      await expect(attempt(tries, granted, wall)).rejects.toThrow(error);
    });
  });
};
