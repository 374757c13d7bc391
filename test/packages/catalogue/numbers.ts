import type { Claim } from '../claim.js';

export const numbers: readonly Claim[] = [
  {
    program: 'date-fns',
    packages: ['date-fns'],
    gives: {
      added: '2025-02-28',
      days: 10,
      german: 'Donnerstag, 29. Februar 2024',
      parsed: '2024-02-29',
    },
  },
  {
    program: 'dayjs',
    packages: ['dayjs'],
    needs: { clock: { fixed: 0 } },
    gives: {
      next: '2025-02-28',
      french: 'jeudi 29 février',
      end: '2024-02-29T23:59:59.999Z',
      duration: 'PT26H',
    },
  },
  {
    program: 'luxon',
    packages: ['luxon'],
    needs: { clock: { fixed: 0 }, intl: { locale: 'en-GB', timeZone: 'UTC' } },
    gives: { next: '2025-02-28', format: '2024.02.29 12:00', days: 3, duration: 'PT2H30M' },
  },
  { program: 'ms', packages: ['ms'], gives: [172800000, -3600000, '1m', '2 days'] },
  {
    program: 'bignumber.js',
    packages: ['bignumber.js'],
    needs: { random: { seed: 1 } },
    gives: {
      sum: '0.3',
      power: '1606938044258990275541962092341162602522202993782792835301376',
      format: '1,234,567.89',
      hex: '11111111',
      pi: '3.142857142857142857142857142857',
    },
  },
  {
    program: 'mathjs',
    packages: ['mathjs'],
    needs: { clock: { fixed: 0 }, random: { seed: 1 } },
    gives: {
      evaluated: '1.9685',
      matrix: -2,
      derived: '2 * x + 3',
      simplified: '5 * x',
      big: '0.3333333333333333333333333333333333333333',
      chained: 14,
      complex: '2i',
    },
  },
  {
    program: 'd3-array',
    packages: ['d3-array'],
    gives: {
      extent: [1, 3],
      quantile: 2.5,
      grouped: [
        [1, ['a']],
        [2, ['bb', 'cc']],
      ],
      most: [
        [1, 3],
        [0, 2],
      ],
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
      bins: [1, 2],
      shuffled: [1, 4, 2, 3],
    },
  },
  {
    program: 'd3-shape',
    packages: ['d3-shape'],
    gives: {
      line: 'M0,0L1,2L3,4',
      curve: 'M0,0C0,0,0.5,1.333,1,2C1.5,2.667,3,4,3,4',
      area: 'M0,1L1,2L1,0L0,0Z',
      pie: [
        [1, 1],
        [3, 0],
      ],
      arc: 'M0,-1A1,1,0,0,1,1,0L0,0Z',
      stack: [
        [0, 1],
        [1, 3],
      ],
    },
  },
  {
    program: 'expr-eval',
    packages: ['expr-eval'],
    gives: { value: 16, text: '((2 * x) + 0)', variables: ['a', 'b', 'c'] },
    refused: [
      {
        what: '`toJSFunction`',
        tries: `const { Parser } = await import('expr-eval'); new Parser().parse('x * y').toJSFunction('x,y');`,
        error: "'with' in strict mode",
        why: 'it writes a `with` statement, and code in a cell is strict',
      },
    ],
  },
];
