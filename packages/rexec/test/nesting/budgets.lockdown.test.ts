// Budgets form the tree that the cells form: what a cell spends, the cells it is in have spent.
import { readdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

const thrownBy = (run: () => unknown): Error & { code?: unknown } => {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

class Counter {
  count = 0;
  tick(): number {
    this.count += 1;
    return this.count;
  }
  [Symbol.iterator](): Iterator<number> {
    return [1, 2, 3][Symbol.iterator]();
  }
}

describe('calls to endowments', () => {
  test.each([
    ['a method', 'counter.tick()'],
    ['a method with many arguments', 'counter.tick(1, 2, 3, 4, 5)'],
    ['a function', 'call()'],
    ['a field of a record', 'functions.call()'],
  ])('%s: exactly as many as the limit says get through', (_, text) => {
    let calls = 0;
    const call = (): void => {
      calls += 1;
    };
    const counter = { tick: call };
    const rex = new RExec({
      name: 'busy',
      limits: { endowmentCalls: 7 },
      endowments: { counter, call, functions: { call } },
    });
    const error = thrownBy(() => {
      rex.rExec(`for (;;) ${text}`);
    });
    expect(calls).toBe(7);
    expect(error).toMatchObject({ name: 'LimitError', code: 'ERR_LIMIT', guest: true });
    expect(error.message).toContain("'busy'");
    expect(error.message).toContain('limits.endowmentCalls');
    expect(rex.usage().limits.endowmentCalls).toEqual({ used: 7, allowed: 7, left: 0 });
  });

  test('of a child are calls of its parent, and siblings share what there is to the last call', () => {
    const counter = new Counter();
    const rex = new RExec({ name: 'outer', limits: { endowmentCalls: 10 }, endowments: { counter: bastion(counter) } });
    const one = rex.nest({ name: 'one', endowments: ['counter'] });
    const two = rex.nest({ name: 'two', endowments: ['counter'], limits: { endowmentCalls: 3 } });
    one.rExec('counter.tick(); counter.tick(); counter.tick(); counter.tick()');
    two.rExec('counter.tick(); counter.tick(); counter.tick()');
    expect(thrownBy(() => two.rEval('counter.tick()')).message).toMatch(/'two'.* 3 calls/u);
    rex.rExec('counter.tick(); counter.tick()');
    expect(one.rEval('counter.tick()')).toBe(10);
    expect(thrownBy(() => one.rEval('counter.tick()')).message).toMatch(/'outer'.* 10 calls/u);
    expect(counter.count).toBe(10);
    const { limits, within } = rex.usage();
    expect(limits.endowmentCalls).toEqual({ used: 10, allowed: 10, left: 0 });
    expect(within.map(({ cell, limits: { endowmentCalls } }) => [cell, endowmentCalls.used])).toEqual([
      ['one', 5],
      ['two', 3],
    ]);
  });

  test('what an ended cell had taken in advance is free again, and what it used stays used', () => {
    const rex = new RExec({ limits: { endowmentCalls: 100 }, endowments: { counter: bastion(new Counter()) } });
    const inner = rex.nest({ endowments: ['counter'] });
    inner.rExec('counter.tick(); counter.tick()');
    inner.end();
    expect(rex.usage().limits.endowmentCalls).toEqual({ used: 2, allowed: 100, left: 98 });
  });

  test('steps of iterators count', () => {
    const rex = new RExec({
      limits: { endowmentCalls: 50 },
      endowments: { counter: bastion(new Counter(), () => true) },
    });
    expect(thrownBy(() => rex.rExec('for (;;) for (const each of counter);')).name).toBe('LimitError');
  });

  test("what the host calls in the guest is not the guest's to pay", () => {
    const rex = new RExec({ limits: { endowmentCalls: 0 } });
    const twice = rex.rEval('(n) => 2 * n') as (n: number) => number;
    expect([1, 2, 3].map((each) => twice(each))).toEqual([2, 4, 6]);
  });

  test('of the children of a guest count for the guest and for its child', () => {
    const rex = new RExec({ limits: { endowmentCalls: 6, cells: 1, depth: 1 } });
    rex.rExec(`
      let ticks = 0;
      const inner = new RExec({ endowments: { tick() { ticks += 1; } }, limits: { endowmentCalls: 6 } });
      let failure;
      try { inner.rExec('for (;;) tick()'); } catch (error) { failure = [error.name, error.code]; }
    `);
    expect(rex.rEval('[ticks, failure]')).toEqual([6, ['LimitError', 'ERR_LIMIT']]);
    expect(rex.usage().limits.endowmentCalls).toEqual({ used: 6, allowed: 6, left: 0 });
  });
});

describe('bytes that cross', () => {
  test('are counted in both directions, and end at the limit', () => {
    let received = 0;
    const rex = new RExec({
      name: 'talker',
      limits: { crossedBytes: 100_000 },
      endowments: {
        send(bytes: Uint8Array) {
          received += bytes.length;
        },
      },
    });
    rex.rExec('const kilobyte = new Uint8Array(1000); for (let i = 0; i < 50; i += 1) send(kilobyte)');
    expect(rex.usage().limits.crossedBytes.used).toBeGreaterThanOrEqual(50_000);
    const error = thrownBy(() => rex.rExec('for (;;) send(kilobyte)'));
    expect(error).toMatchObject({ name: 'LimitError', code: 'ERR_LIMIT' });
    expect(error.message).toMatch(/'talker'.*limits\.crossedBytes/u);
    expect(received).toBeLessThanOrEqual(100_000);
  });

  test('a result that is larger than what is left does not reach the host', () => {
    const rex = new RExec({ limits: { crossedBytes: 10_000 } });
    expect(thrownBy(() => rex.rEval('new Uint8Array(1e6)'))).toMatchObject({ code: 'ERR_LIMIT' });
    expect(thrownBy(() => rex.rEval('Array.from({ length: 1e4 }, (_, i) => ({ i }))'))).toMatchObject({
      code: 'ERR_LIMIT',
    });
    expect(rex.rEval('1 + 1')).toBe(2);
  });
});

describe('cells', () => {
  test('as many as the limit says, living or ended, made anywhere below', () => {
    const rex = new RExec({ name: 'outer', limits: { cells: 3, depth: 3 } });
    rex.rExec(`
      new RExec().end();
      new RExec({ limits: { cells: 2, depth: 2 } }).rExec('new RExec()');
      let failure;
      try { new RExec(); } catch (error) { failure = error; }
    `);
    expect(rex.rEval('[failure.name, failure.code, failure.limit, failure.message]')).toEqual([
      'LimitError',
      'ERR_LIMIT',
      'cells',
      expect.stringMatching(/'outer'.* 3 cells made within.*limits\.cells/u),
    ]);
    expect(rex.usage().limits.cells).toEqual({ used: 3, allowed: 3, left: 0 });
  });

  test('none where the policy does not say so', () => {
    const rex = new RExec({ name: 'leaf' });
    expect(thrownBy(() => rex.rExec('new RExec()'))).toMatchObject({ name: 'LimitError', code: 'ERR_LIMIT' });
    expect(rex.usage().within).toEqual([]);
  });

  test('a cell that a guest makes in its child is as deep as it is', () => {
    const rex = new RExec({ limits: { cells: 9, depth: 1 } });
    expect(thrownBy(() => rex.rExec('new RExec().nest()')).message).toMatch(/limits\.depth/u);
    // One level is used, and as many can be used: there is room for more cells on it.
    expect(rex.usage().limits.depth).toEqual({ used: 1, allowed: 1, left: 1 });
    expect(rex.usage().within[0]?.limits.depth).toEqual({ used: 0, allowed: 0, left: 0 });
  });

  test("the host's own nesting takes nothing from the guest's", () => {
    const rex = new RExec({ limits: { cells: 1, depth: 1 } });
    rex.nest();
    rex.nest();
    rex.rExec('new RExec()');
    expect(rex.usage().within).toHaveLength(3);
  });
});

test('timers and output of a child are its parents', () => {
  const written: string[] = [];
  const sink = {
    write(text: string) {
      written.push(text);
    },
  };
  const rex = new RExec({ limits: { timers: 3, outputBytes: 40, cells: 1, depth: 1 }, stdio: { stdout: sink } });
  rex.rExec(`
    const inner = new RExec();
    const text = 'for (let i = 0; i < 2; i += 1) setTimeout(() => {}, 1e6); console.log("0123456789")';
    inner.rExec(text);
    setTimeout(() => {}, 1e6);
  `);
  const { limits, within } = rex.usage();
  expect(limits.timers).toEqual({ used: 3, allowed: 3, left: 0 });
  expect(limits.outputBytes.used).toBeGreaterThanOrEqual(11);
  expect(within[0]?.limits.timers.used).toBe(2);
  expect(thrownBy(() => rex.rExec('inner.rExec("setTimeout(() => {}, 1)")')).message).toContain('limits.timers');
  expect(thrownBy(() => rex.rExec('for (;;) inner.rExec(\'console.log("0123456789")\')')).message).toContain(
    'limits.outputBytes',
  );
  expect(written.join('').length).toBeLessThanOrEqual(40);
  rex.rExec('inner.end()');
  expect(rex.usage().limits.timers.used).toBe(1);
  rex.end();
});

test("files and bytes that a child writes are its parents', and end at whoever's limit comes first", async () => {
  const home = mkdtempSync(join(tmpdir(), 'budgets-'));
  const onDisk = (): number => readdirSync(home).reduce((sum, file) => sum + statSync(join(home, file)).size, 0);
  const rex = new RExec({
    name: 'outer',
    okPath: [home],
    okWritePath: [home],
    okBuiltinModules: ['node:fs'],
    okPosixNames: ['writeFileSync'],
    limits: { cells: 1, depth: 1, filesWritten: 4, bytesWritten: 100 },
  });
  const write = `
    const { writeFileSync } = await import('node:fs');
    var write = (name, size) => writeFileSync(${JSON.stringify(home)} + '/' + name, 'x'.repeat(size));
  `;

  await rex.rExecAsync(`
      ${write}
      const lines = { okPath: ['./'], okWritePath: ['./'], okBuiltinModules: ['node:fs'], okPosixNames: ['writeFileSync'] };
      const inner = new RExec({ name: 'inner', ...lines, limits: { bytesWritten: 60, filesWritten: 4 } });
      await inner.rExecAsync(${JSON.stringify(write)});
      inner.rExec('write("a", 30)');
      write('b', 30);
    `);
  expect(rex.usage().limits).toMatchObject({
    filesWritten: { used: 2, allowed: 4, left: 2 },
    bytesWritten: { used: 60, allowed: 100, left: 40 },
  });
  expect(rex.usage().within[0]?.limits).toMatchObject({
    filesWritten: { used: 1, left: 2 },
    bytesWritten: { used: 30, allowed: 60, left: 30 },
  });
  expect(thrownBy(() => rex.rExec('inner.rExec("write(`a`, 31)")')).message).toMatch(
    /'outer\/inner'.*60 bytes written to files.*limits\.bytesWritten/u,
  );
  // That opened a file all the same: one is left.
  rex.rExec('inner.rExec("write(`c`, 1)")');
  expect(thrownBy(() => rex.rExec('inner.rExec("write(`d`, 1)")')).message).toMatch(
    /'outer'.*4 files.*limits\.filesWritten/u,
  );
  expect(onDisk()).toBeLessThanOrEqual(61);
  rex.end();
  rmSync(home, { recursive: true });
});

test('siblings that share what is left get it to the last, whoever asks, however it was taken in advance', () => {
  let calls = 0;
  const tick = (): void => {
    calls += 1;
  };
  const rex = new RExec({ name: 'outer', endowments: { tick }, limits: { endowmentCalls: 20_000 } });
  const siblings = Array.from({ length: 20 }, () => rex.nest({ endowments: ['tick'] }));
  const loops = siblings.map(
    (cell) => cell.rEval('(turns) => { for (let i = 0; i < turns; i += 1) tick(); }') as (turns: number) => void,
  );
  const error = thrownBy(() => {
    for (let turn = 0; ; turn += 1) loops[turn % loops.length]?.(1 + (turn % 97));
  });
  expect(error.message).toMatch(/limits\.endowmentCalls/u);
  expect(calls).toBe(20_000);
  expect(rex.usage().limits.endowmentCalls).toEqual({ used: 20_000, allowed: 20_000, left: 0 });
  const used = rex.usage().within.map(({ limits }) => limits.endowmentCalls.used);
  expect(used.reduce((sum, each) => sum + each, 0)).toBe(20_000);
});
