// npm packages: which one a name means, which file of it, and how what is wrong with one is told.
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { type ImportError, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();
const json = (value: object): string => JSON.stringify(value);
const link = (to: string, path: string): void => {
  mkdirSync(dirname(join(app.root, path)), { recursive: true });
  symlinkSync(to, join(app.root, path));
};

const refusal = async (importing: Promise<unknown>): Promise<ImportError> => {
  const outcome = await importing.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ code: 'ERR_IMPORT' });
  return outcome as ImportError;
};

describe('a package is found', () => {
  test('by its name, from the host, a module, and a program', async () => {
    app.put({
      'node_modules/plain/package.json': json({ name: 'plain', version: '1.0.0', main: './lib/main' }),
      'node_modules/plain/lib/main.js': `exports.plain = 'plain'; exports.where = __filename;`,
      'node_modules/plain/extra.js': `exports.extra = require('./lib/main').plain + '!'`,
      'uses-plain.mjs': `import { plain } from 'plain'; import extra from 'plain/extra.js'; export default [plain, extra.extra];`,
      'deep/er/uses-plain.cjs': `module.exports = [require('plain').plain, require('plain/extra').extra]`,
    });
    const rex = app.cell();
    expect(await rex.rImport('plain')).toMatchObject({ plain: 'plain', where: '/app/node_modules/plain/lib/main.js' });
    expect((await rex.rImport('./uses-plain.mjs'))['default']).toEqual(['plain', 'plain!']);
    expect((await rex.rImport('./deep/er/uses-plain.cjs'))['default']).toEqual(['plain', 'plain!']);
    await rex.rExecAsync(`const { plain } = await import('plain')`);
    expect(rex.rEval('plain')).toBe('plain');
  });

  test('where node_modules is a root of its own', async () => {
    app.put({ 'node_modules/plain/package.json': json({ name: 'plain', main: './lib/main' }) });
    const rex = new RExec({ okPath: [join(app.root, 'node_modules')], okFileTypes: ['cjs'] });
    expect((await rex.rImport('plain'))['plain']).toBe('plain');
  });

  test('by its exports: conditions of the way it is asked for, patterns, arrays, and nothing that they leave out', async () => {
    app.put({
      'node_modules/@scope/dual/package.json': json({
        name: '@scope/dual',
        exports: {
          '.': { types: './x.d.ts', import: { node: './node.mjs', default: './esm.mjs' }, require: './cjs.cjs' },
          './features/*': ['./src/*.mjs'],
          './features/secret': null,
          './package.json': './package.json',
        },
        imports: { '#inner': { node: { import: './src/inner.mjs' }, default: './no.mjs' } },
      }),
      'node_modules/@scope/dual/node.mjs': `export default 'esm';`,
      'node_modules/@scope/dual/cjs.cjs': `module.exports = 'cjs'`,
      'node_modules/@scope/dual/src/a.mjs': `import inner from '#inner'; import self from '@scope/dual'; export default [inner, self];`,
      'node_modules/@scope/dual/src/inner.mjs': `export default 'inner';`,
      'node_modules/@scope/dual/src/secret.mjs': `export default 'secret';`,
      'dual.mjs': `import esm from '@scope/dual'; import a from '@scope/dual/features/a'; import cjs from './dual.cjs'; export default [esm, cjs, a];`,
      'dual.cjs': `module.exports = require('@scope/dual')`,
    });
    expect(await app.given('./dual.mjs')).toEqual(['esm', 'cjs', ['inner', 'esm']]);
    for (const subpath of ['src/a.mjs', 'features/secret', 'features/../src/secret', 'node.mjs']) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await refusal(app.cell().rImport(`@scope/dual/${subpath}`))).message).toMatch(
        /does not export|no such file/u,
      );
    }
  });

  test('in two versions at once, and with its peer', async () => {
    app.put({
      'node_modules/dep/package.json': json({ name: 'dep', version: '2.0.0' }),
      'node_modules/dep/index.js': 'exports.version = 2',
      'node_modules/old/package.json': json({
        name: 'old',
        dependencies: { dep: '1' },
        peerDependencies: { peer: '*' },
        optionalDependencies: { gone: '1' },
      }),
      'node_modules/old/index.js': `exports.dep = require('dep').version; exports.peer = require('peer'); try { require('gone') } catch (error) { exports.gone = error.code }`,
      'node_modules/old/node_modules/dep/package.json': json({ name: 'dep', version: '1.0.0' }),
      'node_modules/old/node_modules/dep/index.js': 'exports.version = 1',
      'node_modules/peer/package.json': json({ name: 'peer' }),
      'node_modules/peer/index.js': 'module.exports = {}',
      'versions.cjs': `const old = require('old'); module.exports = [old.dep, require('dep').version, old.peer === require('peer'), old.gone]`,
    });
    expect(await app.given('./versions.cjs')).toEqual([1, 2, true, 'ERR_IMPORT']);
  });

  test('through the links of pnpm', async () => {
    app.put({
      'node_modules/.pnpm/top@1/node_modules/top/package.json': json({ name: 'top', dependencies: { below: '1' } }),
      'node_modules/.pnpm/top@1/node_modules/top/index.js': `exports.below = require('below'); exports.where = __dirname`,
      'node_modules/.pnpm/below@1/node_modules/below/package.json': json({ name: 'below' }),
      'node_modules/.pnpm/below@1/node_modules/below/index.js': `module.exports = 'below'`,
    });
    link('.pnpm/top@1/node_modules/top', 'node_modules/top');
    link('../../below@1/node_modules/below', 'node_modules/.pnpm/top@1/node_modules/below');
    expect(await app.cell().rImport('top')).toMatchObject({ below: 'below' });
    expect((await refusal(app.cell().rImport('below'))).message).toContain(
      'no node_modules under okPath has such a package',
    );
  });

  test('in a workspace, by a link to a directory that is not installed', async () => {
    app.put({
      'workspace/mine/package.json': json({ name: 'mine', type: 'module' }),
      'workspace/mine/index.js': `export const mine = import.meta.url;`,
    });
    link('../workspace/mine', 'node_modules/mine');
    expect(await app.cell().rImport('mine')).toMatchObject({ mine: 'file:///app/workspace/mine/index.js' });
  });
});

describe('a package', () => {
  test('that says it does without a module, as in a browser, is given an empty one', async () => {
    app.put({
      'node_modules/without/package.json': json({
        name: 'without',
        browser: { fs: false, path: false, './node.js': false },
      }),
      'node_modules/without/index.js': `const { join } = require('path'); exports.has = [typeof join, typeof require('node:fs').readFileSync]`,
    });
    expect((await app.cell().rImport('without'))['has']).toEqual(['undefined', 'undefined']);
    const granted = { okBuiltinModules: ['path'], packages: { without: { okBuiltinModules: ['path'] } } };
    expect((await app.cell(granted).rImport('without'))['has']).toEqual(['function', 'undefined']);
  });

  test('imports what it declares, and is told what it does not', async () => {
    app.put({
      'node_modules/hoisted/package.json': json({ name: 'hoisted' }),
      'node_modules/hoisted/index.js': '',
      'node_modules/undeclared/package.json': json({ name: 'undeclared' }),
      'node_modules/undeclared/index.js': `require('hoisted')`,
    });
    expect((await refusal(app.cell().rImport('undeclared'))).message).toContain(
      "the package 'undeclared' does not declare 'hoisted'",
    );
  });

  test.each([
    ['gone', "the package 'lacks' has no file 'gone.js'"],
    ['lacks/lib/there', "the package 'lacks' has no file 'lib/there'; an import has the extension of its file"],
  ])('that lacks a file, or an extension, says so: %s', async (specifier, why) => {
    app.put({
      'node_modules/lacks/package.json': json({ name: 'lacks', main: 'gone.js' }),
      'node_modules/lacks/lib/there.js': 'module.exports = 1',
    });
    expect((await refusal(app.cell().rImport(specifier === 'gone' ? 'lacks' : specifier))).message).toContain(why);
  });

  test('of a type that is not granted is refused for that, and not read as another', async () => {
    app.put({
      'node_modules/older/package.json': json({ name: 'older' }),
      'node_modules/older/index.js': 'module.exports = 1',
      'uses-older.mjs': `export { default } from 'older'`,
    });
    expect(await refusal(app.cell({ okFileTypes: ['esm'] }).rImport('./uses-older.mjs'))).toMatchObject({
      specifier: 'older',
      importer: 'app/uses-older.mjs',
      policyLine: 'okFileTypes',
      why: expect.stringContaining('cjs, is not granted') as string,
    });
  });

  test.each([
    ['not JSON', '{'],
    ['no object', '[]'],
    ['a name that is no string', '{ "name": 7 }'],
    ['exports that lead out of it', json({ name: 'odd', exports: './../../private.json' })],
    ['a main that leads out of it', json({ name: 'odd', main: '../../private.json' })],
    ['exports in a circle of nothing', json({ name: 'odd', exports: { './': { node: [null, {}] } } })],
  ])('whose package.json is %s is refused in words', async (_, text) => {
    const own = tree({ 'private.json': '"secret"', 'node_modules/odd/package.json': text });
    const error = await refusal(own.cell().rImport('odd'));
    expect(error.message).not.toContain(own.root);
    expect(error.message).toContain('odd');
  });

  test('assigns over what it inherits from frozen intrinsics, as before lockdown', async () => {
    app.put({
      'node_modules/assigns/package.json': json({ name: 'assigns' }),
      'node_modules/assigns/index.js': `
        function Child() { this.message = 'm'; } Child.prototype = Object.create(Error.prototype); Child.prototype.constructor = Child; Child.prototype.toString = () => 'child';
        const wrapper = () => 1; wrapper.bind = () => 'bound'; wrapper.call = 3;
        const list = []; list.push = () => 'pushed';
        const frozen = Object.freeze({}); let refused; try { frozen.valueOf = 1 } catch (error) { refused = error.name }
        let kept; try { Object.prototype.valueOf = () => 'polluted' } catch (error) { kept = error.name }
        let noTarget; try { (void 0).message = 1 } catch (error) { noTarget = error.name }
        const setter = { set message(value) { this.via = value } }; setter.message = 5;
        const child = new Child();
        module.exports = [child.message, String(child), child.constructor === Child, child instanceof Error, wrapper.bind(), wrapper.call, list.push(), refused, kept, noTarget, setter.via, ({}).valueOf === Object.prototype.valueOf]`,
    });
    expect(await app.given('assigns')).toEqual([
      'm',
      'child',
      true,
      true,
      'bound',
      3,
      'pushed',
      'TypeError',
      'TypeError',
      'TypeError',
      5,
      true,
    ]);
  });
});

test('a path that several roots could have is found in the one that has it, be another of them a node_modules', async () => {
  const own = tree({
    'plugins/index.js': `export { default } from 'friend';`,
    'node_modules/friend/package.json': '{ "name": "friend", "type": "module", "exports": "./index.js" }',
    'node_modules/friend/index.js': `export default 'found';`,
  });
  const okPath = [`${own.root}/node_modules`, `${own.root}/plugins`];
  expect(await own.given('./index.js', { okPath })).toBe('found');
});

test('a name of a module that a package was not granted is an error that names the line', async () => {
  const own = tree({
    'main.mjs': `import { cwd } from 'node:process'; export default cwd;`,
    'node_modules/reader/package.json': '{ "name": "reader", "type": "module", "exports": "./index.js" }',
    'node_modules/reader/index.js': `import { readFileSync } from 'fs'; export default readFileSync;`,
    'node_modules/typo/package.json': '{ "name": "typo", "type": "module", "exports": "./index.js" }',
    'node_modules/typo/index.js': `import { readFileSink } from 'fs'; export default readFileSink;`,
  });
  const line = { okBuiltinModules: ['node:fs'] };
  const options = { okBuiltinModules: ['node:fs', 'node:process'], packages: { reader: line, typo: line } };
  await expect(own.given('reader', options)).rejects.toThrow(
    "does not provide an export named 'readFileSync'; the policy line that would grant it is packages.reader.okPosixNames",
  );
  await expect(own.given('typo', options)).rejects.toThrow(/named 'readFileSink' \(/u);
  await expect(own.given('./main.mjs', options)).rejects.toThrow('the policy line that would grant it is okSysNames');
});
