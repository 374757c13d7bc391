/** What the project sets out to reach on Node 20. A miss is reported and fails nothing: machines differ. */
const made = 'make a cell, evaluate, end it';
const read = 'a value of this name, read in a hot loop';
const called = 'a function of this name, called in a hot loop';

const code = (/** @type {string} */ work) => ({
  process: 'cells',
  work,
  subject: 'rexec',
  versus: 'plain code',
  atMost: 1.2,
});

const name = (/** @type {string} */ work, /** @type {string} */ subject) => ({
  process: 'names',
  work,
  subject,
  versus: 'in the program',
  atMost: 2,
});

/** @type {readonly import('../report.mjs').Reach[]} */
export const reach = [
  name(read, 'endowed'),
  { process: 'cells', work: made, subject: 'rexec', versus: 'vm2', timesFaster: 8 },
  { process: 'cells', work: made, subject: 'rexec', versus: 'near-membrane', timesFaster: 30 },
  ...['loop of integers', 'n-body', 'typed arrays', 'strings', 'regexps: match', 'regexps: replace all', 'JSON'].map(
    code,
  ),
  ...[read, called].flatMap((work) =>
    [
      'the cell starts with it',
      'const of an earlier program',
      'let of an earlier program',
      'var or function of an earlier program',
    ].map((subject) => name(work, subject)),
  ),
];
