/** The example of modules from a second process: what a reader of its output is told. */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';

const example = new URL('../examples/module-server/', import.meta.url);
let lines: string[];
let run: { readonly status: number | null; readonly errors: string };

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], {
    cwd: example,
    encoding: 'utf8',
    timeout: 50_000,
  });
  lines = stdout.trim().split('\n');
  run = { status, errors: stderr };
}, 60_000);

test('the import of a guest outlives the server that it began with', () => {
  expect(run, run.errors).toEqual({ status: 0, errors: '' });
  expect(lines.slice(0, 5)).toEqual([
    'the server is started',
    'it was killed in the middle of an import',
    'another is started',
    'the guest says: the mean of 3, 4, 5 is 4',
    'served: modules/lib/mean.mjs, modules/report.mjs',
  ]);
});

test('what is not served, and a server that is gone, are told for what they are', () => {
  expect(lines[5]).toContain("cannot import '../../package.json': it leads above the root of what can be imported");
  expect(lines[6]).toContain("cannot import './modules/not-there.mjs'");
  expect(lines[7]).toMatch(/^gone: .*gave no answer within 300 ms \(it cannot be reached: .*\); is it running\?$/u);
  expect(lines).toHaveLength(8);
});
