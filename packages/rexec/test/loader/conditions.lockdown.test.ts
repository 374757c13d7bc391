// The option `conditions`: which builds of packages a cell gets.
import { expect, test } from 'vitest';
import { tree } from './tree.js';

const exported = JSON.stringify({
  name: 'both',
  exports: { browser: './browser.js', node: './node.cjs', default: './other.cjs' },
  imports: { '#inner': { browser: './inner-browser.cjs', default: './inner.cjs' } },
});

const files = {
  'node_modules/both/package.json': exported,
  'node_modules/both/node.cjs': `module.exports = ['node', require('#inner')];`,
  'node_modules/both/browser.js': `module.exports = ['browser', require('#inner')];`,
  'node_modules/both/other.cjs': `module.exports = ['other', require('#inner')];`,
  'node_modules/both/inner.cjs': `module.exports = 'any';`,
  'node_modules/both/inner-browser.cjs': `module.exports = 'browser';`,
};

test('without it a cell gets what Node does', async () => {
  expect(await tree(files).given('both')).toEqual(['node', 'any']);
});

test('it stands in place of Node’s, for exports and imports', async () => {
  const app = tree(files);
  expect(await app.given('both', { conditions: ['browser'] })).toEqual(['browser', 'browser']);
  expect(await app.given('both', { conditions: [] })).toEqual(['other', 'any']);
  expect(await app.given('both', { conditions: ['deno', 'node', 'browser'] })).toEqual(['browser', 'browser']);
});

test('a nested cell has those of the cell that it is in', async () => {
  const app = tree(files);
  const inner = app
    .cell({ conditions: ['browser'], limits: { cells: 1, depth: 1 } })
    .nest({ okPath: [app.root], okFileTypes: ['cjs', 'json'] });
  expect((await inner.rImport('both'))['default']).toEqual(['browser', 'browser']);
});

test('it is read once, when the cell is made, and has to be a list of names', async () => {
  const app = tree(files);
  const conditions = ['browser'];
  const rex = app.cell({ conditions });
  conditions[0] = 'node';
  expect((await rex.rImport('both'))['default']).toEqual(['browser', 'browser']);
  for (const wrong of [['./browser.js'], [''], [{ toString: () => 'browser' }], ['1']]) {
    expect(() => app.cell({ conditions: wrong as string[] })).toThrow('the conditions of a cell are names');
  }
});
