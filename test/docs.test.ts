/**
 * Every code block of the README and the guides runs, and says of itself what it gives: `expression; // value`, or
 * `expression; // throws: part of the message`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
// Inside of the workspace, so that the packages and the development dependencies resolve.
const directory = mkdtempSync(join(root, 'node_modules/.docs-'));
// A program that has its packages in ./node_modules, as most have.
symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Block {
  readonly line: number;
  readonly language: 'js' | 'ts' | 'json';
  readonly code: string;
}

const blocksOf = (markdown: string): Block[] =>
  Array.from(markdown.matchAll(/^```(js|ts|json)\n([^]*?)^```/gm), (match) => ({
    line: markdown.slice(0, match.index).split('\n').length,
    language: match[1] as Block['language'],
    code: match[2] ?? '',
  }));

const throwing = /^(\s*)(.+?); \/\/ throws: (.+)$/;
const giving =
  /^(\s*)(?!const |let |import |return )(.+?); \/\/ (true|false|undefined|-?\d[\d_.]*|'.*'|\[.*\]|\{.*\})$/;

/** The block with what it claims turned into assertions. */
const asserted = (code: string): string =>
  code
    .split('\n')
    .map((line) =>
      line
        .replace(throwing, (_, indent: string, expression: string, message: string) => {
          const part = JSON.stringify(message);
          return `${indent}await claims.rejects(async () => { await (${expression}); }, (error) => error.message.includes(${part}) || claims.fail(error.message));`;
        })
        .replace(giving, '$1claims.deepEqual($2, $3);'),
    )
    .join('\n');

const withoutTypes = (code: string): string =>
  transpileModule(code, {
    compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.ESNext, verbatimModuleSyntax: true },
  }).outputText;

const hoisted = (code: string): string => {
  // The lockdown has to be the first import; the assertions come right after it.
  const [first = '', ...rest] = code.split('\n');
  const claims = "import claims from 'node:assert/strict';";
  return first.includes('/lockdown') ? [first, claims, ...rest].join('\n') : [claims, first, ...rest].join('\n');
};

const guides = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => `docs/${String(name)}`),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((path) => path.endsWith('.md'));

const blocks = guides.flatMap((guide) =>
  blocksOf(readFileSync(join(root, guide), 'utf8')).map((block) => ({ guide, ...block })),
);

describe('the code blocks of the guides', () => {
  test('are found', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  test.each(blocks.filter(({ language }) => language === 'json'))('$guide, line $line', ({ code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });

  test.each(blocks.filter(({ language }) => language !== 'json'))(
    '$guide, line $line',
    ({ guide, line, language, code }) => {
      const file = join(directory, `${guide.replaceAll('/', '-')}-${line}.mjs`);
      writeFileSync(file, hoisted(language === 'ts' ? withoutTypes(asserted(code)) : asserted(code)));
      const { status, stderr } = spawnSync(process.execPath, [file], { cwd: directory, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    },
  );
});

test('a claim that does not hold makes its block fail', () => {
  expect(asserted('1 + 1; // 3')).toBe('claims.deepEqual(1 + 1, 3);');
  expect(asserted('f(); // throws: no')).toContain('claims.rejects');
});
