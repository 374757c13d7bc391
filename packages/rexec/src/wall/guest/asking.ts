/**
 * Asks the host of this process or thread for something, and has the answer when it returns; a promise, where the host
 * takes its time.
 */
import { types } from 'node:util';
import type { Plain } from '../../errors/told.js';
import { valueOf } from '../outcome.js';
import type { Peer } from '../peer/peer.js';

/** Asks. @throws what the host threw */
export type Ask = (what: string, ...args: readonly unknown[]) => unknown;

const natives: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((Class) => [Class.name, Class]),
);

/** An error of the host's that is of no class of ours. */
const plain = ({ name, message, code }: Plain): Error => {
  const Class = natives.get(name) ?? Error;
  const error = new Class(message);
  if (!natives.has(name)) Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  return code === undefined ? error : Object.assign(error, { code });
};

/** What asks the host that a peer speaks with. */
export const askingBy =
  (peer: Pick<Peer, 'call'>): Ask =>
  (what, ...args) => {
    const outcome = peer.call(what, ...args);
    return types.isPromise(outcome) ? outcome.then((settled) => valueOf(settled, plain)) : valueOf(outcome, plain);
  };
