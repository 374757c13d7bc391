// RExec's methods beside evaluating: files of a call (`s…`), programs in files, made modules, reloading, overriding.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bastion } from '@padded-cell/bastion';
import { inRestrictedMode, type Namespace, RExec, StringIO } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caught } from './caught.js';

let base: string;
const write = (name: string, text: string): void => {
  writeFileSync(join(base, name), text);
};
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'rexec-methods-'));
  mkdirSync(join(base, 'open'));
  write('secret.js', 'let secret = "from outside";');
});
afterAll(() => {
  rmSync(base, { recursive: true });
});
const okPath = (): string[] => [join(base, 'open')];

const okSysNames = ['stdout', 'stderr', 'stdin'];
const withOwn = (): { rex: RExec; own: StringIO } => {
  const own = new StringIO();
  return { rex: new RExec({ okSysNames, okPath: okPath(), stdio: { stdout: own, stderr: own } }), own };
};

describe('the files of an s… call', () => {
  test('take what the guest writes in it, its console’s text too, and nothing after it', () => {
    const { rex, own } = withOwn();
    const [stdout, stderr] = [new StringIO(), new StringIO()];
    rex.rExec('process.stdout.write("before ")');
    rex.sExec(
      'console.log("log"); process.stdout.write("out\\n"); console.error("error"); const file = process.stdout',
      {
        stdout,
        stderr,
      },
    );
    rex.rExec('file.write("after"); console.log(" too")');
    expect([stdout.text, stderr.text, own.text]).toEqual(['log\nout\n', 'error\n', 'before after too\n']);
  });

  test('are out of reach again after a throw, and after an exit', () => {
    const { rex, own } = withOwn();
    const stdout = new StringIO();
    expect(() => {
      rex.sExec('console.log("in"); null.x', { stdout });
    }).toThrow(/null/u);
    expect(() => rex.sEval('(console.log("in"), undefinedName)', { stdout })).toThrow('undefinedName');
    rex.rExec('console.log("out")');
    expect([stdout.text, own.text]).toEqual(['in\nin\n', 'out\n']);
  });

  test('a file left out stays the cell’s own', () => {
    const { rex, own } = withOwn();
    const stderr = new StringIO();
    expect(rex.sEval('(console.log("own"), console.error("theirs"), 3)', { stderr })).toBe(3);
    expect([own.text, stderr.text]).toEqual(['own\n', 'theirs\n']);
  });

  test('show the guest their safe methods, and no others', () => {
    const { rex } = withOwn();
    let reached = false;
    const unsafe = Object.assign(new StringIO('typed'), {
      path: '/etc/shadow',
      truncate: () => {
        reached = true;
      },
    });
    expect(
      rex.sEval(
        `[process.stdout, process.stdin].map((file) => [file.truncate, file.path, file.text, typeof file.write, typeof file.read])`,
        { stdout: unsafe, stdin: unsafe },
      ),
    ).toEqual([
      [undefined, undefined, undefined, 'function', 'undefined'],
      [undefined, undefined, undefined, 'undefined', 'function'],
    ]);
    expect(reached).toBe(false);
  });

  test('are read by the guest as its stdin', () => {
    const { rex } = withOwn();
    expect(rex.sEval('String(process.stdin.read())', { stdin: 'typed' })).toBe('typed');
    expect(rex.rEval('process.stdin.read()')).toBe(null);
  });

  test('of a call within a call are the inner one’s, and the outer one’s again after it', () => {
    const { rex, own } = withOwn();
    const [outer, inner] = [new StringIO(), new StringIO()];
    rex.addModule('__builtins__')['again'] = (source: string) => {
      rex.sExec(source, { stdout: inner });
    };
    rex.sExec(
      'console.log(1); again("console.log(2)"); try { again("console.log(3); throw 1") } catch {} console.log(4)',
      {
        stdout: outer,
      },
    );
    rex.rExec('console.log(5)');
    expect([outer.text, inner.text, own.text]).toEqual(['1\n4\n', '2\n3\n', '5\n']);
  });

  test('of calls that overlap are each its own, after every await', async () => {
    const { rex, own } = withOwn();
    const files = [new StringIO(), new StringIO(), new StringIO()];
    const endowed = rex.addModule('__builtins__');
    endowed['sleep'] = (ms: number) => sleep(ms);
    await Promise.all(
      files.map((stdout, index) =>
        rex.sExecAsync(
          `{ const n = ${index}; for (let i = 0; i < 3; i += 1) { console.log(n); await sleep(${index + 1}); } console.log('end' + n); }`,
          { stdout },
        ),
      ),
    );
    expect(files.map(({ text }) => text)).toEqual(['0\n0\n0\nend0\n', '1\n1\n1\nend1\n', '2\n2\n2\nend2\n']);
    expect(own.text).toBe('');
  });

  test('are not reached by what outlives the call: timers and promises that go on write to the cell’s own', async () => {
    const { rex, own } = withOwn();
    const stdout = new StringIO();
    rex.sExec(
      'setTimeout(() => console.log("timer"), 1); (async () => { await null; console.log("promise") })(); console.log("now")',
      {
        stdout,
      },
    );
    await expect.poll(() => own.text).toBe('promise\ntimer\n');
    expect(stdout.text).toBe('now\n');
  });

  test('are had by the cells within, whose text goes where their parent’s does', () => {
    const { rex, own } = withOwn();
    const stdout = new StringIO();
    const inner = rex.nest({});
    rex.addModule('__builtins__')['inside'] = () => {
      inner.rExec('console.log("inner")');
    };
    rex.sExec('inside()', { stdout });
    rex.rExec('inside()');
    expect([stdout.text, own.text]).toEqual(['inner\n', 'inner\n']);
  });

  test('of one cell are not had by another that the host runs meanwhile', () => {
    const { rex } = withOwn();
    const { rex: other, own } = withOwn();
    const stdout = new StringIO();
    rex.addModule('__builtins__')['elsewhere'] = () => {
      other.rExec('console.log("elsewhere")');
    };
    rex.sExec('elsewhere()', { stdout });
    expect([stdout.text, own.text]).toEqual(['', 'elsewhere\n']);
  });

  test('are those of sImport, sReload and sExecFile too', async () => {
    write('open/says.js', "console.log('loaded'); await null; export const a = 1;".replace('await null; ', ''));
    write('open/program.js', "console.log('ran')");
    const { rex, own } = withOwn();
    const stdout = new StringIO();
    const module = await rex.sImport('./says.js', { stdout });
    await rex.sReload(module, { stdout });
    await rex.sUnload(module);
    rex.sExecFile('program.js', { stdout });
    await rex.rImport('./says.js');
    expect([stdout.text, own.text]).toEqual(['loaded\nloaded\nran\n', 'loaded\n']);
  });
});

describe('rExecFile', () => {
  test('runs a program of okPath; what it declares stays, and its errors name the file', () => {
    write('open/fails.js', 'let done = 1;\nfunction fail() {\n  throw new RangeError("no");\n}\n');
    const rex = new RExec({ okPath: okPath() });
    rex.rExecFile('fails.js');
    rex.rExecFile('./fails.js');
    rex.rExecFile(join(base, 'open/fails.js'));
    expect(rex.rEval('done')).toBe(1);
    expect(caught(() => rex.rEval('fail()'))).toMatchObject({
      name: 'RangeError',
      guest: true,
      positions: [{ file: expect.stringMatching(/fails\.js$/u) as string, line: 3, column: 9 }, {}],
    });
  });

  test('text that is no program is an error with the file and place', () => {
    write('open/broken.js', 'let a = ;');
    expect(
      caught(() => {
        new RExec({ okPath: okPath() }).rExecFile('broken.js');
      }),
    ).toMatchObject({ name: 'SyntaxError', message: expect.stringMatching(/broken\.js:1:9\)$/u) as string });
  });

  test.each(['../secret.js', './link.js', 'nowhere.js'])('%s is refused, and nothing of it ran', (path) => {
    try {
      symlinkSync(join(base, 'secret.js'), join(base, 'open/link.js'));
    } catch {
      // The link is there.
    }
    const rex = new RExec({ okPath: okPath() });
    expect(
      caught(() => {
        rex.rExecFile(path);
      }),
    ).toMatchObject({ code: 'ERR_IMPORT' });
    expect(rex.rEval('typeof secret')).toBe('undefined');
  });

  test('an absolute path outside, or a cell without okPath, is refused', () => {
    expect(() => {
      new RExec({ okPath: okPath() }).rExecFile(join(base, 'secret.js'));
    }).toThrow(/okPath/u);
    expect(() => {
      new RExec().rExecFile(join(base, 'secret.js'));
    }).toThrow(/okPath/u);
  });
});

describe('addModule', () => {
  test('gives a module that guests import by its bare name, from programs and from files, whatever the policy', async () => {
    write(
      'open/uses.js',
      "import { size, twice } from 'settings';\nimport * as all from 'settings';\nexport const got = [size, twice(4), Object.keys(all).sort()];",
    );
    const rex = new RExec({ okPath: okPath() });
    const settings = rex.addModule('settings');
    expect(rex.addModule('settings')).toBe(settings);
    Object.assign(settings, { size: 3, twice: (n: number) => n * 2 });
    expect((await rex.rImport('./uses.js'))['got']).toEqual([3, 8, ['size', 'twice']]);
    await rex.rExecAsync("const { size } = await import('settings')");
    expect(rex.rEval('size')).toBe(3);
  });

  test('is live for those who have imported a name, and has a new name for the next import', async () => {
    write('open/reads.js', "import { n } from 'live';\nexport const now = () => n;");
    const rex = new RExec({ okPath: okPath() });
    const live = rex.addModule('live');
    live['n'] = 1;
    const { now } = (await rex.rImport('./reads.js')) as { now: () => unknown };
    live['n'] = 2;
    expect(now()).toBe(2);
    await rex.rExecAsync("let first = await import('live')");
    live['added'] = 'new';
    live['n'] = 3;
    expect(now()).toBe(3);
    expect(rex.rEval("'added' in first")).toBe(false);
    await rex.rExecAsync("let second = await import('live')");
    expect(rex.rEval('[second.added, second.n]')).toEqual(['new', 3]);
    delete live['n'];
    expect(now()).toBe(undefined);
    await rex.rExecAsync("let third = await import('live')");
    expect(rex.rEval("'n' in third")).toBe(false);
  });

  test('crosses values when they are set: a guest gets copies and bastions, the host what it set', async () => {
    const rex = new RExec();
    class Store {
      secret = 'hidden';
      read(): string {
        return 'read';
      }
    }
    const store = new Store();
    const list = [1];
    const things = rex.addModule('things');
    Object.assign(things, { store, list });
    list.push(2);
    await rex.rExecAsync("const { store, list } = await import('things'); ");
    expect(rex.rEval("[store.read(), Reflect.ownKeys(store).includes('secret'), list, Object.isFrozen(list)]")).toEqual(
      ['read', false, [1], true],
    );
    expect(things['store']).toBe(store);
    expect(list).toEqual([1, 2]);
    expect(() => {
      things['symbol'] = Symbol('mine');
    }).toThrow(/cannot cross/u);
    expect('symbol' in things).toBe(false);
  });

  test('comes before a module of Node’s of that name, under both its names, for guests and not for the ports', async () => {
    const rex = new RExec({ okBuiltinModules: ['buffer', 'querystring'] });
    rex.addModule('fs')['readFileSync'] = () => 'made';
    rex.addModule('node:buffer')['Buffer'] = 'made';
    await rex.rExecAsync(`const fs = await import('node:fs'), { Buffer } = await import('buffer');
      const decoded = String((await import('querystring')).unescapeBuffer('%41'))`);
    expect(rex.rEval('[fs.readFileSync(), Buffer, decoded]')).toEqual(['made', 'made', 'A']);
  });

  test('is of this cell alone, and ends with it', async () => {
    const rex = new RExec();
    const made = rex.addModule('mine');
    made['f'] = () => 1;
    await expect(rex.nest({}).rExecAsync("await import('mine')")).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    await expect(new RExec().rExecAsync("await import('mine')")).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    rex.end();
    expect(() => {
      made['g'] = 1;
    }).toThrow(/has ended/u);
    expect(() => rex.addModule('other')).toThrow(/has ended/u);
  });

  test.each(['', './a.js', '/a', '../x', 'file:///x', 'https://x/y', 'a b', 'a\u0000b', 'a/../b'])(
    '%j is no name for one',
    (name) => {
      expect(() => new RExec().addModule(name)).toThrow(/bare name/u);
    },
  );

  test('runs no getter of the host’s at a guest’s import', () => {
    expect(() => Object.defineProperty(new RExec().addModule('m'), 'x', { get: () => 1 })).toThrow(/not to a getter/u);
  });
});

describe("addModule('__main__')", () => {
  test('is the scope of the programs: read, set, declared, deleted', () => {
    const rex = new RExec();
    rex.rExec('let n = 1; const c = [1]; function f() { return n; } var v; class K {}');
    const main = rex.addModule('__main__');
    expect(Object.keys(main).toSorted()).toEqual(['K', 'c', 'f', 'n', 'v']);
    main['n'] = 5;
    expect([rex.rEval('n'), (main['f'] as () => unknown)(), main['c']]).toEqual([5, 5, [1]]);
    main['added'] = { x: 1 };
    rex.rExec('added.x += 1; n += 1');
    expect([main['added'], main['n']]).toEqual([{ x: 2 }, 6]);
    delete main['added'];
    expect(rex.rEval('typeof added')).toBe('undefined');
    main['c'] = 'anew';
    expect(rex.rEval('c')).toBe('anew');
    expect('nowhere' in main).toBe(false);
    expect(main['nowhere']).toBe(undefined);
  });

  test('gives and takes by the crossing rule', () => {
    const rex = new RExec();
    rex.rExec('const data = { list: [1] }; const get = { get trap() { throw 1 } }; let holder');
    const main = rex.addModule('__main__');
    (main['data'] as { list: number[] }).list.push(2);
    expect(rex.rEval('data')).toEqual({ list: [1] });
    class Account {
      secret = 1;
      total(): number {
        return 7;
      }
    }
    main['holder'] = bastion(new Account());
    expect(
      rex.rEval('[holder.total(), (() => { try { return holder.secret } catch (e) { return e.name } })()]'),
    ).toEqual([7, 'AttributeError']);
  });

  test('a getter that a guest put on its global runs as the guest’s, and throws as the guest’s', () => {
    const rex = new RExec();
    rex.rExec(
      "Object.defineProperty(globalThis, 'evil', { get() { throw new RangeError('trap') }, configurable: true })",
    );
    expect(caught(() => rex.addModule('__main__')['evil'])).toMatchObject({ name: 'RangeError', guest: true });
  });
});

describe("addModule('__builtins__')", () => {
  test('adds globals for programs and modules: rich_input by copying Math', async () => {
    write('open/sine.js', 'export const s = sin(0) + cos(0);');
    const rex = new RExec({ okPath: okPath() });
    const builtins = rex.addModule('__builtins__');
    for (const name of Object.getOwnPropertyNames(Math)) builtins[name] = (Math as never)[name];
    expect(rex.rEval('sin(1) + max(1, 2) + PI')).toBe(Math.sin(1) + 2 + Math.PI);
    expect((await rex.rImport('./sine.js'))['s']).toBe(1);
    expect(
      caught(() => {
        rex.rExec('sin = 1');
      }),
    ).toMatchObject({ name: 'TypeError' });
    rex.rExec('let sin = 3');
    expect(rex.rEval('sin')).toBe(3);
    builtins['cos'] = () => 'replaced';
    expect(rex.rEval('cos(0)')).toBe('replaced');
    delete builtins['cos'];
    expect(rex.rEval('typeof cos')).toBe('undefined');
  });

  test('has what the cell started with, which stays', () => {
    const rex = new RExec();
    const builtins = rex.addModule('__builtins__');
    expect(['Math', 'Array', 'console'].every((name) => name in builtins)).toBe(true);
    expect(() => {
      builtins['Math'] = {};
    }).toThrow(/nokBuiltinNames/u);
    expect(() => delete builtins['Array']).toThrow(/started with/u);
    const less = new RExec({ nokBuiltinNames: ['Math'] });
    less.addModule('__builtins__')['Math'] = { max: () => 'mine' };
    expect(less.rEval('Math.max(1, 2)')).toBe('mine');
  });
});

describe('rReload and rUnload', () => {
  test('load a module afresh; who has imported it keeps the old one, who imports it then gets the new', async () => {
    write('open/part.js', 'export const version = 1;');
    write('open/user.js', "import { version } from './part.js';\nexport const seen = version;");
    write('open/later.js', "import { version } from './part.js';\nexport const seen = version;");
    const rex = new RExec({ okPath: okPath() });
    const user = await rex.rImport('./user.js');
    const part = await rex.rImport('./part.js');
    write('open/part.js', 'export const version = 2;\nexport const more = true;');
    expect((await rex.rImport('./part.js'))['version']).toBe(1);
    const fresh = await rex.rReload(part);
    expect([fresh['version'], fresh['more'], part['version'], user['seen']]).toEqual([2, true, 1, 1]);
    expect((await rex.rImport('./later.js'))['seen']).toBe(2);
    expect((await rex.rImport('./user.js'))['seen']).toBe(1);
    write('open/part.js', 'export const version = 3;');
    await rex.rUnload('./part.js');
    expect((await rex.rImport('./part.js'))['version']).toBe(3);
    await rex.rExecAsync("const again = await import('./part.js')");
    expect(rex.rEval('again.version')).toBe(3);
  });

  test('keep a module’s own name: what it may import, and where its errors are', async () => {
    write('open/beside.js', 'export const beside = 1;');
    write(
      'open/named.js',
      "import { beside } from './beside.js';\nexport const fail = () => { throw new Error('x' + beside) };",
    );
    const rex = new RExec({ okPath: okPath() });
    const { fail } = (await rex.rReload(await rex.rImport('./named.js'))) as { fail: () => void };
    expect(caught(fail)).toMatchObject({
      message: 'x1',
      positions: [{ file: expect.stringMatching(/named\.js$/u) as string, line: 2 }],
    });
  });

  test('a fresh text that is broken is an error, and is read again the next time', async () => {
    write('open/breaks.js', 'export const a = 1;');
    const rex = new RExec({ okPath: okPath() });
    const module = await rex.rImport('./breaks.js');
    write('open/breaks.js', 'export const a = ;');
    await expect(rex.rReload(module)).rejects.toMatchObject({ name: 'SyntaxError' });
    write('open/breaks.js', 'export const a = 2;');
    expect((await rex.rReload(module))['a']).toBe(2);
    expect(module['a']).toBe(1);
  });

  test('take nothing that is no module of this cell', async () => {
    const rex = new RExec({ okPath: okPath() });
    write('open/mine.js', 'export const a = 1;');
    const foreign = await new RExec({ okPath: okPath() }).rImport('./mine.js');
    await expect(rex.rReload(foreign)).rejects.toThrow(/of this cell/u);
    await expect(rex.rUnload({})).rejects.toThrow(/of this cell/u);
    await expect(rex.rReload('../secret.js')).rejects.toMatchObject({ code: 'ERR_IMPORT' });
  });
});

describe('an override in a subclass', () => {
  test('of rImport changes what programs can import', async () => {
    write('open/allowed.js', 'export const allowed = true;');
    write('open/denied.js', 'export const denied = true;');
    const asked: string[] = [];
    class Choosy extends RExec {
      override async rImport(specifier: string): Promise<Namespace> {
        asked.push(specifier);
        if (specifier === 'virtual') {
          this.addModule('virtual')['made'] = 'by the host';
          return await super.rImport('virtual');
        }
        if (specifier.includes('denied')) throw new TypeError('not this one');
        return await super.rImport(specifier);
      }
    }
    const rex = new Choosy({ okPath: okPath() });
    await rex.rExecAsync(`const { made } = await import('virtual'), ns = await import('./allowed.js');
      let refused; try { await import('./denied.js') } catch (error) { refused = error.message }`);
    expect(rex.rEval('[made, ns.allowed, refused]')).toEqual(['by the host', true, 'not this one']);
    expect(asked).toEqual(['virtual', './allowed.js', './denied.js']);
    // The guest's own namespace, and not the host's view of it.
    expect(rex.rEval('Object.prototype.toString.call(ns)')).toBe('[object Module]');
  });

  test('gives the guest nothing of the host’s but by the crossing rule', async () => {
    const given = { secret: ['data'], call: () => 'called' };
    class Giving extends RExec {
      override async rImport(): Promise<Namespace> {
        return await Promise.resolve(given);
      }
    }
    const rex = new Giving();
    await rex.rExecAsync("const got = await import('x')");
    expect(rex.rEval('got.call()')).toBe('called');
    expect(rex.rEval('(() => { try { return String(got.secret) } catch (e) { return e.name } })()')).toBe(
      'AttributeError',
    );
    expect(given.secret).toEqual(['data']);
  });

  test('of rExecFile is what sExecFile runs', () => {
    const ran: string[] = [];
    class Logged extends RExec {
      override rExecFile(path: string): void {
        ran.push(path);
      }
    }
    new Logged().sExecFile('x.js');
    expect(ran).toEqual(['x.js']);
  });
});

/** Imports a module of this text. */
const importing = async (text: string): Promise<Namespace> => {
  write('open/names.js', text);
  return await new RExec({ okPath: okPath() }).rImport('./names.js');
};

describe('an undeclared name in an ES module', () => {
  test.each([
    ['is a ReferenceError when it is read', 'nowhere;'],
    ['… in a function', 'const f = () => nowhere + 1; f();'],
    ['… when it is called', 'nowhere();'],
    ['… and when it is assigned to', 'nowhere = 1;'],
  ])('%s', async (_what, text) => {
    await expect(importing(`${text}\nexport {};`)).rejects.toMatchObject({
      name: 'ReferenceError',
      message: 'nowhere is not defined',
      guest: true,
    });
  });

  test('is undefined for typeof, and so for a module that asks', async () => {
    expect(
      (await importing("export const t = [typeof nowhere, typeof (process) === 'object' && process.env];"))['t'],
    ).toEqual(['undefined', false]);
  });

  test('in CommonJS is an error too', async () => {
    write('open/names.cjs', 'exports.read = () => nowhere;');
    const rex = new RExec({ okPath: okPath(), okFileTypes: ['cjs'] });
    const { read } = await rex.rImport('./names.cjs');
    expect(() => (read as () => unknown)()).toThrow('nowhere is not defined');
  });

  test('is there once something has put it on the global', async () => {
    write('open/global.js', 'globalThis.late = 1; export {};');
    expect(
      await importing("import './global.js'; export const l = late; late = 5; export const m = globalThis.late;"),
    ).toMatchObject({ l: 1, m: 5 });
  });
});

describe('inRestrictedMode', () => {
  test('is false on the host and true in a cell, at any depth', () => {
    const rex = new RExec();
    expect([inRestrictedMode(), rex.rEval('inRestrictedMode()'), rex.nest({}).rEval('inRestrictedMode()')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(new RExec({ nokBuiltinNames: ['inRestrictedMode'] }).rEval('typeof inRestrictedMode')).toBe('undefined');
  });
});

test('a cell ends at the end of its `using` block', () => {
  let rex: RExec | undefined;
  {
    using inner = new RExec();
    rex = inner;
    expect(inner.rEval('1')).toBe(1);
  }
  expect(() => rex.rEval('1')).toThrow(/has ended/u);
});

test('every failure of a guest is an error with guest === true', async () => {
  const rex = new RExec({ okSysNames: ['exit'], limits: { timers: 0 } });
  for (const source of [
    'null.x',
    'throw 1',
    'x y',
    'process.exit()',
    'setTimeout(() => {})',
    'Date.now()',
    'throw new Proxy({}, {})',
    'undeclared',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    await expect(rex.rExecAsync(source), source).rejects.toMatchObject({ guest: true });
  }
  await expect(rex.rExecAsync("await import('node:path')")).rejects.toMatchObject({ guest: true, code: 'ERR_IMPORT' });
});
