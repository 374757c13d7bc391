/**
 * What a wall needs of the crossing engine: to tell what a bastion shows, to act on it for a caller that sends names, and
 * to make the bastion of what stands for an object beyond the wall.
 *
 * Trusts: nothing of the names and arguments it is given. Invariant: whoever acts on a bastion by these functions can do no
 * more than one who has it in hand.
 */
import { Membrane } from '../crossing/membrane.js';
import { originOf } from '../crossing/streams.js';
import { AttributeError } from '../errors.js';
import { facadeOf } from '../facade/brand.js';
import { methodNamed } from '../facade/methods.js';
import { specialOf, type SpecialName } from '../facade/special-methods.js';
import { makeBastion } from '../facade/facades.js';
import { apply, construct } from '../primordials.js';
import { isProbe } from '../probes.js';
import { boundWholeView, guestView, wholeView } from '../view.js';

/** What a bastion shows. Bastions that show the same have the same `shape`. */
export interface Surface {
  /** Stands for all that follows; compared by identity. */
  readonly shape: object;
  /** The NAME of `<Bastion for NAME>`. */
  readonly text: string;
  readonly names: ReadonlySet<string>;
  readonly specials: readonly SpecialName[];
  readonly isFunction: boolean;
  /** Whether methods that are taken off it keep their `this`. */
  readonly isBound: boolean;
}

/** What a bastion shows; undefined for anything else. Runs no code of the value. */
export const surfaceOf = (value: object): Surface | undefined => {
  const facade = facadeOf(value);
  if (facade === undefined) return undefined;
  return {
    shape: facade,
    text: facade.nameOf(value),
    names: facade.names,
    specials: facade.specials,
    isFunction: typeof facade.targetOf(value) === 'function',
    isBound: facade.view.bound,
  };
};

type Arguments = readonly unknown[];
type Callable = (...args: Arguments) => unknown;

const refusal = (bastion: object, name: string): AttributeError => {
  const facade = facadeOf(bastion);
  facade?.tellRefusal(bastion, name, 'get');
  return new AttributeError(`'${name}' is not among the methods that <Bastion for ${facade?.nameOf(bastion)}> exposes`);
};

/** Whether a bastion has a method of a name, found late or not. Tells its interceptors where it has none. */
export const asksFor = (bastion: object, name: string): boolean => {
  const facade = facadeOf(bastion);
  if (facade?.exposes(bastion, name) === true) return true;
  facade?.tellRefusal(bastion, name, 'get');
  return false;
};

/** Calls a method of a bastion by name. @throws AttributeError where it exposes none of that name */
export const callMethod = (bastion: object, name: string, args: Arguments): unknown => {
  if (facadeOf(bastion)?.exposes(bastion, name) !== true) throw refusal(bastion, name);
  return apply((bastion as Record<string, Callable>)[name] as Callable, bastion, args);
};

/** Runs a special method of a bastion. @throws AttributeError where it exposes none of that name */
export const callSpecial = (bastion: object, name: SpecialName, args: Arguments): unknown => {
  const special = specialOf(bastion, name);
  if (special === undefined) throw refusal(bastion, name);
  return special(bastion, ...args);
};

/** Calls a bastion as a function is called, or with `new`. @throws AttributeError where it cannot be called */
export const callFunction = (bastion: object, args: Arguments, isNew: boolean): unknown => {
  if (typeof bastion !== 'function') throw refusal(bastion, '__call__');
  return isNew ? (construct(bastion, args) as unknown) : apply(bastion as Callable, undefined, args);
};

/** The steps that the source of a crossed iterator has, beside `next`. */
export const stepsOf = (iterator: object): { readonly return: boolean; readonly throw: boolean } => {
  let source = iterator;
  for (let origin = originOf(source); origin !== undefined; origin = originOf(source)) ({ source } = origin);
  return {
    return: methodNamed(source, 'return') !== undefined,
    throw: methodNamed(source, 'throw') !== undefined,
  };
};

/** What a proxy of an object beyond a wall crosses nothing by: the membranes on both sides of the wall do that. */
const beyond = new Membrane({ raw: true }, true);

/**
 * The bastion of what stands here for an object beyond a wall: it shows all methods of `stand`, and bears the object's
 * text. To be handed to a membrane in the same direction.
 *
 * @param side `down` for what stands for an object of the host's, `up` for one of a guest's.
 */
export const faceOf = (stand: object, side: 'down' | 'up', text: string, isBound: boolean): object => {
  const downView = isBound ? boundWholeView : wholeView;
  return makeBastion(stand, beyond[side], side === 'down' ? downView : guestView, { name: text });
};

/** Whether the language, or a tool, reads this name from any object: it is nobody's question beyond the wall. */
export const isLanguageProbe = (name: string): boolean => isProbe(name, true, true);
