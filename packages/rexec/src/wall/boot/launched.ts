/** What the program of a cell's process or thread finds as `$launch`: made by launch.ts. Types only. */
import type { MessagePort } from 'node:worker_threads';

/** What the main script of a thread is started with. */
export interface ThreadData {
  /** What a process has on its command line. */
  readonly words: readonly string[];
  /** The program's compiled form, where there is one. */
  readonly compiled: Uint8Array | undefined;
}

/** What the program finds. */
export interface Launch {
  /** Whether it is to run what a start runs, and no more: its compiled form is being made. */
  readonly isRehearsal: boolean;
  /** Takes the names that a cell of this policy never needs from the global. To be called before any guest is there. */
  readonly withhold: () => void;
  /** Tells the host that a cell can be made. */
  readonly ready: () => void;
  /** In a thread, the way to its host. */
  readonly port: MessagePort | undefined;
}
