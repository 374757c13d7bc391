/** What policyOf makes of what is written: the same of a class, an object and a JSON file. */
import { EMPTY_POLICY, packagePolicy, type PolicyInput, policyOf, requestOf } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { textOf } from './arbitrary.js';
import { problemOf } from './problems.js';

const written = {
  clock: { fixed: 0 },
  endowments: ['log', 'account'],
  intl: { locale: 'EN-gb', timeZone: 'utc' },
  limits: { cells: 3, timers: 'unlimited' },
  nokBuiltinNames: ['fetch'],
  okBuiltinModules: ['path', 'events', 'node:events'],
  okEnvNames: ['LANG', 'HOME', 'LANG'],
  okFileTypes: ['json', 'esm'],
  okHosts: ['Example.com'],
  okPath: ['./plugins', '/usr/share/dict/'],
  okPosixNames: ['readFileSync', 'EOL'],
  okSysNames: ['exit', 'argv'],
  okWritePath: ['./out'],
  packages: { marked: { okBuiltinModules: ['path'] }, empty: {} },
  random: { seed: 7 },
} as const satisfies PolicyInput;

const made = {
  clock: { fixed: '1970-01-01T00:00:00.000Z' },
  endowments: ['account', 'log'],
  nokBuiltinNames: ['fetch'],
  okBuiltinModules: ['node:events', 'node:path'],
  okEnvNames: ['HOME', 'LANG'],
  okFileTypes: ['esm', 'json'],
  okHosts: ['example.com:443'],
  okPath: ['/srv/plugins', '/usr/share/dict'],
  okPosixNames: ['EOL', 'readFileSync'],
  okSysNames: ['argv', 'exit'],
  okWritePath: ['/srv/out'],
  intl: { locale: 'en-GB', timeZone: 'UTC' },
  limits: { ...EMPTY_POLICY.limits, cells: 3, timers: 'unlimited' },
  packages: {
    marked: {
      endowments: [],
      okBuiltinModules: ['node:path'],
      okEnvNames: [],
      okHosts: [],
      okPath: [],
      okPosixNames: [],
      okSysNames: [],
      okWritePath: [],
    },
  },
  random: { seed: '7' },
};

test('an object, its JSON and class attributes give the same policy, in normal form', () => {
  class Attributes {
    static readonly clock = written.clock;
    static readonly endowments = written.endowments;
    static readonly intl = written.intl;
    static readonly limits = written.limits;
    static readonly nokBuiltinNames = written.nokBuiltinNames;
    static readonly okBuiltinModules = written.okBuiltinModules;
    static readonly okEnvNames = written.okEnvNames;
    static readonly okFileTypes = written.okFileTypes;
    static readonly okHosts = written.okHosts;
    static readonly okPath = written.okPath;
    static readonly okPosixNames = written.okPosixNames;
    static readonly okSysNames = written.okSysNames;
    static readonly okWritePath = written.okWritePath;
    static readonly packages = written.packages;
    static readonly random = written.random;
  }
  expect(JSON.parse(textOf(policyOf(written, '/srv')))).toEqual(made);
  expect(textOf(policyOf(Attributes, '/srv'))).toBe(textOf(policyOf(written, '/srv')));
  expect(textOf(policyOf(JSON.parse(JSON.stringify(written)), '/srv'))).toBe(textOf(policyOf(written, '/srv')));
});

describe('what is missing', () => {
  test('is nothing: every list empty, every global withheld, every limit zero', () => {
    const policy = policyOf({});
    expect(textOf(policy)).toBe(textOf(EMPTY_POLICY));
    const { nokBuiltinNames, limits, packages, ...lines } = policy;
    expect(nokBuiltinNames).toContain('fetch');
    expect(nokBuiltinNames).toContain('Array');
    expect(new Set(Object.values(limits))).toEqual(new Set([0]));
    expect(Object.keys(packages)).toEqual([]);
    expect(new Set(Object.values(lines).map((line) => JSON.stringify(line)))).toEqual(new Set(['[]', '"none"']));
  });

  test('and what is undefined are the same', () => {
    expect(textOf(policyOf({ okPath: undefined, limits: { cells: undefined }, packages: undefined }))).toBe(
      textOf(EMPTY_POLICY),
    );
  });

  test('takes its default, each limit by itself', () => {
    const defaults = policyOf({ okPath: ['/srv'], okSysNames: ['argv'], limits: { cells: 1, depth: 2 } });
    const policy = policyOf({ okSysNames: [], limits: { cells: 0 } }, { defaults });
    expect(policy).toMatchObject({ okPath: ['/srv'], okSysNames: [], limits: { cells: 0, depth: 2 } });
  });

  test('takes its default, and a package of the defaults no more than the cell has', () => {
    const defaults = policyOf({
      okBuiltinModules: ['path', 'url'],
      packages: { marked: { okBuiltinModules: ['path', 'url'] } },
    });
    const policy = policyOf({ okBuiltinModules: ['url'] }, { defaults });
    expect(packagePolicy(policy, 'marked').okBuiltinModules).toEqual(['node:url']);
  });

  test('cannot take a default that was not made by policyOf', () => {
    expect(() => policyOf({}, { defaults: { ...EMPTY_POLICY } })).toThrow(TypeError);
  });
});

describe('class attributes', () => {
  class Base {
    static okBuiltinModules: readonly string[] = ['path'];
    static okSysNames: readonly string[] = ['argv'];
    static somethingElse = 1;
  }

  test('are inherited, and added to as in the seeds', () => {
    class Sub extends Base {
      static override okBuiltinModules = [...Base.okBuiltinModules, 'url'];
    }
    expect(policyOf(Sub)).toMatchObject({ okBuiltinModules: ['node:path', 'node:url'], okSysNames: ['argv'] });
  });

  test('can be getters, which see the class they are read from', () => {
    class Rooted {
      static root = '/nowhere';
      static get okPath(): string[] {
        return [`${this.root}/plugins`];
      }
    }
    class Sub extends Rooted {
      static override root = '/srv';
    }
    expect(policyOf(Sub).okPath).toEqual(['/srv/plugins']);
  });

  test('that look like lines and are none are mistakes', () => {
    class Misspelt extends Base {
      static okPaht = ['/srv'];
    }
    class Python {
      static ok_builtin_modules = ['path'];
    }
    expect(problemOf(Misspelt)).toMatchObject({ path: 'okPaht', nearest: 'okPath' });
    expect(problemOf(Python)).toMatchObject({ path: 'ok_builtin_modules', nearest: 'okBuiltinModules' });
  });

  test('of instances do not count', () => {
    class Fields {
      okPath = ['/srv'];
    }
    expect(policyOf(Fields).okPath).toEqual([]);
    expect(problemOf(new Fields()).why).toBe('is not a plain object');
  });
});

test('changing the input afterwards changes nothing', () => {
  const okPath = ['/srv'];
  const input = { okPath, limits: { cells: 1 } };
  const policy = policyOf(input);
  okPath.push('/etc');
  input.limits.cells = 100;
  expect(policy).toMatchObject({ okPath: ['/srv'], limits: { cells: 1 } });
});

test('a policy comes back as it is, a copy of one as an equal policy', () => {
  const policy = policyOf(written, '/srv');
  expect(policyOf(policy)).toBe(policy);
  expect(policyOf(structuredClone(policy))).not.toBe(policy);
  expect(textOf(policyOf(structuredClone(policy)))).toBe(textOf(policy));
});

test('a JSON file may name its schema', () => {
  expect(textOf(policyOf({ $schema: './policy.schema.json' }))).toBe(textOf(EMPTY_POLICY));
});

describe('requestOf', () => {
  const held = policyOf({
    okPath: ['/srv'],
    nokBuiltinNames: ['fetch'],
    limits: { cells: 2, depth: 1 },
    clock: 'real',
  });

  test('asks for no grant that was not written', () => {
    expect(requestOf({}, held)).toMatchObject({ okPath: [], clock: 'none', endowments: [] });
  });

  test('keeps denials and limits that were not written', () => {
    expect(requestOf({ limits: { cells: 1 } }, held)).toMatchObject({
      nokBuiltinNames: ['fetch'],
      limits: { cells: 1, depth: 1 },
    });
  });

  test('takes relative paths from the base', () => {
    expect(requestOf({ okPath: ['./a'] }, held, '/srv').okPath).toEqual(['/srv/a']);
  });
});
