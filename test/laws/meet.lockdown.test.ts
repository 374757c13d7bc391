// The meet of two policies grants exactly what both grant, by doing it.
import { leq, meet } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantsOf, makeWorld, policyIn, type World } from './grants.js';

const numRuns = Math.min(Number(process.env['PADDED_CELL_RUNS'] ?? 40), 2000);

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => {
  world.end();
});

test('what the meet of two policies grants is what both grant', async () => {
  const seen = { granted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(policyIn(world), policyIn(world), async (a, b) => {
      const [byA, byB, byBoth] = [
        await grantsOf(world, a),
        await grantsOf(world, b),
        await grantsOf(world, meet(a, b)),
      ];
      const expected = Object.fromEntries(
        Object.keys(byA).map((name) => [name, byA[name] === true && byB[name] === true]),
      );
      // The time and the numbers of two different fixed sources have nothing in common.
      for (const [name, line] of [
        ['tell the time', 'clock'],
        ['random', 'random'],
      ] as const) {
        if (typeof a[line] === 'object' && typeof b[line] === 'object' && !leq(a, b))
          expected[name] = byBoth[name] === true && expected[name] === true;
      }
      for (const granted of Object.values(byBoth)) seen[granted ? 'granted' : 'refused'] += 1;
      expect(byBoth).toEqual(expected);
    }),
    { numRuns },
  );
  expect(seen.granted).toBeGreaterThan(numRuns);
  expect(seen.refused).toBeGreaterThan(numRuns);
}, 600_000);

test('what a narrower policy grants, the wider grants', async () => {
  await fc.assert(
    fc.asyncProperty(policyIn(world), policyIn(world), async (a, b) => {
      const narrow = meet(a, b);
      const [less, more] = [await grantsOf(world, narrow), await grantsOf(world, a)];
      expect(Object.entries(less).filter(([name, granted]) => granted && more[name] !== true)).toEqual([]);
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  );
}, 600_000);
