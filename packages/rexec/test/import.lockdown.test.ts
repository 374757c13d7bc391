// Modules come from files under okPath, whatever the guest calls them.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { base, cell, plugins, refused } from './import-tree.js';

describe('a module under okPath', () => {
  test('is imported with what it imports, and its exports are live', async () => {
    const greeter = await cell().rImport('./greeter.js');
    expect((greeter['greet'] as (name: string) => string)('you')).toBe('HELLO YOU');
    expect(Object.keys(greeter).toSorted()).toEqual(['count', 'default', 'greet', 'more']);
    expect(greeter['count']).toBe(0);
    (greeter['more'] as () => void)();
    expect(greeter['count']).toBe(1);
    expect(() => Object.assign(greeter, { count: 5 })).toThrow(TypeError);
  });

  test('is run once in a cell, by whatever name it is asked for', async () => {
    const rex = cell();
    const names = [
      './greeter.js',
      join(plugins, 'greeter.js'),
      pathToFileURL(join(plugins, 'greeter.js')).href,
      './lib/../greeter.js',
    ];
    const modules = await Promise.all(names.map((name) => rex.rImport(name)));
    for (const { more } of modules) (more as () => void)();
    for (const { count } of modules) expect(count).toBe(4);
    expect((await cell().rImport('./greeter.js'))['count']).toBe(0);
  });

  test('has the endowments of its cell, and no more', async () => {
    class Account {
      total(): number {
        return 5;
      }
    }
    const rex = new RExec({ okPath: [plugins], endowments: { account: bastion(new Account()) } });
    expect(((await rex.rImport('./uses-account.js'))['total'] as () => number)()).toBe(5);
    const without = await cell().rImport('./uses-account.js');
    expect(() => (without['total'] as () => number)()).toThrow('account is not defined');
  });

  test('is found through links that stay inside, and through a root that is a link', async () => {
    expect(Object.keys(await cell().rImport('./lib-link/shout.js'))).toEqual(['shout']);
    const byLink = new RExec({ okPath: [join(base, 'plugins-by-link')] });
    expect((await byLink.rImport('./greeter.js'))['default']).toBe(7);
  });

  test('may be in a cycle, and may have an odd name', async () => {
    expect(Object.keys(await cell().rImport('./cycle-a.js'))).toEqual(['a']);
    const odd = await cell().rImport('./a b#c?.js');
    expect(odd['odd']).toBe(true);
    expect(() => (odd['fail'] as () => void)()).toThrow(
      expect.objectContaining({ positions: [expect.objectContaining({ file: 'plugins/a b#c?.js', line: 1 })] }),
    );
  });

  test('can be imported by a program, and by a module while it runs', async () => {
    const rex = cell();
    await rex.rExecAsync(
      `const { greet } = await import('./greeter.js'); const said = greet('me'); const kind = typeof (await import(/* here */ './lib/shout.js')).shout`,
    );
    expect(rex.rEval('[said, kind]')).toEqual(['HELLO ME', 'function']);
    const { load } = await rex.rImport('./dynamic.js');
    expect(await (load as (name: string) => Promise<string>)('./lib/shout.js')).toBe('shout');
  });

  test('tells where it failed', async () => {
    const { fail } = await cell().rImport('./thrower.js');
    expect(() => (fail as () => void)()).toThrow(
      expect.objectContaining({
        guest: true,
        positions: [{ function: 'fail', file: 'plugins/thrower.js', line: 4, column: 32 }],
      }),
    );
    await expect(cell().rImport('./fails.js')).rejects.toMatchObject({
      guest: true,
      name: 'TypeError',
      positions: [{ file: 'plugins/fails.js', line: 3, column: 8 }],
    });
    await expect(cell().rImport('./broken.js')).rejects.toMatchObject({
      guest: true,
      name: 'SyntaxError',
      message: expect.stringContaining('plugins/broken.js:2:9') as string,
    });
    await expect(cell().rImport('./evals.js')).rejects.toMatchObject({
      message: expect.stringContaining('direct eval') as string,
    });
  });
});

describe('an import is refused', () => {
  test.each([
    ['../outside.js', 'okPath'],
    ['./../outside.js', 'okPath'],
    ['./lib/../../outside.js', 'okPath'],
    ['../plugins-evil/evil.js', 'okPath'],
    ['./../plugins-evil/evil.js', 'okPath'],
    ['..', 'okPath'],
    ['/etc/passwd', 'okPath'],
    ['file:///etc/passwd', 'okPath'],
    ['FILE:///etc/passwd', 'okPath'],
    ['./link.js', 'okPath (with the place it leads to)'],
    ['./link-to-link.js', 'okPath (with the place it leads to)'],
    ['./up-dir/outside.js', 'okPath (with the place it leads to)'],
    ['./up-dir/plugins-evil/evil.js', 'okPath (with the place it leads to)'],
    ['./proc-root.js', 'okPath (with the place it leads to)'],
    ['./fd.js', 'okPath (with the place it leads to)'],
    ['./greeter.js\0.txt', undefined],
    ['file://host/etc/passwd', undefined],
    ['file:///etc%2fpasswd', undefined],
    ['./not-there.js', undefined],
    ['.', undefined],
    ['./directory.js', undefined],
    ['./pipe.js', undefined],
    ['./noext', undefined],
    ['./data.json', 'okFileTypes'],
    ['http://example.com/a.js', undefined],
    ['data:text/javascript,export default 1', undefined],
    ['node:path', 'okBuiltinModules'],
    ['path', 'okBuiltinModules'],
    ['left-pad', 'okPath (with the directory whose node_modules has it)'],
    ['#internal', undefined],
    ['', 'okBuiltinModules'],
  ])('%j: the policy line is %s', async (specifier, line) => {
    const error = await refused(cell().rImport(specifier));
    expect(error).toMatchObject({ name: 'ImportError', code: 'ERR_IMPORT', specifier, policyLine: line });
    expect(error.message).toContain('cannot import');
    // The host's directories are not for the guest's eyes, and a message may end up before them.
    expect(error.message.replace(specifier, '')).not.toContain(base);
  });

  test.each([
    ['./up.js', '../outside.js', 'plugins/up.js', 'okPath'],
    ['./bare.js', 'node:path', 'plugins/bare.js', 'okBuiltinModules'],
    ['./missing.js', './not-there.js', 'plugins/missing.js', undefined],
    ['./chain.js', '../../outside.js', 'plugins/lib/chain2.js', 'okPath'],
  ])('%s names %s and its importer', async (from, specifier, importer, line) => {
    expect(await refused(cell().rImport(from))).toMatchObject({
      name: 'ImportError',
      specifier,
      importer,
      policyLine: line,
    });
  });

  test('within a guest, as an error that tells nothing of the host', async () => {
    const rex = cell();
    const { load } = await rex.rImport('./dynamic.js');
    for (const specifier of ['../outside.js', './link.js', '/etc/passwd', 'node:fs', join(base, 'outside.js')]) {
      // oxlint-disable-next-line no-await-in-loop
      const told = await (load as (name: string) => Promise<string>)(specifier);
      expect(told).toContain('ImportError: cannot import');
      expect(told.replaceAll(specifier, '')).not.toMatch(/node_modules|\.ts\b|file:/u);
      expect(told.replaceAll(specifier, '')).not.toContain(base);
    }
    await rex.rExecAsync(
      `let told; try { await import('../outside.js') } catch (e) { told = [e.name, e.stack, e.constructor === Error, Object.getOwnPropertyNames(e.constructor).join()].join() }`,
    );
    expect(rex.rEval('told')).not.toContain(base);
    expect(rex.rEval('told')).toContain('ImportError');
    await expect(rex.rExecAsync(`await import({ toString() { return './greeter.js' } })`)).rejects.toThrow('a string');
  });

  test('that the guest lets pass reaches the host as the ImportError it was', async () => {
    expect(await refused(cell().rExecAsync(`await import('../outside.js')`))).toMatchObject({
      code: 'ERR_IMPORT',
      policyLine: 'okPath',
    });
  });

  test('without okPath, whatever it is', async () => {
    for (const specifier of ['./greeter.js', join(plugins, 'greeter.js')]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refused(new RExec().rImport(specifier))).toMatchObject({ policyLine: 'okPath' });
    }
  });

  test('where the policy grants no file type', async () => {
    expect(await refused(new RExec({ okPath: [plugins], okFileTypes: [] }).rImport('./greeter.js'))).toMatchObject({
      policyLine: 'okFileTypes',
    });
  });

  test('for a module that exports then, which await would run', async () => {
    expect(await refused(cell().rImport('./thenable.js'))).toMatchObject({ code: 'ERR_IMPORT' });
  });

  test('in a nested cell with a narrower okPath, where its parent may', async () => {
    const rex = cell();
    const inner = rex.nest({ okPath: [join(plugins, 'lib')], okFileTypes: ['esm'] });
    expect(Object.keys(await inner.rImport('./shout.js'))).toEqual(['shout']);
    expect(await refused(inner.rImport('../greeter.js'))).toMatchObject({ policyLine: 'okPath' });
    expect(await refused(inner.rImport(join(plugins, 'greeter.js')))).toMatchObject({ policyLine: 'okPath' });
    expect(() => inner.nest({ okPath: [plugins] })).toThrow(expect.objectContaining({ code: 'ERR_PRIVILEGE' }));
  });

  test('with a specifier that is no string, for the host', async () => {
    await expect(cell().rImport({ toString: () => './greeter.js' } as never)).rejects.toThrow(TypeError);
  });
});
