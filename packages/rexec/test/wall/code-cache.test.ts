import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodeCache } from '../../src/wall/boot/code-cache.js';
import { CellProcess } from '../../src/wall/process/cell-process.js';
import { CompiledPrograms } from '../../src/wall/process/compiled.js';
import { cells, policyWith } from './cells.js';

const { program } = cells();

let parent = '';
let directory = '';

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'padded-cell-cache-'));
  directory = join(parent, 'padded-cell');
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

const content = Buffer.from('compiled');

const isUsed = async (): Promise<boolean> => {
  const handle = await new CodeCache(directory).open('key');
  await handle?.close();
  return handle !== undefined;
};

const kept = async (): Promise<string> => {
  await new CodeCache(directory).keep('key', content);
  const [name = ''] = readdirSync(directory);
  return join(directory, name);
};

test('what is kept is used, and only its user can read or write it', async () => {
  const path = await kept();
  expect(await isUsed()).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(readFileSync(path).subarray(32)).toEqual(content);
});

test('what others could have written is not used', async () => {
  const path = await kept();
  chmodSync(path, 0o622);
  expect(await isUsed()).toBe(false);
});

test('nothing is used of a directory that others can write to, or that is a link', async () => {
  await kept();
  chmodSync(directory, 0o770);
  expect(await isUsed()).toBe(false);
  chmodSync(directory, 0o700);
  const elsewhere = join(parent, 'elsewhere');
  renameSync(directory, elsewhere);
  symlinkSync(elsewhere, directory);
  expect(await isUsed()).toBe(false);
});

test('a link in place of a file is not followed, and a file of two names is not used', async () => {
  const path = await kept();
  const elsewhere = join(parent, 'planted');
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  expect(await isUsed()).toBe(false);
  rmSync(path);
  linkSync(elsewhere, path);
  expect(await isUsed()).toBe(false);
});

test('what is not whole is not used', async () => {
  const path = await kept();
  const all = readFileSync(path);
  writeFileSync(path, all.subarray(0, -1));
  expect(await isUsed()).toBe(false);
  writeFileSync(path, all);
  expect(await isUsed()).toBe(true);
});

test('where nothing can be kept, nothing fails', async () => {
  writeFileSync(directory, 'a file');
  await new CodeCache(directory).keep('key', content);
  expect(await isUsed()).toBe(false);
});

test('no more than sixteen are kept', async () => {
  const cache = new CodeCache(directory);
  for (let each = 0; each < 20; each += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that the oldest are known
    await cache.keep(`key ${each}`, content);
  }
  expect(readdirSync(directory)).toHaveLength(16);
});

test('a compiled form that the engine does not take is dropped, and the cell starts by the text', async () => {
  const compiled = new CompiledPrograms(new CodeCache(directory));
  const start = async (): Promise<CellProcess> =>
    await CellProcess.start({ policy: policyWith(), program: program(), compiled });
  const first = await start();
  await compiled.settled();
  const [name = ''] = readdirSync(directory);
  const path = join(directory, name);
  // Whole by its hash, and nothing that an engine has made.
  const spoilt = Buffer.alloc(1000, 7);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, Buffer.concat([createHash('sha256').update(spoilt).digest(), spoilt]), { mode: 0o600 });
  const second = await start();
  expect([first.isFromCompiled, second.isFromCompiled]).toEqual([false, false]);
  for (const each of [first, second]) {
    each.end();
    // oxlint-disable-next-line no-await-in-loop -- both
    await each.ended;
  }
  expect(readdirSync(directory)).toEqual([]);
});
