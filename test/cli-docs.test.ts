/**
 * What the guide of the command shows is what the command does: every session in it is run, with the files that it shows.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bin, directoryOf, rexec } from './cli.js';

const guide = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8');

const blocks = Array.from(guide.matchAll(/^```(\w+)(?: title=(\S+))?\n([^]*?)^```$/gmu), (found) => ({
  line: guide.slice(0, found.index).split('\n').length,
  language: found[1],
  title: found[2],
  text: found[3] ?? '',
}));

const files = Object.fromEntries(blocks.flatMap(({ title, text }) => (title === undefined ? [] : [[title, text]])));

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A session that types these commands to a shell, and shows them. */
const session = (commands: readonly string[]): string =>
  [
    `rexec() { ${quoted(process.execPath)} ${quoted(bin)} "$@"; }`,
    ...commands.map((command) => `printf '%s\\n' ${quoted(`$ ${command}`)}\n${command}`),
  ].join('\n');

const commandsOf = (text: string): string[] =>
  Array.from(text.matchAll(/^\$ (.*)$/gmu), ([, command]) => command ?? '');

const trimmed = (text: string): string => text.replaceAll(/ +$/gmu, '');

describe('a session of the guide', () => {
  const sessions = blocks.filter(({ language }) => language === 'console');

  test('is found', () => {
    expect(sessions.length).toBeGreaterThan(5);
  });

  test.each(sessions)('at line $line is what happens', ({ text }) => {
    const script = session(commandsOf(text));
    const { stdout } = spawnSync('sh', ['-c', `exec 2>&1\n${script}`], { cwd: directoryOf(files), encoding: 'utf8' });
    // Shells tell of a signal each in its own words.
    expect(trimmed(stdout.replaceAll(/^.*Killed.*\n/gmu, ''))).toBe(trimmed(text));
  });

  test.each(blocks.filter(({ language }) => language === 'repl'))('at line $line, at the console', ({ text }) => {
    const [command = '', ...lines] = text.split('\n');
    const prompted = /^(?:>>>|\.\.\.) /u;
    const typed = lines.filter((line) => prompted.test(line)).map((line) => `${line.slice(4)}\n`);
    const { output } = rexec(directoryOf(files), command.split(' ').slice(2), typed.join(''));
    // A pipe does not show what is typed; newer versions of Node have another prompt for further lines.
    const shown = lines.map((line) => (prompted.test(line) ? line.slice(0, 4) : `${line}\n`)).join('');
    const same = output.replaceAll(/^(?:>>> |\.\.\. |\| )+/gmu, (prompts) => prompts.replaceAll('| ', '... '));
    expect(trimmed(same)).toBe(trimmed(`${shown.replace(/\n$/u, '')}>>> `));
  });
});
