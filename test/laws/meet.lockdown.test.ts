// The meet of two policies grants exactly what both grant, by doing it: files, imports, the network, variables, limits.
import { EMPTY_POLICY, policyOf } from '@padded-cell/rexec/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkMeets } from './checked-meets.js';
import { operationsIn } from './operations.js';
import { cellWith, everythingIn } from './policies.js';
import { makeWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => {
  world.end();
});

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, each) => all + each, 0);

test('where everything is granted, everything can be done, and where nothing is, nothing', async () => {
  using all = cellWith(policyOf(everythingIn(world)));
  using none = cellWith(EMPTY_POLICY);
  const [done, refused]: [string[], string[]] = [[], []];
  const operations = operationsIn(world);
  for (const operation of operations) {
    if (await operation.isGranted(all)) done.push(operation.name);
    if (!(await operation.isGranted(none))) refused.push(operation.name);
  }
  const names = operations.map(({ name }) => name);
  expect(done).toEqual(names);
  expect(refused).toEqual(names);
}, 60_000);

test('what the meet of two policies grants is what both grant', async () => {
  const { pairs, granted, refused } = await checkMeets(world, 2000, Date.now() % 1e6);
  expect(pairs).toBeGreaterThanOrEqual(2000);
  // Of nearly everything that can be done both have been seen; of all, where a hundred thousand pairs are tried.
  const most = operationsIn(world).filter(({ isSlow }) => !isSlow).length * 0.8;
  expect(granted.size).toBeGreaterThan(most);
  expect(refused.size).toBeGreaterThan(most);
  expect(Math.min(sum(granted), sum(refused))).toBeGreaterThan(pairs / 8);
}, 300_000);
