// The same program, with Node's fs and with the cell's, in two trees alike: the same results, the same codes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RExec } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellOn, type Ground, given, ground, outcome } from './cell.js';
import { furnish, programs, text } from './programs.js';

let one: Ground;
let other: Ground;
let rex: RExec;

beforeAll(async () => {
  one = ground();
  other = ground();
  furnish(one);
  furnish(other);
  rex = await cellOn(one);
});
afterAll(() => {
  rex.end();
  one[Symbol.dispose]();
  other[Symbol.dispose]();
});

describe('at once', () => {
  test.each(programs)('%s', (program) => {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    const run = new Function(`return ${text(program)}`)() as (...args: unknown[]) => string;
    expect(rex.rEval(`${text(program)}(fs, Buffer, O)`)).toBe(run(fs, Buffer, other.out));
  });
});

/** The same, to be waited for. */
const waiting = (program: string): string =>
  `(async (P, Buffer, d) => { try { return String(await (async () => { ${program} })()); } catch (e) { return 'threw ' + (e.code ?? e.message); } })`;

/** How many files this process has open. */
const openNow = (): number => readdirSync('/proc/self/fd').length;

describe('by promises', () => {
  test.each([
    `return P.readFile(d + '/text', 'utf8')`,
    `return P.readFile(d + '/none')`,
    `return P.readFile(5)`,
    `await P.writeFile(d + '/p', 'p'); await P.appendFile(d + '/p', 'q'); return P.readFile(d + '/p', 'utf8')`,
    `const h = await P.open(d + '/p', 'r+'); const { bytesRead, buffer } = await h.read(Buffer.alloc(4), 0, 4, 0); await h.write('W', 0); await h.truncate(1); const s = await h.stat(); await h.close(); return [bytesRead, buffer.toString('hex'), s.size, await P.readFile(d + '/p', 'utf8'), h.fd]`,
    `const h = await P.open(d + '/p'); await h.close(); return h.readFile()`,
    `const h = await P.open(d + '/text'); const lines = []; for await (const line of h.readLines()) lines.push(line); return lines.join('|')`,
    `const names = []; for await (const e of await P.opendir(d + '/dir')) names.push(e.name + e.isDirectory()); return names.sort()`,
    `await P.mkdir(d + '/pp/qq', { recursive: true }); await P.rm(d + '/pp', { recursive: true }); return P.access(d + '/pp')`,
    `await P.cp(d + '/dir', d + '/dir3', { recursive: true, filter: async (s) => !s.endsWith('x') }); return (await P.readdir(d + '/dir3', { recursive: true })).sort()`,
    `return P.stat(d + '/text').then((s) => s.isFile())`,
    `const t = await P.mkdtemp(d + '/t-'); const is = (await P.stat(t)).isDirectory(); await P.rmdir(t); return [is, t.length - d.length]`,
  ])('%s', async (program) => {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    const run = new Function(`return ${waiting(program)}`)() as (...args: unknown[]) => Promise<string>;
    expect(await given(rex, `await ${waiting(program)}(P, Buffer, O)`)).toBe(await run(fsp, Buffer, other.out));
  });
});

test('callbacks get the error or the result, later', async () => {
  await rex.rExecAsync(`const log = []; await new Promise((done) => {
    fs.readFile(O + '/text', 'utf8', (error, data) => { log.push(error, data);
      fs.stat(O + '/none', (error) => { log.push(error.code, error.syscall);
        fs.exists(O + '/text', (is) => { log.push(is); done(); }); }); });
    log.push('first');
  });`);
  expect(rex.rEval('log')).toEqual(['first', null, 'one\ntwo\nthree', 'ENOENT', 'stat', true]);
  expect(await outcome(rex, `fs.readFile(O + '/text')`)).toBe('ERR_INVALID_ARG_TYPE');
});

test('streams read parts and ranges, write, and pipe', async () => {
  writeFileSync(join(one.in, 'large'), Buffer.alloc(300_000, 'ab'));
  await rex.rExecAsync(`
    const read = async (s) => { let t = ''; for await (const part of s) t += part; return t; };
    const range = await read(fs.createReadStream(I + '/large', { start: 1, end: 4, encoding: 'utf8' }));
    const parts = []; for await (const part of fs.createReadStream(I + '/large')) parts.push(part.length);
    await new Promise((done, fail) => fs.createReadStream(I + '/large').pipe(fs.createWriteStream(O + '/piped')).on('finish', done).on('error', fail));
    const failed = await new Promise((done) => fs.createReadStream(X + '/secret.txt').on('error', (e) => done(e.code)));
  `);
  expect(rex.rEval('range')).toBe('baba');
  expect(rex.rEval('parts.length > 1 && parts.reduce((a, b) => a + b)')).toBe(300_000);
  expect(rex.rEval('failed')).toBe('EACCES');
  await wait(20);
  expect(readFileSync(join(one.out, 'piped')).equals(Buffer.alloc(300_000, 'ab'))).toBe(true);
});

test('what is bounded: bytes, files, large reads, open files; and all is closed with the cell', async () => {
  const place = ground();
  const before = openNow();
  const cell = await cellOn(place, { limits: { bytesWritten: 10, filesWritten: 3 } });
  expect(await outcome(cell, `fs.writeFileSync(O + '/a', '12345678')`)).toBe(undefined);
  expect(await outcome(cell, `fs.writeFileSync(O + '/b', '12345')`)).toBe('ERR_LIMIT');
  expect(readFileSync(join(place.out, 'b'), 'utf8')).toBe('');
  expect(await outcome(cell, `fs.truncateSync(O + '/a', 1000)`)).toBe('ERR_LIMIT');
  expect(await outcome(cell, `fs.mkdirSync(O + '/d/e/f', { recursive: true })`)).toBe('ERR_LIMIT');
  fs.truncateSync(join(place.in, 'a.txt'), 65 * 1024 * 1024);
  expect(await outcome(cell, `fs.readFileSync(I + '/a.txt').length`)).toBe('EFBIG');
  expect(await outcome(cell, `(() => { for (let i = 0; i < 1000; i += 1) fs.openSync(I + '/deep/b.txt'); })()`)).toBe(
    'EMFILE',
  );
  await given(
    cell,
    `void P.open(I + '/deep/b.txt').catch(() => {}) ?? void fs.createReadStream(I + '/a.txt').on('error', () => {}).on('data', () => {})`,
  );
  expect(openNow()).toBeGreaterThan(before + 200);
  cell.end();
  await wait(100);
  expect(openNow()).toBeLessThanOrEqual(before + 1);
  place[Symbol.dispose]();
});
