/** The laws of crossing, with a wall in the place of the membrane. */
import fc from 'fast-check';
import { test, vi } from 'vitest';

type Untyped = typeof import('../../../bastion/test/untyped.js');

const original = await vi.hoisted(async () => await import('@padded-cell/bastion/membrane'));

const walls = vi.hoisted(() => ({ make: (_membrane: object): unknown => undefined }));

vi.mock('@padded-cell/bastion/membrane', () => ({
  ...original,
  createMembrane: (membrane: object) => walls.make(membrane),
}));

vi.mock('../../../bastion/test/untyped.js', async (importOriginal) => {
  const untyped = await importOriginal<Untyped>();
  const { wall } = await import('./pair.js');
  const { createMembrane: create } = original;
  walls.make = (membrane) => wall({ membrane, create });
  return {
    ...untyped,
    bastion: (...given: Parameters<Untyped['bastion']>) => wall({ create }).down(untyped.bastion(...given)),
  };
});

const laws = await import('../../../bastion/test/laws/crossing-laws.js');
const { neitherSees } = await import('../../../bastion/test/laws/reach-laws.js');
const { bastion } = await import('../../../bastion/test/untyped.js');

test('a graph arrives as an equal one that shares nothing with it', async () => {
  await fc.assert(laws.crossesAsAnEqual());
});

test('a graph comes home from a guest as it was', async () => {
  await fc.assert(laws.comesHomeFromTheGuest());
});

test('a graph comes home from the host as it was', async () => {
  await fc.assert(laws.comesHomeFromTheHost());
});

test('a graph arrives alike by every route', async () => {
  await fc.assert(laws.crossesAlikeByEveryRoute());
});

test('a copy stays as it was', async () => {
  await fc.assert(laws.copiesStayAsTheyWere());
});

test('neither side ever sees an object that the other made', { timeout: 60_000 }, async () => {
  const { numRuns = 100 } = fc.readConfigureGlobal();
  // Each of these programs makes thousands of calls.
  await fc.assert(
    neitherSees((root) => bastion(root)),
    { numRuns: Math.ceil(numRuns / 20) },
  );
});
