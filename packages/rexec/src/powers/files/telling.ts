/**
 * What went wrong with a file, as it is told to who asked.
 *
 * Invariant: an error names paths as they were given, and nothing else.
 */
import { IOError } from '../../errors/io-error.js';
import { Fault } from './fault.js';
import { codeOf } from './system.js';

/** What went wrong, as it is told: by the paths that were given. Others than of files go on as they are. */
export const told = (error: unknown, syscall: string, path: string | undefined, dest?: string): unknown => {
  if (error instanceof Fault) {
    const { code, why, policyLine } = error;
    return new IOError({ code, syscall, path, dest, why, policyLine });
  }
  const code = codeOf(error);
  if (code === undefined || (error as NodeJS.ErrnoException).errno === undefined) return error;
  // Where a rOpen of the host's refused, its own path is the host's affair; the way out is the guest's.
  const policyLine = error instanceof IOError ? error.policyLine : undefined;
  return new IOError({ code, syscall, path, dest, policyLine });
};
