// Names that earlier programs declared mean the same however a program reaches them: by SES's scopes, or as properties.
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

const before = `
  let x = 1; var v = 2; let o = { x: 5, m() { return this === o; } }; let list = [1, 2];
  let rest; function f(a) { return a; }
  let tag = (parts, ...values) => parts.join('-') + values.join();
  class K { constructor(a) { this.a = a; } }
  let none; const c = 7; let late = () => x;
`;

/** A program in which a name may be spelt otherwise is not given properties. */
const bySearch = (source: string): string => `${source}\n/* \\u */`;

const outcome = (source: string, asProperties: boolean): unknown => {
  const rex = new RExec();
  rex.rExec(before);
  let thrown: unknown;
  try {
    rex.rExec(asProperties ? source : bySearch(source), { file: 'main.js' });
  } catch (error) {
    const { name, message, positions } = error as Error & { positions: unknown };
    // The engine says what it was that could not be iterated, or called, in the text's own words.
    thrown = { name, message: message.replaceAll('globalThis.', ''), positions };
  }
  return {
    thrown,
    left: rex.rEval('[x, v, o.x, list.join(), c, String(none), typeof f, late()]'),
    out: rex.rEval('typeof out === "undefined" ? undefined : out'),
  };
};

describe('a program gives the same', () => {
  test.each([
    'let out = 0; for (let i = 0; i < 3; i += 1) out += x + v',
    'for (let i = 0; i < 3; i += 1) x += i',
    'for (;x < 5;) x++',
    'for (x of [7, 8]) v = x',
    'for (x in { a: 1 }) {}',
    'let out = (() => ({ x, v, f: f(1) }))(); out = JSON.stringify(out)',
    '(() => { ({ x, v = 9 } = { x: 4 }) })()',
    '(() => { [x, v] = [v, x] })()',
    '(() => { ({ x: o.x, ...rest } = { x: 3, y: 1 }) })()',
    'let out = (() => f(3))()',
    'let out = (() => (f)(3))()',
    'let out = (() => f?.(3))()',
    'let out = (() => { let a = x\nf(2)\nreturn a })()',
    'let out = []; for (const each of list) out.push(f(each))\nf(1)\nout = out.join()',
    'let out = 1\nf(x)\nfor (;;) break',
    'let out; if (x) f(1); else f(2); for (;;) { out = o.m(); break }',
    'let out = (() => tag`a${x}b`)()',
    'let out; (() => { tag`a`; out = tag`a${v}` })()',
    'let out = (() => new K(x).a + new K().constructor.name)()',
    'let out = (() => { class L extends K {} return new L(3).a })()',
    'let out; (() => { none = () => {}; out = none.name; none = undefined })()',
    'let out; (() => { none = class {}; out = none.name; none = undefined })()',
    'let out; (() => { ({ none = () => {} } = {}); out = none.name; none = undefined })()',
    'let out; (() => { none ??= function () {}; out = none.name; none = undefined })()',
    'let out = (() => typeof x + typeof nowhere)()',
    'let out = ((x) => x)(4)',
    'let out = (() => { let x = 8; return { x }.x })()',
    'let out = (() => ({ x: x, [x]: x, y: { x } }).y.x)()',
    'let out = (() => x?.toFixed(1))()',
    'let out = (() => `${x}${`${v}`}`)()',
    'let out = ((a = x, { b = v } = {}) => a + b)()',
    'let out = (() => { x: for (;;) { break x } return x })()',
    'let out = (() => { const keep = () => x; x = 6; return keep() })()',
    'let out; { let late = 1; (() => { out = late })() }',
    'let x = 5; let out = (() => late())()',
    'function f() { return 9 } let out = (() => f())()',
    'let out = [1, 2].map((n) => n + c).join()',
    'let out = (() => "x" in o && o.x)()',
    'let out = ((globalThis) => globalThis.y + x)({ y: 1 })',
    'let out = (() => globalThis.x + x)()',
    // Failures, and where they are.
    '(() => {\n  none.y;\n})()',
    '(() => {\n  f(\n none());\n})()',
    '(() => { const a = 1; [...x] })()',
    '(() => { c = 1 })()',
    '(() => { nowhere = 1 })()',
    '(() => nowhere)()',
    '(() => { f(1); new x() })()',
    '(() => { none`a` })()',
    '(() => { x + f(1) + none.deep.er })()',
    'for (const a of none) f(a)',
    '(() => { x = none; x.y })()',
  ])('%s', (source) => {
    expect(outcome(source, true)).toEqual(outcome(source, false));
  });
});

test('it is faster by that: a look-up of each name is twenty times a property’s', { retry: 3 }, () => {
  const rex = new RExec({ clock: 'real' });
  rex.rExec('let n = 1');
  const time = (source: string): number => {
    const times = Array.from({ length: 5 }, () => {
      rex.rExec(
        `const start = Date.now(); let s = 0; for (let i = 0; i < 3e5; i += 1) s += n; const took = Date.now() - start; ${source}`,
      );
      return rex.rEval('took') as number;
    });
    return Math.min(...times);
  };
  expect(time('') * 3).toBeLessThan(time(String.raw`/* \u */`));
});

test('a function that is called by its name has no `this`, as in the language', () => {
  const rex = new RExec();
  rex.rExec('function f() { return this === undefined; } let tag = f');
  expect(rex.rEval('[f(), (f)(), f?.(), tag`a`]')).toEqual([true, true, true, true]);
  rex.rExec('let seen = 1\nf()');
  expect(rex.rEval('seen')).toBe(1);
});

test('a program that is compiled once follows the names as they change', () => {
  const rex = new RExec();
  rex.rExec('let n = 1; let g = () => n');
  const program = rex.compile('let seen = (() => [n, typeof g === "function" ? g() : g].join())()');
  const see = (source: string): unknown => {
    rex.rExec(source);
    rex.rExec(program);
    return rex.rEval('seen');
  };
  expect(see('')).toBe('1,1');
  expect(see('n = 2')).toBe('2,2');
  expect(see('let n = 3')).toBe('3,2');
  expect(see('let g = 5')).toBe('3,5');
  expect(see('const n = 4')).toBe('4,5');
  rex.addModule('__main__')['g'] = 'set';
  expect(see('')).toBe('4,set');
  const other = new RExec();
  other.rExec('let n = 10; let g = () => 11');
  other.rExec(program);
  expect(other.rEval('seen')).toBe('10,11');
});

test('a name that a guest makes anew on its global is what its programs see', () => {
  const rex = new RExec();
  rex.rExec('let n = 1; const read = () => { for (;;) return n; }');
  rex.rExec('const again = () => { for (;;) return n; }');
  rex.rExec("Object.defineProperty(globalThis, 'n', { value: 5, configurable: true })");
  expect(rex.rEval('[again(), read()]')).toEqual([5, 1]);
  rex.rExec('delete globalThis.n');
  expect(() => rex.rEval('(() => n)()')).toThrow('n is not defined');
});
