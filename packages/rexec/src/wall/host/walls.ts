/** Which walls a cell can be spawned behind: apart from what starts them, so that asking loads nothing. */

/** What stands between a host and a cell that is not in its realm. */
export type SpawnWall = 'process' | 'thread';

/** @throws TypeError for anything else */
export const requireWall = (wall: unknown): void => {
  if (wall === 'process' || wall === 'thread') return;
  throw new TypeError("wall is 'process' or 'thread'; new RExec() and nest() make a cell in this realm");
};
