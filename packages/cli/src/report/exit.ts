/** A guest's exit. */
import { SystemExit } from '@padded-cell/rexec';

/** The status of a process for an exit code: it has one byte for it. */
export const statusOf = (exitCode: number): number => exitCode & 0xff;

/** The status that a guest has exited with, by what its cell threw; undefined for any other end. */
export const exitStatusOf = (error: unknown): number | undefined =>
  error instanceof SystemExit ? statusOf(error.exitCode) : undefined;

/**
 * The same by the reason of a promise that nobody handled, as lockdown tells it: `main()` without `await` may exit too.
 * That a guest can make up such a reason gives it nothing: its exit is its own to choose.
 */
export const exitStatusIn = (reason: string): number | undefined => {
  const exit = /^SystemExit: the guest has exited with (-?\d{1,10})$/u.exec(reason);
  return exit === null ? undefined : statusOf(Number(exit[1]));
};
