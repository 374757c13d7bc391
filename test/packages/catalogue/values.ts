import type { Claim } from '../claim.js';

export const values: readonly Claim[] = [
  {
    program: 'lodash',
    packages: ['lodash'],
    needs: { clock: { fixed: 0 } },
    gives: {
      chunk: [[1, 2], [3]],
      template: '1!',
      chain: [2, 4, 6],
      get: 1,
      clone: new Map([[1, { a: new Date('1970-01-01T00:00:00.000Z') }]]),
      grouped: { '3': ['one', 'two'], '5': ['three'] },
      isEqual: true,
    },
  },
  { program: 'ramda', packages: ['ramda'], gives: { piped: [2], curried: 6, path: 1, equals: true, placeholder: 9 } },
  {
    program: 'immer',
    packages: ['immer'],
    gives: {
      before: [1],
      after: [1, 2],
      map: [1, 2],
      frozen: true,
      patches: [{ op: 'replace', path: ['a', 0], value: 3 }],
    },
  },
  { program: 'rxjs', packages: ['rxjs'], gives: { sums: [1, 3, 6], piped: [20, 40], ticks: [0, 1, 2] } },
  {
    program: 'tslib',
    packages: ['tslib'],
    gives: {
      made: ['hello', true, true],
      rest: [{ b: 2 }, [1, 2, 3], 7],
      later: 6,
      decorated: 'HI',
    },
  },
  {
    program: 'core-js-pure',
    packages: ['core-js-pure'],
    needs: { random: { seed: 1 } },
    gives: {
      unique: [1, 2],
      same: true,
      range: [0, 4, 8],
      grouped: [1, 3],
      clamped: 3,
    },
  },
  {
    program: 'core-js',
    packages: ['core-js'],
    needs: { random: { seed: 1 } },
    refused: [
      {
        what: 'its polyfills',
        tries: `await import('core-js/actual/array/group-by.js');`,
        error: 'Cannot assign to read only property',
        why: 'it assigns to `Function.prototype.toString` and adds to prototypes, which all programs share, frozen; `core-js-pure` adds to none',
      },
    ],
  },
  {
    program: 'uuid',
    packages: ['uuid'],
    needs: {
      random: { seed: 1 },
      packages: { uuid: { okBuiltinModules: ['node:crypto'] } },
    },
    gives: {
      named: '9342d47a-1bab-5709-9869-c840b2eac501',
      random: 4,
      same: true,
      nil: '00000000-0000-0000-0000-000000000000',
    },
  },
  {
    program: 'nanoid',
    packages: ['nanoid'],
    needs: { conditions: ['browser'], random: { seed: 1 } },
    gives: { ids: 100, long: true, few: true },
  },
  {
    program: 'nanoid',
    packages: ['nanoid'],
    needs: {
      random: { seed: 1 },
      packages: { nanoid: { okBuiltinModules: ['node:crypto'] } },
    },
    gives: { ids: 100, long: true, few: true },
  },
  {
    program: 'underscore',
    packages: ['underscore'],
    gives: {
      chain: [2, 4, 6],
      template: '<b>&lt;i&gt;</b>',
      grouped: { '1': [1.3], '2': [2.1, 2.4] },
      bound: 1,
    },
    refused: [
      {
        what: 'templates without `variable`',
        tries: `(await import('underscore')).default.template('<%- name %>');`,
        error: "'with' in strict mode",
        why: 'it writes a `with` statement, and code in a cell is strict',
      },
    ],
  },
];
