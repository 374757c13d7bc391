// No import gives a file outside okPath, however it is spelled and whatever the disk does meanwhile.
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, cell, plugins, secret } from './import-tree.js';

test('a link that is swapped all the while never gives the file outside', async () => {
  const inside = join(base, 'swap-inside.js');
  const swap = join(plugins, 'swap.js');
  writeFileSync(inside, `export const secret = '${secret}';`);
  const swaps = { areOver: false };
  const swapping = (async () => {
    for (let turn = 0; !swaps.areOver; turn += 1) {
      rmSync(`${swap}.new`, { force: true });
      if (turn % 2 === 0) writeFileSync(`${swap}.new`, 'export const fine = true;');
      else symlinkSync('../swap-inside.js', `${swap}.new`);
      renameSync(`${swap}.new`, swap);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  })();
  let imported = 0;
  for (let attempt = 0; attempt < 300; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const keys = await cell()
      .rImport('./swap.js')
      .then(
        (module) => Object.keys(module),
        (): string[] => [],
      );
    expect(keys).not.toContain('secret');
    if (keys.includes('fine')) imported += 1;
  }
  swaps.areOver = true;
  await swapping;
  expect(imported).toBeGreaterThan(0);
});

test('no specifier that is made of path pieces leads outside', async () => {
  const pieces = fc.constantFrom(
    '.',
    '..',
    'plugins',
    'plugins-evil',
    'evil.js',
    'outside.js',
    'lib',
    'up-dir',
    'root-dir',
    'link.js',
    '',
    '%2e%2e',
    '..\\',
    '\u2025',
    '...',
    '~',
    'proc-root.js',
    'lib-link',
    'etc',
    'passwd',
  );
  const specifier = fc
    .tuple(
      fc.constantFrom(
        './',
        '../',
        '/',
        'file://',
        'file:///',
        '',
        () => `${base}/`,
        () => `${plugins}/`,
        () => `file://${plugins}/`,
      ),
      fc.array(pieces, { maxLength: 7 }),
    )
    .map(([start, parts]) => (typeof start === 'function' ? start() : start) + parts.join('/'));
  const rex = cell();
  await fc.assert(
    fc.asyncProperty(specifier, async (text) => {
      const keys = await rex.rImport(text).then(
        (module) => Object.keys(module),
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'ERR_IMPORT' });
          return [];
        },
      );
      expect(keys).not.toContain('secret');
      // The same from within, whose answers a guest reads.
      const told = await (async () => {
        const { load } = await rex.rImport('./dynamic.js');
        return (load as (name: string) => Promise<string>)(text);
      })();
      expect(told).not.toContain('secret,');
      expect(told === 'secret').toBe(false);
    }),
  );
  expect(relative(base, plugins)).toBe('plugins');
});
