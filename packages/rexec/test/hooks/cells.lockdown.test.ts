// Cells whose modules come by hooks: what a guest imports, what it is told, and what a nested cell gets of it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RHooks, RExec, fileHooks, httpHooks, importMap, layeredHooks, memoryHooks } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let base: string;

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-cells-')));
  mkdirSync(join(base, 'plugins'));
  writeFileSync(join(base, 'plugins/main.mjs'), `export * from './config.mjs'; export const from = 'file';`);
  writeFileSync(join(base, 'plugins/config.mjs'), `export const config = 'on disk';`);
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

const files = {
  'plugins/a/main.mjs': `import { b } from './lib/b.mjs'; export const a = b + 1; export const load = (name) => import(name).then(Object.keys, (e) => [e.name, e.message].join(': '));`,
  'plugins/a/lib/b.mjs': 'export const b = 1;',
  'plugins/secret.mjs': `export const secret = 'the secret';`,
};

describe('a cell with hooks', () => {
  test('imports by them alone; its okPath is not asked', async () => {
    const rex = new RExec({ hooks: memoryHooks(files), okPath: [join(base, 'plugins')] });
    expect((await rex.rImport('./plugins/a/main.mjs'))['a']).toBe(2);
    await expect(rex.rImport(join(base, 'plugins/config.mjs'))).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    await expect(rex.rImport('./config.mjs')).rejects.toMatchObject({ code: 'ERR_IMPORT' });
  });

  test('still needs its policy for file types and for modules of the host', async () => {
    const hooks = memoryHooks({ 'fs.mjs': `import 'node:fs';`, 'map.mjs': `import fs from 'fs2';` });
    await expect(new RExec({ hooks, okFileTypes: [] }).rImport('./fs.mjs')).rejects.toMatchObject({
      policyLine: 'okFileTypes',
    });
    await expect(new RExec({ hooks }).rImport('./fs.mjs')).rejects.toMatchObject({ policyLine: 'okBuiltinModules' });
    // By a map, by a name that hooks make up.
    for (const name of ['node:fs', 'node:child_process', 'node:internal/probe']) {
      const evil: RHooks = {
        read: () => 'export {}',
        resolve: (specifier) => (specifier === 'fs2' ? [name] : ['map.mjs']),
      };
      // oxlint-disable-next-line no-await-in-loop
      await expect(
        new RExec({ hooks: { ...evil, read: () => `import fs from 'fs2'; export { fs }` } }).rImport('./map.mjs'),
      ).rejects.toThrow('begins as the name of a module of the host');
    }
  });

  test('has them over files, over one another, with an import map', async () => {
    const hooks = importMap(
      { imports: { app: './plugins/main.mjs' } },
      layeredHooks(
        memoryHooks({ 'plugins/config.mjs': `export const config = 'in memory';` }),
        fileHooks(join(base, 'plugins')),
      ),
    );
    const app = await new RExec({ hooks }).rImport('app');
    expect([app['from'], app['config']]).toEqual(['file', 'in memory']);
  });

  test('is told of what fails in hooks, and its host gets the error behind it; the guest does not', async () => {
    const cause = new Error('disk at /host/path is full');
    const rex = new RExec({
      hooks: {
        read: (name) => {
          if (name === 'bad.mjs') throw cause;
          return files['plugins/a/main.mjs'].replace(`import { b } from './lib/b.mjs';`, 'const b = 0;');
        },
      },
    });
    await expect(rex.rImport('./bad.mjs')).rejects.toMatchObject({ code: 'ERR_IMPORT', cause });
    await rex.rExecAsync(
      `let told; try { await import('./bad.mjs') } catch (e) { told = [e.name, typeof e.cause, 'cause' in e].join() }`,
    );
    expect(rex.rEval('told')).toBe('ImportError,undefined,false');
  });

  test('waits for no hooks that were ended meanwhile, and refuses what are none', async () => {
    const reads: ((text: string) => void)[] = [];
    const rex = new RExec({
      hooks: {
        read: async () =>
          new Promise<string>((resolve) => {
            reads.push(resolve);
          }),
      },
    });
    const importing = rex.rImport('./a.mjs');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    rex.end();
    expect(reads).toHaveLength(1);
    reads[0]?.('globalThis.ran = true');
    await expect(importing).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
    for (const none of [{}, 5, 'x', { read: 'x' }]) {
      expect(() => new RExec({ hooks: none as unknown as RHooks })).toThrow(TypeError);
    }
  });
});

describe('a nested cell', () => {
  test('has the hooks of its parent, and no more for saying nothing', async () => {
    const rex = new RExec({ hooks: memoryHooks(files) });
    expect((await rex.nest({ okFileTypes: ['esm'] }).rImport('./plugins/a/main.mjs'))['a']).toBe(2);
    await expect(rex.nest({}).rImport('./plugins/a/main.mjs')).rejects.toMatchObject({ policyLine: 'okFileTypes' });
  });

  test('has what is under a prefix, and cells in it less still', async () => {
    const rex = new RExec({ hooks: memoryHooks(files) });
    const inner = rex.nest({ okFileTypes: ['esm'], hooks: 'plugins/a' });
    const main = await inner.rImport('./plugins/a/main.mjs');
    expect(main['a']).toBe(2);
    const load = main['load'] as (name: string) => Promise<unknown>;
    expect(await load('../secret.mjs')).toContain("is not under 'plugins/a/'");
    await expect(inner.rImport('./plugins/secret.mjs')).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    const innermost = inner.nest({ okFileTypes: ['esm'], hooks: 'plugins' });
    await expect(innermost.rImport('./plugins/secret.mjs')).rejects.toThrow("is not under 'plugins/a/'");
    expect(() => rex.nest({ hooks: '..' })).toThrow(TypeError);
  });

  test('of a cell with files has those of the okPath it asks for, under the prefix', async () => {
    const rex = new RExec({ okPath: [base] });
    const name = base.split('/').at(-1) ?? '';
    const inner = rex.nest({ okPath: [base], okFileTypes: ['esm'], hooks: `${name}/plugins` });
    expect((await inner.rImport('./plugins/main.mjs'))['from']).toBe('file');
    await expect(
      rex.nest({ okFileTypes: ['esm'], hooks: `${name}/plugins` }).rImport('./plugins/main.mjs'),
    ).rejects.toMatchObject({ policyLine: 'okPath' });
  });

  test('may have hooks of whoever makes it', async () => {
    const rex = new RExec({ hooks: memoryHooks(files) });
    const inner = rex.nest({ okFileTypes: ['esm'], hooks: memoryHooks({ 'own.mjs': 'export const own = 1' }) });
    expect((await inner.rImport('./own.mjs'))['own']).toBe(1);
    await expect(inner.rImport('./plugins/secret.mjs')).rejects.toMatchObject({ code: 'ERR_IMPORT' });
  });
});

test('modules come over HTTP after lockdown, extensions or not, and a guest leaves the origin by no import', async () => {
  const asked: string[] = [];
  const served: Readonly<Record<string, string>> = {
    '/m/main.mjs': `export { b } from './b'; export const leave = (name) => import(name).then(() => 'left', (e) => e.message);`,
    '/m/b': 'export const b = 2;',
  };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const text = served[request.url ?? ''];
    response
      .writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=60' })
      .end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const { port } = server.address() as AddressInfo;
    const hooks = httpHooks(`http://127.0.0.1:${port}/m/`);
    const main = await new RExec({ hooks }).rImport('./main.mjs');
    expect(main['b']).toBe(2);
    const leave = main['leave'] as (name: string) => Promise<string>;
    expect(await leave(`http://localhost:${port}/m/b`)).toContain('is of another origin');
    expect(await leave('./none.mjs')).toContain('there is no such file');
    await new RExec({ hooks }).rImport('./main.mjs');
    expect(asked.toSorted()).toEqual(['/m/b', '/m/main.mjs', '/m/none.mjs']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
