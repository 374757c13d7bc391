/** What a host tells the process or thread of a cell that is to be made, or run: data, but for what crosses. Types only. */
import type { Policy } from '../policy/index.js';
import type { ShareFacts, Terminal } from './guest/beyond.js';
import type { WallLimits } from './protocol.js';

/** A cell that is to be made. */
export interface CellMessage extends ShareFacts {
  readonly name: string;
  readonly policy: Policy;
  /** Names and values, which have crossed on the host's side. */
  readonly endowments: readonly (readonly [name: string, value: unknown])[];
  /** The number of the cell that it is in. */
  readonly parent: number | undefined;
  readonly hooks: { readonly number: number; readonly isSync: boolean } | undefined;
  readonly loader: number | undefined;
  readonly conditions: readonly string[] | undefined;
  readonly args: readonly string[];
  readonly isVerbose: boolean;
  readonly root: string | undefined;
  /** What its guest may hand over at once; undefined for a cell that is in another there. */
  readonly frames: Pick<WallLimits, 'frameBytes' | 'items'> | undefined;
}

/** Files in place of a cell's own, for one call. */
export interface FilesMessage {
  readonly stdout: Terminal | undefined;
  readonly stderr: Terminal | undefined;
  readonly hasStdin: boolean;
  readonly write: (stream: 'stderr' | 'stdout', text: string) => void;
  readonly readNow: () => unknown;
  readonly read: () => unknown;
}

/** How a program is run. */
export interface RunOptions {
  readonly file?: string | undefined;
  readonly files?: FilesMessage | undefined;
}

/** What a call gave, and what the guest has set as its exit code since. */
export interface Ran {
  readonly outcome: unknown;
  readonly exitCode: number;
}

/** An export of a module: its value, or what reading it threw. */
export interface ModuleMessage {
  readonly module: number;
  readonly exports: readonly (readonly [name: string, outcome: unknown])[];
}
