/** Importing a package of a megabyte, in a cell that is made for it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { RExec, memoryHooks } = await import('@padded-cell/rexec');

const lodash = readFileSync(createRequire(new URL('../../../package.json', import.meta.url)).resolve('lodash'), 'utf8');

/** Twice lodash in a function each: code that someone wrote, and a megabyte of it. */
const megabyte = (/** @type {(part: number) => string} */ keep) =>
  [1, 2]
    .map(
      (part) =>
        `${keep(part)} (function () { const module = { exports: {} }, exports = module.exports;\n${lodash}\nreturn module.exports; })();`,
    )
    .join('\n');

const formats = {
  'ES module': { type: 'module', text: megabyte((part) => `export const part${part} =`) },
  CommonJS: { type: 'commonjs', text: megabyte((part) => `exports.part${part} =`) },
};

/** @type {readonly any[]} */
export const works = Object.entries(formats).map(([format, { type, text }]) => ({
  name: `import a package of 1 MB, ${format}`,
  unit: 'ns',
  later: (/** @type {import('../suite.mjs').Subject} */ { textFor }) => ({
    prepare: () =>
      memoryHooks({
        'node_modules/big/package.json': JSON.stringify({ name: 'big', type }),
        'node_modules/big/index.js': textFor(text),
      }),
    run: async (/** @type {import('@padded-cell/rexec').RHooks} */ hooks) => {
      const rex = new RExec({ hooks, okFileTypes: ['cjs', 'esm'], clock: { fixed: 0 } });
      const { part2 } = await rex.rImport('big');
      rex.end();
      return part2;
    },
  }),
}));
