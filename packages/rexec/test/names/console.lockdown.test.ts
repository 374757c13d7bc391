// A guest's console shows what it is given, to whom the host says, and nothing of the guest's runs meanwhile.
import { type ConsoleRecord, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { caught } from '../caught.js';

const withRecords = (options: object = {}): { rex: RExec; records: ConsoleRecord[] } => {
  const records: ConsoleRecord[] = [];
  const rex = new RExec({ name: 'plugin', console: (record) => void records.push(record), ...options });
  return { rex, records };
};

const shown = (source: string): string | undefined => {
  const { rex, records } = withRecords();
  rex.rExec(`console.log(${source})`);
  return records[0]?.text;
};

describe('what is shown', () => {
  test.each([
    ["'a', 1, true, null, undefined, 5n", 'a 1 true null undefined 5n'],
    ["'%s has %d of %i %%', 'x', 1.5, '7'", 'x has 1.5 of 7 %'],
    ['{ a: 1, b: { c: [1, 2] } }', '{ a: 1, b: { c: [ 1, 2 ] } }'],
    ['{ a: { b: { c: { d: 1 } } } }', '{ a: { b: { c: [Object] } } }'],
    ["['x', , undefined]", "[ 'x', <1 empty item>, undefined ]"],
    ['new Map([[1, { a: 1 }]]), new Set([1])', 'Map(1) { 1 => { a: 1 } } Set(1) { 1 }'],
    ['new (class Point { x = 1; })()', 'Point { x: 1 }'],
    ['Object.create(null)', '[Object: null prototype] {}'],
    ['function f() {}, () => {}', '[Function: f] [Function (anonymous)]'],
    ["new TypeError('no')", '[TypeError: no]'],
    ["Object.assign(new Error('no'), { name: 'Mine' })", '[Mine: no]'],
    ['/a+/gi, new Date(0)', '/a+/gi 1970-01-01T00:00:00.000Z'],
    ['new Uint8Array([1, 2])', 'Uint8Array(2) [ 1, 2 ]'],
    ['Symbol("s"), Promise.resolve(1)', 'Symbol(s) Promise { … }'],
    ['{ get x() { return 1 }, set y(v) {} }', '{ x: [Getter], y: [Setter] }'],
    ['(() => { const a = []; a.push(a); return a })()', '<ref *1> [ [Circular *1] ]'],
    ['', ''],
  ])('console.log(%s)', (source, text) => {
    expect(shown(source)).toBe(text);
  });

  test('each method goes where Node has it go', () => {
    const written: Record<string, string[]> = { out: [], err: [] };
    const rex = new RExec({
      stdio: {
        stdout: { write: (text) => written['out']?.push(text) },
        stderr: { write: (text) => written['err']?.push(text) },
      },
    });
    rex.rExec(`
      console.log('log'); console.info('info'); console.debug('debug');
      console.group('group'); console.log('in\\nside'); console.groupEnd(); console.groupEnd();
      console.error('error'); console.warn('warn'); console.trace('trace');
      console.assert(true, 'no'); console.assert(0, 'assert');
      console.count(); console.count(); console.countReset(); console.count('x'); console.count();
      console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
    `);
    expect(written['out']?.join('')).toBe(
      'log\ninfo\ndebug\ngroup\n  in\n  side\ndefault: 1\ndefault: 2\nx: 1\ndefault: 1\n{ a: [Object] }\n',
    );
    expect(written['err']?.join('')).toBe('error\nwarn\nTrace: trace\nAssertion failed: assert\n');
  });

  test('console.time tells the time by the policy', () => {
    const { rex, records } = withRecords({ clock: { fixed: 0 } });
    rex.rExec('console.time("t"); console.timeLog("t", 1); console.timeEnd("t")');
    expect(records.map(({ text }) => text)).toEqual(['t: 0.000ms 1', 't: 0.000ms']);
    expect(caught(() => new RExec().rExec('console.time()'))).toMatchObject({ code: 'ERR_NOT_GRANTED' });
  });

  test('the record names the cell and the method', () => {
    const { rex, records } = withRecords();
    rex.rExec('console.warn(1)');
    rex.nest().rExec('console.log(2)');
    expect(records).toEqual([
      { cell: 'plugin', method: 'warn', text: '1' },
      { cell: 'plugin/nest-1', method: 'log', text: '2' },
    ]);
  });
});

describe('nothing of the guest runs, whatever it is', () => {
  const spy = 'globalThis.ran = (globalThis.ran ?? 0) + 1;';
  const trap = `new Proxy({}, { get() { ${spy} throw 1 } })`;

  test.each([
    `{ get x() { ${spy} throw 1 }, toString() { ${spy} throw 1 }, valueOf() { ${spy} }, [Symbol.toPrimitive]() { ${spy} } }`,
    `{ toJSON() { ${spy} }, inspect() { ${spy} }, [Symbol.for('nodejs.util.inspect.custom')]() { ${spy} return 'x' } }`,
    `'%s %d %i %f %j %o %O %c', ...Array(8).fill({ toString() { ${spy} return 'x' }, valueOf() { ${spy} return 1 }, toJSON() { ${spy} } })`,
    `{ get [Symbol.toStringTag]() { ${spy} return 'x' }, get constructor() { ${spy} throw 1 } }`,
    `new (class { get [Symbol.toStringTag]() { ${spy} } static get name() { ${spy} throw 1 } })()`,
    `new Proxy({}, ${trap}), new Proxy(function () {}, ${trap}), new Proxy([], ${trap})`,
    `{ a: [new Proxy({}, ${trap})] }, new Map([[new Proxy({}, ${trap}), 1]])`,
    `Object.create(new Proxy({}, ${trap}))`,
    `Object.create({ constructor: new Proxy(class {}, ${trap}) })`,
    `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()`,
    `Object.setPrototypeOf(new Error('e'), new Proxy({}, ${trap}))`,
    `Object.defineProperty(new Error('e'), 'name', { get: new Proxy(function () {}, ${trap}) })`,
    `Object.defineProperty(new Error('e'), 'message', { get() { ${spy} } }), Object.defineProperty(new Error('e'), 'stack', { get() { ${spy} } })`,
    `Object.defineProperty(/x/, 'flags', { get() { ${spy} } }), Object.defineProperty(/x/, 'source', { get() { ${spy} } })`,
    `Object.defineProperties(new Date(0), { toISOString: { value() { ${spy} } }, getTime: { value() { ${spy} } } })`,
    `Object.defineProperties(new Map([[1, 2]]), { forEach: { value() { ${spy} } }, size: { get() { ${spy} } } })`,
    `new (class extends Map { forEach() { ${spy} } [Symbol.iterator]() { ${spy} } get size() { ${spy} } })([[1, 2]])`,
    `new (class extends Array { get 5() { ${spy} } map() { ${spy} } [Symbol.iterator]() { ${spy} } })(3)`,
    `new (class extends Uint8Array { get length() { ${spy} } })(3)`,
    `Object.defineProperty(() => {}, 'name', { get() { ${spy} } }), Object.defineProperty(Object('x'), 'toString', { value() { ${spy} } })`,
    `{ constructor: 1, toString: 2, __proto__: null }, JSON.parse('{"__proto__":{"x":1},"toString":1,"constructor":{"name":"X"}}')`,
    `function* () {}, (function* () { ${spy} })(), globalThis, console, Symbol.iterator, (function () { return arguments })(1)`,
  ])('console.log(%s)', (values) => {
    const { rex, records } = withRecords();
    rex.rExec('var ran = 0');
    for (const method of ['log', 'dir', 'error', 'table', 'count', 'trace']) rex.rExec(`console.${method}(${values})`);
    rex.rExec(`console.dir({}, ${values.startsWith("'") ? '{}' : values}); console.assert(false, ${values})`);
    expect(records.length).toBe(8);
    expect(rex.rEval('ran')).toBe(0);
    for (const { text } of records) expect(text.length).toBeLessThan(20_000);
  });

  test.each([
    ['deep', '(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return o })()'],
    [
      'deep, all of it asked for',
      '(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = [o]; return o })(), { depth: Infinity }',
    ],
    ['many members', 'Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ["k" + i, i]))'],
    ['many items', 'Array(1e6).fill(0)'],
    ['many holes', 'Array(4e9)'],
    ['a huge Map', 'new Map(Array.from({ length: 1e5 }, (_, i) => [i, i]))'],
    ['a long string', '"x".repeat(1e7)'],
    ['many long strings', 'Array(1000).fill("x".repeat(1e5))'],
    ['a long key', '({ ["x".repeat(1e6)]: 1 })'],
    ['a long name', 'Object.defineProperty(() => {}, "name", { value: "x".repeat(1e6) })'],
    ['a long message', 'new Error("x".repeat(1e6))'],
    ['a large BigInt', '2n ** 100000n'],
    ['a wide tree', '(() => { const t = (n) => n ? Array.from({ length: 40 }, () => t(n - 1)) : 1; return t(3) })()'],
    ['much binary', 'new Uint8Array(1e6)'],
    ['a chain of prototypes', '(() => { let o = {}; for (let i = 0; i < 1e4; i++) o = Object.create(o); return o })()'],
    ['a long symbol', 'Symbol("x".repeat(1e6))'],
    ['many values', '...Array(1e4).fill("xy")'],
  ])('%s is cut, and said to be', (_, source) => {
    const { rex, records } = withRecords();
    rex.rExec(`console.dir(${source}); console.log(${source})`);
    for (const { text } of records) expect(text.length).toBeLessThan(270_000);
    expect(records).toHaveLength(2);
  });
});

const hostOutput = (run: () => void): string => {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    run();
  } finally {
    process.stdout.write = write;
  }
  return written.join('');
};

describe('a log line cannot be forged', () => {
  test("by default each line on the host's stdout begins with the cell's name", () => {
    const text = hostOutput(() => {
      const rex = new RExec({ name: 'plugin\n[host]' });
      rex.rExec('console.log("a\\n[host] all is well\\r[host] b\\u2028c\\u001b[2Jd\\u202e")');
    });
    expect(text).toBe(
      '[plugin\\u{a}[host]] a\n[plugin\\u{a}[host]] [host] all is well\\u{d}[host] b\\u{2028}c\\u{1b}[2Jd\\u{202e}\n',
    );
  });

  test.each(['\\u001b]0;title\\u0007', '\\u009b31m', '\\b\\b\\b', '\\r', '\\0', '\\u2066'])(
    '%s is shown and not obeyed',
    (code) => {
      for (const source of [
        `'${code}'`,
        `['${code}']`,
        `{ ['${code}']: 1 }`,
        `new Error('${code}')`,
        `Symbol('${code}')`,
      ]) {
        // oxlint-disable-next-line no-control-regex
        expect(shown(source)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u);
      }
    },
  );
});

describe('output is bounded', () => {
  test('what passes the limit is an error that names it, and is not written', () => {
    const { rex, records } = withRecords({ limits: { outputBytes: 100 } });
    rex.rExec('console.log("x".repeat(90))');
    const error = caught(() => rex.rExec('console.log("ééééé")'));
    expect(error).toMatchObject({ guest: true, code: 'ERR_LIMIT' });
    expect((error as Error).message).toMatch(/'plugin'.*100 bytes.*limits\.outputBytes/u);
    rex.rExec('console.log("fits")');
    expect(records.map(({ text }) => text.length)).toEqual([90, 4]);
  });

  test('what a nested cell writes, its parents have written', () => {
    const { rex } = withRecords({ limits: { outputBytes: 100 } });
    const inner = rex.nest({ limits: { outputBytes: 100 } });
    inner.rExec('console.log("x".repeat(60))');
    expect(caught(() => rex.rExec('console.log("x".repeat(60))'))).toMatchObject({ code: 'ERR_LIMIT' });
    inner.end();
    expect(caught(() => rex.rExec('console.log("x".repeat(60))'))).toMatchObject({ code: 'ERR_LIMIT' });
  });
});

test('a cell that has ended writes nothing', async () => {
  const { rex, records } = withRecords();
  const waiting = rex.rExecAsync('await null; console.log("late")');
  rex.end();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
  expect(records).toEqual([]);
});

test('the console can be withheld, takes no mark, and what it calls of the host gives nothing away', () => {
  expect(new RExec({ nokBuiltinNames: ['console'] }).rEval('typeof console')).toBe('undefined');
  const { rex } = withRecords({
    console: () => {
      throw Object.assign(new Error('disk full'), { path: '/srv/secret/log' });
    },
  });
  expect(caught(() => rex.rExec('console.log = 1'))).toMatchObject({ name: 'TypeError' });
  expect(caught(() => rex.rExec('console.log.mark = 1'))).toMatchObject({ name: 'TypeError' });
  const told = rex.rEval(
    '(() => { try { console.log(1); return "nothing"; } catch (error) { return JSON.stringify(Object.getOwnPropertyDescriptors(error)) + error.message; } })()',
  );
  expect(told).toContain('disk full');
  expect(told).not.toContain('secret');
});
