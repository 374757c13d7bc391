/**
 * A judge: strangers send programs that are to solve a problem, and each is run in a process of its own.
 *
 * A submission is a script with a function `solve(numbers)`. It gets no endowment at all; what it may use of time and
 * memory the pool's limits say, and what ended it is its verdict.
 */
import { CellPool, LimitError } from '@padded-cell/rexec';
import { readdir, readFile } from 'node:fs/promises';

const submissions = new URL('submissions/', import.meta.url);

/** The problem: the largest sum of neighbours in a list. */
const cases = [
  { numbers: [1, -2, 3, 4, -1], answer: 7 },
  { numbers: [-3, -1, -2], answer: -1 },
  { numbers: Array.from({ length: 20_000 }, (_, index) => ((index * 7919) % 2001) - 1000), answer: 8302 },
];

/** What a limit that was reached says of a program. */
const verdicts = /** @type {Readonly<Record<string, string>>} */ ({
  cpuMs: 'too slow',
  wallMs: 'too slow',
  memoryMb: 'too much memory',
  outputBytes: 'too much output',
});

/** @param {unknown} error */
const verdictOf = (error) => {
  if (error instanceof LimitError) return verdicts[error.limit] ?? `over its limit of ${error.limit}`;
  return error instanceof Error ? `failed: ${error.name}: ${error.message.split('\n')[0]}` : 'failed';
};

/**
 * @param {CellPool} pool
 * @param {string} source
 */
const judge = async (pool, source) => {
  try {
    return await pool.run(async (cell) => {
      await cell.rExec(source, { file: 'submission.js' });
      const solve = /** @type {(numbers: number[]) => Promise<unknown>} */ (await cell.rEval('solve'));
      for (const [index, { numbers, answer }] of cases.entries()) {
        // oxlint-disable-next-line no-await-in-loop -- one case after the other, as the verdict names the first that fails
        if ((await solve(numbers)) !== answer) return `wrong in case ${index + 1}`;
      }
      return 'accepted';
    });
  } catch (error) {
    return verdictOf(error);
  }
};

const pool = new CellPool({ size: 2, limits: { cpuMs: 300, wallMs: 5000, memoryMb: 96 }, logger: () => undefined });
try {
  const files = (await readdir(submissions)).toSorted();
  const lines = await Promise.all(
    files.map(async (file) => {
      const verdict = await judge(pool, await readFile(new URL(file, submissions), 'utf8'));
      return `${file.padEnd(14)} ${verdict}`;
    }),
  );
  console.log(lines.join('\n'));
} finally {
  await pool.drain();
}
