/** What the console and the thread with its cell say to each other: plain data, text that is fit to be shown. */
import type { Settings } from '../policy/settings.js';

/** What the thread is started with. */
export interface Start {
  readonly settings: Settings;
  /** Which of the streams that the guest writes to are terminals. */
  readonly terminals: { readonly stdout: boolean; readonly stderr: boolean };
}

/** From the console. */
export type Request =
  | { readonly kind: 'run'; readonly id: number; readonly source: string }
  | { readonly kind: 'complete'; readonly id: number; readonly text: string }
  /** Let go of what is running: its end, if it comes, is of no interest. */
  | { readonly kind: 'abandon' };

/** What came of a text that was run. */
export type Outcome =
  | { readonly kind: 'unfinished' }
  /** `text` is what its value looks like. */
  | { readonly kind: 'done'; readonly text?: string }
  | { readonly kind: 'failed'; readonly text: string }
  /** The console let go of it. */
  | { readonly kind: 'interrupted' }
  /** Its cell has ended, which the console is told by itself. */
  | { readonly kind: 'ended' };

/** What could follow a text. */
export interface Completed {
  readonly names: readonly string[];
  readonly of: string;
}

/** From the thread. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'completed'; readonly id: number; readonly completed: Completed }
  /** A guest's text, or a line about it, outside of any outcome. */
  | { readonly kind: 'output'; readonly stream: 'stderr' | 'stdout'; readonly text: string }
  /** The guest has exited. */
  | { readonly kind: 'exit'; readonly status: number }
  /** The cell could not be made. */
  | { readonly kind: 'unusable'; readonly text: string };
