/** The line limits: how it is written and counted. */
import { limitOf, policyOf, presetLimits } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { problemOf } from './problems.js';

describe('limits', () => {
  test.each([
    [-1, undefined],
    [1.5, '1'],
    ['100', '100'],
    ['Unlimited', '"unlimited"'],
    [Number.POSITIVE_INFINITY, '"unlimited"'],
    [Number.NaN, undefined],
    [2 ** 53, undefined],
    [null, undefined],
    [10n, undefined],
  ])('%s is a mistake; the nearest is %s', (amount, nearest) => {
    const problem = problemOf({ limits: { cells: amount } });
    expect(problem).toMatchObject({ path: 'limits.cells', why: 'is not an amount' });
    expect(problem.nearest).toBe(nearest);
  });

  test('a limit that does not exist is a mistake', () => {
    expect(problemOf({ limits: { cpums: 1 } })).toMatchObject({ path: 'limits.cpums', nearest: 'cpuMs' });
  });

  test('minus zero is zero', () => {
    expect(Object.is(policyOf({ limits: { cells: -0 } }).limits.cells, 0)).toBe(true);
  });

  test('count as numbers, "unlimited" as Infinity', () => {
    const policy = policyOf({ limits: { cells: 3, timers: 'unlimited' } });
    expect([limitOf(policy, 'cells'), limitOf(policy, 'timers'), limitOf(policy, 'depth')]).toEqual([3, Infinity, 0]);
  });

  test('have presets that a realm is honest about', () => {
    expect(presetLimits('process')).toMatchObject({ cpuMs: 10_000, memoryMb: 256, cells: 0 });
    expect(presetLimits('realm')).toMatchObject({ cpuMs: 'unlimited', memoryMb: 'unlimited', cells: 0 });
    expect(policyOf({ limits: presetLimits('thread') }).limits).toEqual(presetLimits('thread'));
  });
});
