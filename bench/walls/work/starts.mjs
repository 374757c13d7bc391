/** How long it takes until there is a guest that has given its first result. */

/** @type {readonly any[]} */
export const works = [
  {
    name: 'start, to its first result',
    unit: 'ms',
    per: 1e6,
    later: (/** @type {import('../subjects/side.mjs').Wall} */ { start }) => ({
      run: start,
      after: (/** @type {import('../subjects/side.mjs').Side} */ { end }) => end(),
      samples: 3,
    }),
  },
];

/** @type {readonly any[]} */
export const pooled = [
  {
    name: 'a fresh one from a warm pool, to its first result',
    unit: 'ms',
    per: 1e6,
    subjects: ['process', 'thread'],
    later: (/** @type {Required<import('../subjects/side.mjs').Wall>} */ wall) => {
      const { start, warmed, drain } = wall.pool({ size: 4, warm: 4 });
      return {
        prepare: warmed,
        run: start,
        after: (/** @type {import('../subjects/side.mjs').Side} */ { end }) => end(),
        samples: 3,
        close: drain,
      };
    },
  },
];
