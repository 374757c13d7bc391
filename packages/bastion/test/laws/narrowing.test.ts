/** The laws of narrowing, each tried on some classes and filters; `narrowing.long.test.ts` tries them on many more. */
import fc from 'fast-check';
import { test } from 'vitest';
import { laws } from './narrowing-laws.js';

test.each(Object.entries(laws))('%s', { timeout: 60_000 }, (_, law) => fc.assert(law()));
