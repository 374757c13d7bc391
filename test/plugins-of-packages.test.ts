/** markdown-it and PostCSS as hosts of their own plugins: these run in cells, and give what they give without. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with Node, in the directory of an example. */
const run = (example: string, args: readonly string[]): Run =>
  spawnSync(process.execPath, args, {
    cwd: path.join(root, 'examples', example),
    encoding: 'utf8',
    env: { ...process.env, SECRET_OF_THE_HOST: 'swordfish' },
  });

const given = (example: string, files: readonly string[]): Run => {
  const ran = run(example, ['main.js', ...files]);
  expect(ran.status, ran.stderr).toBe(0);
  return ran;
};

describe('markdown-it, with its plugins in a cell', () => {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  );
  const documents = [path.join(root, 'README.md'), ...docs.map((file) => path.join(root, 'docs', file))];

  /** The same plugins on the host’s own markdown-it, as one would use them without cells. */
  const unconfined = `
    import MarkdownIt from 'markdown-it';
    import anchor from 'markdown-it-anchor';
    import deflist from 'markdown-it-deflist';
    import footnote from 'markdown-it-footnote';
    import { readFileSync } from 'node:fs';
    const md = new MarkdownIt().use(deflist).use(footnote).use(anchor, { permalink: anchor.permalink.headerLink() });
    for (const file of process.argv.slice(1)) process.stdout.write(md.render(readFileSync(file, 'utf8')));`;

  test('writes every guide of the project as it does without', { timeout: 120_000 }, () => {
    expect(documents.length).toBeGreaterThan(20);
    const expected = run('markdown-plugins', ['--input-type=module', '-e', unconfined, ...documents]);
    expect(expected.status, expected.stderr).toBe(0);
    expect(given('markdown-plugins', documents).stdout).toBe(expected.stdout);
    expect(expected.stdout).toContain('class="header-anchor"');
  });

  test('uses rules of the plugins’ own, and keeps the last word on HTML', { timeout: 60_000 }, () => {
    const { stdout } = given('markdown-plugins', []);
    expect(stdout).toContain('<dt>Bastion</dt>');
    expect(stdout).toContain('<sup class="footnote-ref"><a href="#fn2" id="fnref2">[2]</a></sup>');
    expect(stdout).toContain('&lt;script&gt;');
    expect(stdout).not.toContain('<script');
  });
});

describe('PostCSS, with its plugins in a cell', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'css-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const css = `:root { --a: 1px }\n.x { &:is(.y, .z) { top: var(--a); .w & { left: calc(var(--a) * 2) } } @media print { right: 0 } }\n`;

  test('gives the stylesheet that it gives without', { timeout: 60_000 }, () => {
    const unconfined = `
      import postcss from 'postcss';
      import customProperties from 'postcss-custom-properties';
      import nested from 'postcss-nested';
      const { css } = await postcss([nested, customProperties({ preserve: false })]).process(process.argv[1], { from: undefined });
      process.stdout.write(css);`;
    const expected = run('css-plugins', ['--input-type=module', '-e', unconfined, css]);
    expect(expected.status, expected.stderr).toBe(0);
    const file = path.join(directory, 'a.css');
    writeFileSync(file, css);
    const { stdout } = given('css-plugins', [file]);
    expect(stdout.replace('/* curious was here */', '').trim()).toBe(expected.stdout.trim());
    expect(stdout).toContain('.w .x:is(.y, .z)');
  });

  test('shows a curious plugin nothing, and tells what it was refused', { timeout: 60_000 }, () => {
    const { stdout, stderr } = given('css-plugins', []);
    expect(stdout).toContain('/* curious was here */');
    const told = stderr.split('\n').filter((line) => line.includes('[curious]'));
    expect(told).toHaveLength(6);
    for (const line of told) expect(line).toMatch(/\? (?:Import|NotGranted|Reference|Type)Error: /u);
    expect(stdout + stderr).not.toMatch(/found:|swordfish|root:x/u);
  });

  test('lets its own plugins look at what came back', { timeout: 60_000 }, () => {
    const { stdout, stderr } = given('css-plugins', []);
    expect(stderr).toContain('nothing-from-elsewhere: removed url(https://elsewhere.example/pixel.gif)');
    expect(stdout).not.toContain('elsewhere.example');
  });
});
