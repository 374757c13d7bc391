/**
 * What makes an object a bastion: a private field that only this module can write or read. A guest cannot
 * forge it, copy it, or see it; testing for it runs no trap of a Proxy.
 */
import type { Facade } from './facade.js';

let makingFacade: Facade | undefined;
let makingShell: object | undefined;

/**
 * Says which facade the very next bastion has. Called right before a facade's constructor, which is the
 * only one that can run {@link Bastion}'s. `shell` becomes the bastion where an ordinary new object would
 * not do: a function, or a Proxy.
 */
export const announce = (facade: Facade | undefined, shell: object | undefined): void => {
  makingFacade = facade;
  makingShell = shell;
};

/** A constructor that returns the object it is given: private fields of classes below land on that object. */
const Shell: new (shell: object | undefined) => object = function (shell: object | undefined) {
  return shell;
} as never;

/** The facade of a bastion, or undefined for any other object. Runs no code of the value. */
export let facadeOf: (value: object) => Facade | undefined;

/**
 * The class of every bastion. Extend it and pass the subclass as `bastionClass` to add methods of your own
 * to a bastion or to change its text; instances come from `bastion()` only. What the subclass defines is
 * host code that the guest can call.
 *
 * @example
 * ```ts
 * import { Bastion, bastion } from '@padded-cell/bastion';
 * class Loud extends Bastion {
 *   override toString(): string {
 *     return super.toString().toUpperCase();
 *   }
 * }
 * String(bastion(new Map(), undefined, { bastionClass: Loud, name: 'm' })); // '<BASTION FOR M>'
 * ```
 */
export class Bastion extends Shell {
  readonly #facade: Facade;

  /** @throws TypeError always, unless `bastion()` is what runs it. */
  constructor() {
    const facade = makingFacade;
    if (facade === undefined) {
      throw new TypeError('a Bastion is made by bastion(target, filter?, options?), not by new');
    }
    makingFacade = undefined;
    super(makingShell);
    makingShell = undefined;
    this.#facade = facade;
  }

  /** `<Bastion for NAME>`: the name given, or what stood for the target when the bastion was made. */
  override toString(): string {
    return `<Bastion for ${facadeOf(this)?.nameOf(this) ?? '?'}>`;
  }

  static {
    facadeOf = (value) => (#facade in value ? value.#facade : undefined);
  }
}

/** Whether a value is an object or a function, and so may be a bastion or a target of one. */
export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * Whether a value is a bastion, made by this copy of the package. Runs no code of the value.
 *
 * @example
 * ```ts
 * import { bastion, isBastion } from '@padded-cell/bastion';
 * isBastion(bastion(new Map())); // true
 * isBastion(new Map()); // false
 * ```
 */
export const isBastion = (value: unknown): boolean => isObject(value) && facadeOf(value) !== undefined;
