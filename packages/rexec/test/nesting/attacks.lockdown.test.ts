// A guest that makes cells tries to get more out of it than it has, and a child to get at its parent.
import { allow, bastion, GuestError, isBastion } from '@padded-cell/bastion';
import { type CellRecord, RExec } from '@padded-cell/rexec';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'nesting-'));
const plugins = join(home, 'plugins');
const outside = join(home, 'outside');
mkdirSync(join(plugins, 'inner'), { recursive: true });
mkdirSync(outside);
writeFileSync(join(outside, 'secret.js'), "export const secret = 'the secret';");
writeFileSync(join(plugins, 'open.js'), "export const word = 'open';");
writeFileSync(join(plugins, 'inner', 'deep.js'), "export const word = 'deep';");
symlinkSync(outside, join(plugins, 'way-out'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

class Store {
  secret = 'the secret';
  read(): string {
    return 'read';
  }
  write(): string {
    return 'written';
  }
}

const holding = (endowments: Record<string, unknown> = {}): RExec =>
  new RExec({
    name: 'outer',
    okPath: [plugins],
    okBuiltinModules: ['node:path'],
    limits: { cells: 50, depth: 5, timers: 10 },
    nokBuiltinNames: ['escape'],
    endowments,
  });

/** Runs statements in a guest, with `attempt(f)`: what f gives, or the name and code of what it throws. */
const inGuest = async (text: string, endowments: Record<string, unknown> = {}): Promise<unknown> => {
  const rex = holding({ ...endowments, secretPath: join(outside, 'secret.js'), outside });
  await rex.rExecAsync(`
    const attempt = async (run) => { try { return await run(); } catch (error) { return [error.name, error.code]; } };
    const importing = (options, path = secretPath) =>
      attempt(async () => (await new RExec(options).rImport(path)).secret);
    let result;
    ${text}
  `);
  return rex.rEval('result');
};

const privilege = ['PrivilegeError', 'ERR_PRIVILEGE'];
const refused = ['ImportError', 'ERR_IMPORT'];

describe('no way of asking gives more than is held', () => {
  test.each([
    ['a line', 'result = await importing({ okPath: [outside] });', privilege],
    ['a directory above', "result = await importing({ okPath: [outside + '/..'] });", privilege],
    ['the root', "result = await importing({ okPath: ['/'] });", privilege],
    ['a way up', "result = await importing({ okPath: ['./..'] });", privilege],
    ['a file: URL', "result = await importing({ okPath: ['file://' + outside] });", privilege],
    ['a link that leads out', "result = await importing({ okPath: ['./way-out'] }, './secret.js');", privilege],
    [
      'a getter that changes its answer',
      "let n = 0; result = await importing({ get okPath() { n += 1; return n === 1 ? ['./inner'] : [outside]; } });",
      refused,
    ],
    [
      'an array whose elements change',
      "let n = 0; const path = ['./inner']; Object.defineProperty(path, 0, { get() { n += 1; return n === 1 ? './inner' : outside; } }); result = await importing({ okPath: path });",
      refused,
    ],
    [
      'an array with a length that grows',
      "const path = new Proxy(['./inner', outside], { get(target, key) { return key === 'length' ? 1 : target[key]; } }); result = await importing({ okPath: path });",
      refused,
    ],
    [
      'a subclass of Array',
      "class Paths extends Array { static get [Symbol.species]() { return function () { return [outside]; }; } map() { return [outside]; } toJSON() { return [outside]; } *[Symbol.iterator]() { yield outside; } } result = await importing({ okPath: Paths.from(['./inner']) });",
      refused,
    ],
    [
      'a Proxy as the options',
      "let n = 0; const options = new Proxy({ okPath: [] }, { get: (_, key) => { if (key !== 'okPath') return undefined; n += 1; return n > 1 ? [outside] : ['./inner']; } }); result = await importing(options);",
      refused,
    ],
    ['toJSON', 'result = await importing({ okPath: [{ toJSON: () => outside }] });', ['PolicyError', 'ERR_POLICY']],
    [
      'an object with a toString',
      'result = await importing({ okPath: [{ toString: () => outside }] });',
      ['PolicyError', 'ERR_POLICY'],
    ],
    [
      '__proto__',
      'result = await importing(JSON.parse(\'{"__proto__": {"okPath": ["/"]}}\'));',
      ['PolicyError', 'ERR_POLICY'],
    ],
    [
      'a class attribute',
      'class Wide extends RExec { static okPath = [outside]; } result = await attempt(async () => (await new Wide().rImport(secretPath)).secret);',
      privilege,
    ],
    [
      'a class attribute that is a getter',
      "let n = 0; class Wide extends RExec { static get okPath() { n += 1; return n === 1 ? ['./inner'] : [outside]; } } result = await attempt(async () => (await new Wide().rImport(secretPath)).secret);",
      refused,
    ],
    ["an attribute of the cell's own class", 'RExec.okPath = [outside]; result = await importing({});', privilege],
    [
      'a class attribute set afterwards',
      "class Wide extends RExec { static okPath = ['./inner']; } const made = new Wide(); Wide.okPath = [outside]; result = await attempt(async () => (await made.rImport(secretPath)).secret);",
      refused,
    ],
    [
      'a package',
      'result = await importing({ okPath: [], packages: { marked: { okPath: [outside] } } });',
      ['PolicyError', 'ERR_POLICY'],
    ],
    ['a module', "result = await importing({ okBuiltinModules: ['node:url'] });", privilege],
    ['a name that is withheld', "result = await importing({ nokBuiltinNames: ['eval'] });", privilege],
    ['a limit', 'result = await importing({ limits: { timers: 11 } });', privilege],
    [
      'hooks that name the file',
      "result = await importing({ hooks: { resolve: () => [secretPath], read: (name) => ({ bytes: 'export const secret = import.meta.url;', name: secretPath }), canonical: () => secretPath } }, './x.js').then((told) => Array.isArray(told) ? told : typeof told);",
      'string',
    ],
    [
      'hooks that name a module of the host',
      "result = await importing({ hooks: { resolve: () => ['node:fs'], read: () => '' } });",
      refused,
    ],
    [
      'hooks that give something else than text',
      "result = await importing({ hooks: { read: () => ({ bytes: new Proxy(new Uint8Array(1), {}) }) } }, './x.js');",
      refused,
    ],
    [
      'hooks that give a thenable',
      "result = await importing({ hooks: { read: () => ({ then(resolve) { resolve({ get bytes() { throw secretPath; } }); } }) } }, './x.js');",
      refused,
    ],
    [
      'hooks whose text imports what is not held',
      "result = await importing({ hooks: { read: () => \"export { readFileSync as secret } from 'node:fs';\" } }, './x.js');",
      refused,
    ],
    [
      'a nested cell',
      "result = await attempt(() => new RExec({ okPath: ['./inner'] }).nest({ okPath: ['./'] }));",
      privilege,
    ],
    [
      'an override of rImport',
      "class Own extends RExec { async rImport() { return { secret: 'its own' }; } } const own = new Own(); result = await attempt(() => own.rExecAsync(`globalThis.got = (await import('${secretPath}')).secret`));",
      ['TypeError', undefined],
    ],
    [
      'a method taken to something else',
      "result = await attempt(() => RExec.prototype.rEval.call(Object.create(RExec.prototype), '1'));",
      ['TypeError', undefined],
    ],
  ])('%s', async (_, text, expected) => {
    const result = await inGuest(text);
    expect(JSON.stringify(result)).not.toContain('the secret');
    expect(result).toEqual(expected);
  });

  test('and what is held can be given on', async () => {
    expect(await inGuest("result = (await new RExec({ okPath: ['./inner'] }).rImport('./deep.js')).word;")).toBe(
      'deep',
    );
    expect(await inGuest("result = (await new RExec({ okPath: ['plugins'] }).rImport('./open.js')).word;")).toBe(
      'open',
    );
  });

  test('hooks of its own supply text for names', async () => {
    const text = `
      const files = { 'a.js': "export { word } from './b.js';", 'b.js': 'export const word = "made up";' };
      const inner = new RExec({ hooks: { read: (name) => files[name] } });
      result = (await inner.rImport('./a.js')).word;
    `;
    expect(await inGuest(text)).toBe('made up');
  });

  test('an override of rImport says what the import() of a program gives: a module of that cell', async () => {
    const text = `
      class Mapped extends RExec {
        static okPath = ['./'];
        async rImport(specifier) { return await super.rImport(specifier.replace('virtual:', './')); }
      }
      const inner = new Mapped();
      await inner.rExecAsync('var word = (await import("virtual:open.js")).word');
      result = inner.rEval('word');
    `;
    expect(await inGuest(text)).toBe('open');
  });

  test('clipped, what is asked for beyond is left out', async () => {
    const text = `
      const inner = new RExec({ okPath: ['./inner'], okBuiltinModules: ['node:path'] });
      const less = inner.nest({ okPath: ['./'], okBuiltinModules: ['node:path', 'node:url'] }, { clip: true });
      result = [less.policy.okPath, less.policy.okBuiltinModules];
    `;
    expect(await inGuest(text)).toEqual([['plugins/inner'], ['node:path']]);
  });
});

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

describe('a child cannot get at its parent', () => {
  const reach = `
    (() => {
      const found = [];
      const seen = new Set();
      const walk = (value, depth) => {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 6) return;
        seen.add(value);
        for (const key of [...Reflect.ownKeys(value), 'constructor', '__proto__', 'secret', 'prototype']) {
          let got;
          try { got = value[key]; } catch { continue; }
          if (got === 'the secret') found.push(String(key));
          walk(got, depth + 1);
        }
        try { walk(Object.getPrototypeOf(value), depth + 1); } catch {}
      };
      for (const each of [box, call, data, later, failing]) walk(each, 0);
      try { failing(); } catch (error) { walk(error, 0); }
      try { failing.call({}); } catch (error) { walk(error, 0); }
      return found;
    })()`;

  test('through what it is given, calls or catches', async () => {
    const text = `
      class Box { secret = 'the secret'; #hidden = 'the secret'; get() { return this; } }
      const box = new Box();
      const failing = () => { throw Object.assign(new Error('failed'), { secret: 'the secret', box, cause: { secret: 'the secret' } }); };
      const call = Object.assign(() => box, { secret: 'the secret' });
      const inner = new RExec({ endowments: { box, failing, call, later: Promise.resolve(box), data: { list: [box] } } });
      result = inner.rEval(\`${reach.replaceAll('\\', '\\\\')}\`);
    `;
    expect(await inGuest(text)).toEqual([]);
  });

  test('by leaving a mark on what both can reach', async () => {
    const text = `
      const shared = { list: [] };
      const fn = () => 1;
      const inner = new RExec({ endowments: { shared, fn } });
      inner.rExec('try { shared.list.push("mark") } catch {} try { shared.mark = 1 } catch {} try { fn.mark = 1 } catch {} try { Object.getPrototypeOf(fn).mark = 1 } catch {} try { Array.prototype.mark = 1 } catch {}');
      result = [shared.list.length, 'mark' in shared, 'mark' in fn, 'mark' in []];
    `;
    expect(await inGuest(text)).toEqual([0, false, false, false]);
  });

  test('by what it returns, throws or rejects with: nothing of it is read, called or asked for text by accident', async () => {
    const text = `
      const ran = new Set();
      const inner = new RExec({ endowments: { note: (what) => ran.add(what) } });
      const each = [
        '({ get x() { note("getter"); return 1; } })',
        'new Proxy({}, { get(target, key) { note("get"); }, has() { note("has"); } })',
        'new Proxy(class {}, { get(target, key) { note("get"); }, apply() { note("apply"); }, construct() { note("construct"); } })',
        '({ toString() { note("toString"); return ""; }, toJSON() { note("toJSON"); }, then() { note("then"); } })',
        'new (class { toString() { note("toString"); return ""; } toJSON() { note("toJSON"); } then() { note("then"); } get message() { note("getter"); } })()',
      ];
      const use = async (got) => {
        for (const run of [() => String(got), () => JSON.stringify(got), () => got + 1]) { try { run(); } catch {} }
        try { await got; } catch {}
      };
      for (const text of each) {
        try { await use(inner.rEval(text)); } catch (error) { await use(error); }
        try { inner.rEval('(() => { throw ' + text + '; })()'); } catch (error) { await use(error); }
        try { await inner.rEval('Promise.reject(' + text + ')'); } catch (error) { await use(error); }
        try { await inner.rExecAsync('throw ' + text); } catch (error) { await use(error); }
      }
      result = [...ran];
    `;
    expect(await inGuest(text)).toEqual([]);
  });

  test('nor a sibling, by an object that both were given', async () => {
    const text = `
      class Shared { call() { return 1; } }
      const shared = new Shared();
      const [one, two] = [new RExec({ endowments: { shared } }), new RExec({ endowments: { shared } })];
      for (const mark of ['shared.call.mark = 1', 'shared.mark = 1', 'Object.getPrototypeOf(shared).mark = 1', 'Object.prototype.mark = 1']) {
        one.rExec('try { ' + mark + ' } catch {}');
      }
      result = two.rEval('["mark" in shared, shared.call.mark, shared.call()]');
    `;
    expect(await inGuest(text)).toEqual([false, undefined, 1]);
  });
});

describe('a guest cannot get behind what its host gave it', () => {
  test("by its own bastion(), narrow() or a membrane of a cell's: a bastion of the host's comes back as it went", async () => {
    const store = bastion(new Store(), allow('read'));
    const text = `
      const inner = new RExec({ endowments: { store } });
      const back = inner.rEval('store');
      const call = inner.rEval('(f) => f(store)');
      const wider = narrow(store, () => true);
      const whole = bastion(store, () => true);
      const outcomes = [];
      for (const each of [store, back, call((value) => value), wider, whole]) {
        try { outcomes.push(each.read()); } catch (error) { outcomes.push(error.name); }
        for (const name of ['write', 'secret', '_raw', 'constructor']) {
          try { outcomes.push(typeof each[name]); } catch (error) { outcomes.push(error.name); }
        }
      }
      result = [back === store, ...new Set(outcomes)];
    `;
    const result = (await inGuest(text, { store })) as unknown[];
    expect(result.slice(0, 2)).toEqual([true, 'read']);
    expect(result).not.toContain('function');
    expect(result).not.toContain('string');
  });

  test('by registering a filter for a class that both know', async () => {
    const text = `
      const { bastion } = await import('@padded-cell/bastion');
      try { bastion.register(Map, () => true); bastion.register(Object, () => true); } catch {}
      result = typeof bastion.register;
    `;
    expect(await inGuest(text)).toBe('function');
    class Vault {
      _raw(): string {
        return 'the secret';
      }
    }
    const rex = new RExec({ endowments: { vault: new Vault() } });
    expect(() => rex.rEval('vault._raw()')).toThrow("'_raw'");
  });

  test('and its bastions are no bastions of the host', async () => {
    const rex = holding();
    const made = rex.rEval('bastion({ get: () => 1 })');
    expect(isBastion(made)).toBe(true); // The host's own, of an object of the guest's.
    expect((made as { get: () => unknown }).get()).toBe(1);
  });
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
