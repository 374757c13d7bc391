/** The judge of programs that strangers send: each gets its own verdict, and the judge ends well. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('each submission gets its own verdict', { timeout: 60_000 }, () => {
  const cwd = new URL('../examples/judge/', import.meta.url);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  expect(stdout.trim().split('\n')).toEqual([
    'good.js        accepted',
    'hungry.js      too much memory',
    'nosy.js        failed: ReferenceError: process is not defined: the policy line that would grant it is okSysNames',
    'slow.js        too slow',
    'stuck.js       too slow',
    'wrong.js       wrong in case 2',
  ]);
});
