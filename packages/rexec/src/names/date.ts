/**
 * A cell's own `Date`, which tells the time that the policy's `clock` line says: none, the real one, or a fixed one.
 *
 * Dates themselves are the language's: all cells and the host share `Date.prototype`, frozen by lockdown, so that a date
 * that crosses is a Date on the other side. Invariant: no object that is reachable from here tells the host's time; the
 * `constructor` on the shared prototype is SES's powerless one, which makes dates of given times only.
 */
import { forGuest, type Refuse } from '../errors/for-guest.js';
import { NotGrantedError } from '../errors/index.js';
import { harden } from '../lockdown/realm.js';
import type { ClockLine } from '../policy/index.js';
import { disguised } from './disguise.js';

const { defineProperty } = Object;
const { construct } = Reflect;
const { now: realTime, parse, UTC } = Date;
/** The one that makes dates: what it is given is always explicit, so that its own clock is never asked. */
const DateOfTime = Date;

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

const made = new Map<ClockLine, unknown>();

/** A cell's own `Date`. Cells whose clock is not fixed share one: it is frozen and has no state. */
export const dateBy = (clock: ClockLine, refuse?: Refuse): unknown => {
  if (typeof clock === 'object' || refuse !== undefined) return dateWith(clock, refuse);
  if (!made.has(clock)) made.set(clock, dateWith(clock));
  return made.get(clock);
};

const dateWith = (clock: ClockLine, refuse?: Refuse): unknown => {
  const time = timeBy(clock, refuse);
  const OwnDate = function (...args: unknown[]): unknown {
    // Called as a function it gives the present time as text, whatever the arguments.
    if (new.target === undefined) return new DateOfTime(time('Date()')).toString();
    return construct(DateOfTime, args.length === 0 ? [time('new Date()')] : args, new.target);
  };
  // The prototype that a subclass inherits from, and that `instanceof` asks for.
  OwnDate.prototype = DateOfTime.prototype;
  const bound = OwnDate.bind(undefined);
  const statics: Record<string, unknown> = { parse, UTC, now: disguised(() => time('Date.now()'), 'now') };
  for (const [name, value] of Object.entries(statics)) {
    defineProperty(bound, name, { value, writable: true, configurable: true });
  }
  defineProperty(bound, 'name', { value: 'Date' });
  defineProperty(bound, 'length', { value: 7 });
  defineProperty(bound, 'prototype', { value: DateOfTime.prototype });
  return harden(bound);
};
