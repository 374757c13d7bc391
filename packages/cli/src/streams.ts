/**
 * The command's own output, to its end: all that was written is out before the process leaves, and when whoever reads it
 * has gone (`rexec run … | head`), so has the command's reason to be there.
 */

const { stdout, stderr } = process;

/** A stream failed, and not for want of a reader. */
const failed = 1;

/** Ends the process when what was written is out: a pipe may take its time. */
export const leave = (status: number): void => {
  stdout.write('', () => {
    stderr.write('', () => process.exit(status));
  });
};

/** Ends the process with its reader, which is no failure; nobody is left to tell. */
export const leaveWithReader = (): void => {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: { readonly code?: unknown }) => {
      process.exit(error.code === 'EPIPE' ? 0 : failed);
    });
  }
};
