/**
 * Which file descriptors a cell's process has, beside the two that are read as its output.
 *
 * Invariant: it has no others, so there is no handle of the host's for an escaped guest to find.
 */
export const descriptors = {
  /** What the host says while nothing runs. */
  ordinary: 0,
  /** What the host says to a guest that waits for it. */
  waited: 3,
  /** What the cell says. */
  toHost: 4,
  /** The program's compiled form, where there is one: read and closed before the program runs. */
  code: 5,
} as const;
