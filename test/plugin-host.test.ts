/** The main job, as `npm start` runs it: what a reader of its transcript is told, and what nobody may read in it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';

const example = new URL('../examples/plugin-host/', import.meta.url);

interface Run {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

let run: Run;

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: example, encoding: 'utf8' });
  run = { status, output: stdout, errors: stderr };
}, 60_000);

const sectionOf = (plugin: string): string => {
  const [, section = ''] = run.output.split(`── ${plugin} `);
  return section.split('\n── ')[0] ?? '';
};

describe('the plugin host', () => {
  test('ends well, whatever its plugins did', () => {
    expect(run.status, run.errors).toBe(0);
  });

  test('runs every file in plugins/, and says what each was given', () => {
    for (const plugin of readdirSync(new URL('plugins', example))) {
      expect(sectionOf(plugin)).toMatch(/given {4}notes: list read write search/);
    }
  });

  test('has its words counted by a plugin that could read and write', () => {
    expect(sectionOf('word-frequency.js')).toMatch(/wrote the note 'word frequency': water \d+/);
    expect(run.output).toMatch(/Afterwards the store holds: .*word frequency/);
  });

  test('has a table made by an npm package, in a cell that a plugin made and that could only read', () => {
    expect(run.output).toContain('| bread  |     9 |');
    const section = sectionOf('contents.js');
    expect(section).toMatch(/notes\.write\('contents', 'mine now'\) is refused: 'write' is not among the methods/);
    expect(section).toMatch(/import\('.*contents\.js'\) is refused: .*okPath/);
    expect(run.output).not.toContain('mine now\n');
  });

  test('refuses each attempt of the hostile plugin, or shows it nothing', () => {
    const lines = sectionOf('hostile.js')
      .split('\n')
      .filter((line) => line.startsWith('   says'));
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line).toMatch(/: nothing there$|Error: /);
    expect(sectionOf('hostile.js')).toMatch(/refused {2}directory, _sign, export/);
  });

  test('shows none of the secrets of the store, on neither stream', () => {
    const source = readFileSync(new URL('main.js', example), 'utf8');
    const [, key = ''] = /new NoteStore\(directory, '([^']+)'\)/.exec(source) ?? [];
    expect(key).not.toBe('');
    for (const text of [run.output, run.errors]) {
      expect(text).not.toContain(key);
      expect(text).not.toMatch(/notes-\w{6}/); // the directory that the store is in
      expect(text).not.toContain(process.cwd());
    }
  });
});
