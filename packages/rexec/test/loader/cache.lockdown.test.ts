// An unchanged module is parsed once in a process, however many cells import it; and no cell can tell.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SourceCache, sources } from '../../src/loader/cache.js';
import { tree } from './tree.js';

const require = createRequire(import.meta.url);
const esm = { type: 'esm', module: 'esm' } as const;

test('the second cell’s import parses nothing, and has positions of its own', async () => {
  const app = tree({
    'big.cjs': readFileSync(require.resolve('lodash')),
    'small.mjs': `import big from './big.cjs'; export const fail = () => { null.x }; export const { VERSION } = big; export const mark = {};`,
  });
  const clock = { fixed: 0 };
  const before = sources.parses;
  const first = await app.cell({ clock }).rImport('./small.mjs');
  expect(sources.parses - before).toBe(2);
  const others = await Promise.all(Array.from({ length: 3 }, () => app.cell({ clock }).rImport('./small.mjs')));
  expect(sources.parses - before).toBe(2);
  for (const { VERSION, fail, mark } of [first, ...others]) {
    expect(VERSION).toBe(first['VERSION']);
    expect(mark).not.toBe(undefined);
    expect(() => (fail as () => void)()).toThrow(
      expect.objectContaining({ positions: [expect.objectContaining({ file: 'app/small.mjs', line: 1 })] }),
    );
  }
});

test('a file that has changed is parsed anew, and the same content elsewhere is not', async () => {
  const app = tree({ 'a.mjs': 'export default "before the change";', 'b.mjs': 'export default "before the change";' });
  const before = sources.parses;
  expect([await app.given('./a.mjs'), await app.given('./b.mjs')]).toEqual(['before the change', 'before the change']);
  expect(sources.parses - before).toBe(1);
  app.put({ 'a.mjs': 'export default "after the change";' });
  expect(await app.given('./a.mjs')).toBe('after the change');
  expect(sources.parses - before).toBe(2);
});

test('one content is parsed once for each way of reading it', async () => {
  const app = tree({
    'same.json': '{ "seldom seen": 1 }',
    'same.txt': '{ "seldom seen": 1 }',
    'main.mjs': `import text from './same.json' with { type: 'text' }; import json from './same.json'; export default [text, json];`,
  });
  expect(await app.given('./main.mjs')).toEqual(['{ "seldom seen": 1 }', { 'seldom seen': 1 }]);
});

const text = (name: string): Uint8Array => new TextEncoder().encode(`export const ${name} = '${'x'.repeat(100)}';`);

test('it holds no more than its bound, and the least used goes first', () => {
  const cache = new SourceCache(3000);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const name of names) {
    cache.get(text(name), esm);
    cache.get(text('a'), esm);
    expect(cache.held).toBeLessThanOrEqual(3000);
  }
  const { parses } = cache;
  expect(parses).toBe(names.length);
  cache.get(text('a'), esm);
  expect(cache.parses).toBe(parses);
  cache.get(text('b'), esm);
  expect(cache.parses).toBe(parses + 1);
  const huge = new TextEncoder().encode(`export default '${'x'.repeat(5000)}'`);
  cache.get(huge, esm);
  cache.get(huge, esm);
  expect(cache.parses).toBe(parses + 3);
});

test('a text that is parsed to tell what it is, is so once', async () => {
  const app = tree({ 'untold.js': `module.exports = 'no import, no export'; // said once` });
  const before = sources.parses;
  expect(await app.given('./untold.js')).toBe('no import, no export');
  const first = sources.parses - before;
  expect(first).toBe(2);
  expect(await app.given('./untold.js')).toBe('no import, no export');
  expect(sources.parses - before).toBe(first);
});

test('what cannot be parsed is not kept, and fails each time', async () => {
  const app = tree({ 'bad.mjs': 'export default = 1;' });
  for (let time = 0; time < 2; time += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await expect(app.given('./bad.mjs')).rejects.toThrow('app/bad.mjs:1:16');
  }
});
