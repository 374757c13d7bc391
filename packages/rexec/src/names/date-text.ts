/**
 * Dates as text in a zone that is not the host's: written as `Date.prototype.toString` writes them, and read.
 *
 * The engine reads a text that names no zone by the host's. Invariant: what such a text means here depends on the cell's
 * zone alone, and a text that names its zone means what it means anywhere.
 */
import { instantOf, localOf, type Zone } from './zone.js';

const { parse } = Date;
const { abs, floor } = Math;
const DateOfTime = Date;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const padded = (value: number, width = 2): string => String(value).padStart(width, '0');

/** `Thu Jan 01 1970` */
export const dayText = (time: number, zone: Zone): string => {
  const local = new DateOfTime(localOf(time, zone));
  const year = local.getUTCFullYear();
  return [
    days[local.getUTCDay()],
    months[local.getUTCMonth()],
    padded(local.getUTCDate()),
    `${year < 0 ? '-' : ''}${padded(abs(year), 4)}`,
  ].join(' ');
};

/** `01:00:00 GMT+0100 (Central European Standard Time)` */
export const timeText = (time: number, zone: Zone): string => {
  const local = new DateOfTime(localOf(time, zone));
  const clock = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map((each) => padded(each));
  const offset = zone.offsetAt(time);
  const minutes = floor(abs(offset) / 60_000);
  const sign = offset < 0 ? '-' : '+';
  return `${clock.join(':')} GMT${sign}${padded(floor(minutes / 60))}${padded(minutes % 60)} (${zone.nameAt(time)})`;
};

const dayAlone = /^(?:\d{4}|[+-]\d{6})(?:-\d\d(?:-\d\d)?)?$/u;
const standard = /^(?:\d{4}|[+-]\d{6})(?:-\d\d(?:-\d\d)?)?T[\d:.,]+$/u;
/** As the engine finds a zone: a name after a number, or a sign after the time of day. */
const zoned =
  /\d\s*(?:am|pm)?\s*(?:gmt|utc|ut|z|[ecmp][sd]t)(?![a-z])|\s(?:gmt|utc|ut|[ecmp][sd]t)(?![a-z])|:\d[^+-]*[+-]\s*\d/iu;
const remark = /\([^()]*\)/gu;

/** What a text means, as `Date.parse` reads it. */
export const readText = (text: string, zone: Zone): number => {
  const time = parse(text);
  if (Number.isNaN(time) || dayAlone.test(text)) return time;
  const plain = text.replaceAll(remark, ' ');
  if (zoned.test(plain)) return time;
  const asUTC = parse(`${plain}${standard.test(plain) ? 'Z' : ' GMT'}`);
  if (!Number.isNaN(asUTC)) return instantOf(asUTC, zone);
  // What is not read with a zone after it: the host's clocks showed it then, but for the hour that they skip.
  return instantOf(time - new DateOfTime(time).getTimezoneOffset() * 60_000, zone);
};
