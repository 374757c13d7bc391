// npm packages, each in a compartment of its own with what its line of the policy says, and nothing else.
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { type ImportError, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { type Tree, tree } from './tree.js';

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

const wants = (packages: Tree): void => {
  packages.put({
    'node_modules/wants/package.json': json({ name: 'wants', dependencies: { inner: '1' } }),
    'node_modules/wants/index.js': `require('inner'); exports.join = require('path').join;`,
    'node_modules/inner/package.json': json({ name: 'inner' }),
    'node_modules/inner/index.js': 'exports.inner = typeof account',
    'wants.mjs': `import wants from 'wants'; import { join } from 'node:path'; export default [wants.join('a', 'b'), join === wants.join];`,
  });
};

describe('a package has nothing that its line does not give', () => {
  test('of the modules of the host: the cell’s own do not count; it gets its own instance', async () => {
    wants(app);
    const error = await refusal(app.cell({ okBuiltinModules: ['path'] }).rImport('./wants.mjs'));
    expect(error).toMatchObject({
      specifier: 'path',
      importer: 'app/node_modules/wants/index.js',
      chain: ['app/wants.mjs'],
      policyLine: "packages.wants.okBuiltinModules (as far as the cell's own okBuiltinModules has it)",
      message: expect.stringContaining("node:path is not granted to the package 'wants'") as string,
    });
    const granted = { okBuiltinModules: ['path'], packages: { wants: { okBuiltinModules: ['path'] } } };
    expect(await app.given('./wants.mjs', granted)).toEqual(['a/b', false]);
  });

  test('of endowments', async () => {
    app.put({
      'node_modules/looks/package.json': json({ name: 'looks' }),
      'node_modules/looks/index.js': `exports.seen = typeof secret + typeof globalThis.secret + Function('return typeof secret')() + (0, eval)('typeof secret')`,
    });
    const endowments = { secret: 'the secret' };
    expect((await app.cell({ endowments }).rImport('looks'))['seen']).toBe('undefined'.repeat(4));
    const rex = app.cell({ endowments, packages: { looks: { endowments: ['secret'] } } });
    expect((await rex.rImport('looks'))['seen']).toBe('string'.repeat(4));
  });

  test('of the global of the cell, or of another package', async () => {
    app.put({
      'node_modules/leaves/package.json': json({ name: 'leaves' }),
      'node_modules/leaves/index.js': `globalThis.left = 'a mark'; exports.mine = left; exports.process = [typeof process, Object.keys(process.env), typeof process.exit]`,
      'node_modules/finds/package.json': json({ name: 'finds' }),
      'node_modules/finds/index.js': `exports.found = typeof left`,
      'leaves.cjs': `exports.leaves = require('leaves'); exports.finds = require('finds').found; exports.here = typeof left`,
    });
    expect(await app.given('./leaves.cjs')).toEqual({
      leaves: { mine: 'a mark', process: ['object', [], 'undefined'] },
      finds: 'undefined',
      here: 'undefined',
    });
  });

  test('of environment variables, and then those that are named', async () => {
    app.put({
      'node_modules/env/package.json': json({ name: 'env' }),
      'node_modules/env/index.js': `exports.env = [process.env.LOADER_TEST, process.env.PATH]`,
    });
    process.env['LOADER_TEST'] = 'set';
    const cell = { okSysNames: ['env'], okEnvNames: ['LOADER_TEST'] };
    expect((await app.cell(cell).rImport('env'))['env']).toEqual([undefined, undefined]);
    expect((await app.cell({ ...cell, packages: { env: cell } }).rImport('env'))['env']).toEqual(['set', undefined]);
  });

  test('of files beside its own, by any path', async () => {
    app.put({
      'private.json': '{ "secret": "app" }',
      'node_modules/other/package.json': json({ name: 'other' }),
      'node_modules/other/index.js': `module.exports = 'other'`,
      'node_modules/reads/package.json': json({ name: 'reads' }),
      'node_modules/reads/index.js': `module.exports = {}; for (const name of ['../../private.json', './../../private.json', '/app/private.json', 'file:///app/private.json', ${JSON.stringify(join(app.root, 'private.json'))}, '../other', '../other/index.js', 'other', './link.json', '#x', 'reads/../../private.json', './a/../../../private.json'])
        try { module.exports[name] = require(name) } catch (error) { module.exports[name] = error.code }
        module.exports.own = require('/app/node_modules/reads/own.json').own`,
      'node_modules/reads/own.json': '{ "own": 1 }',
    });
    link('../../private.json', 'node_modules/reads/link.json');
    const { own, ...tried } = (await app.given('reads')) as Record<string, unknown>;
    expect(own).toBe(1);
    expect(Object.values(tried)).toEqual(Array.from({ length: 12 }, () => 'ERR_IMPORT'));
  });

  test('by an import() while it runs, either', async () => {
    app.put({
      'node_modules/dynamic/package.json': json({ name: 'dynamic', type: 'module' }),
      'node_modules/dynamic/index.js': `const tried = []; for (const name of ['../../private.json', 'other', 'node:path', '@padded-cell/rexec']) await import(name, name.endsWith('json') ? { with: { type: 'text' } } : undefined).then(() => tried.push(name), (error) => tried.push(error.code)); export default tried;`,
    });
    const options = { okBuiltinModules: ['path'], limits: { cells: 5, depth: 2 } };
    expect(await app.given('dynamic', options)).toEqual(Array.from({ length: 4 }, () => 'ERR_IMPORT'));
  });

  test('by the modules that the host has added, which are for the cell’s own code', async () => {
    app.put({
      'node_modules/asks/package.json': json({ name: 'asks' }),
      'node_modules/asks/index.js': `try { exports.got = require('settings').key } catch (error) { exports.got = error.code }`,
    });
    const rex = app.cell();
    rex.addModule('settings')['key'] = 'the secret';
    expect((await rex.rImport('asks'))['got']).toBe('ERR_IMPORT');
  });

  test('by taking the name of one that has more: what lies in a package is called by both', async () => {
    app.put({
      'node_modules/trusted/package.json': json({ name: 'trusted' }),
      'node_modules/trusted/index.js': `exports.path = typeof require('path').join`,
      'node_modules/liar/package.json': json({
        name: 'trusted',
        dependencies: { trusted: '*' },
        bundleDependencies: ['trusted'],
      }),
      'node_modules/liar/index.js': `exports.own = (() => { try { return require('path') } catch (error) { return error.message } })(); exports.bundled = (() => { try { return require('trusted') } catch (error) { return error.message } })()`,
      'node_modules/liar/node_modules/trusted/package.json': json({ name: 'trusted' }),
      'node_modules/liar/node_modules/trusted/index.js': `exports.path = require('path')`,
    });
    const options = { okBuiltinModules: ['path'], packages: { trusted: { okBuiltinModules: ['path'] } } };
    expect((await app.cell(options).rImport('trusted'))['path']).toBe('function');
    const { own, bundled } = await app.cell(options).rImport('liar');
    expect(own).toContain("not granted to the package 'liar'");
    expect(bundled).toContain('packages["liar>trusted"].okBuiltinModules');
    const both = { ...options, packages: { 'liar>trusted': { okBuiltinModules: ['path'] } } };
    expect(await app.cell(both).rImport('liar')).toMatchObject({ bundled: { path: expect.anything() as unknown } });
  });

  test('nor does a cell within its cell have what its request leaves out', async () => {
    wants(app);
    const outer = app.cell({ okBuiltinModules: ['path'], packages: { wants: { okBuiltinModules: ['path'] } } });
    const inner = outer.nest({ okPath: [app.root], okFileTypes: ['cjs', 'esm'], okBuiltinModules: ['path'] });
    expect(await refusal(inner.rImport('wants'))).toMatchObject({
      code: 'ERR_IMPORT',
      policyLine: expect.stringContaining('packages') as string,
    });
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
