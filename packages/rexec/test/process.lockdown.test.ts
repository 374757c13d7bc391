// A cell's `process`: the names that are granted, nothing of the host's process, and an exit that ends no host.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellRecord, RExec, StringIO, SystemExit } from '@padded-cell/rexec';
import { afterAll, describe, expect, test } from 'vitest';
import { caught } from './caught.js';
import { policyOf } from '@padded-cell/rexec/policy';
import { SYS_NAMES } from '../src/policy/vocabulary/sys-names.js';
import type { Plain } from '../src/powers/powers.js';
import { processPower } from '../src/powers/process.js';

const base = mkdtempSync(join(tmpdir(), 'rexec-process-'));
afterAll(() => {
  rmSync(base, { recursive: true });
});

/** What arrives part by part, each a little later. */
async function* arriving(...parts: (Uint8Array | string)[]): AsyncGenerator<Uint8Array | string> {
  for (const part of parts) {
    // oxlint-disable-next-line no-await-in-loop
    await Promise.resolve();
    yield part;
  }
}

const everyName = Object.keys(SYS_NAMES) as (keyof typeof SYS_NAMES)[];

/** A cell with these names of `process`, and what it writes. */
const cellWith = (okSysNames: readonly string[], options: ConstructorParameters<typeof RExec>[0] = {}) => {
  const stdout = new StringIO();
  const stderr = new StringIO();
  const rex = new RExec({ okSysNames, stdio: { stdout, stderr }, ...options });
  return { rex, stdout, stderr };
};

describe('only what is granted exists', () => {
  test('without a grant there is no process, by any way to it', async () => {
    const { rex } = cellWith([]);
    expect(rex.rEval('typeof process')).toBe('undefined');
    expect(rex.rEval("'process' in globalThis")).toBe(false);
    await expect(rex.rImport('node:process')).rejects.toThrow(/okBuiltinModules/u);
  });

  test('with one, process has that name and no other', () => {
    const { rex } = cellWith(['platform']);
    expect(
      rex.rEval('Reflect.ownKeys(process).concat(Reflect.ownKeys(Reflect.getPrototypeOf(process)).map(String))'),
    ).toEqual(['platform', 'Symbol(Symbol.toStringTag)']);
    expect(rex.rEval('process.platform')).toBe(process.platform);
    expect(rex.rEval('[process.exit, process.env, process.on, process.binding, String(process)]')).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      '[object process]',
    ]);
  });

  test('with all, it has every name of the vocabulary, and none that the vocabulary refuses', () => {
    const { rex } = cellWith(everyName, { clock: 'real' });
    expect((rex.rEval('Object.keys(process)') as string[]).toSorted()).toEqual(everyName.toSorted());
    expect(
      rex.rEval(
        "['memoryUsage', 'kill', 'binding', 'dlopen', 'mainModule', 'constructor'].map((n) => typeof process[n])",
      ),
    ).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'undefined', 'function']);
    expect(rex.rEval('process.constructor === Object')).toBe(true);
  });

  test('the module is the same object, with the names as exports', async () => {
    const { rex } = cellWith(['argv', 'exitCode'], { okBuiltinModules: ['node:process'], args: ['a'] });
    await rex.rExecAsync("const all = await import('process');");
    expect(rex.rEval('[all.default === process, Object.keys(all).sort(), all.argv[2]]')).toEqual([
      true,
      ['argv', 'default', 'exitCode'],
      'a',
    ]);
  });

  test('a guest half that was taken over gets no more: the host half asks the policy for each name', () => {
    const written: string[] = [];
    const half = processPower({
      cell: 'taken over',
      policy: policyOf({ okSysNames: ['platform', 'exitCode'], clock: 'real' }, process.cwd()),
      output: { write: (_: unknown, text: string) => written.push(text) } as never,
      args: ['secret'],
      cwd: () => '/',
      env: process.env,
      setExitCode: () => undefined,
    });
    expect(half['fact']?.('platform')).toBe(process.platform);
    const calls: readonly (readonly [string, ...Plain[]])[] = [
      ['fact', 'pid'],
      ['fact', 'cwd'],
      ['list', 'argv'],
      ['list', 'env'],
      ['exit', 1],
      ['hrtime', 'hrtime'],
      ['uptime'],
      ['cpuUsage'],
      ['write', 'stdout', 'text'],
      ['warn', 'text'],
      ['terminal', 'stderr'],
      ['read'],
      ['readNow'],
    ];
    for (const [name, ...args] of calls) {
      expect(() => half[name]?.(...args), name).toThrow(/not granted to this cell; .* okSysNames/u);
    }
    for (const name of ['constructor', '__proto__', 'toString', 'kill', 5, null]) {
      expect(() => half['fact']?.(name), String(name)).toThrow('there is no such name of process');
    }
    for (const code of ['1', 1.5, Number.NaN, null]) {
      expect(() => half['setExitCode']?.(code), String(code)).toThrow('an exit code is a whole number');
    }
    expect(() => half['write']?.('stdin', 'text')).toThrow('stdout and stderr');
    expect(written).toEqual([]);
  });
});

describe('what it tells', () => {
  test('argv is node, the cell and the arguments; a guest that changes it changes its own', () => {
    const { rex } = cellWith(['argv'], { args: ['--fast', 'x'], name: 'tool' });
    expect(rex.rEval('process.argv')).toEqual(['node', 'tool', '--fast', 'x']);
    rex.rExec('process.argv.push("y"); process.argv = process.argv.slice(2)');
    expect(rex.rEval('process.argv')).toEqual(['--fast', 'x', 'y']);
    expect(process.argv).not.toContain('y');
  });

  test('env has the variables in okEnvNames, as they were when first asked for; a write stays in the cell', () => {
    process.env['REXEC_SHOWN'] = 'shown';
    process.env['REXEC_HIDDEN'] = 'hidden';
    const { rex } = cellWith(['env'], { okEnvNames: ['REXEC_SHOWN', 'REXEC_NOWHERE'] });
    expect(rex.rEval('process.env')).toEqual({ REXEC_SHOWN: 'shown' });
    rex.rExec("process.env.REXEC_SHOWN = 'changed'; process.env.REXEC_HIDDEN = 'mine'");
    expect(rex.rEval('process.env.REXEC_SHOWN')).toBe('changed');
    expect([process.env['REXEC_SHOWN'], process.env['REXEC_HIDDEN']]).toEqual(['shown', 'hidden']);
    delete process.env['REXEC_SHOWN'];
    delete process.env['REXEC_HIDDEN'];
  });

  test.each([
    ['version', process.version],
    ['arch', process.arch],
    ['pid', process.pid],
    ['argv0', 'node'],
    ['execArgv', []],
    ['release', { name: 'node' }],
  ])('%s', (name, value) => {
    expect(cellWith([name]).rex.rEval(`process.${name}`)).toEqual(value);
  });

  test('title is the name of the cell, and setting it is setting its own', () => {
    const before = process.title;
    const { rex } = cellWith(['title'], { name: 'mine' });
    expect(rex.rEval('process.title')).toBe('mine');
    rex.rExec("process.title = 'taken over'");
    expect(process.title).toBe(before);
  });

  test('the time by the clock line: none, none that passes, or what has passed since the cell was made', () => {
    const names = ['hrtime', 'uptime', 'cpuUsage'];
    for (const use of ['hrtime()', 'hrtime.bigint()', 'uptime()', 'cpuUsage()']) {
      expect(caught(() => cellWith(names).rex.rEval(`process.${use}`))).toMatchObject({
        code: 'ERR_NOT_GRANTED',
        guest: true,
      });
    }
    const fixed = cellWith(names, { clock: { fixed: '2000-01-01T00:00:00Z' } }).rex;
    expect(fixed.rEval('[process.hrtime(), process.hrtime.bigint(), process.uptime(), process.cpuUsage()]')).toEqual([
      [0, 0],
      0n,
      0,
      { user: 0, system: 0 },
    ]);
    const real = cellWith(names, { clock: 'real' }).rex;
    const [[seconds, rest], since, up] = real.rEval(
      '((t) => { for (let i = 0; i < 1e5; i += 1); return [process.hrtime(), process.hrtime(t), process.uptime()] })(process.hrtime())',
    ) as [[number, number], [number, number], number];
    expect(seconds).toBeLessThan(100);
    expect(rest).toBeGreaterThan(0);
    expect(since[0] * 1e9 + since[1]).toBeGreaterThan(0);
    expect(up).toBeLessThan(100);
  });
});

describe('exit', () => {
  test('is SystemExit with the code, out of rExec and rEval', () => {
    const { rex } = cellWith(['exit']);
    const error = caught(() => {
      rex.rExec('process.exit(3)');
    });
    expect(error).toBeInstanceOf(SystemExit);
    expect(error).toMatchObject({ exitCode: 3, code: 'ERR_SYSTEM_EXIT', name: 'SystemExit', guest: true });
    expect(caught(() => rex.rEval('process.exit()'))).toMatchObject({ exitCode: 0 });
    expect(caught(() => rex.rEval("process.exit('7')"))).toMatchObject({ exitCode: 7 });
    expect(rex.rEval('1 + 1')).toBe(2);
  });

  test('is SystemExit out of rExecAsync, also after an await, and out of rImport', async () => {
    const { rex } = cellWith(['exit']);
    await expect(rex.rExecAsync('await null; await 1; process.exit(4)')).rejects.toMatchObject({ exitCode: 4 });
    await expect(rex.rExecAsync('await (async () => { await null; process.exit(5); })()')).rejects.toBeInstanceOf(
      SystemExit,
    );
    writeFileSync(join(base, 'leaves.js'), 'process.exit(6); export {};');
    const importing = cellWith(['exit'], { okPath: [base] }).rex;
    await expect(importing.rImport('./leaves.js')).rejects.toMatchObject({ exitCode: 6 });
  });

  test('a guest that catches it has not exited', () => {
    const { rex } = cellWith(['exit']);
    rex.rExec('let told; try { process.exit(9); } catch (error) { told = [error.name, error.code, error.message]; }');
    expect(rex.rEval('told')).toEqual(['SystemExit', 'ERR_SYSTEM_EXIT', 'the guest has exited with 9']);
  });

  test('passes through code of the host that the guest called, and is that exit still', () => {
    const { rex } = cellWith(['exit'], { endowments: { each: (call: (n: number) => unknown) => call(1) } });
    expect(caught(() => rex.rEval('each((n) => process.exit(n + 1))'))).toMatchObject({ exitCode: 2 });
    expect(caught(() => rex.rEval('each((n) => process.exit(n + 1))'))).toBeInstanceOf(SystemExit);
  });

  test('in a timer it reaches the logger, and ends nothing else', async () => {
    const records: CellRecord[] = [];
    const { rex } = cellWith(['exit', 'nextTick'], { logger: (record: CellRecord) => void records.push(record) });
    rex.rExec(
      'setTimeout(() => process.exit(6), 1); setTimeout(() => { after = true }, 5); var after = false; process.nextTick(process.exit, 8)',
    );
    await expect.poll(() => rex.rEval('after')).toBe(true);
    expect(records).toMatchObject([
      { kind: 'error', from: 'queueMicrotask', error: { exitCode: 8 } },
      { kind: 'error', from: 'setTimeout', error: { exitCode: 6 } },
    ]);
  });

  test('an exit that nobody waits for is no end of the host', async () => {
    const { rex } = cellWith(['exit']);
    rex.rExec(
      '(async () => { await null; process.exit(1); })().catch(() => {}); (async () => process.exit(2))().catch(() => {})',
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(rex.rEval('1')).toBe(1);
  });

  test('carries exitCode, which the host can read too', () => {
    const { rex } = cellWith(['exit', 'exitCode']);
    expect([rex.exitCode, rex.rEval('process.exitCode')]).toEqual([0, undefined]);
    rex.rExec('process.exitCode = 5');
    expect(rex.exitCode).toBe(5);
    expect(process.exitCode).toBe(undefined);
    expect(caught(() => rex.rEval('process.exit()'))).toMatchObject({ exitCode: 5 });
    expect(caught(() => rex.rEval('process.exitCode = {}'))).toMatchObject({ name: 'TypeError' });
    expect(caught(() => rex.rEval('process.exit({ valueOf() { return 1 } })'))).toMatchObject({ name: 'TypeError' });
  });

  test("calls the listeners of 'exit' first, with the code; one that exits again gives the other", () => {
    const { rex } = cellWith(['exit', 'on', 'exitCode']);
    rex.rExec(
      "let codes = []; process.on('exit', (code) => codes.push(code)); process.on('exit', (code) => { if (code === 2) process.exit(20); })",
    );
    expect(caught(() => rex.rEval('process.exit(1)'))).toMatchObject({ exitCode: 1 });
    expect(caught(() => rex.rEval('process.exit(2)'))).toMatchObject({ exitCode: 20 });
    expect(rex.rEval('codes')).toEqual([1, 2]);
  });

  test('not granted, a guest that throws an error of that name has thrown an error', () => {
    const { rex } = cellWith([]);
    const error = caught(() => {
      rex.rExec("throw Object.assign(new Error('bye'), { name: 'SystemExit', code: 'ERR_SYSTEM_EXIT', exitCode: 1 })");
    });
    expect(error).toMatchObject({ name: 'SystemExit', guest: true });
    expect(error).not.toBeInstanceOf(SystemExit);
  });
});

describe('events are the cell’s own', () => {
  test('nothing of the host’s process is heard, and nothing reaches it', () => {
    const { rex } = cellWith(['on', 'emit', 'listenerCount']);
    const before = process.listenerCount('warning');
    rex.rExec(
      "let heard = []; process.on('warning', (w) => heard.push(w)); process.on('uncaughtException', () => {}).on('mine', (v) => heard.push(v))",
    );
    expect(process.listenerCount('warning')).toBe(before);
    process.emit('warning', new Error('of the host'));
    const hostHeard: unknown[] = [];
    const listen = (value: unknown): void => void hostHeard.push(value);
    process.on('mine' as never, listen as never);
    expect(rex.rEval("process.emit('mine', 1)")).toBe(true);
    process.off('mine', listen);
    expect([rex.rEval('heard'), hostHeard]).toEqual([[1], []]);
  });

  test('once, off and prependListener do as in Node', () => {
    const { rex } = cellWith(['on', 'once', 'off', 'prependListener', 'emit', 'eventNames']);
    rex.rExec(`const log = []; const f = () => log.push('off');
      process.on('x', f).off('x', f).once('x', () => log.push('once')).on('x', () => log.push('on')).prependListener('x', () => log.push('first'));
      process.emit('x'); process.emit('x');`);
    expect(rex.rEval('[log, process.eventNames()]')).toEqual([['first', 'once', 'on', 'first', 'on'], ['x']]);
  });

  test('emitWarning writes to the cell’s stderr and tells its listeners', async () => {
    const { rex, stderr } = cellWith(['emitWarning', 'on']);
    await rex.rExecAsync(
      "let told; process.on('warning', (w) => { told = w.message }); process.emitWarning('old', 'DeprecationWarning'); await null; await null",
    );
    expect([stderr.text, rex.rEval('told')]).toEqual(['DeprecationWarning: old\n', 'old']);
  });
});

describe('stdout and stderr', () => {
  test('write text, bytes in parts of characters, and other encodings', () => {
    const { rex, stdout, stderr } = cellWith(['stdout', 'stderr']);
    rex.rExec(`process.stdout.write('a'); process.stdout.write(new Uint8Array([0xe2, 0x82])); process.stdout.write(new Uint8Array([0xac]));
      process.stdout.write('4142', 'hex'); process.stderr.write('oops'); process.stdout.end('.'); process.stdout.write('more')`);
    expect([stdout.text, stderr.text]).toEqual(['a€AB.more', 'oops']);
  });

  test('give no way to the host’s file, and have no methods but their own', () => {
    class Rich extends StringIO {
      path = '/secret/path';
      close(): string {
        return 'closed';
      }
    }
    const { rex } = cellWith(['stdout'], { stdio: { stdout: new Rich() } });
    expect(
      rex.rEval('[process.stdout.close, process.stdout.path, process.stdout.text, process.stdout.destroy]'),
    ).toEqual([undefined, undefined, undefined, undefined]);
    expect(rex.rEval('[process.stdout.isTTY, process.stdout.columns, process.stdout.fd]')).toEqual([
      false,
      undefined,
      1,
    ]);
  });

  test('say whether the host’s is a terminal, and how wide', () => {
    const terminal = { write: () => true, isTTY: true, columns: 90, rows: 20 };
    const { rex } = cellWith(['stdout'], { stdio: { stdout: terminal } });
    expect(rex.rEval('[process.stdout.isTTY, ...process.stdout.getWindowSize()]')).toEqual([true, 90, 20]);
  });

  test('count for the limit on output, and write nothing beyond it', () => {
    const { rex, stdout } = cellWith(['stdout'], { limits: { outputBytes: 10 } });
    expect(caught(() => rex.rEval("process.stdout.write('x'.repeat(100))"))).toMatchObject({ code: 'ERR_LIMIT' });
    expect(stdout.text).toBe('');
  });

  test.each(['{ toString() { throw 1 } }', '5', 'null', 'new Proxy({}, {})', "['a']"])('refuse %s', (value) => {
    const { rex, stdout } = cellWith(['stdout']);
    expect(caught(() => rex.rEval(`process.stdout.write(${value})`))).toMatchObject({ name: 'TypeError', guest: true });
    expect(stdout.text).toBe('');
  });

  test('a host’s file that throws is an error for the guest, without the host’s paths', () => {
    const failing = {
      write: () => {
        throw new Error('disk full at /srv/secret/log');
      },
    };
    const { rex } = cellWith(['stdout'], { stdio: { stdout: failing } });
    expect(caught(() => rex.rEval("process.stdout.write('x')"))).toMatchObject({
      guest: true,
      message: 'disk full at <path>',
    });
  });
});

describe('stdin', () => {
  const collect = "let text = ''; for await (const chunk of process.stdin) text += chunk;";

  test('without one there is nothing to read', async () => {
    const { rex } = cellWith(['stdin']);
    expect(rex.rEval('process.stdin.read()')).toBe(null);
    await rex.rExecAsync(collect);
    expect(rex.rEval('text')).toBe('');
  });

  test.each<[string, () => unknown]>([
    ['a text', () => 'one\ntwo'],
    ['texts', () => ['one\n', 'two']],
    ['something with read', () => new StringIO('one\ntwo')],
    ['a stream', () => new Blob(['one\ntwo']).stream()],
    ['an async generator', () => arriving('one', new TextEncoder().encode('\ntwo'))],
  ])('reads %s', async (_what, make) => {
    const { rex } = cellWith(['stdin'], { stdio: { stdin: make() as never } });
    await rex.rExecAsync(collect);
    expect(rex.rEval('text')).toBe('one\ntwo');
  });

  test('is read by events, and by read() where the text is there', async () => {
    const { rex } = cellWith(['stdin'], { stdio: { stdin: ['é'.repeat(2), '!'] } });
    await rex.rExecAsync(`let text = ''; process.stdin.setEncoding('utf8').on('data', (part) => { text += typeof part + part });
      await new Promise((resolve) => process.stdin.on('end', resolve));`);
    expect(rex.rEval('text')).toBe('stringééstring!');
    const other = cellWith(['stdin'], { stdio: { stdin: 'now' } }).rex;
    expect(other.rEval('[String(process.stdin.read()), process.stdin.read()]')).toEqual(['now', null]);
  });

  test('what arrives later is told by readable', async () => {
    const { rex } = cellWith(['stdin'], {
      stdio: {
        stdin: arriving('a', 'b'),
      },
    });
    await rex.rExecAsync(`let parts = []; await new Promise((resolve) => {
      process.stdin.on('readable', () => { let part; while ((part = process.stdin.read()) !== null) parts.push(String(part)); });
      process.stdin.on('end', resolve); })`);
    expect(rex.rEval('parts')).toEqual(['a', 'b']);
  });

  test('a source that fails, or gives no text, is an error for the guest', async () => {
    const failing = { read: () => Promise.reject(new Error('cut off')) };
    await expect(cellWith(['stdin'], { stdio: { stdin: failing } }).rex.rExecAsync(collect)).rejects.toThrow('cut off');
    const odd = { read: () => ({}) as never };
    await expect(cellWith(['stdin'], { stdio: { stdin: odd } }).rex.rExecAsync(collect)).rejects.toThrow(
      'stdin gave a object',
    );
  });
});

test('siblings share nothing of process', () => {
  const [one, other] = [cellWith(everyName).rex, cellWith(everyName).rex];
  one.rExec("process.shared = 1; process.on('x', () => {}); process.exitCode = 3; process.env.A = 'a'");
  expect(other.rEval("[process.shared, process.listenerCount('x'), process.exitCode, process.env.A]")).toEqual([
    undefined,
    0,
    undefined,
    undefined,
  ]);
});

test('once the cell has ended its process does nothing', () => {
  const stdout = new StringIO();
  let write: ((text: string) => unknown) | undefined;
  const rex = new RExec({
    okSysNames: ['stdout'],
    stdio: { stdout },
    endowments: {
      keep: (call: (text: string) => unknown) => {
        write = call;
      },
    },
  });
  rex.rExec('keep((text) => process.stdout.write(text))');
  rex.end();
  expect(() => write?.('late')).toThrow(/has ended/u);
  expect(stdout.text).toBe('');
});
