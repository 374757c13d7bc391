/** Memory follows identity: a bastion lives as long as its target, and no membrane holds on to either. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('fixtures/memory.mjs', import.meta.url));

const run = (...args: readonly string[]): unknown =>
  JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, ...args], { encoding: 'utf8', env: {} }));

const scenarios = run() as string[];

test.each(scenarios)('%s', { timeout: 60_000 }, (name) => {
  const answers = run(name) as boolean[];
  expect(answers.length).toBeGreaterThan(0);
  expect(answers).toStrictEqual(answers.map(() => true));
});
