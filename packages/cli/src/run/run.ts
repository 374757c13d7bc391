/**
 * `rexec run`: a guest's program from its first statement to its exit status.
 *
 * The realm is locked down before anything else of this file is loaded. Invariant: whatever the guest does ends in a
 * status and, where it failed, in words on stderr; its text reaches a terminal without control characters.
 */
import { onUnhandledRejection } from '@padded-cell/rexec/lockdown';
import type { CellRecord, RExec } from '@padded-cell/rexec';
import { makeCell } from '../cell/cell.js';
import type { Settings } from '../policy/settings.js';
import { exitStatusIn, exitStatusOf, statusOf } from '../report/exit.js';
import { failureText, rejectionText } from '../report/failure.js';
import { Sources } from '../report/sources.js';
import { traceOf } from '../report/trace.js';
import { leave, leaveWithReader } from '../streams.js';
import { forStream } from '../terminal.js';
import { watchedLimits } from '../watch/limits.js';
import { type ProgramFile, fileTypesOf, stdinName } from './program.js';

/** A guest's error that it did not catch, as in Node. */
const failed = 1;
/** Its top level waits for what can't come any more, as in Node. */
const unsettled = 13;

const { stdin, stdout, stderr } = process;

const watch = async (limits: unknown): Promise<void> => {
  const watched = watchedLimits(limits);
  if (watched === undefined) return;
  const { Worker } = await import('node:worker_threads');
  const watchdog = new Worker(new URL('../watch/watchdog.js', import.meta.url), { workerData: watched });
  await new Promise<void>((resolve, reject) => {
    watchdog.once('online', resolve).once('error', reject);
  });
  watchdog.unref();
};

/** A file that is imported is one that the cell may import. */
const linesFor = (settings: Settings, program: ProgramFile): Settings => {
  if (program.kind === 'script') return settings;
  const { okPath = [], okFileTypes = fileTypesOf(program) } = settings.lines;
  return { ...settings, lines: { ...settings.lines, okPath: [...(okPath as string[]), program.path], okFileTypes } };
};

/** Runs a program. @returns its status; the process stays for as long as the guest's timers keep it */
export const run = async (program: ProgramFile, args: readonly string[], settings: Settings): Promise<number> => {
  leaveWithReader();
  let rex: RExec | undefined;
  let sources = new Sources([]);
  let isLeaving = false;
  /** The first end of a program is its end; what still runs until then has none of its own. */
  const leaveWith = async (status: number, text: () => Promise<string> | string): Promise<void> => {
    if (isLeaving) return;
    isLeaving = true;
    rex?.end();
    stderr.write(await text());
    leave(status);
  };
  const fail = async (error: unknown): Promise<void> => {
    const status = exitStatusOf(error);
    if (status === undefined) await leaveWith(failed, async () => `rexec: ${await failureText(error, sources)}`);
    else await leaveWith(status, () => '');
  };
  const logger = (record: CellRecord): void => {
    // As in Node, an error that nobody caught is the end of the program.
    if (record.kind === 'error') void fail(record.error);
    else stderr.write(traceOf(record));
  };
  onUnhandledRejection(({ reason, stack }) => {
    const status = exitStatusIn(reason);
    const positions = rex?.positionsIn(stack) ?? [];
    if (status !== undefined) void leaveWith(status, () => '');
    else void leaveWith(failed, async () => `rexec: ${await rejectionText(reason, positions, sources)}`);
  });
  const stdio = {
    // Not before the guest asks: reading keeps the process, and a program may have come this way.
    ...(program.name === stdinName ? {} : { stdin: { [Symbol.asyncIterator]: () => stdin[Symbol.asyncIterator]() } }),
    stdout: { write: (text: string) => stdout.write(forStream(text, stdout)) },
    // With a trace, the guest's lines begin with the cell's name, and none of them passes for one of the trace's.
    ...(settings.isVerbose ? {} : { stderr: { write: (text: string) => stderr.write(forStream(text, stderr)) } }),
  };
  const { name } = program;
  const cell = await makeCell({ settings: linesFor(settings, program), name, args, stdio, logger });
  rex = cell;
  sources = new Sources(cell.policy.okPath);
  sources.keep(name, program.source);
  await watch(settings.lines.limits);

  const waiting = (): void => {
    stderr.write(`rexec: ${name}: an await at the top level waits for what can't come any more\n`);
    process.exitCode = unsettled;
  };
  process.once('beforeExit', waiting);
  // Its timers may set one yet.
  process.once('exit', (status) => {
    if (status === 0 && !isLeaving) process.exitCode = statusOf(cell.exitCode);
  });
  try {
    if (program.kind === 'module') await cell.rImport(program.path);
    else await cell.rExecAsync(program.source, { file: name });
  } catch (error) {
    await fail(error);
    return failed;
  } finally {
    process.removeListener('beforeExit', waiting);
  }
  return 0;
};
