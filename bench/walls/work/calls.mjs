/** Calls through a wall, with a number in and a number out. */

/** @typedef {import('../subjects/side.mjs').Wall} Wall */
/** @typedef {import('../subjects/side.mjs').Functions} Functions */

// Few, and often: how fast a wake-up is changes from one second to the next, with what the scheduler has learnt.
const oneByOne = 200;
const inFlight = [1000, 10_000];
const asked = 500;

const synchronous = ['bare process', 'bare thread', 'process', 'thread', 'isolated-vm', 'quickjs-emscripten'];

/** Those that do ten thousand in a moment. */
const quick = [...synchronous, 'comlink, IPC', 'comlink, Worker', 'capnweb, IPC', 'capnweb, Worker'];

/**
 * @param {number} calls
 * @param {(functions: any) => Promise<number>} run What gives a sum that is known.
 * @param {number} sum
 * @param {number} samples
 */
const timed = (calls, run, sum, samples) => ({
  unit: 'µs',
  per: 1000 * calls,
  later: async (/** @type {Wall} */ { start }) => {
    const { functions, end } = await start();
    const known = await functions();
    return {
      run: async () => {
        const got = await run(known);
        if (got !== sum) throw new Error(`${got} is not ${sum}`);
      },
      samples,
      close: end,
    };
  },
});

const sumTo = (/** @type {number} */ count) => (count * (count + 1)) / 2;

/** @type {readonly any[]} */
export const works = [
  {
    name: 'a guest calls its host and waits',
    subjects: synchronous,
    ...timed(asked, ({ ask }) => ask(asked), asked, 5),
  },
  {
    name: 'calls of a guest, each awaited',
    ...timed(
      oneByOne,
      async ({ add }) => {
        let sum = 0;
        for (let call = 0; call < oneByOne; call += 1) sum += await add(call);
        return sum;
      },
      sumTo(oneByOne),
      5,
    ),
  },
  ...inFlight.map((count) => ({
    name: `calls of a guest, ${count.toLocaleString('en')} in flight`,
    ...(count > 1000 && { subjects: quick }),
    ...timed(
      count,
      async ({ add }) => {
        const results = await Promise.all(Array.from({ length: count }, (_, call) => add(call)));
        return results.reduce((sum, each) => sum + each, 0);
      },
      sumTo(count),
      1,
    ),
  })),
];
