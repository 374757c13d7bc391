/** Making cells, evaluating in them, and what they take while they live. */

const live = 1000;

/** Collects until nothing more goes. */
const memory = () => {
  let least = Infinity;
  for (let still = 0; still < 3; still += 1) {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    if (heapUsed + external < least - 10_000) still = 0;
    least = Math.min(least, heapUsed + external);
  }
  return least;
};

const take = (/** @type {import('../subjects/engine.mjs').Engine} */ { make }, /** @type {number} */ count) => {
  const before = memory();
  const cells = Array.from({ length: count }, () => {
    const cell = make();
    cell.evaluate('1 + 1');
    return cell;
  });
  const bytes = (memory() - before) / count;
  for (const cell of cells) cell.end();
  return bytes;
};

/** @type {readonly any[]} */
export const works = [
  {
    name: 'make a cell, evaluate, end it',
    unit: 'ns',
    trial: (/** @type {import('../subjects/engine.mjs').Engine} */ { make }) => ({
      run: (/** @type {number} */ turns) => {
        let sum = 0;
        for (let turn = 0; turn < turns; turn += 1) {
          const cell = make();
          sum += Number(cell.evaluate(`${turn} + 1`));
          cell.end();
        }
        return sum;
      },
    }),
  },
  {
    name: 'evaluate a new text',
    unit: 'ns',
    trial: (/** @type {import('../subjects/engine.mjs').Engine} */ { make }) => {
      const cell = make();
      let text = 0;
      return {
        run: (/** @type {number} */ turns) => {
          let sum = 0;
          for (let turn = 0; turn < turns; turn += 1) sum += Number(cell.evaluate(`${(text += 1)} + 1`));
          return sum;
        },
      };
    },
  },
  {
    name: 'evaluate a program compiled once',
    unit: 'ns',
    trial: (/** @type {import('../subjects/engine.mjs').Engine} */ { make }) => {
      const program = make().program?.('1 + 1');
      if (!program) return 'compiles no programs';
      return {
        run: (/** @type {number} */ turns) => {
          let sum = 0;
          for (let turn = 0; turn < turns; turn += 1) sum += Number(program());
          return sum;
        },
      };
    },
  },
  {
    name: `bytes of a live cell, of ${live}`,
    unit: 'bytes',
    bytes: (/** @type {import('../subjects/engine.mjs').Engine} */ engine) => take(engine, live),
  },
];
