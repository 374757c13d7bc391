/** A cell behind a wall: with limits that it is watched for, and that are wide enough for the works. */
import { CellPool, RExec } from '@padded-cell/rexec';
import { guestText } from './side.mjs';

const limits = {
  cpuMs: 3_600_000,
  wallMs: 3_600_000,
  memoryMb: 1024,
  callsPerSecond: 'unlimited',
  crossedBytes: 'unlimited',
  endowmentCalls: 'unlimited',
  pendingCalls: 'unlimited',
};

/** @returns {Promise<import('./side.mjs').Side>} */
const sideOf = async (/** @type {any} */ cell, /** @type {() => unknown} */ end) => {
  await cell.rEval('6 * 7');
  return { functions: async () => await cell.rEval(guestText), end };
};

const openWith = (/** @type {'process' | 'thread'} */ wall) => () => {
  // A thread says, each time, what of the limits it can't keep.
  const options = { wall, limits, endowments: { tick: () => 1 }, logger: () => undefined };
  return {
    start: async () => {
      const cell = await RExec.spawn(options);
      return await sideOf(cell, () => cell.end());
    },
    pool: (/** @type {{ size: number, warm: number }} */ sizes) => {
      const pool = new CellPool({ ...options, ...sizes });
      return {
        /** @returns {Promise<import('./side.mjs').Side>} */
        start: () =>
          new Promise((resolve, reject) => {
            const job = async (/** @type {any} */ cell) => {
              await new Promise((done, fail) => {
                sideOf(cell, () => {
                  done(undefined);
                  return running;
                }).then(resolve, fail);
              });
            };
            const running = pool.run(job);
            running.catch(reject);
          }),
        warmed: () => pool.warmed(),
        drain: () => pool.drain(),
      };
    },
  };
};

export const process = openWith('process');
export const thread = openWith('thread');
