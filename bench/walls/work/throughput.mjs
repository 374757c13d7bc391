/** Starting, evaluating and ending, one after the other, with as many at a time as keep two processors busy. */

const count = 16;
const atATime = 4;

/** @typedef {import('../subjects/side.mjs').Wall} Wall */

const runAll = async (/** @type {Pick<Wall, 'start'>} */ { start }) => {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const { end } = await start();
      await end();
    }
  };
  await Promise.all(Array.from({ length: atATime }, lane));
};

const each = { unit: 'ms each', per: 1e6 * count };

/** @param {readonly string[]} subjects @returns {any[]} */
export const throughputOf = (subjects) => [
  {
    name: `start, evaluate, end: ${count}, ${atATime} at a time`,
    ...each,
    subjects,
    later: (/** @type {Wall} */ wall) => ({ run: () => runAll(wall) }),
  },
];

/** @type {readonly any[]} */
export const pooled = [
  {
    name: `start, evaluate, end: ${count}, ${atATime} at a time, by a warm pool`,
    ...each,
    subjects: ['process', 'thread'],
    later: (/** @type {Required<Wall>} */ wall) => {
      const pool = wall.pool({ size: atATime, warm: atATime });
      return { prepare: pool.warmed, run: () => runAll(pool), close: pool.drain };
    },
  },
];
