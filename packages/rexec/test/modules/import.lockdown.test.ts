// Modules by name: which a cell gets, that each cell gets its own, and that none brings anything of the host's.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RExec } from '@padded-cell/rexec';
import { POSIX_NAMES, SYS_NAMES } from '@padded-cell/rexec/policy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellWith, given, moduleNames } from './cell.js';

let base: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'rexec-modules-'));
  writeFileSync(
    join(base, 'uses.js'),
    `import path, { join } from 'path';\nimport * as all from 'node:path';\nexport const same = path.join === join && all.join === join && all.default === path;\nexport const joined = join('a', '..', 'b');\nlet changed = 'yes';\ntry { all.join = null; } catch { changed = 'no'; }\nexport { changed };\n`,
  );
  mkdirSync(join(base, 'node:path'));
  writeFileSync(join(base, 'node:path', 'up.js'), `import path from './posix'; export { path };`);
});

afterAll(() => rmSync(base, { recursive: true }));

test('every module that a policy can grant can be imported', async () => {
  for (const name of moduleNames) {
    // oxlint-disable-next-line no-await-in-loop
    expect(Object.keys(await cellWith(name).rImport(name))).toContain('default');
  }
});

describe('a granted module', () => {
  test('is imported by the static imports of files, under either name, as one', async () => {
    const rex = new RExec({ okBuiltinModules: ['path'], okPath: [base] });
    expect(await rex.rImport('./uses.js')).toMatchObject({ same: true, joined: 'b', changed: 'no' });
  });

  test('is imported by programs, as one', async () => {
    expect(
      await given(cellWith('path'), `(await import('path')).default === (await import('node:path')).default`),
    ).toBe(true);
  });

  test('shares its parts: a decoder gives text of the very Buffer that the cell imports', async () => {
    const rex = cellWith('buffer', 'string_decoder', 'querystring');
    const same = `(await import('querystring')).unescapeBuffer('a') instanceof (await import('buffer')).Buffer`;
    expect(await given(rex, same)).toBe(true);
  });

  test('works where the policy withholds the names that it is made with', async () => {
    const rex = new RExec({ okBuiltinModules: ['buffer'], nokBuiltinNames: ['Uint8Array', 'Object', 'Math', 'Array'] });
    expect(await given(rex, `(await import('buffer')).Buffer.from('ab').toString('hex')`)).toBe('6162');
    expect(rex.rEval('typeof Uint8Array')).toBe('undefined');
  });

  test('does not see what a guest puts on its global', async () => {
    const rex = cellWith('path', 'buffer');
    rex.rExec(`globalThis.process = { cwd: () => '/evil' }; globalThis.SharedArrayBuffer = 1;`);
    expect(await given(rex, `(await import('path')).resolve('a')`)).toBe('/a');
    expect(await given(rex, `(await import('buffer')).Buffer.from('a').length`)).toBe(1);
  });
});

describe('a module that is not granted', () => {
  test('is refused by every way to import, with the policy line', async () => {
    const line = 'node:events is not granted; the policy line that would grant it is okBuiltinModules';
    await expect(cellWith('path').rImport('events')).rejects.toThrow(line);
    await expect(cellWith('path').rExecAsync(`await import('node:events')`)).rejects.toThrow(line);
    await expect(new RExec({ okPath: [base] }).rImport('./uses.js')).rejects.toThrow('node:path is not granted');
  });

  test('stays refused when a granted module is made of it', async () => {
    const rex = cellWith('string_decoder');
    await rex.rImport('string_decoder');
    await expect(rex.rExecAsync(`await import('buffer')`)).rejects.toThrow('node:buffer is not granted');
  });

  test('is not reached through a directory that has its name', async () => {
    const rex = new RExec({ okPath: [join(base, 'node:path')] });
    await expect(rex.rImport('./up.js')).rejects.toThrow(/cannot import '\.\/posix'|no extension/u);
  });

  test.each(['node:net', 'net', 'child_process', 'node:vm'])(
    '%s has no restricted form, and is refused with the reason',
    async (name) => {
      await expect(cellWith('path').rImport(name)).rejects.toThrow('has no restricted form');
      expect(() => cellWith(name)).toThrow('has no restricted form');
    },
  );

  test('is refused in a nested cell that did not ask for it', async () => {
    const rex = cellWith('path', 'events');
    const inner = rex.nest({ okBuiltinModules: ['path'] });
    expect(((await inner.rImport('path'))['join'] as (...parts: string[]) => string)('a', 'b')).toBe('a/b');
    await expect(inner.rImport('events')).rejects.toThrow('node:events is not granted');
    expect(() => inner.nest({ okBuiltinModules: ['events'] })).toThrow('node:events');
  });
});

test('a cell that changes its module changes nobody else’s', async () => {
  const rex = cellWith('path', 'events');
  const inner = rex.nest({ okBuiltinModules: ['path', 'events'] });
  await rex.rExecAsync(`(await import('path')).default.join = () => 'evil';
    (await import('events')).default.prototype.emit = () => 'evil';`);
  const call = `(await import('path')).default.join('a', 'b') + new (await import('events')).default().emit('x')`;
  expect(await given(inner, call)).toBe('a/bfalse');
  expect(await given(cellWith('path', 'events'), call)).toBe('a/bfalse');
  expect(join('a', 'b')).toBe('a/b');
});

test.each(moduleNames)('%s gives no function that makes code in another global', async (name) => {
  const rex = new RExec({
    okBuiltinModules: [name],
    okPosixNames: Object.keys(POSIX_NAMES),
    okSysNames: Object.keys(SYS_NAMES),
  });
  const found = await given(
    rex,
    `await (async () => {
      const seen = new Set(); const odd = [];
      const walk = (value, path) => {
        if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
        if (seen.has(value)) return;
        seen.add(value);
        if (typeof value === 'function') {
          let made; try { made = value.constructor('return this')(); } catch {}
          if (made !== undefined && made !== globalThis) odd.push(path + ' reaches another global');
        }
        for (const key of Reflect.ownKeys(value)) {
          const property = Reflect.getOwnPropertyDescriptor(value, key);
          for (const each of [property.value, property.get, property.set]) walk(each, path + '.' + String(key));
        }
        walk(Reflect.getPrototypeOf(value), path + '.__proto__');
      };
      walk(await import('${name}'), '${name}');
      return [seen.size > 5, odd];
    })()`,
  );
  expect(found).toEqual([true, []]);
});

/** What packages look for, and do not find. */
const asked = new Set(
  'ErrorEvent SharedArrayBuffer URL console define dispatchEvent global globalThis self structuredClone'.split(' '),
);

test('what is built takes nothing from its surroundings but intrinsics, and powers by their names', () => {
  const intrinsics = new Set(Object.getOwnPropertyNames(new Compartment().globalThis));
  for (const ownPower of ['globalThis', 'eval', 'Compartment', 'lockdown', 'harden']) intrinsics.delete(ownPower);
  for (const name of ['Float16Array', 'Float32Array', 'Float64Array']) intrinsics.add(name);
  const guest = new URL('../../guest/', import.meta.url);
  const files = readdirSync(guest).filter((name) => name.endsWith('.json'));
  expect(files.length).toBeGreaterThan(moduleNames.length);
  for (const file of files) {
    const { globals } = JSON.parse(readFileSync(new URL(file, guest), 'utf8')) as { globals: string[] };
    const taken = globals.filter((each) => !intrinsics.has(each) && !asked.has(each) && !each.startsWith('$'));
    expect(taken, file).toEqual([]);
  }
});

test('what a port looks for and a cell withholds is not there, whatever a guest puts on its global', async () => {
  const rex = cellWith('stream/web', 'util');
  rex.rExec(`globalThis.structuredClone ??= 1; globalThis.define = (...args) => { globalThis.reached = args; };
    globalThis.define.amd = true; globalThis.self = { get AbortController() { globalThis.reached = 1; } };`);
  const done = `(await import('util')).inspect(new (await import('stream/web')).ReadableStream())`;
  expect(await given(rex, done)).toContain('ReadableStream {');
  expect(rex.rEval('typeof reached')).toBe('undefined');
});
