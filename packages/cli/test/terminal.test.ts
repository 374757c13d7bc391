/** Text of a guest's on its way to a terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from '../src/report/frame.js';
import { forStream, visible } from '../src/terminal.js';

// oxlint-disable-next-line no-control-regex
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;

test('whatever the text, nothing in it is left for a terminal to act on, and no column moves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(acting);
      expect(visible(text)).toHaveLength(text.length);
    }),
  );
});

test('text for a pipe or a file is left as it is', () => {
  expect(forStream('\u001b[31m', { isTTY: false })).toBe('\u001b[31m');
  expect(forStream('\u001b[31m', { isTTY: true })).toBe('␛[31m');
});

test('a frame shows the place, also in a text with control characters', async () => {
  const frame = await frameOf('let a = "\u001b[2J";\nthrow a;\n', 2, 7);
  expect(frame).toContain('> 2 | throw a;\n    |       ^');
  expect(frame).toContain('1 | let a = "␛[2J";');
});

test('there is no frame for a place that is not in the text, and none for lines that nobody reads', async () => {
  expect(await frameOf('one line', 7, 1)).toBeUndefined();
  expect(await frameOf(`${'x'.repeat(1000)}\nthrow 1`, 2, 1)).toBeUndefined();
});
