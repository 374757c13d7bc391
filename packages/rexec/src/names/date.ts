/**
 * A cell's own `Date`: the time that the policy's `clock` line says (none, the real one, or a fixed one), in the zone that
 * its `intl` line says.
 *
 * Cells share no `Date.prototype` with the host, whose methods speak of the host's zone; a date that crosses is made anew
 * on the other side. Invariant: no object that is reachable from here tells the host's time.
 */
import { types } from 'node:util';
import { forGuest, type Refuse } from '../errors/for-guest.js';
import { NotGrantedError } from '../errors/index.js';
import type { ClockLine, IntlLine } from '../policy/index.js';
import { readText } from './date-text.js';
import { datePrototype } from './date-prototype.js';
import { type AnyFunction, disguised, ownClass } from './disguise.js';
import { instantOf, zoneBy, type Zone } from './zone.js';

const { apply, construct } = Reflect;
const { now: realTime, parse, UTC } = Date;
/** The one that makes dates: what it is given is always explicit, so that its own clock is never asked. */
const DateOfTime = Date;
const { getTime } = Date.prototype;

/**
 * The time by a policy, in milliseconds since 1970.
 *
 * @param refuse - makes the error for the guest.
 * @returns a function that throws, for the guest, where the policy gives no clock.
 */
export const timeBy = (clock: ClockLine, refuse: Refuse = forGuest): ((asker: string) => number) => {
  if (clock === 'none') {
    return (asker) => {
      throw refuse(new NotGrantedError(`${asker} tells the time`, 'clock'));
    };
  }
  if (clock === 'real') return () => realTime();
  const fixed = parse(clock.fixed);
  return () => fixed;
};

/** A cell's `Date`, and how dates are made that come from elsewhere. */
export interface OwnDate {
  readonly Date: unknown;
  readonly of: (time: number) => Date;
}

const made = new Map<string, OwnDate>();

/** A guest can make cells with ever other pins. */
const mostMade = 32;

/** A cell's own `Date`. Cells of the same lines share one: it is frozen and has no state. */
export const dateBy = (clock: ClockLine, intl: IntlLine, refuse?: Refuse): OwnDate => {
  if (refuse !== undefined) return dateWith(clock, intl, refuse);
  const key = JSON.stringify([clock, intl]);
  const known = made.get(key) ?? dateWith(clock, intl);
  if (made.size >= mostMade) made.clear();
  made.set(key, known);
  return known;
};

const isPrimitive = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) && typeof value !== 'function';

/** The language's conversion for what says no preference: each part of it is the guest's own code, in its own call. */
const primitiveOf = (value: unknown): unknown => {
  if (isPrimitive(value)) return value;
  const object = value as Record<PropertyKey, unknown>;
  const convert = object[Symbol.toPrimitive];
  if (convert !== undefined && convert !== null) {
    const converted: unknown = apply(convert as AnyFunction, object, ['default' as never]);
    if (isPrimitive(converted)) return converted;
  } else {
    for (const name of ['valueOf', 'toString']) {
      const { [name]: each } = object;
      const converted: unknown = typeof each === 'function' ? apply(each as AnyFunction, object, []) : object;
      if (isPrimitive(converted)) return converted;
    }
  }
  throw new TypeError('Cannot convert object to primitive value');
};

const timeOf = (value: unknown, zone: Zone): unknown => {
  if (types.isDate(value)) return apply(getTime, value, []);
  const primitive = primitiveOf(value);
  return typeof primitive === 'string' ? readText(primitive, zone) : primitive;
};

/** What the constructor is to be called with, so that no part of it is the host's zone's to say. */
const explicit = (args: readonly unknown[], zone: Zone | undefined): readonly unknown[] => {
  if (zone === undefined) return args;
  return [args.length === 1 ? timeOf(args[0], zone) : instantOf(UTC(...(args as Parameters<typeof UTC>)), zone)];
};

const dateWith = (clock: ClockLine, intl: IntlLine, refuse?: Refuse): OwnDate => {
  const time = timeBy(clock, refuse);
  const zone = zoneBy(intl);
  const prototype = datePrototype(intl, zone);
  const { toString: textOf } = prototype;
  const read = (text: unknown): number =>
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the guest's own conversion, in its own call
    zone === undefined ? parse(`${text}`) : readText(`${text}`, zone);
  const OwnDate = ownClass({
    name: 'Date',
    length: 7,
    prototype,
    statics: {
      parse: disguised(read, 'parse', 1),
      UTC,
      now: disguised(() => time('Date.now()'), 'now'),
    },
    make: (args, Own) =>
      construct(DateOfTime, args.length === 0 ? [time('new Date()')] : explicit(args, zone), Own) as object,
    // The present time as text, whatever the arguments.
    call: () => apply(textOf, new DateOfTime(time('Date()')), []),
  });
  return { Date: OwnDate, of: (each) => construct(OwnDate, [each]) as Date };
};
