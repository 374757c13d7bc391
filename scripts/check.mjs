// Everything `npm test` checks before it runs the tests: the build, then the checks that need only its output, two at a
// time. Each check's output is held back until it ends and shown only if it failed, so that outputs never mix.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const packages = readdirSync(new URL('packages', root)).map((name) => `packages/${name}`);
// A command has no types to offer.
const libraries = packages.filter(
  (cwd) => 'types' in JSON.parse(readFileSync(new URL(`${cwd}/package.json`, root), 'utf8')),
);

/** @typedef {{ command: string, cwd?: string }} Check */

/** @type {Check} */
const build = { command: 'node scripts/build.mjs' };

/** @type {Check[]} Longest first: the last one to end then keeps the others waiting least. */
const checks = [
  ...libraries.map((cwd) => ({ command: 'tsd', cwd })),
  ...libraries.map((cwd) => ({ command: 'attw --pack . --profile esm-only', cwd })),
  { command: 'oxlint --deny-warnings' },
  { command: 'knip' },
  ...packages.map((cwd) => ({ command: 'publint --strict', cwd })),
  { command: 'size-limit' },
  { command: 'oxfmt --check' },
];

const ok = (await run(build)) && (await runAll(checks, 2));
process.exit(ok ? 0 : 1);

/**
 * @param {Check[]} all
 * @param {number} atOnce
 */
async function runAll(all, atOnce) {
  const queue = [...all];
  const results = await Promise.all(
    Array.from({ length: atOnce }, async () => {
      let passed = true;
      for (let next = queue.shift(); next; next = queue.shift()) passed = (await run(next)) && passed;
      return passed;
    }),
  );
  return results.every(Boolean);
}

/**
 * @param {Check} check
 * @returns {Promise<boolean>} whether it passed
 */
function run({ command, cwd }) {
  const started = performance.now();
  const child = spawn(command, { cwd: new URL(cwd ?? '.', root), shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${command}${cwd ? ` (${cwd})` : ''} ${seconds} s`);
      if (code !== 0) console.log(Buffer.concat(output).toString());
      resolve(code === 0);
    });
  });
}
