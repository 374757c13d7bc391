/** Values through a wall, both ways, in several sizes: what they cost is to grow as they do, and no faster. */
import { functions } from '../peers/functions.mjs';

/** @typedef {import('../subjects/side.mjs').Wall} Wall */
/** @typedef {Required<import('../subjects/side.mjs').Functions>} Functions */

/** No more than a guest may send at once; and so often, that a turn of small ones takes some milliseconds too. */
const values = [
  { kind: 'bytes', length: 2 ** 16, name: '64 KiB', times: 20 },
  { kind: 'bytes', length: 2 ** 20, name: '1 MiB', times: 5 },
  { kind: 'bytes', length: 2 ** 23, name: '8 MiB', times: 1 },
  { kind: 'records', length: 100, name: '100 records', times: 50 },
  { kind: 'records', length: 1000, name: '1,000 records', times: 10 },
  { kind: 'records', length: 10_000, name: '10,000 records', times: 2 },
];

const { give } = functions(() => 1);

const subjects = [
  'bare process',
  'bare thread',
  'process',
  'thread',
  'comlink, IPC',
  'comlink, Worker',
  'capnweb, IPC',
  'capnweb, Worker',
  'isolated-vm',
];

/** @type {readonly any[]} */
export const works = values.flatMap(({ kind, length, name, times }) => {
  const ways = {
    to: async (/** @type {Functions} */ { take }) => await take(give(kind, length)),
    from: async (/** @type {Functions} */ guest) => (await guest.give(kind, length)).length,
  };
  return Object.entries(ways).map(([way, run]) => ({
    name: `${name} ${way} the guest`,
    unit: 'µs',
    per: 1000 * times,
    subjects,
    later: async (/** @type {Wall} */ { start }) => {
      const side = await start();
      const known = /** @type {Functions} */ (await side.functions());
      return {
        run: async () => {
          for (let time = 0; time < times; time += 1) {
            const got = await run(known);
            if (got !== length) throw new Error(`${got} is not ${length}`);
          }
        },
        close: side.end,
      };
    },
  }));
});
