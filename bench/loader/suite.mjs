/**
 * The benchmarks of the loader: what a cell's import of a package takes where another cell of the process has imported
 * it before, against one that is the first.
 */
import { reach } from './reach.mjs';
import { works } from './work/imports.mjs';

/**
 * @typedef {object} Subject
 * @property {(text: string) => string} textFor What the package's text is this time.
 */

let changes = 0;

const subjects = {
  'a later cell': async () => ({ open: () => ({ textFor: (/** @type {string} */ text) => text }) }),
  'the first cell': async () => ({
    open: () => ({ textFor: (/** @type {string} */ text) => `${text}\n// ${(changes += 1)}` }),
  }),
};

export const suite = {
  name: 'loader',
  floor: 'a later cell',
  own: Object.keys(subjects),
  subjects,
  pollute: () => {
    // Each cell starts from nothing.
  },
  reach,
  processes: [
    {
      name: 'imports',
      setUp: async () => {
        await import('@padded-cell/rexec/lockdown');
      },
      subjects: Object.keys(subjects),
      works,
    },
  ],
};
