// Errors of compiled modules are at the places that someone wrote, as far as a map that the cell may read tells.
import { transform } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();
const original = `interface A { a: string }\n\nexport const fail = (value: A): never => {\n  const shown = \`\${value.a}\`;\n  throw new Error(shown);\n};\n`;
const at = { function: 'fail', file: 'app/src/original.ts', line: 5, column: 9 };
let compiled: { readonly code: string; readonly map: string };

beforeAll(async () => {
  compiled = await transform(original, {
    loader: 'ts',
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcefile: '../src/original.ts',
  });
});

const failing = async (name: string): Promise<unknown> => {
  const { fail } = await app.cell().rImport(name);
  try {
    (fail as (value: object) => void)({ a: 'wrong' });
  } catch (error) {
    return (error as { readonly positions: readonly unknown[] }).positions[0];
  }
  return undefined;
};

test('by a map in the module', async () => {
  const url = `data:application/json;base64,${Buffer.from(compiled.map).toString('base64')}`;
  app.put({ 'dist/inline.mjs': `${compiled.code}\n//# sourceMappingURL=${url}\n` });
  expect(await failing('./dist/inline.mjs')).toEqual(at);
});

test('by a map in a file next to it, also for CommonJS', async () => {
  app.put({
    'dist/file.mjs': `${compiled.code}\n//# sourceMappingURL=file.mjs.map\n`,
    'dist/file.mjs.map': compiled.map,
    'dist/file.cjs': `${compiled.code.replace(/export const fail\s*=/u, 'exports.fail =').replace('export{};', '')}\n//# sourceMappingURL=./file.mjs.map`,
  });
  expect(await failing('./dist/file.mjs')).toEqual(at);
  expect(await failing('./dist/file.cjs')).toMatchObject({ file: 'app/src/original.ts', line: 5 });
});

test.each([
  ['is not there', 'nowhere.map'],
  ['is no map', 'file.mjs'],
  ['is outside', '../../../../../../etc/passwd'],
  ['is at an absolute path', '/etc/passwd'],
  ['is at a URL', 'https://example.com/a.map'],
  ['is broken', 'data:application/json;base64,e30='],
  ['is no data', 'data:application/json,%7B%22'],
])('where it %s, they are the module’s own', async (_, url) => {
  app.put({ 'dist/none.mjs': `${compiled.code}\n//# sourceMappingURL=${url}\n` });
  expect(await failing('./dist/none.mjs')).toMatchObject({ file: 'app/dist/none.mjs', line: 1 });
});

test.each(['/etc/passwd', 'file:///etc/passwd', '../../../../etc/passwd', 'https://example.com/x.ts'])(
  'a map cannot call a file %s',
  async (source) => {
    const map = JSON.stringify({ ...(JSON.parse(compiled.map) as object), sources: [source] });
    app.put({
      'dist/false.mjs': `${compiled.code}\n//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}`,
    });
    const { file } = (await failing('./dist/false.mjs')) as { readonly file: string };
    expect(file).toMatch(/^app\/dist\//u);
  },
);

test('a map is looked at when there is an error, and not before', async () => {
  let reads = 0;
  const files: Record<string, string> = {
    'dist/a.mjs': `${compiled.code}\n//# sourceMappingURL=a.map\n`,
    'dist/a.map': compiled.map,
  };
  const readNow = (name: string): string | undefined => {
    reads += name === 'dist/a.map' ? 1 : 0;
    return files[name];
  };
  const rex = app.cell({ hooks: { read: readNow, readNow } });
  const { fail } = await rex.rImport('./dist/a.mjs');
  expect(reads).toBe(0);
  for (let time = 0; time < 2; time += 1) {
    expect(() => (fail as (value: object) => void)({ a: 'x' })).toThrow(
      expect.objectContaining({ positions: [expect.objectContaining({ line: 5 })] }),
    );
  }
  expect(reads).toBe(1);
});
