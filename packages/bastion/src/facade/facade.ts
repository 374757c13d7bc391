/**
 * A facade: the class of all bastions that show one set of methods in one view. Making it costs some tens
 * of microseconds; making a bastion from it, and calling through one, costs about what a hand-written
 * wrapper does.
 *
 * Shape of a bastion: a frozen object without properties → the facade's prototype, frozen, with the exposed
 * methods → the guard, a Proxy that answers for every other name → null.
 * Invariant: nothing on that chain holds the target, or anything but frozen functions of this package (and
 * of a `bastionClass`, which its author wrote for guests).
 */
import { AttributeError, withoutFrames } from '../errors.js';
import { create, defineProperty, freeze, hasOwn, setPrototypeOf } from '../primordials.js';
import { isProbe } from '../probes.js';
import type { View } from '../view.js';
import { invoke, invokeSpecial } from '../crossing/invoke.js';
import type { Lane } from '../crossing/lane.js';
import type { Refusal } from '../crossing/membrane.js';
import { announce, Bastion, facadeOf } from './brand.js';
import { classNameOf, printable, textOf } from './class-name.js';
import { callable, functionMethods } from './callable.js';
import { exposes } from './exposure.js';
import { frontOf } from './front.js';
import { guard } from './guard.js';
import { astray, freezeFunctions, makeClass } from './make-class.js';
import { membersOf } from './members.js';
import { methodNamed } from './methods.js';
import { protocols } from './protocols.js';
import type { FacadeClass } from './runtime.js';
import { itemKey, specialOf, type Special, type SpecialName } from './special-methods.js';

const inspectCustom: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

/** How one bastion is made. */
export interface Making {
  /** The name it was given. */
  readonly name?: string | undefined;
  /** What a function runs with as `this`. */
  readonly self?: object | undefined;
  /** Whether the target's own `toString` is asked for the name, where guests may call that. */
  readonly asks?: boolean;
}

export class Facade {
  readonly view: View;
  /** The methods on the prototype. Names that appear later are found by {@link read}. */
  readonly names: ReadonlySet<string>;
  /** The special methods it has, in the order of the table. */
  readonly specials: readonly SpecialName[];
  readonly #className: string;
  readonly #ofFunction: boolean;
  readonly #isCallable: boolean;
  readonly #needsShell: boolean;
  /** Whether the target has a `toString` of its own that the view exposes: then it names the bastion. */
  readonly #speaks: boolean;
  readonly #Class: FacadeClass;
  readonly #specials = create(null) as Partial<Record<SpecialName, Special>>;
  readonly #given = new WeakMap<object, string>();
  /** The records that functions run with as `this`. */
  readonly #selves = new WeakMap<object, object>();
  /** Methods found after the bastion was made, by bastion: kept, as a found attribute is in Python. */
  readonly #late = new WeakMap<object, Map<string, unknown>>();

  /**
   * @param target An object of the shape that this facade is for.
   * @param names The methods it shows: each is one of the target's that the view's filter accepted.
   * @param specials The special methods it has, from {@link specialsOf}.
   * @param className What stands for a target that was given no name.
   */
  constructor(
    target: object,
    view: View,
    names: readonly string[],
    specials: readonly SpecialName[],
    className: string,
  ) {
    this.view = view;
    this.names = new Set(names);
    this.#className = className;
    this.#ofFunction = typeof target === 'function';
    this.specials = specials;
    for (const name of specials) {
      // `length` is a property only where it is no method.
      if (name === '__len__' && this.names.has('length')) continue;
      this.#specials[name] = specialOf(target, name) as Special;
    }
    this.#isCallable = this.#ofFunction || this.names.has('__call__');
    this.#needsShell =
      this.#isCallable || this.#specials.__contains__ !== undefined || this.#specials.__delitem__ !== undefined;
    this.#speaks = !this.#ofFunction && exposes(view, 'toString') && methodNamed(target, 'toString') !== undefined;
    this.#Class = makeClass(names, view);
    this.#finish();
  }

  /** Makes a bastion of a target that has this facade's shape. */
  wrap(target: object, lane: Lane, { name, self, asks = false }: Making): object {
    const shell = this.#needsShell ? this.#shellOf(target, lane, self, () => bastion) : undefined;
    const bastion: object = this.#construct(target, lane, shell);
    const given = name ?? (asks && this.#speaks ? textOf(target) : undefined);
    if (given !== undefined) this.#given.set(bastion, given);
    if (self !== undefined) this.#selves.set(bastion, self);
    return bastion;
  }

  #construct(target: object, lane: Lane, shell: object | undefined): object {
    announce(this, shell);
    try {
      return new this.#Class(target, lane);
    } catch (error) {
      // A `bastionClass` whose constructor failed must not leave its announcement to whoever comes next.
      announce(undefined, undefined);
      throw error;
    }
  }

  /** What becomes a bastion that is a function, or has `in` or `delete` answered by methods. */
  #shellOf(target: object, lane: Lane, self: object | undefined, bastion: () => object): object {
    const { prototype } = this.#Class;
    let shell = this.#isCallable
      ? callable(target, lane, this.view, self, bastion)
      : (Object.create(prototype) as object);
    setPrototypeOf(shell, prototype);
    // A function's own ones would stand before the methods of these names.
    for (const key of ['length', 'name']) if (hasOwn(prototype, key)) Reflect.deleteProperty(shell, key);
    const { __contains__: contains, __delitem__: remove } = this.#specials;
    if (contains !== undefined || remove !== undefined) {
      shell = frontOf(freeze(shell), {
        has: contains && ((key) => this.#special(bastion(), '__contains__', [key]) === true),
        delete: remove && ((key) => this.#special(bastion(), '__delitem__', [key])),
      });
    }
    return shell;
  }

  targetOf(bastion: object): object {
    return this.#Class.targetOf(bastion);
  }

  laneOf(bastion: object): Lane {
    return this.#Class.laneOf(bastion);
  }

  nameOf(bastion: object): string {
    const target = this.targetOf(bastion);
    // Bastions that show the same share a facade, whatever their names are; so do those that stand before them.
    const isOwn = this.#ofFunction || facadeOf(target) !== undefined;
    return this.#given.get(bastion) ?? (isOwn ? classNameOf(target) : this.#className);
  }

  /** The name a bastion was given, where it was given one. */
  givenNameOf(bastion: object): string | undefined {
    return this.#given.get(bastion);
  }

  /** What the function behind a bastion runs with as `this`, where it was a field of a record. */
  selfOf(bastion: object): object | undefined {
    return this.#selves.get(bastion);
  }

  /** Whether a bastion of this facade exposes a name, keeping a yes. */
  exposes(bastion: object, name: string): boolean {
    if (this.names.has(name)) return true;
    // What the bastion answers otherwise is no method, whatever the target has by that name.
    const isTaken = hasOwn(bastion, name) || hasOwn(this.#Class.prototype, name) || this.#isItem(itemKey(name));
    return !isTaken && this.#found(bastion, name) !== undefined;
  }

  exposesSpecial(name: SpecialName): boolean {
    return this.#specials[name] !== undefined;
  }

  /** What reading a name gives that is not on the prototype. */
  read(bastion: object, name: string): unknown {
    const key = itemKey(name);
    if (!this.#isItem(key)) {
      const found = this.#found(bastion, name);
      if (found !== undefined) return found;
      if (isProbe(name, this.#isCallable, this.#specials.__iter__ !== undefined)) return undefined;
    }
    if (this.#specials.__getitem__ === undefined) throw this.#refusal(bastion, name, 'get');
    return this.#special(bastion, '__getitem__', [key]);
  }

  /** Whether a key is an item's alone: a number is looked for among the methods only where there are no items. */
  #isItem(key: string | number): boolean {
    return typeof key === 'number' && this.#specials.__getitem__ !== undefined;
  }

  /** What assigning to a name does that is not a method. */
  write(bastion: object, key: string | symbol, value: unknown): void {
    if (this.#specials.__setitem__ === undefined || typeof key === 'symbol') {
      throw this.#refusal(bastion, key, 'set');
    }
    this.#special(bastion, '__setitem__', [itemKey(key), value]);
  }

  /** Tells the interceptors, and those of the membranes that a bastion was adopted from. */
  tellRefusal(bastion: object, name: string, operation: Refusal['operation']): void {
    const refusal = { bastion: this.nameOf(bastion), name, operation };
    let at: object = bastion;
    for (let facade = facadeOf(at); facade !== undefined; facade = facadeOf(at)) {
      facade.laneOf(at).refused(refusal);
      at = facade.targetOf(at);
    }
  }

  #special(bastion: object, name: SpecialName, args: readonly unknown[]): unknown {
    const special = this.#specials[name] as Special;
    return invokeSpecial(bastion, this.targetOf(bastion), this.laneOf(bastion), name, args, special);
  }

  #found(bastion: object, name: string): unknown {
    const kept = this.#late.get(bastion)?.get(name);
    if (kept !== undefined) return kept;
    const target = this.targetOf(bastion);
    // The filter first: a guest's Proxy is not to be asked for what the host only reads by accident.
    if (!exposes(this.view, name) || methodNamed(target, name) === undefined) return undefined;
    const lane = this.laneOf(bastion);
    const { [name]: method } = {
      [name](this: unknown, ...args: unknown[]): unknown {
        if (this !== bastion) throw astray(name);
        return invoke(bastion, target, lane, name, args);
      },
    };
    const forwarder = this.view.bound ? (...args: unknown[]) => invoke(bastion, target, lane, name, args) : method;
    freeze(forwarder);
    const byName = this.#late.get(bastion) ?? new Map<string, unknown>();
    this.#late.set(bastion, byName.set(name, forwarder));
    return forwarder;
  }

  #refusal(bastion: object, key: string | symbol, operation: 'get' | 'set'): AttributeError {
    const name = printable(String(key));
    const text = this.nameOf(bastion);
    this.tellRefusal(bastion, name, operation);
    const refusal = new AttributeError(
      operation === 'get'
        ? `'${name}' is not among the methods that <Bastion for ${text}> exposes`
        : `'${name}' cannot be set: <Bastion for ${text}> exposes methods only`,
    );
    return this.laneOf(bastion).side === 'down' ? withoutFrames(refusal) : refusal;
  }

  /** Gives the class's prototype its last shape, and closes it for ever. */
  #finish(): void {
    const { prototype } = this.#Class;
    const { view } = this;
    Reflect.deleteProperty(prototype, 'constructor');
    if (view.bound) for (const name of this.names) this.#bind(prototype, name);
    for (const [key, descriptor] of membersOf(view.bastionClass ?? Bastion)) {
      defineProperty(prototype, key, descriptor);
    }
    defineProperty(prototype, inspectCustom, {
      value: {
        inspect(this: { toString(): string }): string {
          return this.toString();
        },
      }.inspect,
    });
    defineProperty(prototype, Symbol.toStringTag, { value: 'Bastion' });
    this.#defineProtocols(prototype);
    setPrototypeOf(prototype, guard);
    freezeFunctions(prototype);
    // Not frozen: these are the realm's own.
    if (this.#isCallable) {
      for (const [key, value] of functionMethods)
        if (!hasOwn(prototype, key)) defineProperty(prototype, key, { value });
    }
    freeze(prototype);
  }

  /** `b.add` gives a function that needs no `this`, the same one each time. */
  #bind(prototype: object, name: string): void {
    // oxlint-disable-next-line typescript/no-this-alias -- the getter's own `this` is a bastion
    const facade = this;
    const kept = new WeakMap<object, unknown>();
    const get = {
      get(this: object): unknown {
        if (facadeOf(this) !== facade) throw astray(name);
        let bound = kept.get(this);
        if (bound === undefined) {
          const target = facade.targetOf(this);
          const lane = facade.laneOf(this);
          bound = freeze((...args: unknown[]) => invoke(this, target, lane, name, args));
          kept.set(this, bound);
        }
        return bound;
      },
    }.get;
    defineProperty(prototype, name, { get, configurable: true });
  }

  #defineProtocols(prototype: object): void {
    // oxlint-disable-next-line typescript/no-this-alias -- the method's own `this` is a bastion
    const facade = this;
    for (const [name, symbol] of protocols) {
      if (symbol === undefined || this.#specials[name] === undefined) continue;
      const { protocol } = {
        protocol(this: object): unknown {
          if (facadeOf(this) !== facade) throw astray(name);
          return facade.#special(this, name, []);
        },
      };
      defineProperty(prototype, symbol, name === '__len__' ? { get: protocol } : { value: protocol });
    }
  }
}
