/** What the project sets out to reach on Node 20. A miss is reported and fails nothing: machines differ. */
const call = 'call, 1 argument';

/** @type {readonly import('../report.mjs').Reach[]} */
export const reach = [
  { process: 'one realm', work: call, subject: 'bastion, raw', versus: 'facade', atMost: 1.25 },
  { process: 'one realm', work: call, subject: 'bastion', versus: 'facade', atMost: 2.5 },
  { process: 'one realm', work: call, subject: 'bastion, raw', versus: 'caching Proxy', timesFaster: 20 },
  { process: 'one realm', work: call, subject: 'bastion', versus: 'caching Proxy', timesFaster: 20 },
  { process: 'one realm', work: 'create, class seen before', subject: 'bastion', versus: 'facade', atMost: 0.6 },
  { process: 'one realm', work: 'bytes per wrapper, with all it leaves on its target', subject: 'bastion', atMost: 64 },
  { process: 'one realm', work: 'bytes of that, the wrapper alone', subject: 'bastion', atMost: 64 },
  { process: 'other realms', work: call, subject: 'bastion', versus: 'near-membrane', timesFaster: 300 },
  { process: 'other realms', work: call, subject: 'bastion', versus: 'vm2', timesFaster: 300 },
  { process: 'after lockdown', work: call, subject: 'bastion', versus: '@endo/exo', timesFaster: 300 },
  {
    process: 'one realm',
    work: 'array of 1,000 records returned, read once',
    subject: 'bastion',
    versus: 'facade',
    atMost: 10,
  },
];
