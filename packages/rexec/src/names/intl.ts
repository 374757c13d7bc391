/**
 * A cell's own `Intl`, which speaks the language and the time zone of the policy's `intl` line where a guest names none.
 *
 * The engine's formatters hold no authority but three: they fall back on the host's locale and on its time zone, and a
 * `DateTimeFormat` that is given no date takes the present one. Here each of them is always told. Their constructors and
 * prototypes are the cell's own, since the engine's can be changed by whoever has them.
 *
 * Invariants: only names of this table exist; unless the line says "real", no result depends on the host.
 */
import { harden } from '../lockdown/realm.js';
import type { IntlLine } from '../policy/index.js';
import { type AnyFunction, disguised, type Method, method, ownClass } from './disguise.js';

const { create, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Object;
const { apply, construct } = Reflect;
const engine = Intl;
const { getCanonicalLocales } = engine;

type GivenIntl = Exclude<IntlLine, 'none'>;
type Service = new (locales?: unknown, options?: unknown) => object;

/** What each service has, beside `constructor`, `resolvedOptions` and its tag. */
const services: Readonly<Record<string, string>> = {
  Collator: 'compare',
  DateTimeFormat: 'format formatToParts formatRange formatRangeToParts',
  DisplayNames: 'of',
  DurationFormat: 'format formatToParts',
  ListFormat: 'format formatToParts',
  NumberFormat: 'format formatToParts formatRange formatRangeToParts',
  PluralRules: 'select selectRange',
  RelativeTimeFormat: 'format formatToParts',
  Segmenter: 'segment',
};

/** `Intl.Locale` is of the locale that it is given, and of no other. */
const localeMembers = `baseName calendar caseFirst collation firstDayOfWeek hourCycle language numberingSystem numeric
  region script variants getCalendars getCollations getHourCycles getNumberingSystems getTextInfo getTimeZones
  getWeekInfo toString`.split(/\s+/u);

const callable: ReadonlySet<string> = new Set(['Collator', 'DateTimeFormat', 'NumberFormat']);

const nativeOf = (name: string): Service | undefined => (engine as unknown as Record<string, Service>)[name];

/** The locales to ask the engine for: after the guest's own those of the policy, and one that it always has. */
const localesBy = (intl: GivenIntl, locales: unknown): unknown =>
  intl === 'real' ? locales : [...getCanonicalLocales(locales as string), intl.locale, 'en'];

/** Options that differ from a guest's in these: the rest is read of the guest's, by the engine. */
const withOptions = (options: unknown, more: Readonly<Record<string, unknown>>): unknown => {
  if (options === null) return options;
  const own = create((options === undefined ? null : Object(options)) as object | null) as object;
  for (const [name, value] of Object.entries(more)) defineProperty(own, name, { value, enumerable: true });
  return own;
};

const dateOptions = (intl: GivenIntl, options: unknown): unknown => {
  if (intl === 'real' || options === null) return options;
  const { timeZone = intl.timeZone } = (options ?? {}) as { readonly timeZone?: unknown };
  return withOptions(options, { timeZone });
};

/** Which parts of a date a text is of. */
export type DateParts = 'all' | 'date' | 'time';

const dateNames = ['weekday', 'year', 'month', 'day'];
const timeNames = ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];
const styles = ['dateStyle', 'timeStyle'];
const asked: Readonly<Record<DateParts, readonly string[]>> = {
  all: [...dateNames, ...timeNames, ...styles],
  date: [...dateNames, ...styles],
  time: [...timeNames, ...styles],
};
const shown: Readonly<Record<DateParts, readonly string[]>> = {
  all: ['year', 'month', 'day', 'hour', 'minute', 'second'],
  date: ['year', 'month', 'day'],
  time: ['hour', 'minute', 'second'],
};

/** What `toLocaleString` and its like give for a date. */
export const localeText = (
  intl: GivenIntl,
  time: number,
  parts: DateParts,
  locales: unknown,
  options: unknown,
): string => {
  if (Number.isNaN(time)) return 'Invalid Date';
  const other = { date: 'timeStyle', time: 'dateStyle', all: undefined }[parts];
  const given = Object(options ?? {}) as Record<string, unknown>;
  if (other !== undefined && given[other] !== undefined) {
    throw new TypeError(`Invalid option : ${other}`);
  }
  const isAsked = asked[parts].some((name) => given[name] !== undefined);
  const numeric = Object.fromEntries(shown[parts].map((name) => [name, 'numeric']));
  const whole = isAsked ? options : withOptions(options, numeric);
  const format = construct(engine.DateTimeFormat, [localesBy(intl, locales), dateOptions(intl, whole)]);
  return format.format(time);
};

/** A prototype with some of the engine's members, those that it has. */
const prototypeOf = (native: object, tag: string, members: readonly string[]): object => {
  const prototype = create(Object.prototype) as object;
  for (const name of members) {
    const descriptor = getOwnPropertyDescriptor(native, name);
    if (descriptor !== undefined) defineProperty(prototype, name, descriptor);
  }
  defineProperty(prototype, Symbol.toStringTag, { value: tag, configurable: true });
  return prototype;
};

/** Has a date's formatter ask the cell for the present time. */
const tellTime = (prototype: object, time: (asker: string) => number): void => {
  const { formatToParts } = engine.DateTimeFormat.prototype;
  const get = getOwnPropertyDescriptor(engine.DateTimeFormat.prototype, 'format')?.get as AnyFunction;
  const known = new WeakMap<object, AnyFunction>();
  const timed = (date: unknown): unknown => (date === undefined ? time('Intl.DateTimeFormat') : date);
  const format: Method = (self) => {
    const native = apply(get, self, []) as (date: unknown) => string;
    const mine = known.get(native) ?? disguised((date: unknown) => native(timed(date)), '', 1);
    known.set(native, mine);
    return mine;
  };
  defineProperty(prototype, 'format', { get: method(format, 'get format'), configurable: true });
  defineProperty(prototype, 'formatToParts', {
    value: method(
      (self, [date]) => apply(formatToParts, self as Intl.DateTimeFormat, [timed(date) as Date]),
      'formatToParts',
      1,
    ),
    writable: true,
    configurable: true,
  });
};

const serviceBy = (name: string, Native: Service, intl: GivenIntl, time: (asker: string) => number): AnyFunction => {
  const native = Native.prototype as object;
  const prototype = prototypeOf(native, `Intl.${name}`, [...(services[name] ?? '').split(' '), 'resolvedOptions']);
  if (name === 'DateTimeFormat') tellTime(prototype, time);
  const make = ([locales, options]: readonly unknown[], Own: AnyFunction): object =>
    construct(
      Native,
      [localesBy(intl, locales), name === 'DateTimeFormat' ? dateOptions(intl, options) : options],
      Own,
    ) as object;
  const { supportedLocalesOf } = Native as unknown as { readonly supportedLocalesOf: AnyFunction };
  const Own: AnyFunction = ownClass({
    name,
    length: Native.length,
    prototype,
    statics: { supportedLocalesOf: disguised(supportedLocalesOf, 'supportedLocalesOf', 1) },
    make,
    call: callable.has(name) ? (args) => construct(Own, args) as object : undefined,
  });
  return Own;
};

const ownLocale = (): AnyFunction => {
  const Native = engine.Locale;
  const prototype = prototypeOf(Native.prototype, 'Intl.Locale', localeMembers);
  for (const name of ['maximize', 'minimize'] as const) {
    const { [name]: change } = Native.prototype;
    defineProperty(prototype, name, {
      value: method((self) => setPrototypeOf(apply(change, self as Intl.Locale, []), prototype), name),
      writable: true,
      configurable: true,
    });
  }
  return ownClass({
    name: 'Locale',
    length: 1,
    prototype,
    statics: {},
    make: (args, Own) => construct(Native, args, Own) as object,
  });
};

/** Nobody can name these but through a segmenter: all cells have the same. */
const hardenSegments = (): void => {
  const segments = new engine.Segmenter('en').segment('');
  harden(getPrototypeOf(segments));
  harden(getPrototypeOf(segments[Symbol.iterator]()));
};

/**
 * A cell's own `Intl`.
 *
 * @param time - the time, for a formatter that is given none; it throws for the guest where the policy gives no clock.
 */
export const intlBy = (intl: GivenIntl, time: (asker: string) => number): object => {
  hardenSegments();
  const own = create(Object.prototype) as object;
  const put = (name: string, value: unknown): void => {
    defineProperty(own, name, { value, writable: true, configurable: true });
  };
  for (const name of Object.keys(services)) {
    const Native = nativeOf(name);
    if (Native !== undefined) put(name, serviceBy(name, Native, intl, time));
  }
  put('Locale', ownLocale());
  put('getCanonicalLocales', disguised(getCanonicalLocales, 'getCanonicalLocales', 1));
  put('supportedValuesOf', disguised(engine.supportedValuesOf, 'supportedValuesOf', 1));
  defineProperty(own, Symbol.toStringTag, { value: 'Intl', configurable: true });
  return harden(own);
};
