// Runs the benchmarks against the built packages; `npm run bench -- --help` says how. docs/performance.md says what the
// figures mean.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge, reachTable, rowsOf, skippedList, table } from './report.mjs';
import { suites } from './suites.mjs';

const usage = `npm run bench -- [options]

  --only TEXT   only works whose name, "bastion: call, 1 argument" for example, has TEXT in it; may be repeated
  --rounds N    rounds for each work, 15 unless said otherwise
  --list        the names of the works, without running them
  --json FILE   the figures as JSON besides: work, subject, median, spread, ratio, and the machine`;

/** @type {(message: string) => never} */
const fail = (message) => {
  console.error(message);
  process.exit(2);
};

const options = /** @type {const} */ ({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '15' },
    list: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const parsed = () => {
  try {
    return parseArgs(options).values;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};
const values = parsed();

/** @param {import('./suites.mjs').Suite} suite @param {number} index @param {readonly string[]} works */
const runProcess = (suite, index, works) =>
  new Promise((resolve) => {
    const chosen = JSON.stringify({ works, rounds });
    const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [suite.name, String(index), chosen], {
      execArgv: ['--expose-gc', ...(suite.processes[index].execArgv ?? [])],
    });
    child.on('message', (/** @type {any} */ message) => {
      if (message.skipped) {
        skipped.push({ suite: message.suite, process: message.process, ...message.skipped });
      } else if (message.figures.length > 0) {
        results.push(message);
        console.log(`${table(rowsOf(message, suite.processes[index].floor ?? suite.floor))}\n`);
      }
    });
    child.on('close', (code, signal) => {
      if (code !== 0) {
        const { name } = suite.processes[index];
        skipped.push({
          suite: suite.name,
          process: name,
          work: 'all',
          subject: suite.own[0],
          reason: `the process ended with ${signal ?? code}`,
          isFailure: true,
        });
      }
      resolve(undefined);
    });
  });

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1)
  fail(`--rounds takes a whole number from 1 up, not '${values.rounds}'\n\n${usage}`);

/** @type {import('./report.mjs').Result[]} */
const results = [];
/** @type {import('./report.mjs').Skipped[]} */
const skipped = [];
const loaded = await Promise.all(Object.values(suites).map(async (load) => (await load()).suite));
const isWanted = (/** @type {string} */ name) =>
  values.only.length === 0 || values.only.some((text) => name.includes(text));
const plan = loaded.flatMap((suite) =>
  suite.processes.map((each, index) => ({
    suite,
    index,
    works: each.works.map(({ name }) => name).filter((name) => isWanted(`${suite.name}: ${name}`)),
  })),
);
const names = new Set(plan.flatMap(({ suite, works }) => works.map((work) => `${suite.name}: ${work}`)));
if (names.size === 0)
  fail(`no work has ${values.only.map((text) => `'${text}'`).join(' or ')} in its name; --list shows them`);
if (values.list) {
  console.log([...names].join('\n'));
  process.exit(0);
}

const floorOf = (/** @type {string} */ name, /** @type {string} */ process) => {
  const suite = loaded.find((each) => each.name === name);
  return suite?.processes.find((each) => each.name === process)?.floor ?? suite?.floor ?? '';
};

const machine = {
  node: process.version,
  v8: process.versions.v8,
  platform: `${process.platform} ${process.arch}`,
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  load: os.loadavg()[0],
};
console.log(
  `Node ${machine.node}, ${machine.platform}, ${machine.cores} × ${machine.cpu}, load ${machine.load?.toFixed(1)} at the start`,
);
console.log(`${rounds} rounds; median (quartiles), then times the floor (quartiles)\n`);
for (const { suite, index, works } of plan) if (works.length > 0) await runProcess(suite, index, works);

const judged = loaded.flatMap((suite) => suite.reach.map((each) => judge(each, results)));
const measured = judged.filter(({ isReached }) => isReached !== undefined);
if (measured.length > 0)
  console.log(`To be reached, on Node 20\n${reachTable(values.only.length > 0 ? measured : judged)}\n`);
if (skipped.length > 0) console.log(`Not measured\n${skippedList(skipped)}`);
// Works that allocate share the machine's memory bandwidth and garbage collector threads with whatever else runs.
const loadAfter = os.loadavg()[0] ?? 0;
if (loadAfter > machine.cores) {
  console.log(
    `The load at the end was ${loadAfter.toFixed(1)} on ${machine.cores} cores: run again on a quiet machine`,
  );
}
if (values.json) {
  const rows = results.flatMap((result) => rowsOf(result, floorOf(result.suite, result.process)));
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine: { ...machine, loadAfter }, rounds, rows, reach: judged, skipped }, undefined, 2)}\n`,
  );
}
const own = new Set(loaded.flatMap((suite) => suite.own));
if (skipped.some(({ subject, isFailure }) => isFailure && own.has(subject))) process.exitCode = 1;
