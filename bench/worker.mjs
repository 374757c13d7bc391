/**
 * One process of a suite: started by main.mjs with the suite's name, the process's number, and the options as JSON.
 * Sends each work's figures as they come.
 */
import { compare, compareLater, turnOf } from './measure.mjs';
import { suites } from './suites.mjs';

const [suiteName = '', index = '0', options = '{}'] = process.argv.slice(2);
const { rounds, works } = JSON.parse(options);
const { suite } = await suites[suiteName]();
const { name, setUp, subjects: names, works: all } = suite.processes[Number(index)];

const send = (/** @type {object} */ message) => process.send?.({ suite: suiteName, process: name, ...message });
const why = (/** @type {unknown} */ error) =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** The first count is not among them: it pays for tables and code that all share. */
const counted = async (/** @type {() => unknown} */ count) => {
  const counts = [];
  for (let round = 0; round < 3; round += 1) counts.push(Number(await count()));
  return counts;
};

await setUp?.();

/** @type {Map<string, any>} */
const subjects = new Map();
for (const subject of names) {
  try {
    const { open } = await suite.subjects[subject]();
    const opened = open();
    suite.pollute(opened);
    subjects.set(subject, opened);
  } catch (error) {
    send({ skipped: { work: 'all', subject, reason: `cannot run here: ${why(error)}`, isFailure: true } });
  }
}

for (const work of all) {
  if (!works.includes(work.name)) continue;
  const trials = [];
  const later = [];
  const figures = [];
  for (const [subject, opened] of subjects) {
    if (work.subjects && !work.subjects.includes(subject)) continue;
    try {
      if (work.bytes) {
        const first = await work.bytes(opened);
        if (typeof first === 'string') send({ skipped: { work: work.name, subject, reason: first } });
        else figures.push({ subject, rounds: await counted(() => work.bytes?.(opened)) });
        continue;
      }
      if (work.later) {
        const trial = await work.later(opened);
        if (typeof trial === 'string') {
          send({ skipped: { work: work.name, subject, reason: trial } });
          continue;
        }
        try {
          await turnOf(trial);
        } catch (error) {
          await trial.close?.();
          throw error;
        }
        later.push({ subject, ...trial });
        continue;
      }
      const trial = work.trial?.(opened);
      if (typeof trial === 'string') {
        send({ skipped: { work: work.name, subject, reason: trial } });
        continue;
      }
      trial.run(trial.prepare ? trial.prepare(1) : 1);
      trials.push({ subject, ...trial });
    } catch (error) {
      send({ skipped: { work: work.name, subject, reason: `failed: ${why(error)}`, isFailure: true } });
    }
  }
  figures.push(...(await compare(trials, rounds)), ...(await compareLater(later, rounds)));
  for (const { close } of later) await close?.();
  const per = work.per ?? 1;
  send({
    work: work.name,
    unit: work.unit,
    figures: figures.map((each) => ({ ...each, rounds: each.rounds.map((figure) => figure / per) })),
  });
}
