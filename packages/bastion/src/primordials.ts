/**
 * The intrinsics this package uses on what comes from the other side, captured before any guest runs: a guest that later
 * replaces `Reflect.apply` or a method that reads a value does not get hold of what they are applied to. The package's own
 * arrays and Maps are used as they are. In a realm that is not locked down, who shares it can replace those, and the host's
 * as well: there is no boundary within such a realm, and this makes none.
 *
 * Invariant: no file of this package calls a method found on a value that a guest could have touched,
 * except to run the guest on purpose.
 */
export const apply: typeof Reflect.apply = Reflect.apply;
export const construct: typeof Reflect.construct = Reflect.construct;
export const defineProperty: typeof Reflect.defineProperty = Reflect.defineProperty;
export const getOwnPropertyDescriptor: typeof Reflect.getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
export const getPrototypeOf: typeof Reflect.getPrototypeOf = Reflect.getPrototypeOf;
export const ownKeys: typeof Reflect.ownKeys = Reflect.ownKeys;
export const setPrototypeOf: typeof Reflect.setPrototypeOf = Reflect.setPrototypeOf;
export const create: typeof Object.create = Object.create;
export const freeze: typeof Object.freeze = Object.freeze;
export const getOwnPropertyNames: typeof Object.getOwnPropertyNames = Object.getOwnPropertyNames;
export const hasOwn: typeof Object.hasOwn = Object.hasOwn;
export const keys: typeof Object.keys = Object.keys;
export const isArray: typeof Array.isArray = Array.isArray;
export const isView: typeof ArrayBuffer.isView = ArrayBuffer.isView;
export const keyFor: typeof Symbol.keyFor = Symbol.keyFor;

/** `uncurry(f)(self, ...args)` is `f.call(self, ...args)` without looking up `call`. */
export const uncurry =
  <This, Args extends unknown[], Result>(
    method: (this: This, ...args: Args) => Result,
  ): ((self: This, ...args: Args) => Result) =>
  (self, ...args) =>
    apply<This, Args, Result>(method, self, args);

type Getter = () => unknown;

/** The getter of an accessor property, uncurried: it throws a TypeError for a value without the internal slot. */
export const getterOf = (holder: object, name: PropertyKey): ((self: unknown) => unknown) => {
  const getter = getOwnPropertyDescriptor(holder, name)?.get as Getter;
  return (self) => apply(getter, self, []);
};
