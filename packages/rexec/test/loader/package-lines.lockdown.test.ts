// npm packages, each in a compartment of its own with what its line of the policy says, and nothing else.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportError } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { type Tree, tree } from './tree.js';

const app = tree();
const json = (value: object): string => JSON.stringify(value);
const refusal = async (importing: Promise<unknown>): Promise<ImportError> => {
  const outcome = await importing.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ code: 'ERR_IMPORT' });
  return outcome as ImportError;
};

const wants = (packages: Tree): void => {
  packages.put({
    'node_modules/wants/package.json': json({ name: 'wants', dependencies: { inner: '1' } }),
    'node_modules/wants/index.js': `require('inner'); exports.join = require('path').join;`,
    'node_modules/inner/package.json': json({ name: 'inner' }),
    'node_modules/inner/index.js': 'exports.inner = typeof account',
    'wants.mjs': `import wants from 'wants'; import { join } from 'node:path'; export default [wants.join('a', 'b'), join === wants.join];`,
  });
};

test('the cell’s own code is a package too, which imports from itself by its name and by #names', async () => {
  const own = tree({
    'package.json': json({
      name: '@mine/app',
      type: 'module',
      exports: { './greet': './src/greet.js', './out': './../private.js' },
      imports: { '#inner': './src/inner.js', '#out': './../private.js' },
    }),
    'main.js': `import { greet } from '@mine/app/greet'; import inner from '#inner';
      const tried = []; for (const name of ['@mine/app', '@mine/app/src/inner.js', '@mine/app/out', '#out', '#none']) await import(name).catch((error) => tried.push(error.code));
      export default [greet, inner, tried]`,
    'src/greet.js': `export const greet = 'hello'`,
    'src/inner.js': `export default 'inner'`,
    '../private.js': `export default 'private'`,
  });
  expect(await own.given('./main.js')).toEqual(['hello', 'inner', Array.from({ length: 5 }, () => 'ERR_IMPORT')]);
});

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
    symlinkSync('../../private.json', join(app.root, 'node_modules/reads/link.json'));
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

  test('of cells within the cell', async () => {
    app.put({
      'node_modules/nests/package.json': json({ name: 'nests' }),
      'node_modules/nests/index.js': `exports.cells = [typeof RExec]; try { exports.cells.push(require('@padded-cell/rexec')) } catch (error) { exports.cells.push(error.code) }`,
    });
    const rex = app.cell({ limits: { cells: 5, depth: 2 }, endowments: { secret: 'the secret' } });
    expect(rex.rEval('typeof RExec')).toBe('function');
    expect((await rex.rImport('nests'))['cells']).toEqual(['undefined', 'ERR_IMPORT']);
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

  test('by a file that lies beside one that has more, or in no package', async () => {
    app.put({
      'node_modules/outer/package.json': json({ name: 'outer', dependencies: { inner: '1' } }),
      'node_modules/outer/index.js': `exports.tried = ['./node_modules/inner', './node_modules/inner.js', './node_modules/inner/../inner.js', './node_modules'].map((name) => { try { return require(name).seen } catch (error) { return error.code } }); exports.inner = require('inner').seen`,
      'node_modules/outer/node_modules/inner.js': `exports.seen = 'beside: ' + typeof secret`,
      'node_modules/outer/node_modules/package.json': json({ main: './inner/index.js' }),
      'node_modules/outer/node_modules/inner/package.json': json({ name: 'inner', main: './index.js' }),
      'node_modules/outer/node_modules/inner/index.js': `exports.seen = 'inner: ' + typeof secret`,
    });
    const options = { endowments: { secret: 1 }, packages: { 'outer>inner': { endowments: ['secret'] } } };
    const { tried, inner } = await app.cell(options).rImport('outer');
    expect(inner).toBe('inner: number');
    for (const seen of tried as unknown[]) expect(seen).not.toBe('beside: number');
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
