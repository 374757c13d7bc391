// WebAssembly runs in a cell that is granted it, with the functions that it imports by the rule, in the memory that is left.
import { RExec, type RExecOptions } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();
const okFileTypes = ['esm', 'wasm'];
const cell = (options: RExecOptions = {}): RExec => app.cell({ okFileTypes, ...options });

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const lengthOf = ({ length }: readonly number[]): number[] =>
  length < 128 ? [length] : [(length % 128) + 128, length >> 7];
const section = (id: number, ...content: readonly number[]): number[] => [id, ...lengthOf(content), ...content];
const module = (...sections: readonly (readonly number[])[]): Uint8Array =>
  new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);

const [i32, functionKind, memoryKind, globalKind] = [0x7f, 0, 2, 3];
const [toI32, i32ToI32] = [
  [0x60, 0, 1, i32],
  [0x60, 1, i32, 1, i32],
];

// export add1(n) { return host.next() + n }, grow(pages), trap(), a memory of `memory`, and a global of 7.
const exporting = (memory: readonly number[]): Uint8Array =>
  module(
    section(1, 2, ...toI32, ...i32ToI32),
    section(2, 1, ...text('./host.mjs'), ...text('next'), functionKind, 0),
    section(3, 3, 1, 1, 0),
    section(5, 1, ...memory),
    section(6, 1, i32, 0, 0x41, 7, 0x0b),
    section(
      7,
      5,
      ...text('add'),
      functionKind,
      1,
      ...text('grow'),
      functionKind,
      2,
      ...text('trap'),
      functionKind,
      3,
      ...text('memory'),
      memoryKind,
      0,
      ...text('seven'),
      globalKind,
      0,
    ),
    section(10, 3, 7, 0, 0x10, 0, 0x20, 0, 0x6a, 0x0b, 6, 0, 0x20, 0, 0x40, 0, 0x0b, 3, 0, 0x00, 0x0b),
  );

const host = `let count = 0; export const next = () => { count += 10; return { valueOf: () => count }; };`;

describe('a WebAssembly module', () => {
  test('imports functions and exports functions, numbers, and its memory', async () => {
    app.put({
      'host.mjs': host,
      'add.wasm': exporting([1, 1, 2]),
      'main.mjs': `import { add, seven, memory, trap } from './add.wasm'; import * as all from './add.wasm';
        new Uint8Array(memory.buffer)[3] = 9; let trapped; try { trap() } catch (error) { trapped = [error.name, Object.isFrozen(error.constructor.prototype), Object.isFrozen(error.constructor)] }
        export default [add(1), add(2), seven, new Uint8Array(memory.buffer)[3], memory.grow(1), memory.buffer.byteLength, Object.keys(all), Object.getPrototypeOf(memory) === Object.prototype, trapped];`,
    });
    const names = ['add', 'grow', 'memory', 'seven', 'trap'];
    expect((await cell().rImport('./main.mjs'))['default']).toEqual([
      11,
      22,
      7,
      9,
      1,
      131_072,
      names,
      true,
      ['RuntimeError', true, true],
    ]);
    expect(((await cell().rImport('./add.wasm'))['add'] as (n: number) => number)(5)).toBe(15);
  });

  test('is refused where it is not granted, and where it is none', async () => {
    await expect(cell({ okFileTypes: ['esm'] }).rImport('./add.wasm')).rejects.toMatchObject({
      policyLine: 'okFileTypes',
    });
    app.put({ 'bad.wasm': new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 9, 9]) });
    await expect(cell().rImport('./bad.wasm')).rejects.toThrow(/app\/bad\.wasm/u);
  });

  test('gets nothing of what its cell has not: a module of the host is refused by its policy', async () => {
    app.put({
      'wants.wasm': module(
        section(1, 1, ...toI32),
        section(2, 1, ...text('node:path'), ...text('join'), functionKind, 0),
      ),
    });
    await expect(cell().rImport('./wants.wasm')).rejects.toMatchObject({
      code: 'ERR_IMPORT',
      importer: 'app/wants.wasm',
      policyLine: 'okBuiltinModules',
    });
  });

  test.each([
    ['a memory', [memoryKind, 0, 1]],
    ['a table', [1, 0x70, 0, 1]],
  ])('that imports %s is refused', async (what, kind) => {
    app.put({ 'imports.wasm': module(section(2, 1, ...text('./host.mjs'), ...text('x'), ...kind)) });
    await expect(cell().rImport('./imports.wasm')).rejects.toThrow(`it imports ${what}`);
  });

  test('that imports what is not exported, or no function, fails', async () => {
    app.put({
      'none.wasm': module(
        section(1, 1, ...toI32),
        section(2, 1, ...text('./host.mjs'), ...text('absent'), functionKind, 0),
      ),
      'value.mjs': 'export const next = 1;',
      'value.wasm': module(
        section(1, 1, ...toI32),
        section(2, 1, ...text('./value.mjs'), ...text('next'), functionKind, 0),
      ),
    });
    await expect(cell().rImport('./none.wasm')).rejects.toThrow("does not provide an export named 'absent'");
    await expect(cell().rImport('./value.wasm')).rejects.toMatchObject({ guest: true });
  });
});

// export grow(entries) for the first of the tables.
const tables = (...declared: readonly (readonly number[])[]): Uint8Array =>
  module(
    section(1, 1, ...i32ToI32),
    section(3, 1, 0),
    section(4, declared.length, ...declared.flat()),
    section(7, 1, ...text('grow'), functionKind, 0),
    // table.grow(0, null, n)
    section(10, 1, 9, 0, 0xd0, 0x70, 0x20, 0, 0xfc, 0x0f, 0, 0x0b),
  );

const grower = async (name: string, options: RExecOptions = {}): Promise<(entries: number) => number> =>
  (await cell(options).rImport(name))['grow'] as (entries: number) => number;

const grown = async (rex: RExec): Promise<number> => {
  const { grow } = await rex.rImport('./add.wasm');
  let pages = 1;
  // oxlint-disable-next-line no-await-in-loop
  while (pages <= 65_536 && (grow as (n: number) => number)(pages) !== -1) pages *= 2;
  return pages;
};

describe('the memory of a WebAssembly module', () => {
  test('grows no further than half of what the limit leaves, whatever it declares', async () => {
    for (const declared of [
      [0, 1],
      [1, 1, 0x80, 0x80, 4],
    ]) {
      app.put({ 'host.mjs': host, 'add.wasm': exporting(declared) });
      // 8 of 16 MiB are 128 pages.
      // oxlint-disable-next-line no-await-in-loop
      expect(await grown(cell({ limits: { memoryMb: 16 } }))).toBeLessThanOrEqual(128);
    }
  });

  test('is refused where the limit does not leave what it starts with; of all of them together', async () => {
    app.put({ 'host.mjs': host, 'add.wasm': exporting([0, 32]) });
    await expect(cell({ limits: { memoryMb: 1 } }).rImport('./add.wasm')).rejects.toMatchObject({
      code: 'ERR_LIMIT',
      limit: 'memoryMb',
    });
    const rex = cell({ limits: { memoryMb: 5, cells: 2, depth: 1 } });
    await rex.rImport('./add.wasm');
    const inner = rex.nest({ okPath: [app.root], okFileTypes, limits: { memoryMb: 5 } });
    await inner.rImport('./add.wasm');
    app.put({ 'other.wasm': exporting([0, 48]) });
    await expect(inner.rImport('./other.wasm')).rejects.toMatchObject({ code: 'ERR_LIMIT' });
    inner.end();
    await rex.rImport('./other.wasm');
  });

  test('has its tables in it: what they start with, and what they grow to', async () => {
    const million = [0x70, 0, 0xc0, 0x84, 0x3d];
    app.put({
      'small.wasm': tables([0x70, 1, 5, 6]),
      'grows.wasm': tables([0x70, 0, 0]),
      'large.wasm': tables(million),
      'many.wasm': tables(...Array.from({ length: 65 }, () => [0x70, 0, 0])),
      'other.wasm': tables([0x70, 4, 0]),
    });
    const small = await grower('./small.wasm', { limits: { memoryMb: 1 } });
    expect([small(1), small(1)]).toEqual([5, -1]);
    const grow = await grower('./grows.wasm');
    expect([grow(65_536), grow(1)]).toEqual([0, -1]);
    await expect(grower('./large.wasm', { limits: { memoryMb: 15 } })).rejects.toMatchObject({ limit: 'memoryMb' });
    expect((await grower('./large.wasm', { limits: { memoryMb: 16 } }))(0)).toBe(1_000_000);
    await expect(grower('./many.wasm')).rejects.toThrow('more than 64 of its tables');
    await expect(grower('./other.wasm')).rejects.toThrow('none of 64 bits');
  });

  test.each([
    ['shared', [3, 1, 1]],
    ['of 64 bits', [4, 1]],
  ])('is never %s', async (_, declared) => {
    app.put({ 'shared.wasm': exporting(declared) });
    await expect(cell().rImport('./shared.wasm')).rejects.toThrow('no shared memories');
  });
});
