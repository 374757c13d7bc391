/** What the project sets out to reach on Node 20. A miss is reported and fails nothing: machines differ. */

/** @type {readonly import('../report.mjs').Reach[]} */
export const reach = [
  { process: 'narrowings', work: 'call of a bastion narrowed so often', subject: 'fifty', versus: 'one', atMost: 1.1 },
  {
    process: 'levels, by the host',
    work: 'call of an endowment that each level has narrowed',
    subject: 'a hundred',
    versus: 'one',
    atMost: 1.1,
  },
  {
    process: 'siblings',
    work: 'make one more cell, evaluate, end it',
    subject: 'ten thousand',
    versus: 'one',
    atMost: 1.5,
  },
];
