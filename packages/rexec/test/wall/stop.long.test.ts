import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LimitError } from '../../src/policy/index.js';
import { bombs } from './bombs.js';
import { cells, endOf } from './cells.js';

const { cell } = cells();

const runs = 20;
/** How long after its limit it is found out, in milliseconds, where the limit is one of time. */
const beyond = ({ limit, used, allowed }: LimitError): number =>
  limit === 'cpuMs' || limit === 'wallMs' ? used - allowed : 0;

const computed = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * The longest time that this thread's event loop was held up, until a promise settles. What it waited for a processor that
 * others had is not counted: in that time it did not compute.
 */
const longestHold = async (until: Promise<unknown>): Promise<number> => {
  const over = until.then(() => 'over');
  let longest = 0;
  for (;;) {
    const [begun, before] = [performance.now(), computed()];
    // oxlint-disable-next-line no-await-in-loop -- one turn of the loop after the other
    if ((await Promise.race([over, wait(1)])) === 'over') return longest;
    longest = Math.max(longest, Math.min(performance.now() - begun, computed() - before));
  }
};

test.each(bombs)(
  '$name is ended within 100 ms of its limit, 250 at worst, and the host not held up',
  async ({ name, how, source, limits, input }) => {
    const times: number[] = [];
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      // oxlint-disable no-await-in-loop -- one at a time is what is measured
      const guest = await cell(limits, input);
      guest.tell(how, source);
      const ending = endOf(guest.process);
      held = Math.max(held, await longestHold(ending));
      const { error, stoppedMs, endedMs } = await ending;
      // oxlint-enable no-await-in-loop
      times.push(beyond(error as LimitError) + endedMs - stoppedMs);
    }
    times.sort((one, other) => one - other);
    const [median = 0, worst = 0] = [times[runs / 2], times.at(-1)];
    console.log(`${name}: ${median.toFixed(0)} ms, at worst ${worst.toFixed(0)}; the host held for ${held.toFixed(0)}`);
    expect(median).toBeLessThan(100);
    expect(worst).toBeLessThan(250);
    expect(held).toBeLessThan(20);
  },
);
