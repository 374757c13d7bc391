/**
 * One side of a membrane, which tries to get at the other. It does to what it holds all that the language lets it
 * do, and keeps record of two sets: the objects it made, and the objects it ever saw.
 *
 * The law: no party ever sees an object that the other made.
 */
import { intrinsics } from './intrinsics.js';

type Anything = any;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Names that a party guesses, beside those it finds. */
const guesses: readonly PropertyKey[] = [
  'secret',
  'field',
  'accessor',
  'constructor',
  'prototype',
  '__proto__',
  'caller',
  'callee',
  'arguments',
  'then',
  'cause',
  'errors',
  'stack',
  'name',
  'length',
  'next',
  'return',
  'throw',
  'valueOf',
  'toString',
  'toJSON',
  'target',
  'lane',
  '0',
  '__getitem__',
  ...Object.getOwnPropertyNames(Symbol)
    .map((name) => (Symbol as Anything)[name] as unknown)
    .filter((symbol): symbol is symbol => typeof symbol === 'symbol'),
  Symbol.for('nodejs.util.inspect.custom'),
];

const mostSwept = 150;

const traps = Reflect.ownKeys(Reflect).filter((key): key is string => typeof key === 'string');

export class Party {
  /** The objects it made. */
  readonly own = new Set<object>();
  /** The objects it saw, its own and the intrinsics left out. */
  readonly seen = new Set<object>();
  /** What it can act on, in the order it came. */
  readonly held: unknown[] = [];
  readonly #acts: readonly ((value: Anything, args: readonly unknown[]) => unknown)[];

  constructor() {
    this.#acts = [
      (value) => this.#reflect(value),
      (value, args) => value(...args),
      (value, args) => new value(...args),
      (value, args) => this.#callMethods(value, args),
      (value, args) => Reflect.apply(value, args[0], args),
      (value, args) => Reflect.construct(value, args, args[0] as Anything),
      (value) => this.#iterate(value),
      (value) => this.#iterateLater(value),
      (value) => this.#await(value),
      (value, args) => (value[guesses[args.length] as PropertyKey] = args[0]),
      (value, args) => (value[0] = args[0]),
      (value) => this.#each(0 in value, delete value[0], 'secret' in value, value.length),
      (value, args) => Object.setPrototypeOf(value, args[0] as object),
      (value) => Object.create(value as object).secret as unknown,
      (value) => this.#each(String(value), JSON.stringify(value), structuredClone(value)),
      (value) => Number(value),
      (value, args) => value instanceof (args[0] as Anything),
      (value) => Error.captureStackTrace(value),
    ];
  }

  get actCount(): number {
    return this.#acts.length;
  }

  /** Takes part in what it made: the other is never to see it. */
  make<T extends object>(object: T): T {
    this.own.add(object);
    if (typeof object === 'function') {
      const { prototype } = object as { prototype?: unknown };
      if (isObject(prototype)) this.own.add(prototype);
    }
    return object;
  }

  /** Notes a value that came by, and everything that is in it. */
  see<T>(value: T): T {
    const queue: unknown[] = [value];
    for (let next = queue.pop(); queue.length > 0 || next !== undefined; next = queue.pop()) {
      if (!isObject(next) || this.seen.has(next) || this.own.has(next) || intrinsics.has(next)) continue;
      this.seen.add(next);
      this.held.push(next);
      if (Array.isArray(next)) queue.push(...(next as unknown[]));
      else if (next instanceof Map) queue.push(...next.keys(), ...(next.values() as Iterable<unknown>));
      else if (next instanceof Set) queue.push(...(next as Set<unknown>));
    }
    return value;
  }

  #each(...values: readonly unknown[]): void {
    for (const value of values) this.see(value);
  }

  /** Does something, and sees what came of it, be it thrown. */
  try(act: () => unknown): void {
    try {
      this.see(act());
    } catch (error) {
      this.see(error);
    }
  }

  /** Does one thing of all it can do. */
  act(which: number, pick: number, args: readonly unknown[]): void {
    if (this.held.length === 0) return;
    const value = this.held[pick % this.held.length];
    this.try(() => this.#acts[which % this.#acts.length]?.(value, args));
  }

  /** Looks into everything it ever saw, and into what it finds there, with `names` to guess beside the usual. */
  sweep(names: readonly PropertyKey[] = []): void {
    for (let index = 0; index < this.held.length && index < mostSwept; index += 1) {
      const value = this.held[index] as object;
      this.#reflect(value);
      // A guess at a bastion gives an error; to guess at that as well leads nowhere.
      if (value instanceof Error) continue;
      for (const name of [...names, ...guesses]) this.try(() => (value as Anything)[name]);
    }
  }

  /** Lets everything that is under way come to an end. */
  async settle(): Promise<void> {
    for (let time = 0; time < 20; time += 1) await Promise.resolve();
  }

  #reflect(value: object): void {
    this.try(() => Object.getPrototypeOf(value) as unknown);
    this.try(() => {
      for (const key of Reflect.ownKeys(value)) {
        this.try(() => this.#each(...(Object.values(Object.getOwnPropertyDescriptor(value, key) ?? {}) as unknown[])));
        this.try(() => (value as Anything)[key]);
      }
    });
  }

  /** Calls every method that it can find by its prototypes. */
  #callMethods(value: Anything, args: readonly unknown[]): void {
    for (let at: object | null = value, steps = 0; at !== null && steps < 4; steps += 1) {
      for (const key of Reflect.ownKeys(at)) {
        this.try(() => {
          const method: unknown = value[key];
          return typeof method === 'function' && !intrinsics.has(method)
            ? this.see(method).call(value, ...args)
            : method;
        });
      }
      at = Object.getPrototypeOf(at) as object | null;
    }
  }

  #iterate(value: Anything): void {
    const iterator = this.see(value[Symbol.iterator]()) as Iterator<unknown, unknown, unknown>;
    for (const given of [undefined, this.fresh(0)]) this.try(() => this.see(iterator.next(given)).value);
    this.try(() => iterator.throw?.(this.fresh(3)));
    this.try(() => this.see(iterator.return?.(this.fresh(2)))?.value);
  }

  #iterateLater(value: Anything): void {
    const iterator = this.see(value[Symbol.asyncIterator]()) as AsyncIterator<unknown, unknown, unknown>;
    for (const given of [undefined, this.fresh(0)]) this.#await(iterator.next(given));
    this.#await(iterator.throw?.(this.fresh(3)));
    this.#await(iterator.return?.(this.fresh(2)));
  }

  #await(value: Anything): void {
    const note = (result: unknown): void => {
      this.see(result);
      if (isObject(result)) this.#reflect(result);
    };
    if (value instanceof Promise) void value.then(note, note);
    else if (isObject(value)) void Promise.resolve(value).then(note, note);
  }

  /** A value of its own, of one kind or another, that notes all it is given. */
  fresh(kind: number): unknown {
    const plain = () => this.make({ secret: this.make({ deep: this.make([kind]) }) });
    switch (kind % 12) {
      case 0:
        return this.make(new (this.#class())());
      case 1:
        return this.#function(() => this.make([plain()]));
      case 2:
        return this.make({
          secret: plain(),
          run: this.#function(() => this.make([plain()])),
          thing: this.make(new (this.#class())()),
        });
      case 3:
        return this.make(Object.assign(new Error('own', { cause: plain() }), { secret: plain() }));
      case 4:
        return this.#proxy(this.make(new (this.#class())()));
      case 5:
        return this.#function(() => {
          throw this.make(Object.assign(new Error('own'), { secret: plain() }));
        });
      case 6:
        return this.make(Promise.resolve(this.make([this.make(new (this.#class())())])));
      case 7:
        return this.make([plain()][Symbol.iterator]());
      case 8:
        return this.#class();
      case 9:
        return this.#proxy(this.#function(() => plain()));
      case 10:
        return this.make(new Map([[plain(), this.make(new Set([plain()]))]]));
      default:
        return this.#proxy(this.make({ run: this.#function(() => plain()) }));
    }
  }

  #function(result: () => unknown): Anything {
    // oxlint-disable-next-line typescript/no-this-alias, unicorn/no-this-assignment
    const party = this;
    return this.make(function (this: unknown, ...args: unknown[]) {
      party.see([this, ...args]);
      return result();
    });
  }

  #class(): new () => object {
    // oxlint-disable-next-line typescript/no-this-alias, unicorn/no-this-assignment
    const party = this;
    const Own = class {
      secret = party.make({ hidden: party.make([]) });
      constructor(...args: unknown[]) {
        party.make(this);
        party.see(args);
      }
      get accessor() {
        return party.make([]);
      }
      take(...args: unknown[]) {
        party.see(args);
        return args[0];
      }
      me() {
        return this;
      }
      *rows(): Generator {
        party.see(yield party.make([this]));
      }
    };
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(Own.prototype))) {
      for (const held of Object.values(descriptor) as unknown[]) if (isObject(held)) this.make(held);
    }
    return this.make(Own);
  }

  #proxy(target: object): object {
    const handler = this.make(
      Object.fromEntries(
        traps.map((name) => [
          name,
          (...args: unknown[]) => {
            this.see(args);
            return (Reflect as Anything)[name](...args) as unknown;
          },
        ]),
      ),
    );
    return this.make(new Proxy(target, handler));
  }
}
