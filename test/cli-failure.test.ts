/** `rexec run`: what its user is told of a guest that failed. */
import { describe, expect, test } from 'vitest';
import { directoryOf, rexec } from './cli.js';

/** Runs a script of this text. */
const runText = (source: string, ...flags: string[]): ReturnType<typeof rexec> =>
  rexec(directoryOf({ 'script.js': source }), ['run', ...flags, 'script.js']);

describe("a guest's error", () => {
  test('is told with its place, its lines and the way there', () => {
    const { errors, output } = runText('#!/usr/bin/env rexec\nfunction f() {\n  throw new TypeError("no");\n}\nf();\n');
    expect(errors).toContain('rexec: script.js:3:9: TypeError: no');
    expect(errors).toContain('> 3 |   throw new TypeError("no");\n    |         ^');
    expect(errors).toContain('    at f (script.js:3:9)\n    at (script.js:5:1)');
    expect(output).toBe('');
  });

  test('in a module that was imported is told with the lines of that one', () => {
    const directory = directoryOf({
      'main.mjs': "import { f } from './lib/f.mjs';\nf();\n",
      'lib/f.mjs': 'export const f = () => {\n  throw new RangeError("deep");\n};\n',
    });
    const { errors } = rexec(directory, ['run', '--ok-path', 'lib', '--ok-path', '.', 'main.mjs']);
    expect(errors).toContain('lib/f.mjs:2:9: RangeError: deep');
    expect(errors).toContain('> 2 |   throw new RangeError("deep");');
  });

  test('in TypeScript is told with the place in the TypeScript', () => {
    const source = `interface Point { x: number }
export const f = <T,>(point: T & Point): number => {
  const total: number = point.x; throw new RangeError('typed');
};
f({ x: 1 } as Point);
`;
    const directory = directoryOf({ 'a.ts': source, 'b.mts': 'let a: number = 1;\nlet b: = 2;\n' });
    const { errors } = rexec(directory, ['run', 'a.ts']);
    expect(errors).toContain('rexec: a.ts:3:40: RangeError: typed');
    expect(errors).toContain("> 3 |   const total: number = point.x; throw new RangeError('typed');");
    expect(errors).toContain('    at f (a.ts:3:40)\n    at (a.ts:5:1)');
    expect(rexec(directory, ['run', 'b.mts']).errors).toMatch(/^rexec: b\.mts:2:8: SyntaxError: /u);
  });

  test('in a promise that nobody handles is told with its place, and those after it are not told', () => {
    const { errors, status } = runText(
      'const f = async () => {\n  await null;\n  throw new TypeError("no");\n};\nf();\nfor (let i = 0; i < 10000; i += 1) f();',
    );
    expect(errors).toContain('rexec: script.js:3:9: TypeError: no');
    expect(errors).toContain('nobody handled it');
    expect(errors.match(/TypeError: no/gu)).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('of an import that is refused is told with the place of the import', () => {
    const directory = directoryOf({
      'a.mjs': "// import 'node:os'\nimport {\n  tmpdir,\n} from 'node:os';\ntmpdir();\n",
    });
    const { errors } = rexec(directory, ['run', 'a.mjs']);
    expect(errors).toContain("rexec: a.mjs:4:8: ImportError: cannot import 'node:os'");
    expect(errors).toContain("> 4 | } from 'node:os';\n    |        ^");
    expect(errors).toContain('to grant it: --ok-builtin-modules …');
  });

  test('that collects others is told with these', () => {
    const { errors } = runText(
      'await Promise.any([1, 2, 3, 4, 5, 6, 7].map((n) => Promise.reject(new RangeError(`no ${n}`))))',
    );
    expect(errors).toContain('AggregateError: All promises were rejected');
    expect(errors).toContain('  of these: RangeError: no 1\n  of these: RangeError: no 2\n');
    expect(errors).toContain('  of these: RangeError: no 5\n  … and 2 more\n');
  });

  test('that is no error is told by what it looks like, and runs nothing by that', () => {
    expect(runText('throw { a: 1, get b() { console.log("ran") }, toString() { console.log("ran") } }')).toMatchObject({
      errors: 'rexec: Error: thrown: { a: 1, b: [Getter], toString: [Function: toString] }\n',
      output: '',
    });
  });

  test('names files by where they are from here', () => {
    const directory = directoryOf({
      'app/main.mjs': "import { f } from './lib/f.mjs';\nf();\n",
      'app/lib/f.mjs': 'export const f = () => { throw new Error("deep"); };\n',
    });
    const { errors } = rexec(directory, ['run', '--ok-path', 'app', 'app/main.mjs']);
    expect(errors).toContain('rexec: app/lib/f.mjs:1:32: Error: deep');
    expect(errors).toMatch(/^    at f \(app\/lib\/f\.mjs:1:32\)\n    at \(app\/main\.mjs:2:\d\)$/mu);
  });

  test('of syntax is told with its place', () => {
    expect(runText('let a = 1;\nlet b = ;\n').errors).toContain('script.js:2:9: SyntaxError: Unexpected token\n');
  });

  test('shows no frame and no path of the host', () => {
    const { errors } = runText('null.x');
    expect(errors).not.toMatch(/node:|dist|packages|file:\/\//u);
  });

  test('has no line that passes for one of the command', () => {
    const words = String.raw`throw new Error("no\n  to grant it: --ok-write-path /\nrexec: access forged")`;
    for (const flags of [[], ['-v']]) {
      const { errors } = runText(words, ...flags);
      expect(errors).toContain('Error: no\n  |   to grant it: --ok-write-path /\n  | rexec: access forged\n');
      expect(errors).not.toMatch(/^(?: {2}to grant it|rexec: access)/mu);
    }
  });

  test('is told with its place also in a file of an odd name', () => {
    const directory = directoryOf({ 'a (b)%41\n.js': 'throw new Error("no")' });
    expect(rexec(directory, ['run', 'a (b)%41\n.js']).errors).toMatch(/^rexec: a .*\.js:1:7: Error: no\n/u);
  });

  test('cannot move the cursor of the terminal that its lines are shown on', () => {
    const { errors } = runText('throw new Error("\\u001b[2J\\u009b"); // \u001b]0;title\u0007 \u202e');
    // oxlint-disable-next-line no-control-regex
    expect(errors).not.toMatch(/[\u0007\u001b\u009b\u202e]/u);
    expect(errors).toContain('␛]0;title␇');
  });
});
