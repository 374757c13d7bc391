import { DateTime, Duration, Interval } from 'luxon';

const day = DateTime.fromISO('2024-02-29T12:00:00Z', { zone: 'utc' });

export default {
  next: day.plus({ months: 12 }).toISODate(),
  format: day.toFormat("yyyy'.'MM'.'dd HH:mm"),
  days: Interval.fromDateTimes(day, day.plus({ days: 3 })).length('days'),
  duration: Duration.fromObject({ minutes: 150 }).shiftTo('hours', 'minutes').toISO(),
};
