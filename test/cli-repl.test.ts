/** `rexec repl`, by piped lines: what a user of the console reads, and what nobody who types gets. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryOf, rexec } from './cli.js';

/** What is shown for these lines, without prompts. */
const typed = (lines: readonly string[], flags: readonly string[] = [], cwd = directoryOf({})): Shown => {
  const { status, output, errors } = rexec(cwd, ['repl', ...flags], lines.map((line) => `${line}\n`).join(''));
  return { status, shown: output.replaceAll(/^(?:>>> |\.\.\. |\| )+/gmu, ''), errors };
};

interface Shown {
  readonly status: number | null;
  readonly shown: string;
  readonly errors: string;
}

describe('the console', () => {
  test('shows what an expression gives, and nothing for what gives nothing', () => {
    expect(typed(['let x = 5', 'x + 1', 'undefined', '"text"', 'null']).shown).toBe("6\n'text'\nnull\n");
  });

  test('keeps what is declared, and takes it anew', () => {
    expect(typed(['const a = 1', 'const a = 2', 'function f() { return a }', 'f()']).shown).toBe('2\n');
  });

  test('reads on until a text is whole', () => {
    const lines = ['function f() {', '  return [', '    1,', '  ];', '}', 'f()', '`two', 'lines`.length', '1 +', '2'];
    expect(typed(lines).shown).toBe('[ 1 ]\n9\n3\n');
  });

  test('waits for a top-level await before it reads the next line', () => {
    const lines = [
      'let order = []',
      'await new Promise((done) => setTimeout(done, 100)); order.push("first")',
      'order.push("second")',
      'order.join()',
    ];
    expect(typed(lines).shown).toBe("1\n2\n'first,second'\n");
  });

  test('reads an object where one is typed', () => {
    expect(typed(['{ a: 1 }', '{ let b = 2; b }', '{}', '{ a: 1 }.a; // of it']).shown).toContain('{ a: 1 }\n');
  });

  test('shows an error with its place in what was typed', () => {
    const { shown, status } = typed([
      '1',
      'function f() {\n  throw new TypeError("no")\n}',
      'f()',
      '1 = 2',
      '"still here"',
    ]);
    expect(shown).toContain('repl-2:2:9: TypeError: no');
    expect(shown).toContain('> 2 |   throw new TypeError("no")');
    expect(shown).toMatch(/repl-\d+:1:1: SyntaxError: Assigning to rvalue/u);
    expect(shown).toContain("'still here'");
    expect(status).toBe(0);
  });

  test('says how a console imports', () => {
    expect(typed(["import path from 'node:path'"]).shown).toContain("const { name } = await import('…')");
    expect(typed(["(await import('node:path')).join('a', 'b')"], ['--ok-builtin-modules', 'node:path']).shown).toBe(
      "'a/b'\n",
    );
  });

  test('ends with the status of process.exit, and what follows is not read', () => {
    const { status, shown } = typed(['process.exit(7)', '"after"']);
    expect(status).toBe(7);
    expect(shown).not.toContain('after');
    expect(typed(['setTimeout(() => process.exit(8), 1); await new Promise(() => {})']).status).toBe(8);
    expect(typed(['(async () => process.exit(9))()', 'await new Promise(() => {})']).status).toBe(9);
  });

  test('does what the last line says, though nothing ends it', () => {
    const { output } = rexec(directoryOf({}), ['repl'], 'await new Promise((done) => setTimeout(done, 50)); "last"');
    expect(output).toContain("'last'\n");
  });

  test('ends with 0 at the end of its input, and at .exit', () => {
    expect(typed([]).status).toBe(0);
    expect(typed(['.exit', '1']).shown).not.toContain('1');
  });

  test('survives a late error and a rejection that nobody handles, and tells of them', () => {
    const lines = [
      'setTimeout(() => { throw new Error("late") }, 1); Promise.reject(new Error("unheard"))',
      'await new Promise((done) => setTimeout(done, 100))',
      '"still here"',
    ];
    const { shown, errors, status } = typed(lines);
    expect(errors).toContain('Error: late');
    expect(errors).toContain('repl-1:1:66: Error: unheard');
    expect(shown).toContain("'still here'");
    expect(status).toBe(0);
  });

  test('tells of as many rejections as somebody can read, and counts the others', () => {
    const lines = [
      'for (let i = 0; i < 5000; i += 1) Promise.reject(i)',
      'await new Promise((done) => setTimeout(done, 1500))',
    ];
    const { errors } = typed(lines);
    expect(errors.split('\n').length).toBeLessThan(60);
    expect(errors).toContain('and 4980 more like these');
  });

  test('shows what was thrown and is no error', () => {
    expect(typed(['throw { a: 1, get b() { return 2 } }']).shown).toBe('Error: thrown: { a: 1, b: [Getter] }\n');
  });

  test('begins a fresh cell at .clear', () => {
    expect(typed(['let a = 1', '.clear', 'typeof a']).shown).toContain("'undefined'");
  });

  test('makes a new cell where a limit ended the one before, and says so', () => {
    const { shown, errors, status } = typed(['let a = 1', 'while (true);', 'typeof a'], ['--limits', 'cpuMs=300']);
    expect(errors).toContain('limits.cpuMs');
    expect(shown).toContain("'undefined'");
    expect(status).toBe(0);
  });

  test('has modules that -t names', () => {
    const directory = directoryOf({ 'm.mjs': 'export const twice = (n) => 2 * n' });
    expect(typed(["(await import('m')).twice(4)"], ['-t', 'm=./m.mjs'], directory).shown).toBe('8\n');
  });
});

describe('whoever types', () => {
  test('runs no code of a value by having it shown', () => {
    const lines = [
      'let ran = []',
      'const trap = new Proxy({}, { get() { ran.push("trap") }, ownKeys() { ran.push("trap"); return [] } })',
      'trap',
      '({ get a() { ran.push("getter"); return 1 }, toString() { ran.push("toString") } })',
      '({ [Symbol.for("nodejs.util.inspect.custom")]() { ran.push("inspect") }, toJSON() { ran.push("toJSON") } })',
      '({ then(done) { ran.push("then"); done(1) } })',
      'ran.length',
    ];
    const { shown } = typed(lines);
    expect(shown).toContain('Getter');
    expect(shown.trimEnd().endsWith('\n0')).toBe(true);
  });

  test('reaches nothing of the host', () => {
    const directory = directoryOf({ 'secret.txt': 'SECRET-OF-A-FILE' });
    const { shown, errors } = typed(
      [
        'process.env.REXEC_TEST_SECRET',
        '(() => {}).constructor("return process")().env',
        'Promise.resolve().domain',
        "(await import('node:fs')).readFileSync('secret.txt', 'utf8')",
        'globalThis.repl ?? globalThis.require ?? globalThis.module',
      ],
      [],
      directory,
    );
    expect(shown + errors).not.toMatch(/SECRET-OF-A-FILE|the-secret-of-the-host/u);
    expect(shown).toContain('okBuiltinModules');
    expect(shown).not.toContain('Domain');
  });

  test('has no command of the console that reads or writes files', () => {
    const directory = directoryOf({ 'secret.js': '"SECRET-OF-A-FILE"' });
    const { shown } = typed(['"to be saved"', '.load secret.js', '.save saved.js'], [], directory);
    expect(shown).not.toContain('SECRET-OF-A-FILE');
    expect(existsSync(join(directory, 'saved.js'))).toBe(false);
    expect(typed(['.help']).shown).not.toMatch(/\.load|\.save/u);
  });

  test('leaves no history unless a file is named for it', () => {
    const directory = directoryOf({});
    expect(rexec(directory, ['repl'], '1 + 1\n').status).toBe(0);
    expect(readdirSync(directory)).toEqual([]); // which is the child's home, too
    expect(rexec(directory, ['repl', '--history', 'h'], '1 + 1\n').status).toBe(0);
    expect(readdirSync(directory)).toEqual(['h']);
  });
});

describe('a call that makes no sense', () => {
  test.each([
    [['repl', '--ok-sys-names', 'exxit'], 'Did you mean "exit"?'],
    [['repl', '-t', 'no-such-package'], 'no such module'],
    [['repl', '-t', 'broken=./broken.mjs'], 'the module does not load'],
    [['repl', '--histry', 'x'], 'Did you mean --history?'],
    [['repl', '--history', 'no/such/directory/h'], 'cannot be kept'],
  ])('%j is told what is wrong, with status 2', (args, part) => {
    const { status, errors } = rexec(directoryOf({ 'broken.mjs': 'throw new Error("broken")' }), args, '"ran"\n');
    expect(errors).toContain(part);
    expect(status).toBe(2);
  });
});
