/**
 * The start of a cell's process: with nothing of its host's but its pipes.
 *
 * Invariant: its environment is empty (but for the host's language and time zone, where the policy grants those), its working directory is gone before any guest is there, and it is the leader of
 * a group and a session of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Policy, limitOf } from '../../policy/index.js';
import type { Confinement } from './confinement.js';
import { mappedBeyondMb } from './flags.js';

/** The kernel's own limits are for a host that hangs: they leave what the start takes. */
const startSeconds = 5;

/** What the host's language and time zone are, for a cell that is to speak them. */
const environment = ({ intl }: Policy): NodeJS.ProcessEnv => {
  if (intl !== 'real') return {};
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { LANG: `${locale.replaceAll('-', '_')}.UTF-8`, TZ: timeZone };
};

/** Starts the process, in a directory that is gone as soon as it is in it. */
export const spawned = (
  around: Confinement,
  policy: Policy,
  args: readonly string[],
  code: number | undefined,
): ChildProcess => {
  const cwd = mkdtempSync(join(tmpdir(), 'padded-cell-'));
  try {
    const [command = process.execPath, ...words] = [
      ...around.prefix({
        cpuSeconds: Math.ceil(limitOf(policy, 'cpuMs') / 1000) + startSeconds,
        dataMb: limitOf(policy, 'memoryMb') + mappedBeyondMb,
      }),
      process.execPath,
      ...args,
    ];
    return spawn(command, words, {
      cwd,
      detached: true,
      env: environment(policy),
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', ...(code === undefined ? [] : [code])],
      windowsHide: true,
    });
  } finally {
    rmdirSync(cwd);
  }
};
