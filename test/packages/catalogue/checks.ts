import type { Claim } from '../claim.js';

export const checks: readonly Claim[] = [
  {
    program: 'ajv',
    packages: ['ajv'],
    gives: {
      right: false,
      wrong: [
        ' required',
        ' additionalProperties',
        '/age minimum',
        '/tags/1 enum',
        '/tags/2 enum',
        '/tags uniqueItems',
      ],
    },
  },
  {
    program: 'zod',
    packages: ['zod'],
    gives: {
      parsed: { name: 'Ada', born: new Date('1815-12-10T00:00:00.000Z'), tags: [] },
      issues: ['name: too_small', 'born: invalid_type', 'tags.0: invalid_value'],
      schema: 'integer',
    },
  },
  {
    program: 'valibot',
    packages: ['valibot'],
    gives: {
      parsed: { email: 'a@example.com', age: 20 },
      issues: ['Invalid email: Received "a"', 'Invalid value: Expected >=18 but received 3'],
    },
  },
  {
    program: 'chai',
    packages: ['chai'],
    gives: {
      right: undefined,
      wrong: ['AssertionError', 'expected [ 1, 2 ] to include 3'],
      assert: ['AssertionError', 'one is two: expected 1 to equal 2'],
      throws: undefined,
    },
    refused: [
      {
        what: '`should()`',
        tries: `(await import('chai')).should();`,
        error: 'Cannot define property should, object is not extensible',
        why: 'it adds to `Object.prototype`, which all programs share, frozen',
      },
    ],
  },
  {
    program: 'semver',
    packages: ['semver'],
    gives: {
      in: true,
      next: '1.2.3-beta.2',
      sorted: ['1.0.0-rc.1', '1.0.0', '2.0.0'],
      coerced: '3.4.0',
      max: '1.2.0',
    },
  },
];
