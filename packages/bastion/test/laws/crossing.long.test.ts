/** The laws of crossing, tried thousands of times. */
import fc from 'fast-check';
import { test } from 'vitest';
import * as data from './crossing-laws.js';
import { nothingRawIsReachable } from './reach-laws.js';

test('a graph arrives as an equal one that shares nothing with it', () => fc.assert(data.crossesAsAnEqual()));
test('a graph comes home from a guest as it was', () => fc.assert(data.comesHomeFromTheGuest()));
test('a graph comes home from the host as it was', () => fc.assert(data.comesHomeFromTheHost()));
test('a graph arrives alike by every route', () => fc.assert(data.crossesAlikeByEveryRoute()));
test('a copy stays as it was', () => fc.assert(data.copiesStayAsTheyWere()));
test('neither side ever sees an object that the other made', () => fc.assert(nothingRawIsReachable()));
