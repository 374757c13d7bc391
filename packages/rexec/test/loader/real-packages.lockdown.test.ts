// Packages that many use, imported as they are and used, with only what each needs.
import { join } from 'node:path';
import { RExec, type RExecOptions } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

const okPath = [join(import.meta.dirname, '../../../../node_modules')];

/** What a program makes of a package. */
const used = async (name: string, use: string, options: RExecOptions = {}): Promise<unknown> => {
  const rex = new RExec({ okPath, okFileTypes: ['cjs', 'esm', 'json'], ...options });
  await rex.rExecAsync(`const lib = await import('${name}'); const result = await (${use})(lib.default ?? lib, lib);`);
  return rex.rEval('result');
};

describe('with nothing', () => {
  test.each([
    ['marked', `(_, { marked }) => marked.parse('# hi *you*')`, '<h1>hi <em>you</em></h1>\n'],
    [
      'markdown-it',
      `(MarkdownIt) => new MarkdownIt().render('**a** <!-- --> import(x)')`,
      '<p><strong>a</strong> &lt;!-- --&gt; import(x)</p>\n',
    ],
    [
      'handlebars',
      `(H) => H.compile('{{#each list}}<{{this}}>{{/each}}{{name}}')({ list: [1, 2], name: '<b>' })`,
      '<1><2>&lt;b&gt;',
    ],
    [
      'immer',
      `(_, { produce }) => { const before = { a: [1] }; const after = produce(before, (draft) => { draft.a.push(2) }); return [before.a, after.a, before === after] }`,
      [[1], [1, 2], false],
    ],
    [
      'zod',
      `(_, { z }) => z.object({ a: z.string(), b: z.array(z.number()).min(1) }).safeParse({ a: 1, b: [] }).error.issues.map(({ path, code }) => [path.join('.'), code])`,
      [
        ['a', 'invalid_type'],
        ['b', 'too_small'],
      ],
    ],
    [
      'valibot',
      `(_, v) => v.safeParse(v.object({ a: v.string() }), { a: 1 }).issues[0].message`,
      'Invalid type: Expected string but received 1',
    ],
  ])('%s', async (name, use, expected) => {
    expect(await used(name, use)).toEqual(expected);
  });
});

test('lodash, with a clock that stands still', async () => {
  const use = `(_) => [_.chunk([1, 2, 3], 2), _.template('<%= o.x %>!', { variable: 'o' })({ x: 1 }), _([3, 1]).sort().map((n) => n * 2).value(), _.get({ a: [{ b: 1 }] }, 'a[0].b'), _.cloneDeep(new Map([[1, { a: 1 }]])).get(1)]`;
  expect(await used('lodash', use, { clock: { fixed: 0 } })).toEqual([[[1, 2], [3]], '1!', [2, 6], 1, { a: 1 }]);
  await expect(used('lodash', use)).rejects.toThrow('policy line that would grant it is clock');
});

test('postcss, with random numbers, and no file of the host', async () => {
  const use = `async (postcss) => (await postcss([{ postcssPlugin: 'red', Declaration(declaration) { declaration.value = 'red' } }]).process('a { color: blue }', { from: undefined })).css`;
  expect(await used('postcss', use, { random: { seed: 1 } })).toBe('a { color: red }');
});

test('a broken stylesheet is an error at its place, through a package of a package', async () => {
  const use = `async (postcss) => { try { postcss.parse('a {') } catch (error) { return [error.name, error.line, error.column] } }`;
  expect(await used('postcss', use, { random: { seed: 1 } })).toEqual(['CssSyntaxError', 1, 1]);
});
