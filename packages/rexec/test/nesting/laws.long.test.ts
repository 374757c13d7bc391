// The same law, on many more requests.
import '../../../../test/setup/lockdown.js';
import { expect, test } from 'vitest';
import { numRuns } from '../policy/arbitrary.js';

test('whatever a guest asks for, at whatever depth: what it makes has no more than it has', async () => {
  const { checkNarrowing } = await import('./narrowing-laws.js');
  const runs = Math.min(numRuns, 5000);
  expect(checkNarrowing(runs)).toBeGreaterThan(runs);
}, 600_000);
