/** What exceeds what, in words; the laws are in laws.test.ts. */
import { diff, EMPTY_POLICY, leq, meet, type Policy, type PolicyInput, policyOf } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';

const words = (request: PolicyInput, held: PolicyInput): readonly string[] =>
  diff(policyOf(request), policyOf(held)).map((excess) => excess.words);

const withholding = (...nokBuiltinNames: string[]): Policy => policyOf({ nokBuiltinNames });

const clock = (line: PolicyInput['clock']): Policy => policyOf({ clock: line });

const packages = (own: Record<string, PolicyInput>): Policy =>
  policyOf({ okPath: ['/srv'], okSysNames: ['argv'], packages: own });

describe('diff', () => {
  test('lists each excess line with what was asked and what is held', () => {
    const [path, limit] = diff(
      policyOf({ okPath: ['/etc', '/srv/a'], limits: { cells: 5 } }),
      policyOf({ okPath: ['/srv', '/tmp'], limits: { cells: 3 } }),
    );
    expect(path).toEqual({
      line: 'okPath',
      asked: '/etc',
      held: ['/srv', '/tmp'],
      words: 'okPath: asked for "/etc"; held is "/srv", "/tmp"',
    });
    expect(limit).toEqual({ line: 'limits.cells', asked: 5, held: 3, words: 'limits.cells: asked for 5; held is 3' });
  });

  test.each<[PolicyInput, PolicyInput, string]>([
    [{ okBuiltinModules: ['url'] }, {}, 'okBuiltinModules: asked for "node:url"; held is nothing'],
    [
      { clock: 'real' },
      { clock: { fixed: 0 } },
      'clock: asked for "real"; held is {"fixed":"1970-01-01T00:00:00.000Z"}',
    ],
    [{ random: { seed: 1 } }, { random: { seed: 2 } }, 'random: asked for {"seed":"1"}; held is {"seed":"2"}'],
    [{ limits: { timers: 'unlimited' } }, {}, 'limits.timers: asked for "unlimited"; held is 0'],
    [
      { nokBuiltinNames: [] },
      { nokBuiltinNames: ['fetch', 'eval'] },
      'nokBuiltinNames: asked for the global "eval", which is withheld; withheld are "eval", "fetch"',
    ],
    [
      { okPath: ['/srv'], packages: { '@scope/name': { okPath: ['/srv'] } } },
      { okPath: ['/srv'] },
      'packages["@scope/name"].okPath: asked for "/srv"; held is nothing',
    ],
  ])('of %j and %j', (request, held, expected) => {
    expect(words(request, held)[0]).toBe(expected);
  });

  test('shortens a long list of what is held', () => {
    const okEnvNames = Array.from({ length: 40 }, (_, index) => `NAME${index + 10}`);
    expect(words({ okEnvNames: ['OTHER'] }, { okEnvNames })[0]).toMatch(/"NAME21", … \(40 in all\)$/);
  });

  test('of a policy and itself is empty', () => {
    const policy = policyOf({ okPath: ['/srv'] });
    expect(diff(policy, policy)).toEqual([]);
  });
});

describe('more denied is narrower', () => {
  test('so a cell that withholds more is within one that withholds less', () => {
    expect(leq(withholding('fetch', 'eval'), withholding('fetch'))).toBe(true);
    expect(leq(withholding('fetch'), withholding('fetch', 'eval'))).toBe(false);
  });

  test('so the meet withholds what either does', () => {
    expect(meet(withholding('fetch'), withholding('eval')).nokBuiltinNames).toEqual(['eval', 'fetch']);
  });
});

describe('a pinned source is narrower than the real one', () => {
  test.each<[PolicyInput['clock'], PolicyInput['clock'], boolean]>([
    ['none', { fixed: 0 }, true],
    [{ fixed: 0 }, 'real', true],
    [{ fixed: 0 }, { fixed: '1970-01-01' }, true],
    [{ fixed: 0 }, { fixed: 1 }, false],
    ['real', { fixed: 0 }, false],
    [{ fixed: 0 }, 'none', false],
  ])('%j within %j: %j', (a, b, within) => {
    expect(leq(clock(a), clock(b))).toBe(within);
  });

  test('so the meet of two different pins is none', () => {
    expect(meet(clock({ fixed: 0 }), clock({ fixed: 1 })).clock).toBe('none');
    expect(meet(clock({ fixed: 0 }), clock('real')).clock).toEqual({ fixed: '1970-01-01T00:00:00.000Z' });
  });
});

describe('packages', () => {
  test('are narrower line by line', () => {
    expect(leq(packages({ a: { okPath: ['/srv/x'] } }), packages({ a: { okPath: ['/srv'] } }))).toBe(true);
    expect(leq(packages({ a: { okPath: ['/srv'] } }), packages({ b: { okPath: ['/srv'] } }))).toBe(false);
    expect(leq(packages({}), packages({ b: { okPath: ['/srv'] } }))).toBe(true);
  });

  test('meet line by line; one that is left with nothing is gone', () => {
    const both = meet(
      packages({ a: { okPath: ['/srv/x'], okSysNames: ['argv'] }, b: { okPath: ['/srv/x'] } }),
      packages({ a: { okPath: ['/srv'] }, b: { okPath: ['/srv/y'] } }),
    );
    expect(Object.keys(both.packages)).toEqual(['a']);
    expect(both.packages['a']).toMatchObject({ okPath: ['/srv/x'], okSysNames: [] });
  });
});

test('the empty policy is within all, and all but it exceed it', () => {
  const some = policyOf({ okEnvNames: ['HOME'] });
  expect(leq(EMPTY_POLICY, some)).toBe(true);
  expect(leq(some, EMPTY_POLICY)).toBe(false);
});
