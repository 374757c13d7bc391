// Files that are values, and TypeScript.
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();

describe('a file as a value', () => {
  test('is what the attribute asks for, whatever its name; one file can be several things', async () => {
    app.put({
      'data.json': '\uFEFF{ "a": [1, { "b": null }] }',
      'blob.bin': new Uint8Array([0, 255, 7]),
      'main.mjs': `
        import data from './data.json' with { type: 'json' };
        import text from './data.json' with { type: 'text' };
        import bytes from './blob.bin' with { type: 'bytes' };
        import code from './main.mjs' with { type: 'text' };
        import plain from './data.json';
        export default [data, text.length, bytes instanceof Uint8Array, [...bytes], code.includes('import data'), plain];`,
    });
    expect(await app.given('./main.mjs')).toEqual([
      { a: [1, { b: null }] },
      27,
      true,
      [0, 255, 7],
      true,
      { a: [1, { b: null }] },
    ]);
  });

  test('is the importing cell’s own: another cell gets its own', async () => {
    app.put({
      'shared.json': '{ "list": [] }',
      'push.mjs': `import x from './shared.json' with { type: 'json' }; x.list.push(1); export default x.list.length;`,
    });
    expect([await app.given('./push.mjs'), await app.given('./push.mjs')]).toEqual([1, 1]);
  });

  test.each([
    ['./bad.json', {}, 'SyntaxError'],
    ['./blob.bin', {}, 'ImportError'],
  ])('%s that is none fails, and says so', async (name, options, kind) => {
    app.put({ 'bad.json': '{ "a": ', 'blob.bin': 'x' });
    await expect(app.cell(options).rImport(name)).rejects.toMatchObject({
      name: kind,
      message: expect.stringContaining(name.slice(2)) as string,
    });
  });

  test.each(['json', 'text', 'bytes'])('is refused where %s is not granted', async (type) => {
    app.put({
      'by-attribute.mjs': `import x from './data.json' with { type: '${type}' }; export default x`,
      'data.json': '{}',
    });
    await expect(app.cell({ okFileTypes: ['esm'] }).rImport('./by-attribute.mjs')).rejects.toMatchObject({
      policyLine: 'okFileTypes',
    });
  });

  test('of a type that nobody knows is refused', async () => {
    app.put({ 'odd.mjs': `import x from './data.json' with { type: 'css' };` });
    await expect(app.given('./odd.mjs')).rejects.toThrow("'css' is none of json, text, bytes");
  });
});

describe('TypeScript', () => {
  test('runs without its types, and is imported by the names its files will have', async () => {
    app.put({
      'ts/shape.ts': `export interface Shape { area(): number }\nexport type Unit = 'cm';\nexport class Square implements Shape { constructor(readonly_: number) { this.side = readonly_ } private side: number; area(): number { return this.side ** 2 } }`,
      'ts/main.ts': `import { Square, type Shape } from './shape.js';\nimport type { Unit } from './nowhere.js';\nconst shapes: Shape[] = [new Square(3)];\nexport default shapes.map((shape): number => shape.area() as number) satisfies number[];`,
      'ts/old.cts': `const shape = require('./shape.ts'); module.exports = { keys: Object.keys(shape) as string[] };`,
    });
    expect(await app.given('./ts/main.ts')).toEqual([9]);
    expect(await app.given('./ts/old.cts')).toEqual({ keys: ['Square'] });
  });

  test('has errors at the places of the source', async () => {
    app.put({
      'ts/throws.ts': `type A = { a: string };\n\nconst f = <T extends A>(value: T): void => { (null as unknown as A).a.length; void value };\nf({ a: '' });\nexport {};`,
    });
    await expect(app.given('./ts/throws.ts')).rejects.toMatchObject({
      positions: [
        { function: 'f', file: 'app/ts/throws.ts', line: 3, column: 69 },
        { file: 'app/ts/throws.ts', line: 4, column: 1 },
      ],
    });
  });

  test.each([
    [
      'what types do not vanish from',
      'export const a = 1;\n  enum Color { Red }',
      /enum is not supported.*app\/ts\/bad\.ts:2:3/u,
    ],
    ['what is no TypeScript', 'export const a = 1;\n let b: = 2;', /app\/ts\/bad\.ts:2:9/u],
  ])('is refused for %s, with the place', async (_, source, message) => {
    app.put({ 'ts/bad.ts': source });
    await expect(app.given('./ts/bad.ts')).rejects.toThrow(message);
  });

  test('is refused where it is not granted', async () => {
    app.put({ 'ts/a.ts': 'export const a = 1' });
    await expect(app.cell({ okFileTypes: ['esm'] }).rImport('./ts/a.ts')).rejects.toMatchObject({
      policyLine: 'okFileTypes',
    });
    app.put({ 'a-js.mjs': `export { a } from './ts/a.js'` });
    await expect(app.cell({ okFileTypes: ['esm'] }).rImport('./a-js.mjs')).rejects.toThrow('no such file');
  });
});
