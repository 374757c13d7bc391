/**
 * What goes wrong with a file, before it is known who asked for what: a code, a reason, and the way out.
 *
 * Invariant: a refusal says the same whether or not there is something outside of what is granted.
 */
import { codeOf } from './system.js';

/** What a cell may want with a file. */
export type Need = 'read' | 'write';

/** A refusal or a failure of ours, with Node's code for it. */
export class Fault extends Error {
  readonly code: string;
  readonly why: string | undefined;
  readonly policyLine: string | undefined;

  constructor(code: string, why?: string, policyLine?: string) {
    super(code);
    this.code = code;
    this.why = why;
    this.policyLine = policyLine;
  }
}

const lineFor = { read: 'okPath', write: 'okWritePath' } as const;

/** The refusal of a place that is not granted. */
export const outside = (need: Need): Fault => new Fault('EACCES', `it is not under ${lineFor[need]}`, lineFor[need]);

/** Whether an error is a system error, or a fault, with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean => {
  const code = codeOf(error);
  return code !== undefined && codes.includes(code);
};
