/** `rexec run`: what a user of the command is told, what a guest gets, and what it does not get. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryOf, rexec } from './cli.js';

/** Runs a script of this text. */
const runText = (source: string, ...flags: string[]): ReturnType<typeof rexec> =>
  rexec(directoryOf({ 'script.js': source }), ['run', ...flags, 'script.js']);

describe('the exit status', () => {
  test.each([
    ['is 0 for a program that ends', '1', 0],
    ['is that of process.exit', 'process.exit(3)', 3],
    ['is that of process.exit in a timer', 'setTimeout(() => process.exit(4), 5)', 4],
    ['is that of process.exit after an await', 'await null; process.exit(5)', 5],
    ['is that of process.exit in a promise that nobody waits for', 'const f = async () => process.exit(9); f()', 9],
    ['is that of process.exit, whatever it was set to', 'process.exitCode = 6; process.exit(0)', 0],
    ['is process.exitCode at the end', 'setTimeout(() => { process.exitCode = 6 }, 5)', 6],
    ['is one byte, as a shell has it', 'process.exit(256 + 7)', 7],
    ['is 0 where the guest caught its exit', 'try { process.exit(3) } catch {}', 0],
    ['is 1 for an error', 'throw new Error("no")', 1],
    ['is 1 for an error in a timer', 'setTimeout(() => { throw new Error("no") }, 5)', 1],
    ['is 1 for a rejection that nobody handles', 'Promise.reject(new Error("no")); setTimeout(() => {}, 50)', 1],
    ['is 1 for a text that is no program', 'let let = 1', 1],
    ["is 13 for an await of what can't come", 'await new Promise(() => {})', 13],
  ])('%s', (_, source, expected) => {
    const { status, errors } = runText(source);
    expect(status, errors).toBe(expected);
  });

  test('of a module is its own too', () => {
    const directory = directoryOf({ 'main.mjs': 'export {}; process.exit(3)' });
    expect(rexec(directory, ['run', 'main.mjs']).status).toBe(3);
  });

  test('comes after all that was written', () => {
    const { status, output } = runText('for (let i = 0; i < 5000; i += 1) console.log(i); process.exit(3)');
    expect(status).toBe(3);
    expect(output.endsWith('4999\n')).toBe(true);
  });
});

describe('a guest', () => {
  test('gets its arguments, those that look like flags included', () => {
    const directory = directoryOf({ 'a.js': 'console.log(JSON.stringify(process.argv.slice(2)))' });
    expect(rexec(directory, ['run', 'a.js', 'one', '--ok-path', '/', '-v']).output).toBe(
      '["one","--ok-path","/","-v"]\n',
    );
  });

  test('writes to stdout and stderr, and reads stdin', () => {
    const directory = directoryOf({
      'a.js': 'for await (const each of process.stdin) process.stdout.write(String(each)); console.error("done")',
    });
    const { output, errors } = rexec(directory, ['run', 'a.js'], 'what was piped\n');
    expect(output).toBe('what was piped\n');
    expect(errors).toBe('done\n');
  });

  test('may come by the standard input itself', () => {
    expect(rexec(directoryOf({}), ['run', '-'], 'console.log(await 6 * 7)').output).toBe('42\n');
  });

  test('has nothing of the host that was not granted', () => {
    const directory = directoryOf({
      'secret.txt': 'SECRET-OF-A-FILE',
      'a.mjs': `
        const attempts = {
          env: () => process.env.REXEC_TEST_SECRET,
          fs: async () => (await import('node:fs')).readFileSync('./secret.txt', 'utf8'),
          child: async () => (await import('node:child_process')).execSync('cat secret.txt').toString(),
          fetch: async () => (await fetch('http://127.0.0.1:1')).status,
          neighbour: () => import('./secret.txt'),
          constructor: () => (() => {}).constructor('return process.env.REXEC_TEST_SECRET')(),
          clock: () => Date.now(),
        };
        for (const [name, attempt] of Object.entries(attempts)) {
          try { console.log(name, await attempt()); } catch (error) { console.log(name, 'refused', error.message); }
        }`,
    });
    const { status, output, errors } = rexec(directory, ['run', 'a.mjs']);
    expect(status, errors).toBe(0);
    expect(output).not.toMatch(/SECRET-OF-A-FILE|the-secret-of-the-host/u);
    expect(output).toMatch(/^fs refused .*okBuiltinModules/mu);
    expect(output).toMatch(/^neighbour refused .*okPath/mu);
    expect(output).not.toMatch(/^clock \d/mu);
  });

  test('of a module may import itself, and no file beside it', () => {
    const files = { 'main.mjs': "import { a } from './a.mjs'; console.log(a)", 'a.mjs': 'export const a = "imported"' };
    const directory = directoryOf(files);
    const { status, output, errors } = rexec(directory, ['run', 'main.mjs']);
    expect(status).toBe(1);
    expect(output).toBe('');
    expect(errors).toContain('it is not under okPath');
    expect(errors).toContain('to grant it: --ok-path …');
    expect(rexec(directory, ['run', '--ok-path', '.', 'main.mjs']).output).toBe('imported\n');
  });

  test('is a module, CommonJS or a script as Node decides', () => {
    const esm = "import { a } from './a.mjs'; console.log(a)";
    const directory = directoryOf({
      'by-syntax.js': esm,
      'typed/package.json': '{ "type": "module" }',
      'typed/by-type.js': 'console.log(await "typed", typeof require)',
      'by-name.cjs': 'module.exports = 1; console.log(require("node:path").join("a", "b"))',
      'by-names.js': 'const { join } = require("node:path"); console.log(join("a", "b"))',
      'types.ts': 'interface A { x: number }\nconst a: A = { x: 5 };\nconsole.log(a.x)',
      'by-syntax-not.js': '// import x from "y"\nconsole.log("a script")',
      'a.mjs': 'export const a = "imported"',
    });
    expect(rexec(directory, ['run', '--ok-path', '.', 'by-syntax.js']).output).toBe('imported\n');
    expect(rexec(directory, ['run', 'typed/by-type.js']).output).toBe('typed undefined\n');
    expect(rexec(directory, ['run', 'types.ts']).output).toBe('5\n');
    for (const file of ['by-name.cjs', 'by-names.js']) {
      expect(rexec(directory, ['run', '--ok-builtin-modules', 'node:path', file]).output).toBe('a/b\n');
    }
    expect(rexec(directory, ['run', 'by-syntax-not.js']).output).toBe('a script\n');
  });
});

describe('a policy', () => {
  test('in a file and the same one in flags give the same', () => {
    const directory = directoryOf({
      'a.js':
        'console.log(new Date().toISOString(), process.env.REXEC_TEST_SECRET, typeof (await import("node:path")).join)',
      'policies/p.json': JSON.stringify({
        okSysNames: ['env'],
        okEnvNames: ['REXEC_TEST_SECRET'],
        okBuiltinModules: ['node:path'],
        clock: { fixed: '2000-01-01T00:00:00.000Z' },
      }),
    });
    const flags = ['--ok-sys-names', 'env', '--ok-env-names', 'REXEC_TEST_SECRET', '--ok-builtin-modules', 'path'];
    const byFlags = rexec(directory, ['run', ...flags, '--clock', 'fixed=2000-01-01T00:00:00.000Z', 'a.js']);
    const byFile = rexec(directory, ['run', '--policy', 'policies/p.json', 'a.js']);
    expect(byFlags.output).toBe('2000-01-01T00:00:00.000Z the-secret-of-the-host function\n');
    expect(byFile).toEqual(byFlags);
  });

  test('in a file has paths that start from the file', () => {
    const directory = directoryOf({
      'main.mjs': "import { a } from './lib/a.mjs'; console.log(a)",
      'lib/a.mjs': 'export const a = 1',
      'lib/p.json': '{ "okPath": ["."] }',
    });
    expect(rexec(directory, ['run', '--policy', 'lib/p.json', 'main.mjs']).output).toBe('1\n');
  });

  test('has a flag in place of a line of the file, and each limit by itself', () => {
    const directory = directoryOf({
      'a.js': 'try { console.log("x".repeat(200)) } catch (error) { console.log("cut") }; typeof process',
      'p.json': '{ "okSysNames": ["env"], "limits": { "outputBytes": 100, "timers": 1 } }',
    });
    const { output } = rexec(directory, ['run', '--policy', 'p.json', '--limits', 'timers=2', 'a.js']);
    expect(output).toBe('cut\n');
    const roomy = rexec(directory, ['run', '--policy', 'p.json', '--limits', 'outputBytes=1000', 'a.js']);
    expect(roomy.output).toContain('x'.repeat(200));
  });

  test('with a limit of time or memory ends the guest, whatever it does', () => {
    const loop = runText('while (true);', '--limits', 'cpuMs=200');
    expect(loop).toMatchObject({ signal: 'SIGKILL' });
    expect(loop.errors).toContain('limits.cpuMs');
    const hoard = runText('const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1))', '--limits', 'memoryMb=200');
    expect(hoard).toMatchObject({ signal: 'SIGKILL' });
    expect(hoard.errors).toContain('limits.memoryMb');
    const wait = runText('await new Promise((done) => setTimeout(done, 20_000))', '--limits', 'wallMs=200');
    expect(wait).toMatchObject({ signal: 'SIGKILL' });
  }, 60_000);
});

describe('-t', () => {
  const files = {
    'db.mjs': `import { appendFileSync } from 'node:fs';
      class Db {
        key = 'KEY-OF-THE-HOST';
        get(id) { return 'row ' + id; }
        _drop() { appendFileSync(new URL('dropped', import.meta.url), 'x'); }
      }
      export const db = new Db();
      export default (name) => 'hello ' + name;`,
    'use.js': `const { db, default: hello } = await import('db');
      console.log(db.get(1), hello('you'));
      for (const attempt of [() => db.key, () => db._drop()]) {
        try { console.log(attempt()); } catch (error) { console.log('refused'); }
      }`,
  };

  test('has the host import a module and the guest import it by its name, across the crossing rule', () => {
    const directory = directoryOf(files);
    const { status, output, errors } = rexec(directory, ['run', '-t', 'db=./db.mjs', 'use.js']);
    expect(status, errors).toBe(0);
    expect(output).toBe('row 1 hello you\nrefused\nrefused\n');
    expect(existsSync(join(directory, 'dropped'))).toBe(false);
  });

  test('takes the place of nothing where it is not given', () => {
    expect(rexec(directoryOf(files), ['run', 'use.js']).errors).toContain("cannot import 'db'");
  });
});

describe('-v', () => {
  test('traces imports, accesses and refusals on stderr', () => {
    const directory = directoryOf({
      'db.mjs': 'export const db = new (class Db { get() { return 1; } })()',
      'main.mjs': `import { db } from 'db'; db.get();
        try { db._drop; } catch {}
        try { await import('./none.mjs'); } catch {}`,
    });
    const { errors, output } = rexec(directory, ['run', '-v', '-t', 'db=./db.mjs', 'main.mjs']);
    expect(errors).toMatch(/^rexec: import 'db' in main\.mjs/mu);
    expect(errors).toMatch(/^rexec: access Db\.get$/mu);
    expect(errors).toMatch(/^rexec: refused get '_drop'/mu);
    expect(errors).toMatch(/^rexec: refused .*none\.mjs/mu);
    expect(output).toBe('');
  });

  test('has no line that a guest wrote', () => {
    const { errors } = runText(
      'process.stderr.write("rexec: import forged\\n"); console.error("a\\nrexec: access x")',
      '-v',
    );
    expect(errors).not.toMatch(/^rexec: (?:import forged|access x)/mu);
    expect(errors).toContain('[script.js] rexec: import forged');
  });
});
