/**
 * The benchmarks of nesting: subjects are numbers, of levels, of siblings, of narrowings. The floor is one of them.
 */
import { reach } from './reach.mjs';
import { works as byGuests } from './work/levels-by-guests.mjs';
import { works as byHost } from './work/levels-by-host.mjs';
import { works as narrowings } from './work/narrowings.mjs';
import { works as siblings } from './work/siblings.mjs';

/** @typedef {{ readonly count: number }} Subject */

const counting = (/** @type {number} */ count) => async () => ({ open: () => ({ count }) });

const subjects = {
  one: counting(1),
  ten: counting(10),
  fifty: counting(50),
  'a hundred': counting(100),
  'ten thousand': counting(10_000),
};

const setUp = async () => {
  await import('@padded-cell/rexec/lockdown');
};

export const suite = {
  name: 'nesting',
  floor: 'one',
  own: Object.keys(subjects),
  subjects,
  pollute: () => {
    // Each cell starts from nothing.
  },
  reach,
  processes: [
    { name: 'levels, by the host', setUp, subjects: ['one', 'ten', 'a hundred'], works: byHost },
    { name: 'levels, by guests', setUp, subjects: ['one', 'ten', 'a hundred'], works: byGuests },
    { name: 'siblings', setUp, subjects: ['one', 'a hundred', 'ten thousand'], works: siblings },
    { name: 'narrowings', setUp, subjects: ['one', 'fifty'], works: narrowings },
  ],
};
