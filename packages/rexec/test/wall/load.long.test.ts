import { test } from 'vitest';
import { cells } from './cells.js';
import { expectAllServed } from './load.js';

const all = cells('escapable');

test('of ten thousand guests, one in ten hostile, each honest one has its own answer, and no process is left', async () => {
  await expectAllServed(all, 10_000);
}, 3_600_000);
