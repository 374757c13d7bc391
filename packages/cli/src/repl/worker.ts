/**
 * The thread of the console's cell: locked down, it runs what was typed and tells what came of it.
 *
 * Invariant: what goes to the console is text and plain data that this realm's host code made.
 */
import { onUnhandledRejection } from '@padded-cell/rexec/lockdown';
import { parentPort, workerData } from 'node:worker_threads';
import type { RExec } from '@padded-cell/rexec';
import { makeCell } from '../cell/cell.js';
import { exitStatusIn, exitStatusOf } from '../report/exit.js';
import { failureText, rejectionText } from '../report/failure.js';
import { Sources } from '../report/sources.js';
import { sparing } from '../report/sparing.js';
import { traceOf } from '../report/trace.js';
import { visible } from '../terminal.js';
import type { Outcome, Report, Request, Start } from './messages.js';

const { settings, terminals } = workerData as Start;

const tell = (report: Report): void => parentPort?.postMessage(report);

const output = (stream: 'stderr' | 'stdout', text: string): void =>
  tell({ kind: 'output', stream, text: terminals[stream] ? visible(text) : text });

/** Of what happens outside of what was typed. */
const report = sparing((text) => tell({ kind: 'output', stream: 'stderr', text }));

let rex: RExec | undefined;
let sources = new Sources([]);

onUnhandledRejection(({ reason, stack }) => {
  const status = exitStatusIn(reason);
  const positions = rex?.positionsIn(stack) ?? [];
  if (status === undefined) report(() => rejectionText(reason, positions, sources));
  else tell({ kind: 'exit', status });
});

/** How many whole texts there have been. */
let texts = 0;

/** The number of the request that is running; when it was let go of, its outcome is told to nobody. */
let running: number | undefined;

const tellOutcome = (id: number, outcome: Outcome): void => {
  if (running !== id) return;
  running = undefined;
  tell({ kind: 'outcome', id, outcome });
};

/** A console runs programs, which import by another way than modules. */
const hintFor = (source: string, error: unknown): string =>
  /^\s*(?:import|export)\b/u.test(source) && error instanceof Error && error.name === 'SyntaxError'
    ? "  at a console: const { name } = await import('…')\n"
    : '';

const runText = async (cell: RExec, id: number, source: string): Promise<void> => {
  running = id;
  texts += 1;
  const file = `repl-${texts}`;
  sources.keep(file, source);
  try {
    const { isComplete, text } = await cell.rInteract(source, { file });
    if (!isComplete) texts -= 1;
    const done: Outcome = text === undefined ? { kind: 'done' } : { kind: 'done', text };
    tellOutcome(id, isComplete ? done : { kind: 'unfinished' });
  } catch (error) {
    const status = exitStatusOf(error);
    if (status !== undefined) tell({ kind: 'exit', status });
    else tellOutcome(id, { kind: 'failed', text: (await failureText(error, sources)) + hintFor(source, error) });
  }
};

const answer = (cell: RExec, request: Request): void => {
  switch (request.kind) {
    case 'run':
      void runText(cell, request.id, request.source);
      break;
    case 'complete':
      tell({ kind: 'completed', id: request.id, completed: cell.rComplete(request.text) });
      break;
    default:
      if (running !== undefined) tellOutcome(running, { kind: 'interrupted' });
  }
};

try {
  const cell = await makeCell({
    settings,
    name: 'repl',
    stdio: {
      stdout: { write: (text) => output('stdout', text) },
      stderr: { write: (text) => output('stderr', text) },
    },
    logger: (record) => {
      if (record.kind !== 'error') {
        tell({ kind: 'output', stream: 'stderr', text: traceOf(record) });
        return;
      }
      const status = exitStatusOf(record.error);
      if (status !== undefined) tell({ kind: 'exit', status });
      else report(() => failureText(record.error, sources));
    },
  });
  rex = cell;
  sources = new Sources(cell.policy.okPath);
  parentPort?.on('message', (request: Request) => answer(cell, request));
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'unusable', text: error instanceof Error ? error.message : 'the cell could not be made' });
}
