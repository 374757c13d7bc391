/** The rate of calls, on both sides of its limit; and what each wall says that it does not keep. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LimitError, presetLimits } from '../../src/policy/index.js';
import { CallRate } from '../../src/wall/limits/call-rate.js';
import { requireRoom, type Unkept, unkept, type Wall } from '../../src/wall/limits/kept.js';

test('as many calls as the limit pass in a second, and no more', () => {
  let now = 5000;
  const rate = new CallRate('guest', 3, () => now);
  for (let call = 0; call < 3; call += 1) rate.count();
  expect(() => rate.count()).toThrow(LimitError);
  now += 999;
  expect(() => rate.count()).toThrow(/'guest'.* 3 calls to endowments in any one second.*limits\.callsPerSecond/u);
  now += 101;
  rate.count();
  expect(() => {
    for (let call = 0; call < 3; call += 1) rate.count();
  }).toThrow(LimitError);
});

test('without a limit every call passes', () => {
  const rate = new CallRate('guest', Number.POSITIVE_INFINITY, () => 0);
  expect(() => {
    for (let call = 0; call < 100_000; call += 1) rate.count();
  }).not.toThrow();
});

test('whatever the times of the calls, no second has more than the limit', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (pauses, most) => {
      let now = 0;
      const rate = new CallRate('guest', most, () => now);
      const passed: number[] = [];
      const before: number[] = [];
      for (const pause of pauses) {
        now += pause;
        try {
          rate.count();
          passed.push(now);
        } catch {
          before.push(passed.filter((at) => at > now - 1100).length);
        }
      }
      // One is refused only where there were so many in the last 1.1 s.
      expect(before.every((count) => count >= most)).toBe(true);
      for (const from of passed) {
        expect(passed.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(most);
      }
    }),
  );
});

const limits = presetLimits('process');

const namesOf = (found: readonly Unkept[]): string[] => found.map(({ limit }) => limit);

test('a process keeps every limit where it can be measured, and says where it can not', () => {
  expect(unkept('process', { limits }, 'linux')).toEqual([]);
  expect(unkept('process', { limits }, 'darwin').map(({ limit, isKept }) => [limit, isKept])).toEqual([
    ['cpuMs', 'partly'],
    ['memoryMb', 'partly'],
  ]);
  const onWindows = unkept('process', { limits }, 'win32');
  expect(namesOf(onWindows)).toEqual(['cpuMs', 'memoryMb']);
  expect(onWindows.every(({ isKept }) => isKept === 'not')).toBe(true);
});

test.each<[wall: Wall, kept: string[]]>([
  ['thread', ['cpuMs', 'wallMs', 'memoryMb']],
  ['realm', ['callsPerSecond', 'cpuMs', 'memoryMb', 'pendingCalls', 'wallMs']],
])('a %s says what it does not keep, of what is asked for', (wall, names) => {
  expect(namesOf(unkept(wall, { limits }))).toEqual(names);
  const fewer = { ...limits, memoryMb: 'unlimited' } as const;
  expect(namesOf(unkept(wall, { limits: fewer }))).toEqual(names.filter((name) => name !== 'memoryMb'));
});

test('memory that no cell can start in is refused', () => {
  expect(() => requireRoom({ limits: { ...limits, memoryMb: 31 } })).toThrow(RangeError);
  expect(() => requireRoom({ limits: { ...limits, memoryMb: 32 } })).not.toThrow();
  expect(() => requireRoom({ limits: { ...limits, memoryMb: 'unlimited' } })).not.toThrow();
});
