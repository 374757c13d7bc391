// What a guest is told of its cells, and what the host is: in its own terms, by errors of its own.
import { allow, bastion, GuestError } from '@padded-cell/bastion';
import { type CellRecord, RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { holding, home, inGuest, Store } from './guest.js';

test('no message, policy or answer tells the path of what is held', async () => {
  const result = await inGuest(`
    const told = [];
    const note = async (run) => { try { told.push(JSON.stringify(await run())); } catch (error) { told.push(error.message, JSON.stringify(error), String(error.stack)); } };
    const inner = new RExec({ okPath: ['./inner'] });
    await note(() => new RExec({ okPath: ['/etc/passwd', '../x'], okWritePath: ['./'] }));
    await note(() => inner.nest({ okPath: ['./'] }));
    await note(() => inner.rImport('./missing.js'));
    await note(() => inner.rImport('../open.js'));
    await note(() => inner.policy);
    await note(() => inner.usage());
    await note(() => inner.explain({ read: './deep.js' }));
    await note(() => inner.explain({ read: '/etc/passwd' }));
    await note(() => new RExec({ okPath: ['./a\\0b'] }));
    await note(() => new RExec({ okPath: ['./**'], packages: { a: { okPath: ['./inner'] } } }));
    result = told;
  `);
  expect((result as string[]).length).toBeGreaterThan(10);
  expect(JSON.stringify(result)).not.toContain(home);
  expect(JSON.stringify(result)).toContain('plugins/inner');
});

test('every error that a guest gets of its cells is its own: of a class that it imports, or of the language', async () => {
  const result = await inGuest(`
    const own = new Set([Error, TypeError, SyntaxError, RangeError, ReferenceError,
      ...Object.values(await import('@padded-cell/rexec')), ...Object.values(await import('@padded-cell/bastion'))]);
    const odd = [];
    let caught = 0;
    const look = async (run) => {
      try { await run(); } catch (error) {
        caught += 1;
        if (!own.has(error.constructor) || !(error instanceof Error)) odd.push(String(error));
      }
    };
    const few = { crossedBytes: 5000, endowmentCalls: 3, timers: 1, outputBytes: 10 };
    const make = (endowments) => new RExec({ okPath: ['./'], limits: few, endowments });
    const big = new Uint8Array(10_000);
    await look(() => make({ big }));
    await look(() => make().rEval('new Uint8Array(10_000)'));
    await look(() => make().rEval('(x) => x')(big));
    await look(() => make().rEval('Promise.resolve(new Uint8Array(10_000))'));
    await look(() => make().rExec('throw new Uint8Array(10_000)'));
    await look(() => make({ tick() {} }).rExec('for (;;) tick()'));
    await look(() => make({ async tick() {} }).rExecAsync('for (;;) await tick()'));
    await look(() => make().rExec('for (;;) setTimeout(() => {}, 1e6)'));
    await look(() => make().rExec('for (;;) console.log("text")'));
    await look(() => make().rExec('('));
    await look(() => make().rExec('null.x'));
    await look(() => make().rExec('new RExec()'));
    await look(() => make().rExec('Compartment'));
    await look(() => make().rImport('./missing.js'));
    await look(() => make().rImport('node:url'));
    await look(() => make().nest({ okPath: ['/'] }));
    await look(() => make().nest({ limits: { timers: 2 } }));
    await look(() => make().nest({ okPath: [1] }));
    await look(() => make().nest({ endowments: ['missing'] }));
    await look(() => make().explain({}));
    await look(() => make().compile('('));
    await look(() => { const ended = make(); ended.end(); ended.rEval('1'); });
    await look(() => { const ended = make(); const f = ended.rEval('() => 1'); ended.end(); f(); });
    await look(() => new RExec({ hooks: { read() { throw new Uint8Array(1); } } }).rImport('./x.js'));
    await look(() => new RExec({ hooks: {} }));
    result = [caught, odd];
  `);
  expect(result).toEqual([25, []]);
});

test('what a child throws where nobody called reaches the host as an error of its own', async () => {
  const records: CellRecord[] = [];
  const rex = new RExec({
    name: 'outer',
    limits: { cells: 1, depth: 1 },
    logger: (record) => {
      records.push(record);
    },
  });
  rex.rExec(`
    const inner = new RExec({ name: 'inner' });
    inner.rExec('setTimeout(() => { throw new RangeError("late"); }, 1); setTimeout(() => { throw new Proxy({}, {}); }, 1)');
  `);
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
  expect(records).toHaveLength(2);
  for (const record of records) {
    expect(record).toMatchObject({ kind: 'error', cell: 'outer/inner' });
    expect((record as { error: unknown }).error).toBeInstanceOf(GuestError);
  }
  expect((records[0] as { error: Error }).error.message).toBe('late');
  rex.end();
});

test('a guest that runs out of stack while it makes cells has no more for it', async () => {
  const rex = holding({ store: bastion(new Store(), allow('read')) });
  rex.rExec(`
    let made = 0;
    const odd = [];
    const deep = () => {
      try { deep(); } catch {}
      try {
        if (made >= 20) return;
        new RExec({ okPath: ['./inner'], endowments: { store } });
        made += 1;
      } catch (error) { if (typeof error !== 'object' || error === null) odd.push(typeof error); }
    };
    deep();
  `);
  const { limits, within } = rex.usage();
  expect(limits.cells.used).toBeLessThanOrEqual(50);
  expect(within.length).toBeLessThanOrEqual(limits.cells.used);
  expect(rex.rEval('odd')).toEqual([]);
  rex.end();
  expect(() => rex.rEval('1')).toThrow(/has ended/u);
});

test('names are text, and say whose child it is', async () => {
  const rex = holding();
  expect(rex.rEval('[new RExec({ name: "mine" }).name, typeof new RExec().name]')).toEqual(['mine', 'string']);
  for (const name of ['{ toString: () => "host" }', '1', '"x".repeat(1000)']) {
    expect(() => rex.rExec(`new RExec({ name: ${name} })`)).toThrow(/name of a cell/u);
  }
  expect(rex.usage().within.map(({ cell }) => cell)).toEqual(['outer/mine', expect.stringMatching(/^outer\//u)]);
});

test.each([
  ['an own name', 'new RExec({ endowments: { eval: 1 } })', /cell's own/u],
  ['no name', "new RExec({ endowments: { 'not a name': 1 } })", /not a name/u],
  ['a getter', 'new RExec({ endowments: { get x() { return 1; } } })', /getter/u],
  ['clip, where nothing is clipped', 'new RExec({ clip: true })', /clip/u],
  ['a logger', 'new RExec({ logger: () => {} })', /logger cannot be given inside/u],
  ['nothing that is options', 'new RExec(1)', /options/u],
  ['no text', 'new RExec().rEval({})', /is a string/u],
  [
    'a program of another kind',
    "const rex = new RExec(); rex.rExec(rex.compile('1', 'rEval'))",
    /not compiled for rExec/u,
  ],
  ['no program', "new RExec().rExec('(')", /rExec-1/u],
])('%s is an error that says so', (_, text, message) => {
  expect(() => {
    holding().rExec(`{ ${text} }`);
  }).toThrow(message);
});
