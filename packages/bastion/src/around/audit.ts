/** A structured record of every call and every refusal. */
import { now } from './clock.js';
import type { Interceptor } from './interceptor.js';

/** What happened, once. */
export type AuditRecord =
  | {
      readonly kind: 'call';
      readonly bastion: string;
      readonly method: string;
      /** The number of arguments; their values are the application's to log or not. */
      readonly args: number;
      readonly outcome: 'returned' | 'threw' | 'fulfilled' | 'rejected';
      /** The name of the error, where one was thrown. */
      readonly error: string | undefined;
      /** From call to outcome, in milliseconds. */
      readonly ms: number;
    }
  | {
      readonly kind: 'refusal';
      readonly bastion: string;
      readonly method: string;
      readonly operation: 'get' | 'set' | 'call';
    };

/**
 * Tells `sink` of every call when it ends, and of every name that was refused. Put it first among the
 * interceptors, so that it sees what the others refuse.
 *
 * @param sink Gets each record. What it throws reaches the guest as a failed call: a call that cannot be recorded is not made to look well.
 * @example
 * ```ts
 * import { audit, bastion, type AuditRecord } from '@padded-cell/bastion';
 * const log: AuditRecord[] = [];
 * const safe = bastion(new Map(), undefined, { around: [audit((record) => log.push(record))] });
 * safe.get('a');
 * log[0]; // { kind: 'call', bastion: 'Map', method: 'get', args: 1, outcome: 'returned', … }
 * ```
 */
export const audit = (sink: (record: AuditRecord) => void): Interceptor => {
  const interceptor: Interceptor = ({ bastion, method, args }, next) => {
    const start = now();
    const tell = (outcome: 'returned' | 'threw' | 'fulfilled' | 'rejected', error?: unknown): void =>
      sink({
        kind: 'call',
        bastion,
        method,
        args: args.length,
        outcome,
        error: error instanceof Error ? error.name : error === undefined ? undefined : typeof error,
        ms: now() - start,
      });
    let result: unknown;
    try {
      result = next();
    } catch (error) {
      tell('threw', error);
      throw error;
    }
    if (!(result instanceof Promise)) {
      tell('returned');
      return result;
    }
    return result.then(
      (value: unknown) => {
        tell('fulfilled');
        return value;
      },
      (error: unknown) => {
        tell('rejected', error);
        throw error;
      },
    );
  };
  interceptor.refused = ({ bastion, name, operation }) => sink({ kind: 'refusal', bastion, method: name, operation });
  return interceptor;
};
