/** The command as a user calls it: a child process of the built package. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, vi } from 'vitest';

// A process or more for each test, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

/** The built command. */
export const bin = new URL('../packages/cli/dist/bin.js', import.meta.url).pathname;

/** What came of a call. */
export interface Ran {
  /** null where a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** A directory of the files given, for as long as the test file runs. */
export const directoryOf = (files: Readonly<Record<string, string>>): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-')));
  directories.push(directory);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
};

/** Calls `rexec`. */
export const rexec = (cwd: string, args: readonly string[], input = ''): Ran => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, HOME: cwd, REXEC_TEST_SECRET: 'the-secret-of-the-host' },
  });
  return { status, signal, output: stdout, errors: stderr };
};
