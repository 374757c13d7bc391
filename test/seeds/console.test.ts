/**
 * The rows of the console and the script runner: Python's `rexec.py` run as a script, with `-v`, `-t`, a file and its
 * arguments; and the textbook's safer `input()`, made richer.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { directoryOf, rexec } from '../cli.js';

const examples = new URL('../../examples/', import.meta.url);

/** What an example answers to these lines, one answer each. */
const answers = (
  example: string,
  lines: readonly string[],
): { status: number | null; told: string[]; errors: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], {
    cwd: new URL(`${example}/`, examples),
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    env: { ...process.env, REXEC_TEST_SECRET: 'the-secret-of-the-host' },
  });
  return { status, told: stdout.split('expression? ').slice(1), errors: stderr };
};

describe('rexec as a script', () => {
  test('is an interactive >>> console', () => {
    const { output, status } = rexec(directoryOf({}), ['repl'], 'total = 0\nlet total = 20\ntotal + 1\n');
    expect(output.startsWith('>>> ')).toBe(true);
    expect(output).toContain('ReferenceError: total is not defined');
    expect(output).toContain('>>> 21\n');
    expect(status).toBe(0);
  });

  test('runs a file with its arguments: rexec run FILE ARG…', () => {
    const directory = directoryOf({ 'a.js': 'console.log(process.argv[2], process.argv[3])' });
    expect(rexec(directory, ['run', 'a.js', 'first', '-v']).output).toBe('first -v\n');
  });

  test('gives the exit status of SystemExit', () => {
    expect(rexec(directoryOf({ 'a.js': 'process.exit(42)' }), ['run', 'a.js']).status).toBe(42);
  });

  test('gives 1 for what a program did not catch, and says what and where', () => {
    const { status, errors } = rexec(directoryOf({ 'a.js': '\nthrow new Error("no")' }), ['run', 'a.js']);
    expect(status).toBe(1);
    expect(errors).toContain('a.js:2:7: Error: no');
  });

  test('says that a file cannot be opened', () => {
    const { status, errors } = rexec(directoryOf({}), ['run', 'none.js']);
    expect(status).toBe(2);
    expect(errors).toContain('none.js cannot be run: there is no such file');
  });

  test('traces with -v, and trusts a module with -t', () => {
    const directory = directoryOf({
      'm.mjs': 'export const f = () => 7',
      'a.mjs': 'import { f } from "m"; console.log(f())',
    });
    const { output, errors } = rexec(directory, ['run', '-v', '-t', 'm=./m.mjs', 'a.mjs']);
    expect(output).toBe('7\n');
    expect(errors).toMatch(/^rexec: import 'm'/mu);
    expect(rexec(directory, ['run', 'a.mjs']).errors).toContain("cannot import 'm'");
  });
});

const hostile = [
  'process.exit(9)',
  'process.env.REXEC_TEST_SECRET',
  'globalThis.require("node:fs").writeFileSync("written", "x")',
  "(() => {}).constructor('return process')().exit(9)",
  'Object.prototype.polluted = 1',
  '({}).constructor.constructor("return this")().process.exit(9)',
  '1); process.exit(9); (1',
];

/** These give a promise, and what comes of it comes later. */
const hostileLater = [
  "import('node:fs').then((m) => m.writeFileSync('written', 'x'))",
  "import('node:child_process').then((m) => m.execSync('touch written'))",
  'new Promise(() => {})',
];

describe.each(['rexinput', 'rich-input'])('%s', (example) => {
  test('gives the value of what is typed', () => {
    const { told, status, errors } = answers(example, ['1 + 1', "({ a: [1, 'two'] })", '[1, 2].map((n) => n * n)']);
    expect(status, errors).toBe(0);
    expect(told).toEqual(['gives 2\n', "gives { a: [ 1, 'two' ] }\n", 'gives [ 1, 4 ]\n', '']);
  });

  test('does nothing for hostile input, and goes on', () => {
    const { told, status, errors } = answers(example, [...hostile, ...hostileLater, '({}).polluted', '6 * 7']);
    expect(status).toBe(0);
    for (const line of told.slice(0, hostile.length)) expect(line).toMatch(/^fails /u);
    expect(told.slice(hostile.length)).toEqual([
      ...hostileLater.map(() => 'gives Promise { <pending> }\n'),
      'gives undefined\n',
      'gives 42\n',
      '',
    ]);
    expect(errors).toBe('');
    expect(existsSync(new URL(`${example}/written`, examples))).toBe(false);
    expect(told.join('') + errors).not.toContain('the-secret-of-the-host');
  });

  test('shows nothing that a terminal would act on', () => {
    const { told } = answers(example, ['"\\u001b[2J"', '(() => { throw new Error("\\u001b[2J") })()']);
    expect(told.slice(0, 2).join('')).not.toContain('\u001b');
  });
});

describe('rich-input', () => {
  const lines = ['sin(PI / 2)', 'sqrt(16) + max(1, 2)', 'random()', 'sin.constructor("return process")()'];

  test('knows what Math has, as if it were built in', () => {
    const { told } = answers('rich-input', lines);
    expect(told.slice(0, 2)).toEqual(['gives 1\n', 'gives 6\n']);
    for (const line of told.slice(2, 4)) expect(line).toMatch(/^fails /u);
  });

  test('is richer than rexinput by that', () => {
    expect(answers('rexinput', lines).told[0]).toContain('sin is not defined');
  });
});
