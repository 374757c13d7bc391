/**
 * The trace of a cell (`verbose`): its imports, accesses and refusals, as records for the host.
 *
 * Invariant: a record is text of bounded length, and a cell makes a bounded number of them: a guest that repeats itself
 * fills no log.
 */
import { type Call, type Interceptor, type Refusal, RefusedError } from '@padded-cell/bastion';
import { ImportError, NotGrantedError, printable, PrivilegeError } from './errors/index.js';
import type { TraceRecord } from './logger.js';
import { LimitError } from './policy/ledger.js';

/** How many records a cell makes; the last one says that there are no more. */
export const mostRecords = 10_000;

type Told = TraceRecord extends infer Each ? (Each extends TraceRecord ? Omit<Each, 'cell'> : never) : never;

const longestMessage = 1000;

const refusals = [ImportError, NotGrantedError, PrivilegeError, LimitError, RefusedError] as const;

const messageOf = (text: string): string => {
  const parts: string[] = [];
  for (let at = 0; at < Math.min(text.length, longestMessage); at += 200)
    parts.push(printable(text.slice(at, at + 200)));
  return parts.join('') + (text.length > longestMessage ? '…' : '');
};

/** Tells a trace of every call that a guest makes to what its host gave it, and of every name that it was refused. */
export const watching = (trace: Trace): Interceptor =>
  Object.assign(
    ({ bastion, method }: Call, next: (args?: readonly unknown[]) => unknown): unknown => {
      trace.accessed(method === '__call__' ? bastion : `${bastion}.${method}`);
      return next();
    },
    {
      refused: ({ bastion, name, operation }: Refusal) => {
        trace.refused(`${operation} '${name}' of <Bastion for ${bastion}>`, undefined);
      },
    },
  );

/** The trace of one cell. */
export class Trace {
  readonly #cell: string;
  readonly #tell: (record: TraceRecord) => void;
  #count = 0;

  /** @param tell - tells the host. Never throws for what a guest did. */
  constructor(cell: string, tell: (record: TraceRecord) => void) {
    this.#cell = cell;
    this.#tell = tell;
  }

  /** A specifier means a module. */
  imported(specifier: string, importer: string | undefined, module: string): void {
    const from = importer === undefined ? undefined : printable(importer);
    this.#add({ kind: 'import', specifier: printable(specifier), importer: from, module: printable(module) });
  }

  /** Something that the host gave is used. */
  accessed(what: string): void {
    this.#add({ kind: 'access', what: printable(what) });
  }

  /** Something is refused. */
  refused(message: string, policyLine: unknown): void {
    const line = typeof policyLine === 'string' ? printable(policyLine) : undefined;
    this.#add({ kind: 'refusal', message: messageOf(message), policyLine: line });
  }

  /** Something is thrown to the guest. */
  thrown(error: unknown, message: string): void {
    if (refusals.some((Class) => error instanceof Class)) {
      const line: unknown =
        error instanceof LimitError ? `limits.${error.limit}` : (error as { readonly policyLine?: unknown }).policyLine;
      this.refused(message, line);
    }
  }

  /** Something is odd. */
  warned(message: string): void {
    this.#add({ kind: 'warning', message: messageOf(message) });
  }

  #add(told: Told): void {
    this.#count += 1;
    if (this.#count > mostRecords) return;
    const record: Told =
      this.#count === mostRecords
        ? { kind: 'warning', message: `this cell has made ${mostRecords} records: more is not traced` }
        : told;
    this.#tell({ ...record, cell: this.#cell });
  }
}
