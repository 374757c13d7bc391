/** What the project sets out to reach on Node 20. A miss is reported and fails nothing: machines differ. */

/** @param {'process' | 'thread'} subject @returns {import('../report.mjs').Reach[]} */
const reachOf = (subject) => {
  const process = { process: 'processes', thread: 'threads' }[subject];
  const way = { process: 'IPC', thread: 'Worker' }[subject];
  const goal = (/** @type {string} */ work, /** @type {string} */ versus, /** @type {object} */ bound) => ({
    process,
    work,
    subject,
    versus,
    ...bound,
  });
  const values = ['1 MiB', '10,000 records'].flatMap((value) => [`${value} to the guest`, `${value} from the guest`]);
  return [
    { process, work: 'a fresh one from a warm pool, to its first result', subject, atMost: 5 },
    goal('a guest calls its host and waits', `bare ${subject}`, { atMost: 2 }),
    goal('calls of a guest, each awaited', `comlink, ${way}`, { atMost: 1 }),
    goal('calls of a guest, each awaited', `capnweb, ${way}`, { atMost: 1 }),
    goal('calls of a guest, 1,000 in flight', `capnweb, ${way}`, { atMost: 1 }),
    goal('calls of a guest, 1,000 in flight', `captp, ${way}`, { timesFaster: 3 }),
    // A structured clone through a MessagePort.
    ...values.map((work) => goal(work, 'bare thread', { atMost: 2 })),
  ];
};

export const reach = [...reachOf('process'), ...reachOf('thread')];
