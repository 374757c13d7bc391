/** The laws of crossing in a realm that is locked down, where cells are. */
import fc from 'fast-check';
import { test } from 'vitest';
import * as data from './crossing-laws.js';
import { nothingRawIsReachable } from './reach-laws.js';

test('a graph arrives as an equal one that shares nothing with it', () => fc.assert(data.crossesAsAnEqual()));
test('a graph comes home from a guest as it was', () => fc.assert(data.comesHomeFromTheGuest()));
test('a graph comes home from the host as it was', () => fc.assert(data.comesHomeFromTheHost()));
test('neither side ever sees an object that the other made', { timeout: 60_000 }, () =>
  fc.assert(nothingRawIsReachable()),
);
