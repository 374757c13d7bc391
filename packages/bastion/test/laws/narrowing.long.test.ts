/** The laws of narrowing, tried a thousand times: a tenth of what other laws are, since each trial makes dozens of classes. */
import fc from 'fast-check';
import { test } from 'vitest';
import { laws } from './narrowing-laws.js';

const numRuns = Math.ceil(Number(process.env['PADDED_CELL_RUNS']) / 10);

test.each(Object.entries(laws))('%s', (_, law) => fc.assert(law(), { numRuns }));
