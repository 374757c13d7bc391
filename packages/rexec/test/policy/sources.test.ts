/** The lines clock, random and intl: how they are written. */
import { policyOf } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { problemOf } from './problems.js';

describe('sources', () => {
  test.each([
    ['2000-01-01', '2000-01-01T00:00:00.000Z'],
    ['2000-01-01T12:00Z', '2000-01-01T12:00:00.000Z'],
    ['2000-01-01T12:00:00+02:00', '2000-01-01T10:00:00.000Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
    [-0, '1970-01-01T00:00:00.000Z'],
  ])('a clock fixed at %j is fixed at %j', (fixed, instant) => {
    expect(policyOf({ clock: { fixed } }).clock).toEqual({ fixed: instant });
  });

  test.each([['2000-01-01T12:00'], ['yesterday'], [1.5], [Number.NaN], [1e300], [null], [undefined], ['']])(
    'a clock fixed at %j is a mistake',
    (fixed) => {
      expect(problemOf({ clock: { fixed } })).toMatchObject({ path: 'clock.fixed', why: 'is not an instant' });
    },
  );

  test.each([
    [{ clock: true }, 'clock'],
    [{ clock: 'fixed' }, 'clock'],
    [{ clock: { fixed: 0, speed: 2 } }, 'clock.speed'],
    [{ random: { seed: '' } }, 'random.seed'],
    [{ random: { seed: 0.5 } }, 'random.seed'],
    [{ random: [] }, 'random'],
    [{ intl: { locale: 'en_GB', timeZone: 'UTC' } }, 'intl.locale'],
    [{ intl: { locale: 'en', timeZone: 'Mars/Olympus' } }, 'intl.timeZone'],
    [{ intl: { locale: 'en' } }, 'intl.timeZone'],
  ])('%j is a mistake in %s', (input, path) => {
    expect(problemOf(input).path).toBe(path);
  });
});
