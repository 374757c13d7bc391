// A guest's timers run, hurt nobody, and end with their cell.
import { setTimeout as sleep } from 'node:timers/promises';
import { type CellRecord, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { caught } from '../caught.js';

const until = async (isDone: () => boolean): Promise<void> => {
  for (let waited = 0; waited < 2000 && !isDone(); waited += 5) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is the point
    await sleep(5);
  }
};

const withCalls = (limits = {}): { rex: RExec; calls: unknown[]; records: CellRecord[] } => {
  const calls: unknown[] = [];
  const records: CellRecord[] = [];
  const rex = new RExec({
    name: 'plugin',
    limits,
    logger: (record) => {
      records.push(record);
    },
    endowments: { call: (...args: unknown[]) => void calls.push(args) },
  });
  return { rex, calls, records };
};

describe('timers work as they do elsewhere', () => {
  test('each calls with its arguments, at its time', async () => {
    const { rex, calls } = withCalls();
    rex.rExec(`
      setTimeout(call, 20, 'late', 1);
      setTimeout(call, 0, 'soon');
      setImmediate(call, 'immediate');
      queueMicrotask(() => call('microtask'));
      let left = 3;
      const id = setInterval(() => { call('again'); if (--left === 0) clearInterval(id); }, 1);
      call('first');
    `);
    await until(() => calls.length >= 8);
    expect(calls.slice(0, 2)).toEqual([['first'], ['microtask']]);
    expect(calls).toContainEqual(['late', 1]);
    expect(calls).toContainEqual(['immediate']);
    expect(calls.filter((call) => (call as unknown[])[0] === 'again')).toHaveLength(3);
  });

  test('what is cleared does not run; what was never set, or is of another kind, is no error', async () => {
    const { rex, calls } = withCalls();
    rex.rExec(`
      clearTimeout(setTimeout(call, 1, 'timeout'));
      clearTimeout(String(setTimeout(call, 1, 'by text')));
      clearTimeout(setInterval(call, 1, 'interval'));
      clearImmediate(setImmediate(call, 'immediate'));
      for (const id of [undefined, null, 12345, {}, 'x', NaN, Symbol(), 10n]) { clearTimeout(id); clearInterval(id); clearImmediate(id); }
      clearImmediate(setTimeout(call, 1, 'stays'));
    `);
    await until(() => calls.length > 0);
    await sleep(10);
    expect(calls).toEqual([['stays']]);
  });

  test('a number stands for a timer of this cell only', async () => {
    const [one, other] = [withCalls(), withCalls()];
    expect(one.rex.rEval('setTimeout(call, 5)')).toBe(1);
    other.rex.rExec('for (let id = 0; id < 100; id += 1) clearTimeout(id)');
    await until(() => one.calls.length > 0);
    expect(one.calls).toHaveLength(1);
  });

  test.each(['setTimeout("call()")', 'setInterval()', 'setImmediate({})', 'queueMicrotask(null)'])(
    '%s takes a function',
    (source) => {
      expect(caught(() => withCalls().rex.rExec(source))).toMatchObject({ guest: true, name: 'TypeError' });
    },
  );

  test('a delay is read once, and one that is too long is no warning on stderr', async () => {
    const { rex, calls } = withCalls();
    const warnings: unknown[] = [];
    const note = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', note);
    rex.rExec('var reads = 0; setTimeout(call, { valueOf() { reads += 1; return 1e99; } }); setTimeout(call, NaN)');
    await until(() => calls.length === 2);
    process.off('warning', note);
    expect([calls.length, rex.rEval('reads'), warnings]).toEqual([2, 1, []]);
  });
});

describe('a callback that throws does not hurt the host', () => {
  test.each(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'])(
    'in %s it is a GuestError for the logger, with its place',
    async (name) => {
      const { rex, records } = withCalls();
      rex.rExec(`const id = ${name}(() => {\n  clearInterval(id); throw new RangeError('no'); });`, {
        file: 'clock.js',
      });
      await until(() => records.length > 0);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({
        kind: 'error',
        cell: 'plugin',
        from: name,
        error: { guest: true, name: 'RangeError', message: 'no' },
      });
    },
  );

  test.each([
    'throw new Proxy({}, { get() { ran = true; throw 1 }, getPrototypeOf() { ran = true; throw 1 } })',
    'throw null',
    'throw { get message() { ran = true; throw 1 }, toString() { ran = true; throw 2 } }',
    'function f() { f(); } f()',
  ])('%s', async (source) => {
    const { rex, records } = withCalls();
    rex.rExec(`var ran = false; setTimeout(() => { ${source} })`);
    await until(() => records.length > 0);
    expect(records[0]).toMatchObject({ error: { guest: true } });
    expect(rex.rEval('ran')).toBe(false);
  });

  test('without a logger it is a line on stderr that cannot forge another, and no more than the limit allows', async () => {
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    try {
      const rex = new RExec({ name: 'noisy', limits: { outputBytes: 300 } });
      rex.rExec('setInterval(() => { throw new Error("a\\n[host] all is well\\u001b[2J") }, 1)');
      await sleep(100);
      rex.end();
    } finally {
      process.stderr.write = write;
    }
    expect(written[0]).toMatch(
      /^\[noisy\] uncaught in setInterval: Error: a\\u\{a\}\[host\] all is well\\u\{1b\}\[2J.*\n$/u,
    );
    expect(written.at(-1)).toMatch(/more errors are not written/u);
    expect(written.join('').length).toBeLessThan(700);
  });
});

describe('the number alive is bounded', () => {
  test('by the limit, in an error that names it; a timer that ended makes room', async () => {
    const { rex, calls } = withCalls({ timers: 2 });
    rex.rExec('const one = setTimeout(call, 1); const two = setInterval(() => {}, 1000)');
    for (const set of ['setTimeout(call)', 'setInterval(call)', 'setImmediate(call)']) {
      const error = caught(() => rex.rExec(set));
      expect(error).toMatchObject({ guest: true, name: 'LimitError', code: 'ERR_LIMIT' });
      expect((error as Error).message).toMatch(/'plugin'.*2 timers alive.*limits\.timers/u);
    }
    await until(() => calls.length > 0);
    rex.rExec('setTimeout(call, 1); clearInterval(two); setTimeout(call, 1)');
    await until(() => calls.length === 3);
    expect(calls).toHaveLength(3);
  });

  test("a nested cell's count for its parents, and are given back when it ends", () => {
    const { rex } = withCalls({ timers: 3 });
    const inner = rex.nest({ limits: { timers: 2 } });
    inner.rExec('for (let i = 0; i < 2; i += 1) setInterval(() => {}, 1000)');
    expect(caught(() => inner.rExec('setTimeout(() => {}, 1000)'))).toMatchObject({
      code: 'ERR_LIMIT',
      message: expect.stringContaining("'plugin/nest-1'") as string,
    });
    rex.rExec('setTimeout(() => {}, 1000)');
    expect(caught(() => rex.rExec('setTimeout(() => {}, 1000)'))).toMatchObject({ code: 'ERR_LIMIT' });
    inner.end();
    rex.rExec('setTimeout(() => {}, 1000); setTimeout(() => {}, 1000)');
    expect(caught(() => rex.rExec('setTimeout(() => {}, 1000)'))).toMatchObject({ code: 'ERR_LIMIT' });
    rex.end();
  });

  test('no limit is written as such; a policy that says nothing has none', () => {
    const rex = new RExec({ limits: { timers: 0 } });
    expect(caught(() => rex.rExec('setTimeout(() => {})'))).toMatchObject({ code: 'ERR_LIMIT' });
    expect(rex.rEval('clearTimeout(1)')).toBeUndefined();
  });

  test('a stack that overflows while timers are made leaves none that runs past the end', async () => {
    const { rex, calls } = withCalls({ timers: 50 });
    const inner = rex.nest({ endowments: [] });
    inner.rExec(`
      let made = 0;
      const down = () => { try { down(); } catch {} if (made++ < 2000) try { clearInterval(setInterval(() => {}, 1)); } catch {} };
      try { down(); } catch {}
    `);
    inner.end();
    rex.rExec('for (let i = 0; i < 50; i += 1) setTimeout(call, 1)');
    await until(() => calls.length === 50);
    expect(calls).toHaveLength(50);
  });
});

describe('the end of a cell', () => {
  test('clears its timers and those of the cells in it', async () => {
    const { rex, calls } = withCalls();
    const inner = rex.nest({ endowments: ['call'] as never });
    for (const cell of [rex, inner]) {
      cell.rExec('setTimeout(call, 1); setInterval(call, 1); setImmediate(call); queueMicrotask(() => call())');
    }
    rex.end();
    await sleep(30);
    expect(calls).toEqual([]);
  });

  test('leaves nobody to set new ones', async () => {
    const { rex, calls } = withCalls();
    const waiting = rex.rExecAsync(
      'await null; try { setTimeout(call) } catch (error) { globalThis.told = error.name; }',
    );
    rex.end();
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
    await sleep(10);
    expect(calls).toEqual([]);
  });
});

test.each([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
])('%s shows nothing of the host, takes no mark, and can be withheld', (name) => {
  const rex = new RExec();
  expect(rex.rEval(`[${name}.name, Function.prototype.toString.call(${name})]`)).toEqual([
    name,
    'function () { [native code] }',
  ]);
  expect(caught(() => rex.rExec(`${name}.mark = 1`))).toMatchObject({ name: 'TypeError' });
  expect(caught(() => rex.rEval(`${name}.constructor('return hostSecret')()`))).toMatchObject({ name: 'TypeError' });
  expect(new RExec({ nokBuiltinNames: [name] }).rEval(`typeof ${name}`)).toBe('undefined');
});
