/**
 * `bastion()`: wraps an object so that only the methods a filter accepts can be reached. The source of the
 * idea is Python's Bastion module (1996 to 2003); what it handed back raw crosses by rule here.
 */
import type { Guards } from './around/guard.js';
import type { Interceptor } from './around/interceptor.js';
import type { CrossingLimits } from './crossing/limits.js';
import { Membrane, openMembrane } from './crossing/membrane.js';
import { register, viewOfInstance } from './crossing/registry.js';
import { Bastion as BastionClass, isObject } from './facade/brand.js';
import { printable } from './facade/class-name.js';
import { makeBastion } from './facade/facades.js';
import { exposes, exposesCall } from './facade/exposure.js';
import { assertAnswers, standing, type DefaultFilter, type NameFilter } from './filter.js';
import { narrowBastion } from './narrow.js';
import { freeze } from './primordials.js';
import type { Bastion, BastionOf, Narrowed } from './types/bastion.js';
import type { GuardsFor } from './types/guards.js';
import { plainView, View } from './view.js';

/** How a bastion is made. */
export interface BastionOptions<T = never, F = DefaultFilter> {
  /** The NAME in `<Bastion for NAME>`. Without it: what the target's own `toString` says where the filter accepts that, else the name of its class. */
  readonly name?: string;
  /** Methods taken off the bastion keep their `this`, as Python's do: `const { add } = b; add(5)`. */
  readonly bound?: boolean;
  /** A subclass of `Bastion` for this bastion to be an instance of; what it defines is host code that a guest can call. */
  readonly bastionClass?: typeof BastionClass;
  /** Run around every call that goes down to the host through this bastion and whatever came through it. */
  readonly around?: Interceptor | readonly Interceptor[];
  /** What methods take and give, by Standard Schema validators. */
  readonly guards?: [T] extends [never] ? Guards : GuardsFor<T, F>;
  /** Filters for instances of these classes, when they come back through this bastion. */
  readonly classes?: Iterable<readonly [abstract new (...args: never[]) => unknown, NameFilter]>;
  /** Bounds on what one value copies. */
  readonly limits?: Partial<CrossingLimits>;
  /**
   * `'raw'` lets every value pass as it is, in both directions. It costs what Python's Bastion cost: a
   * method that returns a raw object, or throws one, has given the guest that object, and a guest's
   * argument runs the guest's code wherever the method touches it. For hosts on both sides only. The types
   * still tell of the crossing rule: where values pass as they are, say so by an assertion.
   */
  readonly crossing?: 'copy' | 'raw';
}

const optionNames: ReadonlySet<string> = new Set([
  'name',
  'bound',
  'bastionClass',
  'around',
  'guards',
  'classes',
  'limits',
  'crossing',
]);

const checkedOptions = (given: string | BastionOptions<unknown, never> | undefined): BastionOptions => {
  if (given === undefined) return {};
  if (typeof given === 'string') return { name: given };
  if (!isObject(given))
    throw new TypeError('bastion(target, filter?, nameOrOptions?) takes a string or an object third');
  for (const name of Object.keys(given)) {
    if (!optionNames.has(name)) {
      throw new TypeError(`unknown option '${name}' of bastion(): it takes ${[...optionNames].join(', ')}`);
    }
  }
  const { bastionClass, crossing } = given as BastionOptions;
  if (
    bastionClass !== undefined &&
    !(bastionClass.prototype instanceof BastionClass || bastionClass === BastionClass)
  ) {
    throw new TypeError('bastionClass is a class that extends Bastion');
  }
  if (crossing !== undefined && crossing !== 'copy' && crossing !== 'raw') {
    throw new TypeError(`crossing is 'copy' or 'raw', not '${String(crossing)}'`);
  }
  return given;
};

const listOf = (around: BastionOptions['around']): readonly Interceptor[] => {
  const list = around === undefined ? [] : typeof around === 'function' ? [around] : [...around];
  for (const each of list) {
    if (typeof each !== 'function')
      throw new TypeError('around takes an interceptor (call, next) => …, or a list of them');
  }
  return freeze(list);
};

const membraneFor = (options: BastionOptions): Membrane =>
  new Membrane({
    around: listOf(options.around),
    raw: options.crossing === 'raw',
    ...(options.classes && { classes: options.classes }),
    ...(options.limits && { limits: options.limits }),
  });

const hasRules = ({ around, classes, limits, crossing }: BastionOptions): boolean =>
  around !== undefined || classes !== undefined || limits !== undefined || crossing === 'raw';

const checkGuards = (target: object, view: View, guards: Guards | undefined): void => {
  for (const name of Object.keys(guards ?? {})) {
    const isOfCall = name === '__call__' && typeof target === 'function';
    if (!(isOfCall ? exposesCall(view) : exposes(view, name))) {
      throw new TypeError(
        `there is a guard on '${name}', which the filter refuses: remove the guard, or accept the name`,
      );
    }
  }
};

const viewFor = (target: object, filter: NameFilter | undefined, options: BastionOptions, membrane: Membrane): View => {
  if (filter !== undefined) assertAnswers(filter);
  const plain = filter === undefined ? viewOfInstance(target, membrane) : plainView(standing(filter));
  const { bound = false, guards, bastionClass } = options;
  if (!bound && guards === undefined && bastionClass === undefined) return plain;
  checkGuards(target, plain, guards);
  return new View(plain.filter, {
    bound,
    guards: guards && freeze({ __proto__: null as never, ...guards }),
    bastionClass,
  });
};

const wrapIn = (
  membrane: Membrane,
  target: unknown,
  filter: NameFilter | undefined,
  options: BastionOptions,
): object => {
  if (!isObject(target)) {
    throw new TypeError(`a bastion wraps an object or a function, not ${target === null ? 'null' : typeof target}`);
  }
  const view = viewFor(target, filter, options, membrane);
  return options.name === undefined
    ? membrane.down.wrap(target, view, undefined, true)
    : makeBastion(target, membrane.down, view, { name: printable(options.name) });
};

/** A bastion together with the means to end it. */
export interface RevocableBastion<B> {
  readonly bastion: B;
  /**
   * Ends it: the bastion, every method taken off it, and every bastion, iterator, callback and promise that
   * came through it, in both directions, are dead with RevokedError.
   *
   * @param reason Why, for the message.
   */
  readonly revoke: (reason?: string) => void;
}

interface MakeRevocable {
  <T extends object>(
    target: T,
    filter?: undefined,
    nameOrOptions?: string | BastionOptions<NoInfer<T>>,
  ): RevocableBastion<Bastion<T>>;
  <T extends object, const F extends NameFilter>(
    target: T,
    filter: F,
    nameOrOptions?: string | BastionOptions<NoInfer<T>, NoInfer<F>>,
  ): RevocableBastion<Bastion<T, F>>;
}

interface MakeBastion {
  /**
   * Wraps an object so that only methods that the filter accepts can be reached, and everything that goes
   * through them crosses by rule: data as a copy, behaviour as a bastion.
   *
   * @param target The object or function to wrap.
   * @param filter Says which method names are exposed; without one, those that do not start with an underscore.
   * @param nameOrOptions The name in `<Bastion for NAME>`, or {@link BastionOptions}.
   * @returns A bastion: frozen, without properties, with the accepted methods. The same target and filter give the same bastion, where no name or option was given.
   * @throws TypeError for a target that is no object, a filter that is no function or answers something
   * other than a boolean, an unknown option, or a guard on a name that the filter refuses.
   * @example
   * ```ts
   * import { bastion } from '@padded-cell/bastion';
   * class Account {
   *   _log: string[] = [];
   *   balance = 0;
   *   add(amount: number) { this.balance += amount; return this; }
   *   total() { return this.balance; }
   * }
   * const safe = bastion(new Account());
   * safe.add(5).total(); // 5
   * // safe.balance and safe._log are AttributeErrors, and type errors
   * ```
   */
  <T extends object>(target: T, filter?: undefined, nameOrOptions?: string | BastionOptions<NoInfer<T>>): Bastion<T>;
  // Apart from the first, since a predicate is typed by its context only where its type has no default.
  <T extends object, const F extends NameFilter>(
    target: T,
    filter: F,
    nameOrOptions?: string | BastionOptions<NoInfer<T>, NoInfer<F>>,
  ): Bastion<T, F>;
  /** Makes a bastion that can be ended. Takes what `bastion` takes. */
  revocable: MakeRevocable;
  /**
   * Shows instances of a class, and of its subclasses, through this filter wherever one crosses, or is
   * wrapped, without a filter of its own. For one bastion only, give `{ classes }` instead.
   *
   * @throws TypeError for something that is no class, or no filter.
   */
  register: (Class: abstract new (...args: never[]) => unknown, filter: NameFilter) => void;
}

const wrap = (
  target: unknown,
  filter?: NameFilter,
  nameOrOptions?: string | BastionOptions<unknown, never>,
): object => {
  const options = checkedOptions(nameOrOptions);
  return wrapIn(hasRules(options) ? membraneFor(options) : openMembrane, target, filter, options);
};

const revocable = (target: unknown, filter?: NameFilter, nameOrOptions?: string | BastionOptions<unknown, never>) => {
  const options = checkedOptions(nameOrOptions);
  const membrane = membraneFor(options);
  return freeze({
    bastion: wrapIn(membrane, target, filter, options),
    revoke: (reason: unknown = 'it was revoked'): void => membrane.revoke(printable(String(reason))),
  });
};

export const bastion: MakeBastion = Object.assign(wrap, { revocable, register }) as MakeBastion;

/**
 * A smaller bastion of the same target: it exposes what `bastion` exposes and `filter` accepts too. Nothing
 * makes a bastion larger. However often it is narrowed, a call costs the same.
 *
 * @param bastion The bastion to start from.
 * @param filter What to keep.
 * @param name A name of its own; otherwise it keeps the bastion's.
 * @throws TypeError for something that is no bastion, or a filter that is no function or answers something
 * other than a boolean; RevokedError for a dead one.
 * @example
 * ```ts
 * import { allow, bastion, narrow } from '@padded-cell/bastion';
 * const store = bastion(new Map([['a', 1]]), allow('get', 'set'));
 * const reader = narrow(store, allow('get'));
 * ```
 */
export const narrow: <B extends BastionOf<unknown>, const F extends NameFilter>(
  bastion: B,
  filter: F,
  name?: string,
) => Narrowed<B, F> = narrowBastion as never;
