/** Cells side by side in one. */
import { RExec } from '@padded-cell/rexec';
import { Account, calling, memory, unlimited } from './chain.mjs';

const accounts = Array.from({ length: 8 }, () => new Account());

/** A cell with so many in it. */
const family = (/** @type {number} */ count) => {
  const rex = new RExec({ limits: unlimited, endowments: { accounts } });
  const siblings = Array.from({ length: count }, () => {
    const cell = rex.nest({ endowments: ['accounts'] });
    cell.rEval('1 + 1');
    return cell;
  });
  return { rex, siblings };
};

/** @type {readonly any[]} */
export const works = [
  {
    name: 'make one more cell, evaluate, end it',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const { rex } = family(count);
      return {
        run: (/** @type {number} */ turns) => {
          let sum = 0;
          for (let turn = 0; turn < turns; turn += 1) {
            const cell = rex.nest({ endowments: ['accounts'] });
            sum += Number(cell.rEval(`${turn} + 1`));
            cell.end();
          }
          return sum;
        },
      };
    },
  },
  {
    name: 'call of what all of them were given',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => ({
      run: family(count).siblings.at(-1)?.rEval(calling('accounts')),
    }),
  },
  {
    name: 'bytes of each of so many',
    unit: 'bytes',
    bytes: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const families = Math.max(1, 100 / count);
      const before = memory();
      const made = Array.from({ length: families }, () => family(count));
      const bytes = (memory() - before) / families / count;
      for (const { rex } of made) rex.end();
      return bytes;
    },
  },
];
