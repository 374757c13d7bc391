/**
 * Why a cell's process has ended, as an error for the host.
 *
 * Trusts: how the process ended, as the kernel says it. What it has written decides only which of two errors says that
 * it is dead.
 */
import { CellCrashedError } from '../../errors/index.js';
import { type Policy, LimitError, limitOf } from '../../policy/index.js';

/** What is known of a process that has ended by itself. */
export interface Remains {
  /** The cell's name. */
  readonly cell: string;
  readonly policy: Policy;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it has written. */
  readonly output: string;
}

const isOutOfMemory = (output: string): boolean =>
  /FATAL ERROR: .*(?:out of memory|invalid (?:array|table) (?:length|size))|Fatal process out of memory|std::bad_alloc/iu.test(
    output,
  );

/** The error for a process that nobody ended. */
export const causeOf = ({ cell, policy, exitCode, signal, output }: Remains): CellCrashedError | LimitError => {
  const memoryMb = limitOf(policy, 'memoryMb');
  // The engine's heap ends where the limit does, and a guest can be faster there than the watchdog.
  if (isOutOfMemory(output) && Number.isFinite(memoryMb)) return new LimitError(cell, 'memoryMb', memoryMb, memoryMb);
  const cpuMs = limitOf(policy, 'cpuMs');
  if (signal === 'SIGXCPU' && Number.isFinite(cpuMs)) return new LimitError(cell, 'cpuMs', cpuMs, cpuMs);
  return new CellCrashedError(cell, { exitCode, signal, output });
};
