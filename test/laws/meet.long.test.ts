// The same law on a hundred thousand pairs.
import '../setup/lockdown.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld, type World } from './world.js';

const pairs = 100_000;

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => {
  world.end();
});

test('what the meet of two policies grants is what both grant', async () => {
  const [{ checkMeets }, { operationsIn }] = await Promise.all([
    import('./checked-meets.js'),
    import('./operations.js'),
  ]);
  const checked = await checkMeets(world, pairs, Date.now() % 1e6);
  expect(checked.pairs).toBeGreaterThanOrEqual(pairs);
  for (const { name } of operationsIn(world)) {
    expect(checked.granted.get(name) ?? 0, `${name}: granted`).toBeGreaterThan(0);
    expect(checked.refused.get(name) ?? 0, `${name}: refused`).toBeGreaterThan(0);
  }
}, 3_600_000);
