/** The line packages: how it is written and looked up. */
import { packagePolicy, policyOf } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { problemOf } from './problems.js';

describe('packages', () => {
  test('never have more than the cell: the excess is a mistake that says what the cell has', () => {
    expect(problemOf({ okHosts: ['*.example.com'], packages: { marked: { okHosts: ['example.org'] } } })).toMatchObject(
      {
        path: 'packages.marked.okHosts',
        found: '"example.org:443"',
        why: 'is more than the cell itself has',
        allowed: '"*.example.com:443"',
      },
    );
    expect(problemOf({ packages: { marked: { okBuiltinModules: ['url'] } } }).allowed).toMatch(/^nothing/);
  });

  test('may have less of what the cell has', () => {
    const policy = policyOf({ okPath: ['/srv'], packages: { '@scope/name': { okPath: ['/srv/a'] } } });
    expect(packagePolicy(policy, '@scope/name').okPath).toEqual(['/srv/a']);
  });

  test('that are not named, or named after members of Object.prototype, have nothing', () => {
    const policy = policyOf({ okPath: ['/srv'], packages: { marked: { okPath: ['/srv'] } } });
    for (const name of ['lodash', 'constructor', 'toString', '__proto__']) {
      expect(Object.values(packagePolicy(policy, name)).flat()).toEqual([]);
      expect(packagePolicy(structuredClone(policy), name).okPath).toEqual([]);
    }
  });

  test('can be named after members of Object.prototype', () => {
    const policy = policyOf({ okPath: ['/srv'], packages: { constructor: { okPath: ['/srv'] } } });
    expect(packagePolicy(policy, 'constructor').okPath).toEqual(['/srv']);
  });

  test.each([['../x'], ['a/b'], ['@scope'], [''], ['_x'], ['.bin'], ['a b'], ['x'.repeat(215)]])(
    '%j is not the name of one',
    (name) => {
      expect(problemOf({ packages: { [name]: {} } }).why).toBe('is not the name of an npm package');
    },
  );

  test.each([
    [{ limits: {} }, 'is a line of the cell, and the same for all its packages', undefined],
    [{ nokBuiltinNames: [] }, 'is a line of the cell, and the same for all its packages', undefined],
    [{ okHost: [] }, 'is not a line', 'okHosts'],
  ])('cannot have the line %j', (lines, why, nearest) => {
    const problem = problemOf({ packages: { marked: lines } });
    expect(problem.why).toBe(why);
    expect(problem.nearest).toBe(nearest);
  });
});
