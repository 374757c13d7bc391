/**
 * Does what the other side asks of something that it holds.
 *
 * Trusts: nothing of what is asked. Invariant: the bastion itself decides what it exposes, each time; what the
 * other side was told is never taken for a permission.
 */
import { asksFor, callFunction, callMethod, callSpecial } from '@padded-cell/bastion/membrane';
import { Operation, ProtocolError } from '../protocol.js';
import type { Exports } from './exports.js';
import { type SpecialName, specialNames } from './stand-ins.js';

const { hasOwn } = Object;

/** What one side offers the other to begin with: functions by name, which get what arrives as it arrives. */
export type Root = Readonly<Record<string, (...args: readonly never[]) => unknown>>;

/** An answer that takes its time, for one who waits for it: the wall stands open meanwhile. */
export class Later {
  readonly outcome: Promise<unknown>;

  constructor(outcome: Promise<unknown>) {
    this.outcome = outcome;
  }
}

/** What is asked. */
export interface Asked {
  readonly operation: number;
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

const steps: readonly string[] = ['next', 'return', 'throw'];

const callRoot = (root: Root, { name, args }: Asked): unknown => {
  if (!hasOwn(root, name)) throw new ProtocolError('unknown name', `there is no '${name.slice(0, 100)}' to begin with`);
  return (root[name] as (...given: readonly unknown[]) => unknown)(...args);
};

const step = (iterator: object, { name, args }: Asked): unknown => {
  if (!steps.includes(name) || args.length > 1) throw new ProtocolError('unknown name', 'an iterator has no such step');
  return (iterator as Record<string, (...given: readonly unknown[]) => unknown>)[name]?.(...args);
};

/** @throws ProtocolError for what no honest side asks; and whatever what it asks throws */
export const perform = (asked: Asked, exports: Exports, root: Root): unknown => {
  const { operation, id, name, args } = asked;
  if (operation === Operation.root) return callRoot(root, asked);
  const { value, kind } = exports.get(id);
  const isIterator = kind === 'iterator' || kind === 'asyncIterator';
  if (isIterator && operation === Operation.step) return step(value, asked);
  if (kind !== 'behaviour' || operation === Operation.step)
    throw new ProtocolError('forged id', `${id} is of the kind '${kind}', which cannot do that`);
  switch (operation) {
    case Operation.method:
      return callMethod(value, name, args);
    case Operation.apply:
    case Operation.construct:
      return callFunction(value, args, operation === Operation.construct);
    case Operation.special:
      if (!(specialNames as readonly string[]).includes(name))
        throw new ProtocolError('unknown name', 'of a special method');
      return callSpecial(value, name as SpecialName, args);
    case Operation.has:
      return asksFor(value, name);
    default:
      throw new ProtocolError('unknown kind', `an operation of kind ${operation}`);
  }
};
