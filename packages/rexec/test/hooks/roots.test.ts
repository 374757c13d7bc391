/** Where the places of a cell within a cell really lead: nowhere that the outer one's do not. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileHooks } from '../../src/loader/hooks/file.js';
import { Roots } from '../../src/loader/hooks/roots.js';

/** What was read, as text. */
const text = (bytes: unknown): string =>
  bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : String(bytes);

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-roots-')));
  for (const directory of ['in/deep', 'out']) mkdirSync(join(base, directory), { recursive: true });
  writeFileSync(join(base, 'in/deep/a.js'), 'inside');
  writeFileSync(join(base, 'out/secret.js'), 'SECRET');
  symlinkSync(join(base, 'out'), join(base, 'in/way-out'));
  symlinkSync(join(base, 'in/deep'), join(base, 'in/way-in'));
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

test('a link in the outer one’s place that leads out of it is no place of the inner one', async () => {
  const outer = new Roots([join(base, 'in')]);
  const inner = new Roots([join(base, 'in/way-out')], outer);
  expect(inner.contains(join(base, 'out/secret.js'))).toBe(false);
  expect(inner.namesIn('secret.js')).toEqual([]);
  expect(await new FileHooks(inner).read('way-out/secret.js')).toBeUndefined();
});

test('one that leads to a place in it is', async () => {
  const inner = new Roots([join(base, 'in/way-in')], new Roots([join(base, 'in')]));
  expect(inner.contains(join(base, 'in/deep/a.js'))).toBe(true);
  expect(text((await new FileHooks(inner).read('way-in/a.js'))?.bytes)).toBe('inside');
});
