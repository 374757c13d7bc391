import { expect, test } from 'vitest';

test('the intrinsics are frozen', () => {
  expect(Object.isFrozen(Array.prototype)).toBe(true);
  expect(() => Object.assign(Array.prototype, { extra: 1 })).toThrow(TypeError);
});

test('a failed expectation still says what differed', () => {
  expect(() => expect({ a: [1, 2] }).toEqual({ a: [1, 3] })).toThrow('to deeply equal');
});
