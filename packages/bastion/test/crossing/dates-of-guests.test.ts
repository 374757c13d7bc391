// A guest side whose `Date` is not the realm's own gets dates of that, wherever in a value they are; the host gets its own.
import { createMembrane } from '@padded-cell/bastion/membrane';
import { expect, test } from 'vitest';

class GuestDate {
  static of(time: number): Date {
    return Object.setPrototypeOf(new Date(time), GuestDate.prototype) as Date;
  }
}

const isGuests = (value: unknown): boolean => value instanceof GuestDate && !(value instanceof Date);

test('down they are made by the guest’s, up by the host’s', () => {
  const membrane = createMembrane({ dateOf: (time) => GuestDate.of(time) });
  expect(isGuests(membrane.down(new Date(5)))).toBe(true);
  const deep = membrane.down({ list: [new Map([['at', new Date(6)]])] }) as { list: [Map<string, Date>] };
  const at = deep.list[0].get('at');
  expect(isGuests(at)).toBe(true);
  expect(Date.prototype.getTime.call(at)).toBe(6);
  const home = membrane.up(GuestDate.of(7));
  expect(home).toEqual(new Date(7));
  expect(Object.getPrototypeOf(home)).toBe(Date.prototype);
});

test('in results and arguments of calls too', () => {
  const seen: unknown[] = [];
  const membrane = createMembrane({ dateOf: (time) => GuestDate.of(time) });
  const give = membrane.down((date: Date) => {
    seen.push(date);
    return [date];
  }) as (date: Date) => unknown[];
  expect(give(GuestDate.of(8)).every(isGuests)).toBe(true);
  expect(seen).toEqual([new Date(8)]);
  expect(Object.getPrototypeOf(seen[0])).toBe(Date.prototype);
});
