/** What one value claims to be says nothing of others. */
import { isBastion } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Anything } from '../untyped.js';

const realm: Anything = runInNewContext('({ Map, Set, Date, RegExp, ArrayBuffer, Number })');

const makes: readonly (readonly [of: string, Class: Anything, make: () => object])[] = [
  ['Float64Array', Float64Array, () => new Float64Array(1)],
  ['DataView', DataView, () => new DataView(new ArrayBuffer(1))],
  ["another realm's Map", realm.Map, () => new realm.Map([[1, 2]])],
  ["another realm's Set", realm.Set, () => new realm.Set([1])],
  ["another realm's Date", realm.Date, () => new realm.Date(0)],
  ["another realm's RegExp", realm.RegExp, () => new realm.RegExp('a')],
  ["another realm's ArrayBuffer", realm.ArrayBuffer, () => new realm.ArrayBuffer(1)],
  ["another realm's Number", realm.Number, () => new realm.Number(1)],
];

describe.each(makes)('a guest that hands over an object with the prototype of a %s', (_of, Class, make) => {
  test('does not thereby get a host one to hold in place of a copy', () => {
    const { up, down } = createMembrane();
    for (const fake of [Object.create(Class.prototype) as object, new Proxy(make(), {})]) {
      try {
        up(fake);
      } catch {
        // That it is refused is not the point.
      }
    }
    const copy = down(make()) as object;
    expect(isBastion(copy)).toBe(false);
    expect(typeof copy).toBe('object');
  });
});
