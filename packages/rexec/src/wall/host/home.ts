/** Where a cell is, beyond a wall: a process or a thread of its own, as its host needs it. Types only. */
import type { Channel } from '../channel.js';
import type { Occupant, ProcessEnd } from '../process/cell-process.js';

/** A process or a thread that is ready for a cell. */
export interface Home {
  /** Why it ends: settled at the decision. Never rejected. */
  readonly stopped: Promise<ProcessEnd>;
  /** Why it has ended: settled when it is gone. Never rejected. */
  readonly ended: Promise<ProcessEnd>;
  /** Settled when it is gone, or is known to be one that can't be stopped. Never rejected. */
  readonly over: Promise<void>;
  readonly isAlive: boolean;
  /** What carries frames. Once. @param most - the most bytes that one from there may have */
  channel(most?: number): Channel;
  /** Puts a cell in it. Once. */
  occupy(occupant: Occupant): void;
  /** Is told whenever it is given something to do. */
  wake(): void;
  end(cause?: ProcessEnd): void;
  ref(): void;
  unref(): void;
}
