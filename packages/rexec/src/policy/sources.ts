/**
 * The lines `clock`, `random` and `intl`: what differs from run to run unless it is pinned.
 *
 * The order is flat: "none" below every pinned value, each of those below "real". A pinned source tells a guest nothing
 * that the policy does not say already, while a real one measures the world (timing attacks, fingerprints,
 * unrepeatable runs); so whoever holds the real one may hand out any pinned one, and not the other way round. Two
 * different pins are not comparable: whoever was pinned to one value was not given another, and what both grant is
 * nothing.
 */
import { memberOf, type Problems, shown } from './errors.js';
import { readRecord } from './read.js';
import type { ClockLine, IntlLine, RandomLine } from './types.js';

const LONGEST = 256;

/** Reads a line that is "none", "real" or a record; `pin` makes the pinned value of the record's members. */
const sourceOf = <Pinned extends object>(
  value: unknown,
  path: string,
  problems: Problems,
  keys: readonly string[],
  pin: (member: (key: string) => unknown, refuse: Refuse) => Pinned | undefined,
): 'none' | 'real' | Pinned => {
  const allowed = `"none", "real", or { ${keys.map((key) => `"${key}": …`).join(', ')} }`;
  if (value === 'none' || value === 'real') return value;
  if (typeof value !== 'object' || value === null) {
    problems.add(path, shown(value), { why: 'is not a source', allowed });
    return 'none';
  }
  const members = readRecord(value, path, problems, allowed);
  if (members === undefined) return 'none';
  const refuse: Refuse = (key, why, form) => {
    problems.add(memberOf(path, key), shown(members.get(key)), { why, allowed: form });
  };
  for (const key of members.keys()) if (!keys.includes(key)) refuse(key, 'is not a part of this line', allowed);
  return pin((key) => members.get(key), refuse) ?? 'none';
};

type Refuse = (key: string, why: string, allowed: string) => undefined | void;

const instant = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The clock line: an instant is kept as `Date.prototype.toISOString` writes it. */
export const clockOf = (value: unknown, path: string, problems: Problems): ClockLine =>
  sourceOf(value, path, problems, ['fixed'], (member, refuse) => {
    const fixed = member('fixed');
    const time = typeof fixed === 'string' && instant.test(fixed) ? Date.parse(fixed) : fixed;
    if (typeof time === 'number' && Number.isInteger(time) && Math.abs(time) <= 8.64e15) {
      return { fixed: new Date(time).toISOString() };
    }
    refuse(
      'fixed',
      'is not an instant',
      'an ISO 8601 time with its zone ("2000-01-01T00:00:00Z"), or milliseconds since 1970',
    );
    return undefined;
  });

/** The random line: a seed is kept as a string. */
export const randomOf = (value: unknown, path: string, problems: Problems): RandomLine =>
  sourceOf(value, path, problems, ['seed'], (member, refuse) => {
    const seed = member('seed');
    if (typeof seed === 'string' && seed !== '' && seed.length <= LONGEST) return { seed };
    if (Number.isSafeInteger(seed)) return { seed: String(seed) };
    refuse('seed', 'is not a seed', `a string of 1 to ${LONGEST} characters, or a whole number`);
    return undefined;
  });

/** The intl line: both parts are kept in their canonical forms. */
export const intlOf = (value: unknown, path: string, problems: Problems): IntlLine =>
  sourceOf(value, path, problems, ['locale', 'timeZone'], (member, refuse) => {
    const locale = canonical(member('locale'), (text) => Intl.getCanonicalLocales(text)[0]);
    const timeZone = canonical(
      member('timeZone'),
      (text) => new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone,
    );
    if (locale === undefined) refuse('locale', 'is not a locale', 'a BCP 47 language tag such as "en-GB"');
    if (timeZone === undefined)
      refuse('timeZone', 'is not a time zone', 'an IANA time zone such as "UTC" or "Europe/Paris"');
    return locale === undefined || timeZone === undefined ? undefined : { locale, timeZone };
  });

/** The canonical form of a text, by an engine function that throws for one it does not know. */
const canonical = (value: unknown, form: (text: string) => string | undefined): string | undefined => {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST) return undefined;
  try {
    return form(value);
  } catch {
    return undefined;
  }
};

/** Any of the three lines. */
export type Source = ClockLine | IntlLine | RandomLine;

/** Whether a source is the other or narrower. Pinned values have their members in one order, so their text decides. */
export const sourceWithin = (asked: Source, held: Source): boolean =>
  asked === held ||
  asked === 'none' ||
  held === 'real' ||
  (typeof asked === 'object' && typeof held === 'object' && JSON.stringify(asked) === JSON.stringify(held));

/** The widest source that is narrower than both. */
export const meetSources = <S extends Source>(a: S, b: S): S | 'none' => {
  if (sourceWithin(a, b)) return a;
  return sourceWithin(b, a) ? b : 'none';
};
