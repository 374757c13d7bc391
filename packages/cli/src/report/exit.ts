/** A guest's exit. */
import { SystemExit } from '@padded-cell/rexec';

/** The status of a process for an exit code: it has one byte for it. */
export const statusOf = (exitCode: number): number => exitCode & 0xff;

/** The status that a guest has exited with, by what its cell threw; undefined for any other end. */
export const exitStatusOf = (error: unknown): number | undefined =>
  error instanceof SystemExit ? statusOf(error.exitCode) : undefined;
