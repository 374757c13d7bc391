/**
 * What the documents that this project starts from say of rexec, row by row. Python's names stand in the titles; what
 * runs is ours.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bastion } from '@padded-cell/bastion';
import {
  type CellRecord,
  inRestrictedMode,
  type Namespace,
  PrivilegeError,
  RExec,
  StringIO,
  SystemExit,
} from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caught } from './caught.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'rexec-seeds-'));
  mkdirSync(join(base, 'ok'));
  writeFileSync(join(base, 'ok/greeter.js'), "export const greet = (name) => `hello ${name}`;\nconsole.log('loaded');");
  writeFileSync(join(base, 'ok/program.js'), 'let fromFile = 6 * 7;');
  writeFileSync(join(base, 'secret.js'), "export const secret = 'SECRET';");
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

class Plugin extends RExec {
  static override get okPath(): string[] {
    return [join(base, 'ok')];
  }
}

describe('RExec([hooks[, verbose]])', () => {
  test('verbose: additional debugging output, of imports, accesses and refusals', async () => {
    const records: CellRecord[] = [];
    const rex = new Plugin({
      verbose: true,
      logger: (record) => void records.push(record),
      endowments: { ring: () => 'ringing' },
      stdio: { stdout: new StringIO() },
    });
    await rex.rImport('./greeter.js');
    rex.rExec('ring(); try { Date.now() } catch {}');
    expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(['import', 'access', 'refusal']));
  });
});

describe('r_eval(expr or code object)', () => {
  test('gives the value of an expression, of a source or of a program compiled once', () => {
    const rex = new RExec();
    expect(rex.rEval('6 * 7')).toBe(42);
    const program = rex.compile('6 * 9', 'rEval');
    expect([rex.rEval(program), rex.rEval(program)]).toEqual([54, 54]);
  });
});

describe('r_exec(code)', () => {
  test('executes statements in __main__, where declarations stay', () => {
    const rex = new RExec();
    rex.rExec('let n = 1; function more() { n += 1; }');
    const program = rex.compile('more()');
    rex.rExec(program);
    rex.rExec(program);
    expect(rex.rEval('n')).toBe(3);
  });
});

describe('r_execfile(file)', () => {
  test('executes the code in a file of ok_path, and of no other place', () => {
    const rex = new Plugin();
    rex.rExecFile('program.js');
    expect(rex.rEval('fromFile')).toBe(42);
    expect(
      caught(() => {
        rex.rExecFile('../secret.js');
      }),
    ).toMatchObject({ code: 'ERR_IMPORT' });
  });
});

describe('r_import(modname, …)', () => {
  test('imports a module, and raises ImportError if it is considered unsafe', async () => {
    const rex = new Plugin({ stdio: { stdout: new StringIO() } });
    const { greet } = (await rex.rImport('./greeter.js')) as { greet: (name: string) => string };
    expect(greet('you')).toBe('hello you');
    await expect(rex.rImport('../secret.js')).rejects.toMatchObject({ name: 'ImportError' });
    await expect(rex.rImport('node:child_process')).rejects.toMatchObject({ name: 'ImportError' });
  });

  test('a subclass may override it, to change what can be imported', async () => {
    class Closed extends Plugin {
      override async rImport(): Promise<Namespace> {
        return await Promise.reject(new TypeError('nothing today'));
      }
    }
    const rex = new Closed();
    await rex.rExecAsync("let told; try { await import('./greeter.js') } catch (error) { told = error.message }");
    expect(rex.rEval('told')).toBe('nothing today');
  });
});

describe('r_reload(module), r_unload(module)', () => {
  test('reload loads a module afresh, unload forgets it', async () => {
    const file = join(base, 'ok/version.js');
    writeFileSync(file, 'export const version = 1;');
    const rex = new Plugin();
    const first = await rex.rImport('./version.js');
    writeFileSync(file, 'export const version = 2;');
    expect((await rex.rReload(first))['version']).toBe(2);
    writeFileSync(file, 'export const version = 3;');
    await rex.rUnload('./version.js');
    expect([(await rex.rImport('./version.js'))['version'], first['version']]).toEqual([3, 1]);
  });
});

describe('s_eval, s_exec, s_execfile, s_import, s_reload, s_unload', () => {
  test('are the same, and the guest can call only safe methods of stdin, stdout and stderr, swapped for the call', async () => {
    const rex = new Plugin({ okSysNames: ['stdout', 'stdin', 'stderr'] });
    const stdout = Object.assign(new StringIO(), { delete: () => 'deleted' });
    const files = { stdout, stdin: 'typed' };
    expect(rex.sEval('[String(process.stdin.read()), typeof process.stdout.delete]', files)).toEqual([
      'typed',
      'undefined',
    ]);
    rex.sExec("process.stdout.write('exec ')", files);
    rex.sExecFile('program.js', files);
    const module = await rex.sImport('./greeter.js', files);
    await rex.sReload(module, files);
    await rex.sUnload(module);
    expect(
      caught(() => {
        rex.sExec('process.stdout.write("before the throw"); throw 1', files);
      }),
    ).toMatchObject({ guest: true });
    expect(stdout.text).toBe('exec loaded\nloaded\nbefore the throw');
  });
});

describe('add_module(modname)', () => {
  test('returns a new empty module, or the one of that name; guests import what is set on it', async () => {
    const rex = new RExec();
    const module = rex.addModule('settings');
    expect([Object.keys(module), rex.addModule('settings') === module]).toEqual([[], true]);
    module['size'] = 3;
    await rex.rExecAsync("const { size } = await import('settings')");
    expect(rex.rEval('size')).toBe(3);
  });

  test("'__main__' is where programs run, '__builtins__' what they start with", () => {
    const rex = new RExec();
    rex.rExec('var n = 1');
    expect(rex.addModule('__main__')['n']).toBe(1);
    rex.addModule('__builtins__')['twice'] = (x: number) => 2 * x;
    expect(rex.rEval('twice(n)')).toBe(2);
  });
});

describe('nok_builtin_names', () => {
  test('names of built-ins that are not available', () => {
    class Bare extends RExec {
      static override nokBuiltinNames = [...RExec.nokBuiltinNames, 'Date', 'Proxy'];
    }
    expect(new Bare().rEval('[typeof Date, typeof Proxy, typeof Map]')).toEqual(['undefined', 'undefined', 'function']);
  });
});

describe('ok_builtin_modules', () => {
  test('names of built-in modules that can be imported, each in its restricted form', async () => {
    class Some extends RExec {
      static override okBuiltinModules = [...RExec.okBuiltinModules, 'node:path'];
    }
    const rex = new Some();
    await rex.rExecAsync("const { join } = await import('path')");
    expect(rex.rEval("join('a', '..', 'b')")).toBe('b');
    await expect(rex.rExecAsync("await import('node:url')")).rejects.toThrow(/okBuiltinModules/u);
  });
});

describe('ok_path', () => {
  test('directories that are searched when an import is performed', async () => {
    await expect(new RExec().rImport('./greeter.js')).rejects.toThrow(/okPath/u);
    const rex = new RExec({ okPath: [join(base, 'nowhere-yet'), join(base, 'ok')], stdio: { stdout: new StringIO() } });
    expect(Object.keys(await rex.rImport('./greeter.js'))).toEqual(['greet']);
  });
});

describe('ok_sys_names', () => {
  test('names of sys (here process) that are available', () => {
    class Sys extends RExec {
      static override okSysNames = [...RExec.okSysNames, 'platform', 'version'] as const;
    }
    expect(new Sys().rEval('Object.keys(process).sort()')).toEqual(['platform', 'version']);
    expect(new RExec().rEval('typeof process')).toBe('undefined');
    expect(() => new RExec({ okSysNames: ['kill'] as never })).toThrow(/kill/u);
  });
});

describe('class attributes', () => {
  test('are read when an instance is made; changing them on it, or later, has no effect', () => {
    class Changing extends RExec {
      static override nokBuiltinNames: string[] = [];
    }
    const rex = new Changing();
    Changing.nokBuiltinNames = ['Map'];
    expect(rex.rEval('typeof Map')).toBe('function');
    expect(new Changing().rEval('typeof Map')).toBe('undefined');
    expect(Object.isFrozen(rex.policy)).toBe(true);
    expect(() => {
      (rex.policy as { nokBuiltinNames: unknown }).nokBuiltinNames = ['Set'];
    }).toThrow(TypeError);
  });
});

describe('sys.exit() and SystemExit', () => {
  test('restricted code may call it: the host gets SystemExit, and its process goes on', () => {
    const rex = new RExec({ okSysNames: ['exit'] });
    expect(
      caught(() => {
        rex.rExec('process.exit(2)');
      }),
    ).toBeInstanceOf(SystemExit);
    expect(caught(() => rex.rEval('process.exit(2)'))).toMatchObject({ exitCode: 2, guest: true });
  });

  test('a guest that catches it has not exited', () => {
    const rex = new RExec({ okSysNames: ['exit'] });
    rex.rExec('let alive = false; try { process.exit(2) } catch { alive = true }');
    expect(rex.rEval('alive')).toBe(true);
  });
});

describe('run it in the try clause of a try/except statement', () => {
  test('what restricted code raises is an ordinary error, which says that it is the guest’s and where it was', () => {
    const error = caught(() => {
      new RExec().rExec('let a;\na.b', { file: 'applet.js' });
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ guest: true, name: 'TypeError' });
    expect((error as { positions: unknown }).positions).toMatchObject([{ file: 'applet.js', line: 2 }]);
  });
});

describe('the same names as in unrestricted code', () => {
  test('a program that knows nothing of cells runs on the host and in one', () => {
    const program = `[typeof setTimeout, new Date(0).toISOString(), JSON.stringify({ a: [1] }), typeof process.exit,
      Math.max(1, 2), [3, 1, 2].sort()].join()`;
    // oxlint-disable-next-line no-eval -- the same text, on the host
    const onHost: unknown = (0, eval)(program);
    expect(new RExec({ okSysNames: ['exit'] }).rEval(program)).toBe(onHost);
  });
});

const hostFunction = (): string => 'SECRET'.toLowerCase();

describe('restricted execution mode', () => {
  test('can be told: inRestrictedMode()', () => {
    expect([inRestrictedMode(), new RExec().rEval('inRestrictedMode()')]).toEqual([false, true]);
  });

  test('func_globals and __dict__ are unavailable', () => {
    class Account {
      secret = 'SECRET';
      total(): number {
        return 1;
      }
    }
    const rex = new RExec({ endowments: { account: bastion(new Account()), hostFunction } });
    const found =
      rex.rEval(`[hostFunction, account.total].flatMap((f) => [String(f), ...['caller', 'arguments', 'prototype'].map((name) => {
      try { return String(f[name]) } catch { return 'refused' } })]).concat(JSON.stringify(account), Reflect.ownKeys(account).join()).join('|')`);
    expect(found).not.toMatch(/SECRET|toLowerCase/u);
  });
});

describe('the restricted environments can be nested', () => {
  test('with inner cells of lesser, but never greater, privilege', () => {
    const rex = new RExec({ okSysNames: ['platform'], endowments: { ring: () => 'ringing', other: 1 } });
    const inner = rex.nest({ endowments: ['ring'] });
    expect(inner.rEval('[ring(), typeof other, typeof process]')).toEqual(['ringing', 'undefined', 'undefined']);
    expect(() => inner.nest({ okSysNames: ['platform'] })).toThrow(PrivilegeError);
  });
});

describe('rexinput and rich_input', () => {
  test('a safer input(): what a user types is evaluated in a cell, and reaches nothing', () => {
    const rex = new RExec();
    const rexinput = (typed: string): unknown => rex.rEval(typed);
    expect(rexinput('[1, 2].map((n) => n * 2)')).toEqual([2, 4]);
    for (const typed of [
      'process.kill(1, 9)',
      "require('fs')",
      "(() => {}).constructor('return process')().exit()",
      'globalThis.process.env',
    ]) {
      expect(
        caught(() => rexinput(typed)),
        typed,
      ).toMatchObject({ guest: true });
    }
  });

  test('a richer one: the functions of math, by setattr on __builtins__', () => {
    const rex = new RExec();
    const burex = rex.addModule('__builtins__');
    for (const name of Object.getOwnPropertyNames(Math)) {
      if (!name.startsWith('_')) burex[name] = (Math as unknown as Record<string, unknown>)[name];
    }
    expect(rex.rEval('sin(1.0)')).toBe(Math.sin(1));
  });
});
