/** What each of so many live guests takes of the machine: what the host grows by is in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** @typedef {import('../subjects/side.mjs').Wall} Wall */
/** @typedef {import('../subjects/side.mjs').Side} Side */

const rollup = (/** @type {string | number} */ pid) => `/proc/${pid}/smaps_rollup`;

const parentOf = (/** @type {string} */ pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
};

/** The proportional set size, in bytes: memory shared by several processes is divided among them. */
const pssOf = (/** @type {string | number} */ pid) =>
  1024 * Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(rollup(pid), 'latin1'))?.[1]);

/** Of this process and its children. */
const pss = () => {
  globalThis.gc?.();
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid);
  return [process.pid, ...children].reduce((sum, pid) => sum + pssOf(pid), 0);
};

/** A few at a time: a hundred that start at once would each wait long for a processor. */
const startAll = async (/** @type {Wall} */ { start }, /** @type {number} */ count) => {
  /** @type {Side[]} */
  const sides = [];
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      sides.push(await start());
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  return sides;
};

/** @param {readonly string[]} subjects @returns {any[]} */
export const memoryOf = (subjects) =>
  [1, 10, 100].map((count) => ({
    name: `memory of each of ${count}`,
    unit: 'MiB',
    per: 2 ** 20,
    subjects,
    bytes: async (/** @type {Wall} */ wall) => {
      if (!existsSync(rollup('self'))) return 'the system has no /proc/PID/smaps_rollup';
      const before = pss();
      const sides = await startAll(wall, count);
      const bytes = (pss() - before) / sides.length;
      await Promise.all(sides.map(({ end }) => end()));
      return bytes;
    },
  }));
