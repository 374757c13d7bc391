/**
 * What a cell tells its host beside the results of calls: records, for a logger that the host gives.
 *
 * Invariant: a record has nothing of the guest's but text that was made fit for one line of a log, and errors of the
 * host's making.
 */
import { printable } from './errors/index.js';

/** A guest's callback threw, and there was no caller to throw to. */
export interface ErrorRecord {
  readonly kind: 'error';
  /** The cell's name. */
  readonly cell: string;
  /** What called: `setTimeout`, `queueMicrotask`, … */
  readonly from: string;
  /** A GuestError; or a SystemExit, where the guest has exited there. */
  readonly error: Error;
}

/** Traced (`verbose`): a specifier was found to mean a module. */
export interface ImportRecord {
  readonly kind: 'import';
  /** The cell's name. */
  readonly cell: string;
  /** What was asked for, as it was written. */
  readonly specifier: string;
  /** The module that asked; undefined where a program did, or the host. */
  readonly importer: string | undefined;
  /** The module's name, as the guest may see it. */
  readonly module: string;
}

/** Traced (`verbose`): something that the host gave was used. */
export interface AccessRecord {
  readonly kind: 'access';
  /** The cell's name. */
  readonly cell: string;
  /** What, as `Account.add` of a bastion, `process.exit` of a name that needs authority. */
  readonly what: string;
}

/** Traced (`verbose`): something was refused. */
export interface RefusalRecord {
  readonly kind: 'refusal';
  /** The cell's name. */
  readonly cell: string;
  /** The message that the guest got. */
  readonly message: string;
  /** The line of a policy that would grant it, where one would. */
  readonly policyLine: string | undefined;
}

/** Traced (`verbose`): something that need not be a fault, and often is one. */
export interface WarningRecord {
  readonly kind: 'warning';
  /** The cell's name. */
  readonly cell: string;
  readonly message: string;
}

/** What `verbose` adds. */
export type TraceRecord = AccessRecord | ImportRecord | RefusalRecord | WarningRecord;

/** A record for the host's logger. */
export type CellRecord = ErrorRecord | TraceRecord;

/** A host's logger. What it throws is the host's own affair. */
export type Logger = (record: CellRecord) => void;

const errorText = ({ from, error }: ErrorRecord): string => {
  const [position] =
    (error as { positions?: readonly { file: string; line: number; column: number }[] }).positions ?? [];
  const at = position === undefined ? '' : ` (${printable(position.file)}:${position.line}:${position.column})`;
  return `uncaught in ${from}: ${printable(error.name)}: ${printable(error.message)}${at}`;
};

const textOf = (record: CellRecord): string => {
  switch (record.kind) {
    case 'error':
      return errorText(record);
    case 'import':
      return `import '${record.specifier}'${record.importer === undefined ? '' : ` in ${record.importer}`}: ${record.module}`;
    case 'access':
      return `access ${record.what}`;
    case 'refusal':
      return `refused: ${record.message}`;
    default:
      return `warning: ${record.message}`;
  }
};

/** A record in one line, for people. */
export const lineOf = (record: CellRecord): string => `[${printable(record.cell)}] ${textOf(record)}`;
