/**
 * Bastions that can be called: of functions, which a guest can call or construct where the view lets it, and of
 * objects with an exposed `__call__`.
 */
import { AttributeError, withoutFrames } from '../errors.js';
import { apply, construct, defineProperty, freeze } from '../primordials.js';
import type { View } from '../view.js';
import { invokeSpecial } from '../crossing/invoke.js';
import type { Lane } from '../crossing/lane.js';
import { facadeOf } from './brand.js';
import { byName, type Special } from './special-methods.js';
import { exposes, exposesCall, exposesNew } from './exposure.js';

/** `call`, `apply` and `bind` work on a bastion of a function as on any function; `this` does not cross. */
export const functionMethods: readonly (readonly [string, unknown])[] = [
  ['call', Function.prototype.call],
  ['apply', Function.prototype.apply],
  ['bind', Function.prototype.bind],
];

const handler = freeze({ construct: () => ({}) });

/** Whether `new` works on a function. Asks the engine, without running the function or reading from it. */
const isConstructor = (target: object): boolean => {
  try {
    construct(new Proxy(target as never, handler), []);
    return true;
  } catch {
    return false;
  }
};

type Callable = (...args: unknown[]) => unknown;

/**
 * The function that becomes the bastion of `target`.
 *
 * @param self What `target` runs with as `this`: the record it was a field of, or undefined.
 * @param bastion Gives the finished bastion; called when the function is.
 */
export const callable = (
  target: object,
  lane: Lane,
  view: View,
  self: object | undefined,
  bastion: () => object,
): object => {
  const refuse = (operation: '__call__' | 'new'): never => {
    const facade = facadeOf(bastion());
    facade?.tellRefusal(bastion(), operation, 'call');
    const text = facade?.nameOf(bastion()) ?? '?';
    const refused = operation === 'new' && exposes(view, 'new') ? '__call__' : operation;
    const refusal = new AttributeError(
      `<Bastion for ${text}> cannot be ${operation === 'new' ? 'constructed' : 'called'}: its filter refuses '${refused}'`,
    );
    throw lane.side === 'down' ? withoutFrames(refusal) : refusal;
  };
  const run: Special =
    typeof target === 'function' ? (_, ...args) => apply(target as Callable, self, args) : byName('__call__');
  const create = (_: object, ...args: unknown[]): unknown => {
    const made: unknown = isConstructor(target) ? construct(target as never, args) : run(target, ...args);
    if (made === null || (typeof made !== 'object' && typeof made !== 'function')) {
      throw new TypeError('this function makes no object: call it without new');
    }
    return made;
  };
  const inner = function (this: unknown, ...args: unknown[]): unknown {
    const isNew = new.target !== undefined;
    const name = isNew ? 'new' : '__call__';
    if (!(isNew ? exposesNew(view, target) : exposesCall(view))) refuse(name);
    return invokeSpecial(bastion(), target, lane, name, args, isNew ? create : run);
  };
  // A bound function has no `prototype`, and its source is not to be read.
  const shell = apply(Function.prototype.bind, inner, [undefined]) as object;
  defineProperty(shell, 'name', { value: '' });
  return shell;
};
