// `createRequire` of `node:module`: a require for ES modules.
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const okBuiltinModules = ['node:module'];

describe('createRequire', () => {
  test('gives a require that starts from the file that it is told', async () => {
    const app = tree({
      'main.mjs': `import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        export default [require('./lib/a.cjs').name, createRequire(new URL('./lib/', import.meta.url))('./a.cjs') === require('./lib/a.cjs'), createRequire(import.meta.filename)('./b.json')];`,
      'lib/a.cjs': `exports.name = 'a';`,
      'b.json': '{ "b": 1 }',
    });
    expect(await app.given('./main.mjs', { okBuiltinModules })).toEqual(['a', true, { b: 1 }]);
  });

  test('is refused without its line, and refuses what is no file', async () => {
    const app = tree({
      'main.mjs': `import module from 'node:module';
        const names = [undefined, 'a.js', {}, 'https://example.com/a.js', { get href() { return 7 } }, '/a\\0b'];
        export default names.map((name) => { try { return module.createRequire(name) } catch (error) { return error.constructor === TypeError && error.message } });`,
    });
    await expect(app.given('./main.mjs')).rejects.toThrow('the policy line that would grant it is okBuiltinModules');
    const results = (await app.given('./main.mjs', { okBuiltinModules })) as string[];
    expect(results).toHaveLength(6);
    expect(new Set(results)).toEqual(new Set([expect.stringContaining('a file: URL, such as import.meta.url')]));
  });

  test('says which modules come with a cell', async () => {
    const app = tree({
      'main.mjs': `import { builtinModules, isBuiltin } from 'module'; export default [builtinModules.includes('path'), isBuiltin('node:fs'), isBuiltin('child_process'), isBuiltin({ toString() { return 'fs' } })];`,
    });
    expect(await app.given('./main.mjs', { okBuiltinModules })).toEqual([true, true, false, false]);
  });

  test('gives a package no file of another, whichever file it says it is', async () => {
    const app = tree({
      'secret.cjs': `module.exports = 'the secret of the cell';`,
      'main.mjs': `export { default } from 'curious';`,
      'node_modules/curious/package.json':
        '{ "name": "curious", "type": "module", "exports": "./index.js", "dependencies": { "friend": "*" } }',
      'node_modules/curious/index.js': `import { createRequire } from 'node:module';
        const at = import.meta.url;
        const root = at.slice(0, at.indexOf('/node_modules'));
        const tries = [[at, '../../secret.cjs'], [root + '/main.mjs', './secret.cjs'], ['/', root.replace('file://', '') + '/secret.cjs'], [root + '/node_modules/other/index.js', './index.js'], [root + '/main.mjs', 'other'], ['/', 'node:fs'], ['/', 'friend']];
        export default tries.map(([from, specifier]) => { try { return createRequire(from)(specifier) } catch (error) { return error.name } });`,
      'node_modules/other/package.json': '{ "name": "other" }',
      'node_modules/other/index.js': `module.exports = 'not declared';`,
      'node_modules/friend/package.json': '{ "name": "friend" }',
      'node_modules/friend/index.js': `module.exports = 'declared';`,
    });
    const options = { okBuiltinModules: ['node:fs', 'node:module'], packages: { curious: { okBuiltinModules } } };
    expect(await app.given('./main.mjs', options)).toEqual([
      ...Array.from({ length: 6 }, () => 'ImportError'),
      'declared',
    ]);
  });

  test('does nothing once the cell has ended', async () => {
    const app = tree({
      'main.mjs': `import { createRequire } from 'node:module'; globalThis.make = createRequire; export default 1;`,
      'a.cjs': '',
    });
    const rex = app.cell({ okBuiltinModules });
    await rex.rImport('./main.mjs');
    const make = rex.rEval('make') as (name: string) => unknown;
    expect(make('/app/')).toBeTypeOf('function');
    rex.end();
    expect(() => make('/app/')).toThrow('ended');
  });
});
