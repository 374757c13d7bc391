// CommonJS as Node has it: required at once, run once, and importable both ways.
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();

describe('a CommonJS module', () => {
  test('has exports, module, this, and names that tell no place of the host’s', async () => {
    app.put({
      'cjs/own.cjs': `exports.seen = [this === exports, exports === module.exports, module.loaded, __filename, __dirname, module.id, typeof require.cache, typeof require.extensions, require.main, arguments.length, typeof module.parent];
        return; throw new Error('not reached')`,
    });
    const { default: given, seen } = (await app.cell().rImport('./cjs/own.cjs')) as Record<string, unknown>;
    expect(seen).toEqual([
      true,
      true,
      false,
      '/app/cjs/own.cjs',
      '/app/cjs',
      '/app/cjs/own.cjs',
      'undefined',
      'undefined',
      undefined,
      5,
      'undefined',
    ]);
    expect(given).toEqual({ seen });
    expect(JSON.stringify(seen)).not.toContain(app.root);
  });

  test('requires files with and without their extensions, directories, JSON, and by a path of its own', async () => {
    app.put({
      'req/main.cjs': `
        const path = __dirname + '/plain';
        module.exports = [require('./plain'), require('./plain.js') === require(path), require('./data'), require('./dir'), require('./dir/'), require('./with-main').main, require('.').index, require.resolve('./plain'), require.resolve('./dir')];`,
      'req/plain.js': `module.exports = function plain() {}; module.exports.plain = true;`,
      'req/data.json': '{ "data": 1, "__proto__": { "x": 1 } }',
      'req/dir/index.js': `module.exports = 'index of dir'`,
      'req/with-main/package.json': '{ "main": "./lib/start" }',
      'req/with-main/lib/start.js': 'exports.main = "by main"',
      'req/index.js': 'exports.index = 1',
    });
    const given = (await app.given('./req/main.cjs')) as unknown[];
    expect(given.slice(1)).toEqual([
      true,
      expect.objectContaining({ data: 1 }),
      'index of dir',
      'index of dir',
      'by main',
      1,
      '/app/req/plain.js',
      '/app/req/dir/index.js',
    ]);
  });

  test('runs once, also in a cycle, in which it is what it is so far', async () => {
    app.put({
      'ring/a.cjs': `exports.early = 1; const b = require('./b.cjs'); exports.late = 2; exports.seenByB = b.seen; globalThis.runs = (globalThis.runs ?? 0) + 1;`,
      'ring/b.cjs': `const a = require('./a.cjs'); exports.seen = [a.early, a.late];`,
      'ring/main.cjs': `require('./a.cjs'); require('./b.cjs'); module.exports = [require('./a.cjs').seenByB, runs];`,
    });
    expect(await app.given('./ring/main.cjs')).toEqual([[1, undefined], 1]);
  });

  test('is strict, and has global, and an eval and a Function of its cell', async () => {
    app.put({
      'strict.cjs': `module.exports = [(function () { return this })(), global === globalThis, (0, eval)('typeof require'), typeof Function('return typeof require')()]`,
    });
    expect(await app.given('./strict.cjs')).toEqual([undefined, true, 'undefined', 'string']);
  });

  test('computes what it requires, where it can be read at once', async () => {
    app.put({
      'computed.cjs': `const name = ['./lib', 'one'].join('/'); module.exports = [require(name).one, require('./lib/' + 'two').two]`,
      'lib/one.js': `exports.one = require('./two.js').two + 1`,
      'lib/two.js': 'exports.two = 2',
    });
    expect(await app.given('./computed.cjs')).toEqual([3, 2]);
  });

  test('has generators that a compiler wrote for an older language: an iterator’s own Symbol.iterator', async () => {
    const makes = `const base = Object.getPrototypeOf([][Symbol.iterator]()), g = Object.create(base), h = Object.create(base);
        typeof Symbol === 'function' && (g[Symbol.iterator] = function () { return 'own'; });
        h[Symbol.toStringTag] = 'H'
        let refused; try { base[Symbol.iterator] = 1; } catch (error) { refused = error.name; }
        const result = [g[Symbol.iterator](), Object.hasOwn(g, Symbol.iterator), String(h), refused];`;
    app.put({
      'made.cjs': `'use strict'; ${makes} module.exports = result`,
      'made.mjs': `${makes} export default result`,
    });
    const expected = ['own', true, '[object H]', 'TypeError'];
    expect(await app.given('./made.cjs')).toEqual(expected);
    expect(await app.given('./made.mjs')).toEqual(expected);
  });

  test('catches what it can do without, and only what it requires fails', async () => {
    app.put({
      'optional.cjs': `const tried = {}; for (const name of ['./not-there', 'fs', './broken.cjs', './imports-nothing.mjs', '../outside.js', 7])
        try { tried[name] = require(name) } catch (error) { tried[name] = [error.name, error.code] }
        if (false) require('./never'); if (0) require('node:child_process'); module.exports = tried`,
      'broken.cjs': 'let a = ;',
      'imports-nothing.mjs': `import './not-there.mjs'; export const reached = true;`,
    });
    const tried = await app.given('./optional.cjs');
    expect(tried).toEqual({
      './not-there': ['ImportError', 'ERR_IMPORT'],
      fs: ['ImportError', 'ERR_IMPORT'],
      './broken.cjs': ['SyntaxError', undefined],
      './imports-nothing.mjs': ['ImportError', 'ERR_IMPORT'],
      '../outside.js': ['ImportError', 'ERR_IMPORT'],
      7: ['TypeError', undefined],
    });
  });

  test('that lets such a refusal pass gives the host the ImportError, with who asked', async () => {
    app.put({
      'chain/main.mjs': `import './first.cjs';`,
      'chain/first.cjs': `require('./second.cjs')`,
      'chain/second.cjs': `\nrequire('node:child_process')`,
    });
    await expect(app.given('./chain/main.mjs')).rejects.toMatchObject({
      code: 'ERR_IMPORT',
      specifier: 'node:child_process',
      importer: 'app/chain/second.cjs',
      chain: ['app/chain/first.cjs', 'app/chain/main.mjs'],
    });
  });

  test('is told of a name that is nowhere, as everywhere, and may ask for its type', async () => {
    app.put({
      'nowhere.cjs': `exports.seen = [typeof notThere, (() => { try { return alsoNotThere } catch (error) { return error.name + ': ' + error.message } })()];
        globalThis.setLater = 5; exports.seen.push(setLater, typeof arguments, typeof exports);`,
    });
    expect((await app.cell().rImport('./nowhere.cjs'))['seen']).toEqual([
      'undefined',
      'ReferenceError: alsoNotThere is not defined',
      5,
      'object',
      'object',
    ]);
  });

  test('has errors at their places', async () => {
    app.put({
      'throws.cjs': `\n// import(\nexports.a = 1; module.exports.constructor = 3; const f = () => { null.x }; f();`,
    });
    await expect(app.given('./throws.cjs')).rejects.toMatchObject({
      positions: [
        { function: 'f', file: 'app/throws.cjs', line: 3, column: 71 },
        { file: 'app/throws.cjs', line: 3, column: 76 },
      ],
    });
    app.put({ 'evals.cjs': `\nexports.a = 1;\n  eval('1')` });
    await expect(app.given('./evals.cjs')).rejects.toThrow(/direct eval.*\(0, eval\).*app\/evals\.cjs:3:3/u);
    app.put({ 'sloppy.cjs': `exports.a = 010;` });
    await expect(app.given('./sloppy.cjs')).rejects.toThrow(/app\/sloppy\.cjs:1:13/u);
  });

  test('does nothing more once the cell has ended', async () => {
    app.put({ 'later.cjs': `exports.load = () => require('./lib/two.js')`, 'lib/two.js': 'exports.two = 2' });
    const rex = app.cell();
    const { load } = await rex.rImport('./later.cjs');
    rex.end();
    expect(() => (load as () => unknown)()).toThrow(expect.objectContaining({ code: 'ERR_CELL_ENDED' }));
  });
});

describe('between ES modules and CommonJS', () => {
  test('an import gets module.exports as default, and the names that its text tells', async () => {
    app.put({
      'mix/lib.cjs': `exports.one = 1; Object.defineProperty(exports, 'two', { enumerable: true, value: 2 }); exports['a-b'] = 3; exports[['dy', 'namic'].join('')] = 4;`,
      'mix/again.cjs': `module.exports = require('./lib.cjs')`,
      'mix/babel.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'default of babel'; exports.named = 'named';`,
      'mix/main.mjs': `import whole, { one, two, 'a-b' as ab } from './lib.cjs'; import { one as again } from './again.cjs'; import * as babel from './babel.cjs';
        export default [whole.dynamic, one, two, ab, again, babel.default.default, babel.named, babel.__esModule, Object.keys(babel).sort()];`,
      'mix/missing.mjs': `import { dynamic } from './lib.cjs';`,
    });
    expect(await app.given('./mix/main.mjs')).toEqual([
      4,
      1,
      2,
      3,
      1,
      'default of babel',
      'named',
      true,
      ['__esModule', 'default', 'module.exports', 'named'],
    ]);
    await expect(app.given('./mix/missing.mjs')).rejects.toThrow("does not provide an export named 'dynamic'");
  });

  test('a require gets the namespace, marked where there is a default, or what the module says', async () => {
    app.put({
      'mix/esm.mjs': `export default 'd'; export const n = 1;`,
      'mix/plain.mjs': `export const n = 2;`,
      'mix/says.mjs': `export const n = 3; const whole = () => n; export { whole as 'module.exports' };`,
      'mix/requires.cjs': `const esm = require('./esm.mjs'); module.exports = [esm.default, esm.n, esm.__esModule, '__esModule' in require('./plain.mjs'), require('./says.mjs')()]`,
    });
    expect(await app.given('./mix/requires.cjs')).toEqual(['d', 1, true, false, 3]);
  });

  test('a require of what waits at its top level is refused, with the way out, and import() waits', async () => {
    app.put({
      'mix/waits.mjs': `export const n = await 4;`,
      'mix/needs-it.mjs': `export { n } from './waits.mjs';`,
      'mix/cannot.cjs': `try { require('./needs-it.mjs') } catch (error) { exports.told = error.message } exports.later = import('./needs-it.mjs').then(({ n }) => n)`,
    });
    const { told, later } = await app.cell().rImport('./mix/cannot.cjs');
    expect(told).toContain('use import()');
    expect(await later).toBe(4);
  });

  test('a cycle through both ends', async () => {
    app.put({
      'mix/c1.mjs': `import two from './c2.cjs'; export const one = 1; export default two;`,
      'mix/c2.cjs': `const ns = require('./c1.mjs'); exports.keys = Object.keys(ns); try { exports.one = ns.one } catch (error) { exports.one = error.name }`,
    });
    expect(await app.given('./mix/c1.mjs')).toEqual({ keys: ['default', 'one', '__esModule'], one: 'ReferenceError' });
  });
});

describe('a .js file is', () => {
  test.each([
    ['what the package.json next to it says', '{ "type": "module" }', 'export default typeof require', 'undefined'],
    ['CommonJS where that says so', '{ "type": "commonjs" }', 'module.exports = typeof require', 'function'],
    [
      'CommonJS where nothing says anything, and its text is no module’s',
      '{}',
      'module.exports = typeof require',
      'function',
    ],
    [
      'an ES module where only its text says so',
      '{}',
      'const { a } = { a: 1 }; export default typeof require',
      'undefined',
    ],
    ['an ES module for an await', '{}', 'await null; globalThis.ok = 1', undefined],
  ])('%s', async (_, json, text, expected) => {
    app.put({ 'typed/package.json': json, 'typed/deep/file.js': text });
    expect((await app.cell().rImport('./typed/deep/file.js'))['default']).toBe(expected);
  });

  test('refused where the policy does not grant what it is', async () => {
    app.put({ 'typed/package.json': '{ "type": "commonjs" }', 'typed/deep/file.js': 'exports.a = 1' });
    await expect(app.cell({ okFileTypes: ['esm'] }).rImport('./typed/deep/file.js')).rejects.toMatchObject({
      policyLine: 'okFileTypes',
    });
  });
});
