import { expect, test } from 'vitest';
import { numRuns } from '../policy/arbitrary.js';
import { checkNarrowing } from './narrowing-laws.js';

test('whatever a guest asks for, at whatever depth: what it makes has no more than it has', () => {
  const runs = Math.min(numRuns, 60);
  expect(checkNarrowing(runs)).toBeGreaterThan(runs);
}, 120_000);
