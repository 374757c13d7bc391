// What a guest written for the ordinary language finds: values, declarations that stay, the language's own errors.
import { type GuestError, bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

class Account {
  #total = 0;
  add(n: number): void {
    this.#total += n;
  }
  total(): number {
    return this.#total;
  }
}

const failure = (run: () => unknown): Error & { guest?: boolean; positions?: readonly unknown[] } => {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not throw');
};

const inCell = (...sources: string[]): Error => {
  const rex = new RExec();
  return failure(() => {
    for (const source of sources) rex.rExec(source);
  });
};

const fileOf = (run: () => unknown): unknown => (failure(run) as GuestError).positions[0]?.file;

const placeOf = (source: string): unknown => failure(() => new RExec().rExec(source)).positions?.[0];

describe('rEval', () => {
  test('gives the value of an expression', () => {
    expect(new RExec().rEval('6 * 7')).toBe(42);
    expect(new RExec().rEval('{ a: [1, { b: 2 }] }')).toEqual({ a: [1, { b: 2 }] });
    expect(new RExec().rEval('[1, 2, 3].map((n) => n * 2) // doubled')).toEqual([2, 4, 6]);
  });

  test.each(['1); globalThis.x = 1; (2', 'a)+(b', 'let x = 1', '', '1; 2', '/* open'])(
    'refuses %j, which is not one expression, and runs none of it',
    (source) => {
      const rex = new RExec();
      const error = failure(() => rex.rEval(source));
      expect(error.name).toBe('SyntaxError');
      expect(error.guest).toBe(true);
      expect(rex.rEval('typeof x')).toBe('undefined');
    },
  );

  test('gives a function as one that the host can call', () => {
    const double = new RExec().rEval('(n) => n * 2') as (n: number) => number;
    expect(double(21)).toBe(42);
  });

  test('sees this as the global, and no arguments', () => {
    const rex = new RExec();
    expect(rex.rEval('this === globalThis')).toBe(true);
    expect(failure(() => rex.rEval('arguments[0]')).message).toBe('arguments is not defined');
    expect(failure(() => rex.rEval('(() => arguments[0])()')).message).toBe('arguments is not defined');
  });
});

describe('rExec keeps what is declared at the top level', () => {
  test('the example of the seeds works', () => {
    const rex = new RExec({ endowments: { account: bastion(new Account()) } });
    rex.rExec('const before = account.total(); account.add(5)');
    expect(rex.rEval('before + 5')).toBe(5);
    expect(rex.rEval('account.total()')).toBe(5);
  });

  test('each kind of declaration, and each pattern', () => {
    const rex = new RExec();
    rex.rExec(`let a = 1, [b, ...c] = [2, 3, 4]; const { d, e: { f } } = { d: 5, e: { f: 6 } };
      var g = 7; function h() { return 8; } class I { nine = 9; } async function j() {} function* k() { yield 11; }`);
    expect(rex.rEval('[a, b, c, d, f, g, h(), new I().nine, typeof j, [...k()]]')).toEqual([
      1,
      2,
      [3, 4],
      5,
      6,
      7,
      8,
      9,
      'function',
      [11],
    ]);
  });

  test('live both ways: a function of the first call and code of the second share a variable', () => {
    const rex = new RExec();
    rex.rExec('let count = 1; function more() { count += 1; return count; }');
    rex.rExec('more()');
    expect(rex.rEval('count')).toBe(2);
    rex.rExec('count = 10');
    expect(rex.rEval('more()')).toBe(11);
  });

  test('a function of an earlier program sees a later declaration, also while its program runs', () => {
    const rex = new RExec();
    rex.rExec('function show() { return typeof later === "undefined" ? "nothing" : later; }');
    expect(rex.rEval('show()')).toBe('nothing');
    rex.rExec('let later = 1; const seen = []; for (let i = 0; i < 3; i++) { later += 1; seen.push(show()); }');
    expect(rex.rEval('seen')).toEqual([2, 3, 4]);
  });

  test('what a loop had reached when it threw is kept', () => {
    const rex = new RExec();
    expect(() =>
      rex.rExec('let reached = 0; for (;;) { reached += 1; if (reached === 3) throw new Error("stop"); }'),
    ).toThrow('stop');
    expect(rex.rEval('reached')).toBe(3);
  });

  test('declared anew, a name is replaced', () => {
    const rex = new RExec();
    rex.rExec('const x = 1');
    rex.rExec('const x = 2');
    rex.rExec('function f() { return x; }');
    rex.rExec('let x = 3');
    expect(rex.rEval('x')).toBe(3);
  });

  test('a name the cell starts with can be declared, in this program and for the next', () => {
    const rex = new RExec();
    rex.rExec('const escape = () => "mine"; let Math = { pi: 3 };');
    expect(rex.rEval('[escape(), Math.pi, typeof Math]')).toEqual(['mine', 3, 'object']);
    expect(new RExec().rEval('Math.floor(1.5)')).toBe(1);
  });

  test("a name of Object.prototype's can be declared too", () => {
    const rex = new RExec();
    rex.rExec('let constructor = 1; const toString = 2; function valueOf() { return 3; } var __proto__ = 4;');
    rex.rExec('constructor += 10');
    expect(rex.rEval('[constructor, toString, valueOf(), __proto__, typeof __proto__]')).toEqual([
      11,
      2,
      3,
      4,
      'number',
    ]);
  });

  test('a guest that freezes its global is told why nothing can be declared', () => {
    const rex = new RExec();
    rex.rExec('globalThis.kept = 1; Object.freeze(globalThis)');
    expect(() => rex.rExec('let more = 1')).toThrow(expect.objectContaining({ guest: true, name: 'TypeError' }));
    expect(rex.rEval('kept')).toBe(1);
  });

  test('a name of letters beyond the first plane, or written with escapes, is a name like others', () => {
    const rex = new RExec();
    rex.rExec('let 𝒳y = 1; let \\u0061bc = 2; const _ = 3, v = 4, $ = 5;');
    expect(rex.rEval('[typeof 𝒳y, typeof \\u{61}bc, typeof 𝒳nowhere, 𝒳y + abc + _ + v + $]')).toEqual([
      'number',
      'number',
      'undefined',
      15,
    ]);
  });
});

describe("a name's errors are the language's", () => {
  test.each([
    [['nowhere'], 'ReferenceError', 'nowhere is not defined'],
    [['nowhere = 1'], 'ReferenceError', 'nowhere is not defined'],
    [['nowhere()'], 'ReferenceError', 'nowhere is not defined'],
    [['(0, eval)("nowhere")'], 'ReferenceError', 'nowhere is not defined'],
    [['new Function("return nowhere")()'], 'ReferenceError', 'nowhere is not defined'],
    [['const x = 1', 'x = 2'], 'TypeError', 'Assignment to constant variable.'],
    [['const x = 1; const f = () => x;', 'x = 2'], 'TypeError', 'Assignment to constant variable.'],
    [['const f = () => x; f(); const x = 1'], 'ReferenceError', "Cannot access 'x' before initialization"],
    [['Math = 1'], 'TypeError', 'Assignment to constant variable.'],
  ])('%j is a %s: %s', (sources, name, message) => {
    expect(inCell(...sources)).toMatchObject({ name, message, guest: true });
  });

  test('typeof of a name that is nowhere is no error, and what it guards is not reached', () => {
    expect(new RExec().rEval('typeof nowhere')).toBe('undefined');
    expect(new RExec().rEval('typeof process !== "undefined" ? process.env : "none"')).toBe('none');
    expect(new RExec().rEval('(0, eval)("typeof (nowhere)")')).toBe('undefined');
  });

  test('a name put on the global later is there', () => {
    const rex = new RExec();
    rex.rExec('function read() { return made; } globalThis.made = 5; const now = made;');
    expect(rex.rEval('[read(), now, made, typeof made]')).toEqual([5, 5, 5, 'number']);
  });
});

describe('a source that SES would refuse for its text runs', () => {
  test.each([
    ['"import(" + `import (x)` + "<!-- -->" + "import/*"', 'import(import (x)<!-- -->import/*'],
    ['/* import( <!-- --> */ 1 // import(', 1],
    ['((n) => { let c = 0; while (n-->0) c++; return c; })(3)', 3],
    ['({ import(x) { return x; } }).import(3)', 3],
    ['new (class { #import(x) { return x; } go() { return this.#import(4); } })().go()', 4],
    ['/import(x)<!--y-->/.test("importx<!--y-->")', true],
    ['/[<!--a]/.test("%")', true],
    ['"\\\\import(" === "\\\\" + "import" + "("', true],
    ['"eval(1)" // eval(', 'eval(1)'],
  ])('%s', (source, value) => {
    expect(new RExec().rEval(source)).toEqual(value);
  });

  test.each([
    ['eval("1")', /direct eval .* \(rEval-1:1:1\)/u],
    ['(eval)("1")', /direct eval/u],
    ['[\n 1, String.raw`import(`]', /tagged template .* \(rEval-1:2:16\)/u],
    ['1 <!-- 2', /HTML-like comments.* \(rEval-1:1:3\)/u],
    ['1\n--> 2', /HTML-like comments/u],
    ['import.meta', /import\.meta/u],
  ])('%j is refused with its place and the way out', (source, message) => {
    expect(() => new RExec().rEval(source)).toThrow(message);
  });
});

describe('compile', () => {
  test('a program runs many times, in any cell', () => {
    const rex = new RExec();
    const tick = rex.compile('n += 1');
    const read = rex.compile('n * 2', 'rEval');
    for (const cell of [rex, new RExec()]) {
      cell.rExec('let n = 0');
      for (let i = 0; i < 3; i += 1) cell.rExec(tick);
      expect(cell.rEval(read)).toBe(6);
    }
  });

  test('declarations of a program are new each time it runs', () => {
    const rex = new RExec();
    const program = rex.compile('let n = 0; function next() { n += 1; return n; }');
    rex.rExec(program);
    rex.rExec('next()');
    rex.rExec(program);
    expect(rex.rEval('next()')).toBe(1);
  });

  test('one text under several names fails under each of them, compiled before or not', () => {
    const rex = new RExec();
    const text = "(() => { throw new Error('no') })()";
    const program = rex.compile(text, 'rEval', { file: 'compiled.js' });
    expect(['a.js', 'b.js', 'a.js'].map((file) => fileOf(() => rex.rEval(text, { file })))).toEqual([
      'a.js',
      'b.js',
      'a.js',
    ]);
    expect(fileOf(() => rex.rEval(program))).toBe('compiled.js');
    expect(fileOf(() => rex.rEval(program, { file: 'other.js' }))).toBe('other.js');
    expect(fileOf(() => rex.rEval(program))).toBe('compiled.js');
  });

  test('what was compiled for one method is refused by another, and a forged program by all', () => {
    const rex = new RExec();
    expect(() => rex.rEval(rex.compile('1'))).toThrow('not compiled for rEval');
    expect(() => rex.rExec({ kind: 'program', text: '(function(){})' } as never)).toThrow(TypeError);
  });
});

describe('rExecAsync', () => {
  test('awaits at the top level, and declarations stay', async () => {
    const rex = new RExec();
    await rex.rExecAsync('const seven = await Promise.resolve(7); for await (const x of [1]) { var last = x; }');
    expect(rex.rEval('seven + last')).toBe(8);
  });

  test('rejects with what the guest threw', async () => {
    await expect(new RExec().rExecAsync('await null;\nthrow new TypeError("late")')).rejects.toMatchObject({
      guest: true,
      name: 'TypeError',
      message: 'late',
      positions: [{ file: 'rExecAsync-1', line: 2, column: 7 }],
    });
  });
});

describe("a guest's error says where, in the guest's own terms", () => {
  test('file, line and column, without a frame of the host', () => {
    const error = failure(() =>
      new RExec().rExec('function f() {\n  null.x;\n}\n\n  f();', { file: 'setup file(1).js' }),
    );
    expect(error.positions).toEqual([
      { function: 'f', file: 'setup file%281%29.js', line: 2, column: 8 },
      { function: undefined, file: 'setup file%281%29.js', line: 5, column: 3 },
    ]);
    expect(error.stack).not.toMatch(/node_modules|\.ts|file:/u);
  });

  test('columns are right where the text was changed before it ran', () => {
    expect(placeOf('"import("; null.x')).toMatchObject({ line: 1, column: 17 });
    expect(placeOf('let a = 1; let b = 2; null.x')).toMatchObject({ line: 1, column: 28 });
    expect(placeOf('let n = 3; while (n-->0) { n; } null.x')).toMatchObject({ line: 1, column: 38 });
    expect(placeOf('typeof a; typeof b; null.x')).toMatchObject({ line: 1, column: 26 });
  });

  test("a sourceURL of the guest's does not count", () => {
    const error = failure(() => new RExec().rExec('null.x\n//# sourceURL=/etc/passwd\n//# sourceMappingURL=x'));
    expect(error.positions).toEqual([{ function: undefined, file: 'rExec-1', line: 1, column: 6 }]);
  });

  test('a syntax error too', () => {
    const error = failure(() => new RExec().rExec('let a;\nlet a;', { file: 'twice.js' }));
    expect(error).toMatchObject({ name: 'SyntaxError', guest: true });
    expect(error.message).toContain('(twice.js:2:5)');
    expect(error.positions).toEqual([{ function: undefined, file: 'twice.js', line: 2, column: 5 }]);
  });
});
