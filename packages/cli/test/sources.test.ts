/** Which files the lines of a code frame may come from: positions are a guest's to forge. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Sources } from '../src/report/sources.js';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-sources-')));
afterAll(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'plugins/lib'), { recursive: true });
writeFileSync(join(directory, 'secret.txt'), 'SECRET');
writeFileSync(join(directory, 'plugins/lib/a.js'), 'the text of a');
symlinkSync('../secret.txt', join(directory, 'plugins/link.js'));
const sources = new Sources([join(directory, 'plugins')]);

test('a module is read by the name that its positions have', () => {
  expect(sources.textOf('plugins/lib/a.js')).toBe('the text of a');
});

test.each([
  'plugins/../secret.txt',
  'plugins/link.js',
  '../secret.txt',
  'secret.txt',
  '/etc/hostname',
  'plugins',
  'plugins/lib',
  '',
])('nothing is read by the name %j', (name) => {
  expect(sources.textOf(name)).toBeUndefined();
});

test('a text that was run is the one its name stands for', () => {
  sources.keep('repl-1', 'let a');
  expect(sources.textOf('repl-1')).toBe('let a');
});

test('a module is called by where it is from here; what is no file of the policy, by its own name', () => {
  const here = new Sources([join(process.cwd(), 'packages/cli')]);
  expect(here.nameFor('cli/src/main.ts')).toBe('packages/cli/src/main.ts');
  expect(sources.nameFor('plugins/lib/a.js')).toBe(join(directory, 'plugins/lib/a.js'));
  expect(sources.nameFor('plugins/../secret.txt')).toBe('plugins/../secret.txt');
  expect(sources.nameFor('repl-1')).toBe('repl-1');
});
