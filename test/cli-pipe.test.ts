/** The command in a pipeline whose end does not read on: it leaves, and says nothing. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { bin, directoryOf } from './cli.js';

/** What comes of a command whose output is read once. */
const readOnce = async (args: readonly string[], input: string): Promise<{ status: number | null; errors: string }> => {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: directoryOf({ 'yes.js': 'setInterval(() => console.log("y".repeat(1000)), 1)' }),
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += String(text);
  });
  // It may leave before it has read everything.
  child.stdin.on('error', () => undefined).end(input);
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { status, errors };
};

test.each([
  ['rexec run', ['run', 'yes.js'], ''],
  ['rexec repl', ['repl'], '"y".repeat(1000)\n'.repeat(5000)],
])('%s', async (_, args, input) => {
  expect(await readOnce(args, input)).toEqual({ status: 0, errors: '' });
});
