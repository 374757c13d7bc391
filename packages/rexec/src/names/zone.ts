/**
 * The time zone that a cell's dates speak, by the policy's `intl` line: UTC, a given one, or the host's.
 *
 * Invariant: only the host's own zone asks the host for its zone.
 */
import type { IntlLine } from '../policy/index.js';

const { DateTimeFormat } = Intl;
const { abs, max, min } = Math;

const farthest = 8.64e15;
const day = 86_400_000;

const within = (time: number): number => max(-farthest, min(farthest, time));

/** A time zone that is not the host's. */
export interface Zone {
  /** Milliseconds that its clocks are ahead of UTC at an instant. */
  readonly offsetAt: (time: number) => number;
  /** What it is called in full at an instant. */
  readonly nameAt: (time: number) => string;
}

const utc: Zone = { offsetAt: () => 0, nameAt: () => 'Coordinated Universal Time' };

const offsetText = /GMT(?:(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d))?)?$/u;

const zoneNamed = (timeZone: string, locale: string): Zone => {
  const offsets = new DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let names: Intl.DateTimeFormat | undefined;
  return {
    offsetAt: (time) => {
      const { sign, hours, minutes, seconds } = offsetText.exec(offsets.format(within(time)))?.groups ?? {};
      if (sign === undefined) return 0;
      const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
      return sign === '-' ? -offset : offset;
    },
    nameAt: (time) => {
      names ??= new DateTimeFormat([locale, 'en'], { timeZone, timeZoneName: 'long' });
      return names.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
    },
  };
};

/** The zone of a cell; undefined for the host's own, which the language speaks by itself. */
export const zoneBy = (intl: IntlLine): Zone | undefined => {
  if (intl === 'real') return undefined;
  if (intl === 'none') return utc;
  const { timeZone, locale } = intl;
  return timeZone === 'UTC' ? utc : zoneNamed(timeZone, locale);
};

/** An instant, as a UTC date would have to be to show what clocks there show. */
export const localOf = (time: number, { offsetAt }: Zone): number =>
  Number.isNaN(time) ? time : within(time + offsetAt(time));

/** The instant at which clocks there show this: of two the first, and where they skip it, as if they had not yet. */
export const instantOf = (local: number, { offsetAt }: Zone): number => {
  if (Number.isNaN(local) || abs(local) > farthest + day) return Number.NaN;
  const before = offsetAt(local - day);
  if (offsetAt(local - before) === before) return local - before;
  const after = offsetAt(local + day);
  return offsetAt(local - after) === after ? local - after : local - before;
};
