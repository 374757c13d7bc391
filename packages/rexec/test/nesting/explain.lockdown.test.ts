// A host, or a guest that has cells, can ask why something is allowed, and at which level of nesting it is decided.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Operation, RExec } from '@padded-cell/rexec';
import { afterAll, describe, expect, test } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'explain-'));
mkdirSync(join(home, 'a', 'b'), { recursive: true });
mkdirSync(join(home, 'c'));
writeFileSync(join(home, 'a', 'x.js'), 'export const word = 1;');
writeFileSync(join(home, 'c', 's.js'), 'export const word = 1;');
symlinkSync(join(home, 'c'), join(home, 'a', 'out'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

const outer = new RExec({
  name: 'outer',
  okPath: [join(home, 'a')],
  okWritePath: [join(home, 'a', 'b')],
  okBuiltinModules: ['node:path'],
  okEnvNames: ['LANG'],
  okHosts: ['*.example.com'],
  okSysNames: ['argv'],
  okPosixNames: ['readFileSync'],
  nokBuiltinNames: ['escape'],
  limits: { cells: 1, depth: 1, timers: 1 },
  endowments: { store: {} },
});
const middle = outer.nest({ name: 'middle', okPath: [join(home, 'a')], okEnvNames: ['LANG'] });
const inner = middle.nest({ name: 'inner', okPath: [join(home, 'a', 'b')] });

describe('for the host', () => {
  const inA = join(home, 'a', 'x.js');
  test.each<[Operation, boolean, string | undefined, string, number]>([
    [{ read: join(home, 'a', 'b', 'any') }, true, 'okPath', 'inner', 0],
    [{ read: inA }, false, 'okPath', 'inner', 0],
    [{ read: '/etc/passwd' }, false, 'okPath', 'outer', 2],
    [{ read: join(home, 'a', 'out', 's.js') }, false, 'okPath', 'outer', 2],
    [{ write: join(home, 'a', 'b', 'y') }, false, 'okWritePath', 'middle', 1],
    [{ import: 'node:path' }, false, 'okBuiltinModules', 'middle', 1],
    [{ import: 'fs' }, false, 'okBuiltinModules', 'outer', 2],
    [{ import: 'node:child_process' }, false, undefined, 'outer', 2],
    [{ import: '@padded-cell/bastion' }, true, undefined, 'inner', 0],
    [{ fetch: 'https://api.example.com/x' }, false, 'okHosts', 'middle', 1],
    [{ fetch: 'https://example.com/' }, false, 'okHosts', 'outer', 2],
    [{ fetch: 'ftp://api.example.com/' }, false, undefined, 'outer', 2],
    [{ env: 'LANG' }, false, 'okEnvNames', 'inner', 0],
    [{ global: 'escape' }, false, 'nokBuiltinNames', 'outer', 2],
    [{ global: 'Array' }, true, 'nokBuiltinNames', 'inner', 0],
    [{ global: 'lockdown' }, false, undefined, 'outer', 2],
    [{ process: 'argv' }, false, 'okSysNames', 'middle', 1],
    [{ posix: 'readFileSync' }, false, 'okPosixNames', 'middle', 1],
    [{ endowment: 'store' }, false, 'endowments', 'middle', 1],
    [{ spend: 'timers' }, true, 'limits.timers', 'inner', 0],
  ])('%o', (operation, allowed, line, cell, level) => {
    const explanation = inner.explain(operation);
    expect(explanation).toMatchObject({ allowed, line, cell, level });
    expect(explanation.words).toContain(allowed ? "'inner' can" : "'inner' cannot");
    expect(explanation.words).toContain(String(Object.values(operation)[0]));
  });

  test('as the cell does it', async () => {
    expect(outer.explain({ import: inA }).allowed).toBe(true);
    expect(await outer.rImport(inA)).toHaveProperty('word');
    const out = join(home, 'a', 'out', 's.js');
    expect(outer.explain({ import: out }).allowed).toBe(false);
    await expect(outer.rImport(out)).rejects.toThrow(/okPath/u);
  });

  test('a limit that is spent further out', () => {
    outer.rExec('setTimeout(() => {}, 1e6)');
    expect(inner.explain({ spend: 'timers' })).toMatchObject({ allowed: false, cell: 'outer' });
    outer.end();
  });

  test.each([undefined, {}, { read: 1 }, { red: 'x' }, { read: 'a', write: 'b' }])(
    '%o is no operation',
    (operation) => {
      expect(() => new RExec().explain(operation as never)).toThrow(/explain takes an operation/u);
    },
  );
});

test('for a guest, in its own terms and no further than itself', () => {
  const rex = new RExec({ name: 'top', okPath: [home], okEnvNames: ['LANG'], limits: { cells: 1, depth: 2 } });
  const cell = rex.nest({ name: 'cell', okPath: [join(home, 'a')], limits: { cells: 1, depth: 1 } });
  cell.rExec('const child = new RExec({ name: "child", okPath: ["./b"] })');
  const ask = (operation: Operation): unknown => cell.rEval(`child.explain(${JSON.stringify(operation)})`);
  expect(ask({ read: './b/x' })).toMatchObject({ allowed: true, level: 0, cell: 'cell/child' });
  expect(ask({ read: './x.js' })).toMatchObject({ allowed: false, line: 'okPath', level: 0 });
  expect(ask({ env: 'LANG' })).toMatchObject({ allowed: false, level: 1, cell: 'cell' });
  expect(ask({ read: '/etc/passwd' })).toMatchObject({ allowed: false, level: 1, cell: 'cell' });
});
