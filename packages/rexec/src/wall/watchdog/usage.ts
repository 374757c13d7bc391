/** What the operating system says that a cell uses. Types only. */

/** At one moment. */
export interface Usage {
  /** Milliseconds of processor time since it started, of all its threads. */
  readonly cpuMs: number;
  /** MiB of memory that is its own: heap, buffers and WebAssembly, swapped out or not. */
  readonly memoryMb: number;
}

/** Reads what one process or thread uses. */
export interface Meter {
  /** What it uses; undefined where nothing can be said (any more, or yet). Never throws. */
  read(): Usage | undefined;
  /** Ends the reading. */
  close(): void;
}
