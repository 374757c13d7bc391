/** Where in a source something is imported: for the line that a report shows. */
import { expect, test } from 'vitest';
import { importPlace } from '../src/report/import-place.js';

test.each([
  ["import a from 'node:fs'", 'node:fs', { line: 1, column: 15 }],
  ['let b;\nimport "./a.js"', './a.js', { line: 2, column: 8 }],
  ["const a = await import( './a.js' )", './a.js', { line: 1, column: 25 }],
  ["const a = require('a.b')", 'a.b', { line: 1, column: 19 }],
  ["export * from 'x'", 'x', { line: 1, column: 15 }],
  ["// import 'x'\n/* import 'x'\n * import 'x'\n */\nimport 'x'", 'x', { line: 5, column: 8 }],
  ["import type { T } from './t'; import { f } from './t'", './t', { line: 1, column: 24 }],
])('%j imports %s', (source, specifier, place) => {
  expect(importPlace(source, specifier)).toEqual(place);
});

test.each([
  ["const text = 'node:fs'", 'node:fs'],
  ["import 'a.b'", 'aXb'],
  ["import 'node:fs/promises'", 'node:fs'],
  ['', 'x'],
])('%j does not import %s', (source, specifier) => {
  expect(importPlace(source, specifier)).toBeUndefined();
});
