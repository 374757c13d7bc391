// What a cell leaves behind when it has ended: nothing that lasts.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('10,000 cells made and ended grow the heap by nothing lasting, and leave no timer', { timeout: 300_000 }, () => {
  const script = fileURLToPath(new URL('many-cells.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', script, '10000'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const { grown, kept, timers } = JSON.parse(stdout) as Record<'grown' | 'kept' | 'timers', number>;
  expect({ kept, timers }).toEqual({ kept: 0, timers: 0 });
  // A cell that is kept is some 10 kB. Hash tables of weak references, above all that of what is hardened, get room for what
  // was made between two collections, and keep it: one or two MB, whatever is in them has gone.
  expect(grown).toBeLessThan(10_000 * 500);
});
