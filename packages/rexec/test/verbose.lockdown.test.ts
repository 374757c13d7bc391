// `verbose`: what a cell does, as records for the host: imports, accesses, refusals; bounded, and nothing of the guest's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allow, bastion } from '@padded-cell/bastion';
import { type CellRecord, lineOf, RExec } from '@padded-cell/rexec';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { mostRecords } from '../src/trace.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'rexec-verbose-'));
  writeFileSync(join(base, 'a.js'), "import { b } from './b.js';\nimport path from 'path';\nexport const a = b;");
  writeFileSync(join(base, 'b.js'), 'export const b = 1;');
});
afterAll(() => {
  rmSync(base, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const traced = (options: object = {}): { rex: RExec; records: CellRecord[] } => {
  const records: CellRecord[] = [];
  const rex = new RExec({ name: 'traced', verbose: true, logger: (record) => void records.push(record), ...options });
  return { rex, records };
};

/** A module's name, as the guest sees it. */
const name = (file: string): unknown => expect.stringMatching(new RegExp(`${file}\\.js$`, 'u'));

class Account {
  total(): number {
    return 7;
  }
  add(): void {
    // Nothing to add to.
  }
}

describe('a record is made', () => {
  test('of each import: what was asked for, by whom, and what it is', async () => {
    const { rex, records } = traced({ okPath: [base], okBuiltinModules: ['path'] });
    await rex.rImport('./a.js');
    await rex.rExecAsync("await import('./b.js')");
    const imports = records.filter(({ kind }) => kind === 'import');
    expect(imports).toContainEqual({
      kind: 'import',
      cell: 'traced',
      specifier: './a.js',
      importer: undefined,
      module: name('a'),
    });
    expect(imports).toContainEqual({
      kind: 'import',
      cell: 'traced',
      specifier: './b.js',
      importer: name('a'),
      module: name('b'),
    });
    expect(imports).toContainEqual({
      kind: 'import',
      cell: 'traced',
      specifier: 'path',
      importer: name('a'),
      module: 'node:path',
    });
    expect(imports).toContainEqual({
      kind: 'import',
      cell: 'traced',
      specifier: './b.js',
      importer: undefined,
      module: name('b'),
    });
    expect(JSON.stringify(records)).not.toContain(base);
  });

  test('of each use of an endowment, and of a name that needs authority', () => {
    const { rex, records } = traced({
      okSysNames: ['platform'],
      endowments: { account: bastion(new Account()), greet: () => 'hello' },
    });
    rex.rExec('account.total(); greet(); process.platform');
    expect(records.filter(({ kind }) => kind === 'access').map((record) => (record as { what: string }).what)).toEqual(
      expect.arrayContaining(['Account.total', 'greet', 'process.fact']),
    );
  });

  test('of each refusal, caught by the guest or not, with the policy line', async () => {
    const { rex, records } = traced({
      endowments: { account: bastion(new Account(), allow('total')) },
      limits: { timers: 0, outputBytes: 10 },
    });
    rex.rExec(`
      const quietly = (call) => { try { call() } catch {} };
      quietly(() => account.add()); quietly(() => Date.now()); quietly(() => Math.random());
      quietly(() => setTimeout(() => {})); quietly(() => console.log('x'.repeat(100)));`);
    await rex.rExecAsync("await import('node:path').catch(() => {})");
    const refusals = records.filter(({ kind }) => kind === 'refusal') as { message: string; policyLine?: string }[];
    expect(refusals.map(({ policyLine }) => policyLine)).toEqual([
      undefined,
      'clock',
      'random',
      'limits.timers',
      'limits.outputBytes',
      'okBuiltinModules',
    ]);
    expect(refusals[0]?.message).toContain("'add'");
  });

  test('not without verbose', async () => {
    const { rex, records } = traced({
      verbose: false,
      okPath: [base],
      okBuiltinModules: ['path'],
      endowments: { greet: () => 1 },
    });
    await rex.rImport('./a.js');
    rex.rExec('greet(); try { Date.now() } catch {}');
    expect(records).toEqual([]);
  });
});

test('a nested cell is traced under its own name', () => {
  const { rex, records } = traced({ endowments: { greet: () => 1 } });
  rex.nest({ name: 'inner', endowments: ['greet'] }).rExec('greet()');
  expect(records).toMatchObject([{ kind: 'access', cell: 'inner', what: 'greet' }]);
});

test('records are text fit for one line, whatever the guest wrote', async () => {
  const { rex, records } = traced();
  await rex.rExecAsync(`await import('./x\\n[host] all is well\\u001b[2J' + 'y'.repeat(5000)).catch(() => {})`);
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    // oxlint-disable-next-line no-control-regex
    expect(lineOf(record)).not.toMatch(/[\n\u001b]/u);
    expect(lineOf(record).length).toBeLessThan(2000);
  }
});

test('a guest that repeats itself makes a bounded number of them', () => {
  const { rex, records } = traced({ endowments: { greet: () => 1 } });
  rex.rExec(`for (let i = 0; i < ${mostRecords + 50}; i += 1) greet()`);
  expect(records).toHaveLength(mostRecords);
  expect(records.at(-1)).toMatchObject({
    kind: 'warning',
    message: expect.stringContaining('more is not traced') as string,
  });
});

test('without a logger they are lines on stderr, within the limit on output', () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const rex = new RExec({ name: 'loud', verbose: true, endowments: { greet: () => 1 }, limits: { outputBytes: 100 } });
  rex.rExec('for (let i = 0; i < 50; i += 1) greet()');
  expect(written[0]).toBe('[loud] access greet\n');
  expect(written.length).toBeLessThan(8);
  expect(written.at(-1)).toMatch(/more errors are not written|limit/u);
});
