/**
 * What a cell's dates inherit: the language's methods, and those that speak of a place by the policy's `intl` line.
 *
 * Trusts: the engine's methods, each asked for what is inside of the date it is given. Invariant: unless the line says
 * "real", nothing of it depends on where the host is.
 */
import type { IntlLine } from '../policy/index.js';
import { dayText, timeText } from './date-text.js';
import { type Method, method } from './disguise.js';
import { type DateParts, localeText } from './intl.js';
import { instantOf, localOf, type Zone } from './zone.js';

const { create, defineProperty, getOwnPropertyDescriptor } = Object;
const { apply } = Reflect;
const DateOfTime = Date;
const engine = Date.prototype;
const { getTime, setTime } = engine;

const common: readonly PropertyKey[] = [
  ...`getTime setTime valueOf toISOString toJSON toUTCString toGMTString getUTCDate getUTCDay getUTCFullYear getUTCHours
  getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds
  setUTCMinutes setUTCMonth setUTCSeconds`.split(/\s+/u),
  Symbol.toPrimitive,
];
const texts = ['toString', 'toDateString', 'toTimeString'];
const getters = 'getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds'.split(' ');
const setters = 'setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds'.split(' ');

type Engine = Record<string, (this: unknown, ...args: unknown[]) => unknown>;

const ofEngine = (name: string): ((this: unknown, ...args: unknown[]) => unknown) =>
  (engine as unknown as Engine)[name] as Engine[string];

const ofUTC = (name: string): Engine[string] => ofEngine(`${name.slice(0, 3)}UTC${name.slice(3)}`);

const timeOf = (date: unknown): number => apply(getTime, date as Date, []);

const localDate = (date: unknown, zone: Zone): Date => new DateOfTime(localOf(timeOf(date), zone));

/** Changes what the clocks show, and sets the date to the instant of it. */
const change = (date: unknown, zone: Zone, set: (local: Date) => void): number => {
  const local = localDate(date, zone);
  set(local);
  return apply(setTime, date as Date, [instantOf(timeOf(local), zone)]);
};

const methodsIn = (zone: Zone): Record<string, readonly [length: number, method: Method]> => {
  const methods: Record<string, readonly [number, Method]> = {};
  const text = (name: string, write: (time: number) => string): void => {
    methods[name] = [
      0,
      (self) => {
        const time = timeOf(self);
        return Number.isNaN(time) ? 'Invalid Date' : write(time);
      },
    ];
  };
  for (const name of getters) {
    const get = ofUTC(name);
    methods[name] = [0, (self) => apply(get, localDate(self, zone), [])];
  }
  for (const name of setters) {
    const set = ofUTC(name);
    methods[name] = [set.length, (self, args) => change(self, zone, (local) => void apply(set, local, args))];
  }
  methods['getYear'] = [0, (self) => localDate(self, zone).getUTCFullYear() - 1900];
  methods['setYear'] = [
    1,
    (self, [given]) => {
      timeOf(self);
      const year = Math.trunc(Number(given));
      return change(self, zone, (local) => void local.setUTCFullYear(year >= 0 && year <= 99 ? year + 1900 : year));
    },
  ];
  methods['getTimezoneOffset'] = [
    0,
    (self) => {
      const time = timeOf(self);
      return Number.isNaN(time) ? time : 0 - Math.trunc(zone.offsetAt(time) / 60_000);
    },
  ];
  text('toString', (time) => `${dayText(time, zone)} ${timeText(time, zone)}`);
  text('toDateString', (time) => dayText(time, zone));
  text('toTimeString', (time) => timeText(time, zone));
  return methods;
};

const localeNames: readonly (readonly [name: string, parts: DateParts, without: string])[] = [
  ['toLocaleString', 'all', 'toString'],
  ['toLocaleDateString', 'date', 'toDateString'],
  ['toLocaleTimeString', 'time', 'toTimeString'],
];

/**
 * The prototype of a cell's dates, without its `constructor`.
 *
 * @param zone - undefined where dates speak the host's.
 */
export const datePrototype = (intl: IntlLine, zone: Zone | undefined): object => {
  const prototype = create(Object.prototype) as Record<string, unknown>;
  const own = zone === undefined ? undefined : methodsIn(zone);
  const put = (name: PropertyKey, value: unknown): void => {
    defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  const natives =
    own === undefined ? [...getters, ...setters, ...texts, 'getYear', 'setYear', 'getTimezoneOffset'] : [];
  for (const name of [...common, ...natives]) {
    const descriptor = getOwnPropertyDescriptor(engine, name);
    if (descriptor !== undefined) defineProperty(prototype, name, { ...descriptor, configurable: true });
  }
  for (const [name, [length, run]] of Object.entries(own ?? {})) put(name, method(run, name, length));
  for (const [name, parts, without] of localeNames) {
    if (intl === 'none') put(name, prototype[without]);
    else
      put(
        name,
        method((self, [locales, options]) => localeText(intl, timeOf(self), parts, locales, options), name),
      );
  }
  return prototype;
};
