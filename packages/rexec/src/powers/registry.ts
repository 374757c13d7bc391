/**
 * Every host half there is, by the name under which guest halves have it.
 *
 * Invariant: what is made here holds one cell's policy, and nothing of another's.
 */
import type { Output } from '../names/output.js';
import type { Policy } from '../policy/index.js';
import type { Ledger } from '../policy/ledger.js';
import type { PowerMakers } from './powers.js';
import type { CellFiles } from './files/cell-files.js';
import { filesPower } from './files/files.js';
import { machinePower } from './machine.js';
import { processPower } from './process.js';
import { clockPower } from './clock.js';
import { cryptoPower } from './crypto.js';
import { fetchPower } from './network/fetch.js';
import { urlPower } from './url.js';

/** What the powers of a cell are made with. */
export interface PowerContext {
  /** The cell's name. */
  readonly cell: string;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly output: Output;
  /** What the guest's `process.argv` has after its two first. */
  readonly args: readonly string[];
  /** Is told what the guest has set as its exit code. */
  readonly setExitCode: (exitCode: number) => void;
  /** Has a function called when the cell ends; gives one that takes it back. */
  readonly onEnd: (stop: () => void) => () => void;
  /** The cell's files. */
  readonly files: () => CellFiles;
  /** Where relative paths start, as the guest sees it. */
  readonly cwd: () => string;
  /** Environment variables, of which the policy grants some. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells the host what a callback of the guest's threw. Never throws. */
  readonly report: (reason: unknown, from: string) => void;
}

/** The powers of one cell. */
export const powersFor = (context: PowerContext): PowerMakers => ({
  $process: () => processPower(context),
  $clock: () => clockPower(context),
  $crypto: () => cryptoPower(context),
  $files: () => filesPower(context.files()),
  $machine: () => machinePower({ policy: context.policy, view: () => context.files().view }),
  $fetch: () => fetchPower(context),
  $url: urlPower,
});
