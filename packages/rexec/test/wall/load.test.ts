import { test } from 'vitest';
import { cells } from './cells.js';
import { expectAllServed } from './load.js';

const all = cells('escapable');

const guests = Number(process.env['PADDED_CELL_GUESTS'] ?? 500);

test('of many guests, one in ten hostile, each honest one has its own answer, and no process is left', async () => {
  await expectAllServed(all, guests);
}, 300_000);
