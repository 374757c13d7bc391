/** Cells within cells, each made by the host in the one before. */
import { allow, bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { Account, calling, memory, unlimited } from './chain.mjs';

const names = Array.from({ length: 8 }, (_, i) => `account${i}`);

/** So many cells, each in the one before; each hands its endowments on, narrowed. */
const chain = (/** @type {number} */ levels) => {
  const endowments = Object.fromEntries(names.map((name) => [name, bastion(new Account())]));
  /** @type {RExec<any>[]} */
  const cells = [new RExec({ limits: unlimited, endowments })];
  while (cells.length < levels) {
    const filters = Object.fromEntries(names.map((name) => [name, allow('add', 'total')]));
    cells.push(/** @type {RExec<any>} */ (cells.at(-1)).nest({ endowments: filters }));
  }
  return cells;
};

const innermost = (/** @type {readonly RExec<any>[]} */ cells) => /** @type {RExec<any>} */ (cells.at(-1));

/** @type {readonly any[]} */
export const works = [
  {
    name: 'make a cell in the innermost, evaluate, end it',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const last = innermost(chain(count));
      return {
        run: (/** @type {number} */ turns) => {
          let sum = 0;
          for (let turn = 0; turn < turns; turn += 1) {
            const cell = last.nest();
            sum += Number(cell.rEval(`${turn} + 1`));
            cell.end();
          }
          return sum;
        },
      };
    },
  },
  {
    name: 'call of an endowment that each level has narrowed',
    unit: 'ns',
    trial: (/** @type {import('../suite.mjs').Subject} */ { count }) => ({
      run: innermost(chain(count)).rEval(calling(`[${names.join(', ')}]`)),
    }),
  },
  {
    name: 'bytes of each cell of so many levels',
    unit: 'bytes',
    bytes: (/** @type {import('../suite.mjs').Subject} */ { count }) => {
      const chains = 200 / count;
      const before = memory();
      const cells = Array.from({ length: chains }, () => chain(count));
      for (const cell of cells.flat()) cell.rEval('1 + 1');
      const bytes = (memory() - before) / chains / count;
      for (const [first] of cells) first?.end();
      return bytes;
    },
  },
];
