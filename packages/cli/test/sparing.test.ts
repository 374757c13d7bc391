/** Reports of what a guest does of its own accord: no more than somebody can read. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sparing } from '../src/report/sparing.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('in one second twenty are told, the others counted; then they are told again', async () => {
  const told: string[] = [];
  const made: number[] = [];
  const report = sparing((text) => told.push(text));
  const tell = (n: number): void =>
    report(async () => {
      made.push(n);
      return `${n}\n`;
    });
  for (let n = 0; n < 1000; n += 1) tell(n);
  await vi.advanceTimersByTimeAsync(999);
  expect(told).toHaveLength(20);
  expect(made).toHaveLength(20);
  await vi.advanceTimersByTimeAsync(1);
  expect(told.at(-1)).toBe('rexec: and 980 more like these in that second\n');
  tell(1000);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told.at(-1)).toBe('1000\n');
  expect(told).toHaveLength(22);
});
