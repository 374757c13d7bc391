/**
 * A channel: what carries frames between the two sides of a wall, and knows nothing of what is in them.
 *
 * Frames to a guest side go by two ways. One is read only by a guest side that waits: the answer to its call, and the
 * calls that are made to it until the answer comes. The other is read when nothing runs. So a guest's code is
 * never entered in the middle of a call by what has nothing to do with that call. Frames to the host all go
 * by one way.
 *
 * Invariant: within a way, frames arrive whole and in order, or the channel closes.
 */

/** After so many milliseconds of what has arrived, other work of a host's has its turn. */
export const longestTurnMs = 5;

/** What an end is told that has lost the other. */
export const lost = (): Error => new Error('the other side of the wall has gone');

/** One end of a channel. */
export interface Channel {
  /**
   * Sends a frame, which is the channel's from then on.
   *
   * @param isWaitedFor Whether the other side waits for it, or for what follows it.
   */
  send(frame: Uint8Array, isWaitedFor: boolean): void;
  /** The next frame for one who waits; blocks until there is one. Absent where an end must never block. @throws where it has closed */
  readonly receiveSync?: () => Uint8Array;
  /** Has every other frame given to `listener`, and the end told to `closed`, once. */
  listen(listener: (frame: Uint8Array) => void, closed: (error: Error) => void): void;
  /** Bytes that wait to be sent. */
  readonly backlog: number;
  close(): void;
}
