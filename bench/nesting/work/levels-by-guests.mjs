/** Cells within cells, each made by the guest of the one before, with that guest's own copy of the engine between. */
import { RExec } from '@padded-cell/rexec';
import { Account, calling, memory, unlimited } from './chain.mjs';

/** A guest's program: at the bottom it gives the value of a text, above it makes a cell that runs this program. */
const program = `levels === 0
  ? (0, eval)(bottom)
  : new RExec({ endowments: { accounts, bottom, program, levels: levels - 1 }, limits: ${JSON.stringify(unlimited)} }).rEval(program)`;

/** Makes so many levels below a cell of the host's. @returns the outermost, and what the text is in the innermost */
const nested = (/** @type {number} */ levels, /** @type {string} */ bottom) => {
  const accounts = Array.from({ length: 8 }, () => new Account());
  const rex = new RExec({ limits: unlimited, endowments: { accounts, bottom, program, levels } });
  return { rex, value: /** @type {any} */ (rex.rEval(program)) };
};

/** @type {readonly any[]} */
export const works = [
  {
    name: 'a guest of the innermost makes a cell, evaluates, ends it',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => ({
      run: nested(
        count - 1,
        `((turns) => {
          let sum = 0;
          for (let turn = 0; turn < turns; turn += 1) {
            const cell = new RExec();
            sum += cell.rEval(turn + ' + 1');
            cell.end();
          }
          return sum;
        })`,
      ).value,
    }),
  },
  {
    name: 'call of an endowment that each level hands on',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => ({
      run: nested(count, calling('accounts')).value,
    }),
  },
  {
    name: 'bytes of each cell of so many levels',
    unit: 'bytes',
    bytes: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const chains = 200 / count;
      const before = memory();
      const cells = Array.from({ length: chains }, () => nested(count, '1 + 1').rex);
      const bytes = (memory() - before) / chains / count;
      for (const cell of cells) cell.end();
      return bytes;
    },
  },
];
