/**
 * What a process says once it can hold a cell: one line on the pipe it answers on, before anything else. A thread says it
 * by a message.
 *
 * It is sent before any guest is there, so the host may believe it. Both lines have the same length: the host reads so
 * many bytes, and leaves all that follows to whoever speaks with the cell.
 */

/** Whether the program's compiled form was used, or the program was compiled anew. */
export const readyLines = { cached: 'padded-cell ready: cached\n', plain: 'padded-cell ready: plain \n' } as const;

/** How many bytes a line has. */
export const readyLength: number = readyLines.cached.length;

/** What a thread says. */
export interface ThreadReady {
  readonly code: keyof typeof readyLines;
  /** The kernel's number of it, where that can be told. */
  readonly thread: number | undefined;
}
