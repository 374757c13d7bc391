/**
 * One name used in a hot loop, by where it comes from: each subject is a place.
 *
 * @type {readonly any[]}
 */
export const works = [
  {
    name: 'a value of this name, read in a hot loop',
    unit: 'ns',
    trial: (/** @type {import('../subjects/places.mjs').Place} */ { value }) =>
      value ? { run: value() } : 'is a function, not a value',
  },
  {
    name: 'a function of this name, called in a hot loop',
    unit: 'ns',
    trial: (/** @type {import('../subjects/places.mjs').Place} */ { called }) => ({ run: called() }),
  },
];
