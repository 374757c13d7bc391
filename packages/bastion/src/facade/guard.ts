/**
 * The Proxy that every facade has as its last prototype. The engine reaches it only for a name that no
 * facade has, which is why an exposed method costs no trap.
 *
 * Invariant: one guard for all bastions, without state; it learns from the receiver's brand whose name was
 * read, so nothing is to be found by inspecting it.
 */
import { AttributeError, withoutFrames } from '../errors.js';
import { isProbe } from '../probes.js';
import { create, freeze } from '../primordials.js';
import { facadeOf, isObject } from './brand.js';
import { printable } from './class-name.js';
import type { Facade } from './facade.js';

const facadeOfReceiver = (receiver: unknown, name: string): Facade => {
  const facade = isObject(receiver) ? facadeOf(receiver) : undefined;
  if (facade === undefined) {
    throw withoutFrames(
      new AttributeError(`'${printable(name)}' was looked up on something that inherits from a bastion but is none`),
    );
  }
  return facade;
};

/** Node's inspect reads element 0 of what is behind a Proxy, and behind a front there is a shell. */
const isProbeOfShell = (name: string): boolean => name === '0' || isProbe(name, true, true);

export const guard: object = new Proxy(
  freeze(create(null) as object),
  freeze({
    get(_: object, key: string | symbol, receiver: unknown): unknown {
      if (typeof key === 'symbol') return undefined;
      if (!(isObject(receiver) && facadeOf(receiver)) && isProbeOfShell(key)) return undefined;
      return facadeOfReceiver(receiver, key).read(receiver as object, key);
    },
    set(_: object, key: string | symbol, value: unknown, receiver: unknown): boolean {
      const name = String(key);
      facadeOfReceiver(receiver, name).write(receiver as object, key, value);
      return true;
    },
    has: (): boolean => false,
  }),
);
