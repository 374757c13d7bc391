// A host's own loader in place of the cell's.
import { type Loaded, type LoadRequest, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();

describe('a loader of the host', () => {
  test('gives sources and values, and what it leaves to the cell’s own', async () => {
    const asked: LoadRequest[] = [];
    app.put({
      'file.mjs': 'export default "from a file";',
      'main.cjs': `module.exports = [require('virtual').kind, require('config').list]`,
    });
    class Counter {
      #count = 0;
      next(): number {
        this.#count += 1;
        return this.#count;
      }
    }
    const loader = {
      load: (request: LoadRequest): Loaded => {
        asked.push(request);
        if (request.specifier === 'virtual')
          return {
            name: 'virtual',
            type: 'esm',
            source: `import { list, counter } from 'config'; export const kind = 'virtual'; export default [list, counter.next(), typeof counter.constructor];`,
          };
        if (request.specifier === 'config')
          return { name: 'config', exports: { list: [1, 2], counter: new Counter() } };
        return 'default';
      },
    };
    const rex = app.cell({ loader });
    expect((await rex.rImport('virtual'))['default']).toEqual([[1, 2], 1, 'undefined']);
    expect((await rex.rImport('./file.mjs'))['default']).toBe('from a file');
    expect((await rex.rImport('./main.cjs'))['default']).toEqual(['virtual', [1, 2]]);
    expect(asked).toContainEqual({ specifier: 'config', importer: 'virtual', by: 'import' });
    expect(asked).toContainEqual({ specifier: 'config', importer: 'app/main.cjs', by: 'require' });
  });

  test('decides for everything, modules of the host and nested cells included: what it does not give is not there', async () => {
    app.put({ 'a.mjs': 'export default 1' });
    const rex = app.cell({
      loader: { load: () => undefined },
      okBuiltinModules: ['path'],
      limits: { cells: 2, depth: 1 },
    });
    const inner = rex.nest({ okPath: [app.root], okFileTypes: ['esm'], okBuiltinModules: ['path'] });
    for (const cell of [rex, inner]) {
      for (const name of ['./a.mjs', 'node:path', 'anything']) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(cell.rImport(name)).rejects.toMatchObject({
          code: 'ERR_IMPORT',
          message: expect.stringContaining('the loader of this cell has no such module') as string,
        });
      }
    }
  });

  test('is bound by the file types that the policy grants', async () => {
    const loader = { load: (): Loaded => ({ name: 'x', type: 'cjs', source: 'module.exports = 1' }) };
    await expect(new RExec({ loader }).rImport('x')).rejects.toMatchObject({ policyLine: 'okFileTypes' });
    expect((await new RExec({ loader, okFileTypes: ['cjs'] }).rImport('x'))['default']).toBe(1);
  });

  test.each<[unknown, string]>([
    [7, 'gave no module'],
    [{}, 'without a proper name'],
    [{ name: 'node:fs', source: '', type: 'esm' }, 'without a proper name'],
    [{ name: 'x' }, 'without a source and its type'],
    [{ name: 'x', source: 'export {}', type: 'exe' }, 'without a source and its type'],
    [{ name: 'x', source: 'export {}', type: '__proto__' }, 'without a source and its type'],
  ])('that gives %j is told so', async (given, message) => {
    await expect(new RExec({ loader: { load: () => given as Loaded } }).rImport('x')).rejects.toThrow(message);
  });

  test('may take its time, which a require cannot', async () => {
    app.put({
      'waits.cjs': `try { require(['la', 'ter'].join('')) } catch (error) { exports.told = error.message } exports.later = import('later').then((m) => m.default)`,
    });
    const loader = {
      load: async ({ specifier }: LoadRequest): Promise<Loaded> =>
        specifier === 'later' ? { name: 'later', type: 'esm', source: 'export default 2' } : 'default',
    };
    const { told, later } = await app.cell({ loader }).rImport('./waits.cjs');
    expect(told).toContain('was not read ahead');
    expect(await later).toBe(2);
  });

  test('that throws fails the import: for a guest with nothing of the host’s in it', async () => {
    const loader = {
      load: ({ specifier }: LoadRequest): Loaded => {
        if (specifier === 'main')
          return {
            name: 'main',
            type: 'esm',
            source: `export default await import('bad').catch((error) => [error.message, error.stack, error.cause, error instanceof Error].join())`,
          };
        throw new TypeError('no database', { cause: { password: 'the secret' } });
      },
    };
    const rex = new RExec({ loader });
    expect((await rex.rImport('main'))['default']).toMatch(/no database/u);
    expect((await rex.rImport('main'))['default']).not.toMatch(/secret|own-loader/u);
    await expect(rex.rImport('bad')).rejects.toThrow('no database');
  });
});
