// ES modules as the language has them: what is exported is live, cycles work, and what waits is waited for.
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { tree } from './tree.js';

const app = tree();

describe('exports', () => {
  test('are live, by whatever name they are imported', async () => {
    app.put({
      'live/counter.mjs': `export let count = 0; export const more = () => { count += 1; }; export { count as 'a b' };`,
      'live/all.mjs': `export * from './counter.mjs'; export * as counter from './counter.mjs'; export { count as again } from './counter.mjs';`,
      'live/main.mjs': `
        import { count, more as add } from './counter.mjs';
        import * as ns from './all.mjs';
        import { 'a b' as odd } from './counter.mjs';
        const seen = [count, ns.count, ns.counter.count, ns.again, odd];
        add();
        seen.push(count, ns.count, ns.counter.count, ns.again, odd, { count }.count, \`\${count}\`, typeof count);
        export default seen;`,
    });
    expect(await app.given('./live/main.mjs')).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, '1', 'number']);
  });

  test.each([
    ['const', 'export const a = () => 1;', 'a', 'a'],
    ['a destructured one', 'export const { a, b: [c = 3, ...d], ...e } = { a: 1, b: [], f: 2 };', 'e', undefined],
    ['an anonymous default function', 'export default function () { return 1; }', 'default', 'default'],
    ['an anonymous async generator', 'export default async function * () {}', 'default', 'default'],
    ['an anonymous class', 'export default class { static x = 1; }', 'default', 'default'],
    ['an arrow', 'export default\n  () => 1', 'default', 'default'],
    ['a parenthesised expression', 'export default (1, () => 2) // after', 'default', ''],
    ['a named default function', 'export default function named() {}', 'default', 'named'],
  ])('of %s are there, with the name the language gives', async (_, source, name, called) => {
    app.put({
      'names.mjs': source,
      'of-names.mjs': `import * as ns from './names.mjs'; export default ns.${name}.name;`,
    });
    expect(await app.given('./of-names.mjs')).toBe(called);
  });

  test('of functions can be called before their module runs, in a cycle', async () => {
    app.put({
      'cycle/a.mjs': `import { early } from './b.mjs'; export default function () { return 'hoisted'; } export const late = 1; export { early };`,
      'cycle/b.mjs': `import hoisted, { late } from './a.mjs'; export const early = hoisted(); export let tdz; try { tdz = late; } catch (error) { tdz = error.name; }`,
      'cycle/main.mjs': `import { early } from './a.mjs'; import { tdz } from './b.mjs'; export default [early, tdz];`,
    });
    expect(await app.given('./cycle/main.mjs')).toEqual(['hoisted', 'ReferenceError']);
  });

  test('that are not there, or are there twice, fail with the names of both modules', async () => {
    app.put({
      'none.mjs': `\nimport {\n  nothing } from './empty.mjs';`,
      'empty.mjs': '',
      'twice.mjs': `import { x } from './both.mjs'; export default x`,
      'both.mjs': `export * from './x1.mjs'; export * from './x2.mjs';`,
      'x1.mjs': 'export const x = 1;',
      'x2.mjs': 'export const x = 2;',
    });
    await expect(app.given('./none.mjs')).rejects.toMatchObject({
      name: 'SyntaxError',
      guest: true,
      message: "The requested module './empty.mjs' does not provide an export named 'nothing' (app/none.mjs:3:3)",
    });
    await expect(app.given('./twice.mjs')).rejects.toThrow("two different exports named 'x'");
  });

  test('cannot be assigned to by who imports them, nor changed on a namespace', async () => {
    app.put({
      'shared.mjs': 'export let x = 1; export const look = () => x;',
      'assigns.mjs': `import { x } from './shared.mjs';\n  x = 2;`,
      'tampers.mjs': `import * as ns from './shared.mjs';
        const tried = [];
        for (const change of [() => { ns.x = 2; }, () => { ns.y = 2; }, () => { delete ns.x; }, () => Object.defineProperty(ns, 'x', { value: 2 }), () => Object.setPrototypeOf(ns, {})])
          try { change(); tried.push('done'); } catch (error) { tried.push(error.name); }
        export default [...tried, ns.x, ns.look(), Object.keys(ns), Object.prototype.toString.call(ns)];`,
    });
    await expect(app.given('./assigns.mjs')).rejects.toThrow(/'x' is imported.*assigns\.mjs:2:3/u);
    const names = ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError'];
    expect(await app.given('./tampers.mjs')).toEqual([...names, 1, 1, ['look', 'x'], '[object Module]']);
  });
});

describe('the text of a module', () => {
  test.each([
    [
      'new of an import',
      `import { C } from './lib.mjs'; export default [new C().x, new C.D().y, new C, new (C)(7).z].map((v) => v.x ?? v);`,
      [1, 2, 1, 7],
    ],
    ['a call without its receiver', `import { self } from './lib.mjs'; export default self()`, undefined],
    ['a tagged template', "import { tag } from './lib.mjs'; export default tag`a${1}b`", 'a,b1'],
    [
      'a shorthand property, and one of a pattern',
      `import { a } from './lib.mjs'; const { b = a, ...rest } = { a }; export default [b, rest];`,
      [1, { a: 1 }],
    ],
    [
      'a shadowing name',
      `import { a } from './lib.mjs'; const f = (a) => a; { let a = 3; f(a); } export default [f(2), a, { a: 5 }.a, class { a = a }.name];`,
      [2, 1, 5, ''],
    ],
    [
      'no semicolons',
      `import { a } from './lib.mjs'\nlet b = a\nimport './lib.mjs'\n;[b] = [b + 1]\nexport { b as default }`,
      2,
    ],
    [
      'a name like our own',
      `import { a as $$1 } from './lib.mjs'; const $$p = 2, $1$i = 3; export default [$$1, $$p, $1$i];`,
      [1, 2, 3],
    ],
    ['arguments and this', `export default [typeof arguments, typeof this]`, ['undefined', 'undefined']],
    [
      'import in texts',
      `// import('x') <!--\nexport default ['import(1)', /import(?:x)-->/.test('importx-->'), { import(x) { return x } }.import(4)]`,
      ['import(1)', true, 4],
    ],
    ['a hashbang', `#!/usr/bin/env node\nexport default 1`, 1],
    ['a line separator', `import { a } from './lib.mjs'; export default 'x\u2028y' + a`, 'x\u2028y1'],
    ['an import that spans lines', `import {\n a, // import(\n C } from './lib.mjs'\nexport default a`, 1],
    [
      'decorating assignments',
      `import { C } from './lib.mjs'; C.prototype.constructor = C; (C).prototype . valueOf = () => 9; export default new C() + 1`,
      10,
    ],
  ])('may have %s', async (_, source, expected) => {
    app.put({
      'lib.mjs': `export const a = 1; export class C { constructor(z) { this.z = z } x = 1; static D = class { y = 2 } }
        export const self = function () { return this }; export const tag = (strings, value) => strings.raw + value;`,
      'text.mjs': source,
    });
    expect(await app.given('./text.mjs')).toEqual(expected);
  });

  test.each([
    ['plainly', '$$p $$i $$m $$o $$1 $$d'],
    ['with escapes', String.raw`\u0024\u0024p $\u{24}i \u{0000024}$m $\u0024o $\u{24}1`],
    ['beside a string that has them', `\u0024\u0024p '$$' $1$p \u{24}1\u0024m`],
  ])('has no way to what is put around it, spelled %s', async (_, names) => {
    const seen = names.split(' ').map((name) => (name.startsWith("'") ? name : `typeof ${name}`));
    app.put({
      'lib.mjs': 'export const a = 1;',
      'around.mjs': `import { a } from './lib.mjs'; export default [${seen.join(', ')}, a];`,
      'around.cjs': `module.exports = [${seen.join(', ')}];`,
    });
    const modules = [await app.given('./around.mjs'), await app.given('./around.cjs')] as unknown[][];
    for (const found of modules.flat()) expect(['undefined', '$$', 1]).toContain(found);
  });
});

const engineHas = (syntax: string): boolean => {
  try {
    return typeof new Script(syntax) === 'object';
  } catch {
    return false;
  }
};

test.skipIf(engineHas('{ using x = null }'))(
  'syntax that the engine has not yet is refused with its file',
  async () => {
    app.put({
      'new.mjs': '{ using x = null }',
      'new.cjs': '{ using x = null }',
      'requires.cjs': `try { require('./new.cjs') } catch (error) { module.exports = [error instanceof SyntaxError, error.message] }`,
    });
    const message = "Unexpected identifier 'x' (app/new";
    await expect(app.given('./new.mjs')).rejects.toMatchObject({ name: 'SyntaxError', guest: true });
    await expect(app.given('./new.mjs')).rejects.toThrow(`${message}.mjs)`);
    expect(await app.given('./requires.cjs')).toEqual([true, `${message}.cjs)`]);
  },
);

describe('await at the top level', () => {
  test('is waited for by who imports it, and siblings go on meanwhile', async () => {
    app.put({
      'tla/log.mjs': 'export const log = [];',
      'tla/slow.mjs': `import { log } from './log.mjs'; log.push('slow'); await null; await null; log.push('slow done'); export const value = 1;`,
      'tla/quick.mjs': `import { log } from './log.mjs'; log.push('quick');`,
      'tla/middle.mjs': `import { value } from './slow.mjs'; import { log } from './log.mjs'; log.push('middle ' + value); export { value };`,
      'tla/main.mjs': `import { value } from './middle.mjs'; import './quick.mjs'; import { log } from './log.mjs'; for await (const each of [value]) log.push(each); export default log;`,
    });
    expect(await app.given('./tla/main.mjs')).toEqual(['slow', 'quick', 'slow done', 'middle 1', 1]);
  });

  test('in a cycle ends', async () => {
    app.put({
      'round/a.mjs': `import { b } from './b.mjs'; export const a = 'a'; export default [b, await null];`,
      'round/b.mjs': `import { a } from './a.mjs'; await null; export const b = 'b'; export const later = () => a;`,
      'round/c.mjs': `import { later } from './b.mjs'; export default later();`,
      'round/main.mjs': `import one from './a.mjs'; import two from './c.mjs'; export default [one, two];`,
    });
    expect(await app.given('./round/main.mjs')).toEqual([['b', null], 'a']);
  });

  test('that fails fails everything that needs it, each time with the same error, once run', async () => {
    app.put({
      'fail/counts.mjs': `globalThis.runs = (globalThis.runs ?? 0) + 1; await null; throw new RangeError('run ' + runs);`,
      'fail/needs.mjs': `import './counts.mjs'; globalThis.reached = true;`,
    });
    const rex = app.cell();
    for (const name of ['./fail/needs.mjs', './fail/counts.mjs', './fail/needs.mjs']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(rex.rImport(name)).rejects.toMatchObject({
        name: 'RangeError',
        message: expect.stringContaining('run 1') as string,
      });
    }
    expect(rex.rEval('[runs, typeof reached]')).toEqual([1, 'undefined']);
  });
});

describe('import.meta', () => {
  test('tells the names that the guest may see, and no place of the host’s', async () => {
    app.put({
      'meta/where.mjs': `export default [import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve('../lib.mjs'), Object.keys(import.meta), new URL('./x y', import.meta.url).href];`,
    });
    const told = await app.given('./meta/where.mjs');
    expect(told).toEqual([
      'file:///app/meta/where.mjs',
      '/app/meta/where.mjs',
      '/app/meta',
      'file:///app/lib.mjs',
      ['dirname', 'filename', 'resolve', 'url'],
      'file:///app/meta/x%20y',
    ]);
    expect(JSON.stringify(told)).not.toContain(app.root.slice(0, -'/app'.length));
  });

  test('its url, and a path made of its dirname, can be imported again, and lead nowhere else', async () => {
    app.put({
      'meta/paths.mjs': `export const own = async () => {
          const outside = await import('file:///etc/passwd').catch((error) => error.message);
          const lib = await import(import.meta.dirname + '/../lib.mjs');
          return [await import(import.meta.url) === await import('./paths.mjs'), lib.a, outside];
        };`,
      'meta/again.mjs': `import { own } from './paths.mjs'; export default await own();`,
      'lib.mjs': 'export const a = 1;',
    });
    const [same, lib, outside] = (await app.given('./meta/again.mjs')) as [boolean, number, string];
    expect([same, lib]).toEqual([true, 1]);
    expect(outside).toContain('not under okPath');
  });
});

describe('import()', () => {
  test('gives the namespace of the one module, for modules and programs, with attributes', async () => {
    app.put({
      'dyn/a.mjs': `export const self = import('./a.mjs'); export const data = (await import('../data.json', { with: { type: 'json' } })).default; export default (await import('./b.mjs')).b;`,
      'dyn/b.mjs': `export const b = 'b';`,
      'data.json': '{"one": 1}',
    });
    const rex = app.cell();
    await rex.rExecAsync(
      `const a = await import('./dyn/a.mjs'); const same = (await a.self) === a; const text = (await import('./data.json', { with: { type: 'text' } })).default`,
    );
    expect(rex.rEval('[a.default, same, a.data, text]')).toEqual(['b', true, { one: 1 }, '{"one": 1}']);
  });

  test('rejects with what the module threw, itself, and a getter of options is the guest’s own', async () => {
    app.put({ 'dyn/throws.mjs': 'globalThis.thrown = { own: 1 }; throw thrown;' });
    const rex = app.cell();
    await rex.rExecAsync(`let caught; try { await import('./dyn/throws.mjs') } catch (error) { caught = error === thrown }
      let got; try { await import('./dyn/b.mjs', { get with() { throw thrown } }) } catch (error) { got = error === thrown }`);
    expect(rex.rEval('[caught, got]')).toEqual([true, true]);
  });

  test('does nothing once the cell has ended', async () => {
    app.put({
      'dyn/keeps.mjs': `export const load = () => import('./b.mjs').then(() => { globalThis.loaded = true })`,
    });
    const rex = app.cell();
    const { load } = await rex.rImport('./dyn/keeps.mjs');
    rex.end();
    expect(() => (load as () => unknown)()).toThrow(expect.objectContaining({ code: 'ERR_CELL_ENDED' }));
  });
});
