/**
 * Every way by which a value goes from one side to the other. A claim about a kind of value is tried on all of
 * them: what leaks, leaks where nobody looked.
 */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { all, bastion, type Anything } from '../untyped.js';

/** What arrived, in a box: it may be a thenable, and is not to be awaited by accident. */
interface Arrival {
  readonly value: Anything;
}

/** Sends a value across; rejects with what the sender or the receiver got thrown instead. */
export type Route = readonly [name: string, send: (value: unknown) => Promise<Arrival>];

const pass = (_: unknown, next: () => unknown): unknown => next();

/** A host's object that gives what it was made with, in all ways that an object can. */
class Giver {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  give(): unknown {
    return this.#value;
  }

  promise(): Promise<unknown> {
    return Promise.resolve([this.#value]);
  }

  into(callback: (value: unknown) => void): void {
    callback(this.#value);
  }

  sendInto(generator: Iterator<void, void, unknown>): void {
    generator.next();
    generator.next(this.#value);
  }

  *values(): Generator {
    yield this.#value;
  }

  // oxlint-disable-next-line require-yield
  *ends(): Generator {
    return this.#value;
  }

  async *later(): AsyncGenerator {
    yield [this.#value];
  }

  __getitem__(): unknown {
    return this.#value;
  }
}

const box = (value: unknown): Arrival => ({ value });

/** From the host to a guest. */
export const downRoutes: readonly Route[] = [
  ['as the result of a method', async (value) => box(bastion(new Giver(value)).give())],
  [
    'as the result of a method under an interceptor',
    async (value) => box(bastion(new Giver(value), undefined, { around: pass }).give()),
  ],
  ['as the result of a bound method', async (value) => box(bastion(new Giver(value), all, { bound: true }).give())],
  ['as the result of a function', async (value) => box(bastion(() => value)())],
  ['as an item', async (value) => box(bastion(new Giver(value), all)[0])],
  ['in what a promise gives', async (value) => box((await bastion(new Giver(value)).promise())[0])],
  [
    'as an argument of a callback',
    async (value) => {
      let got: Anything;
      bastion(new Giver(value)).into((arrived: unknown) => (got = arrived));
      return box(got);
    },
  ],
  [
    "as what a guest's generator is sent",
    async (value) => {
      let got: Anything;
      bastion(new Giver(value)).sendInto(
        (function* (): Generator<void, void, unknown> {
          got = yield;
        })(),
      );
      return box(got);
    },
  ],
  ['as the value of an iterator', async (value) => box([...bastion(new Giver(value)).values()][0])],
  ['as the end of an iterator', async (value) => box(bastion(new Giver(value)).ends().next().value)],
  [
    'in the value of an async iterator',
    async (value) => box((await bastion(new Giver(value)).later().next()).value[0] as unknown),
  ],
  ['through a membrane', async (value) => box(createMembrane().down(value))],
];

/** A host's object that takes what it is given, in all ways that an object can. */
class Taker {
  got: unknown;

  take(value: unknown): void {
    this.got = value;
  }

  takeFourth(_1: unknown, _2: unknown, _3: unknown, value: unknown): void {
    this.got = value;
  }

  ask(callback: () => unknown): void {
    this.got = callback();
  }

  async askLater(callback: () => Promise<unknown[]>): Promise<void> {
    [this.got] = await callback();
  }

  build(Class: new () => { give(): unknown }): void {
    this.got = new Class().give();
  }

  each(values: Iterable<unknown>): void {
    [this.got] = values;
  }

  async eachLater(values: AsyncIterable<unknown[]>): Promise<void> {
    for await (const [value] of values) this.got = value;
  }

  *listen(): Generator<void, void, unknown> {
    this.got = yield;
  }

  __setitem__(_: unknown, value: unknown): void {
    this.got = value;
  }
}

const taken = (name: string, give: (guest: Anything, value: unknown, taker: Taker) => unknown): Route => [
  name,
  async (value) => {
    const taker = new Taker();
    await give(bastion(taker, all), value, taker);
    return box(taker.got);
  },
];

/** From a guest to the host. */
export const upRoutes: readonly Route[] = [
  taken('as an argument', (b, value) => b.take(value)),
  taken('as the fourth argument', (b, value) => b.takeFourth(1, 2, 3, value)),
  taken('as an argument under an interceptor', (_, value, taker) =>
    bastion(taker, undefined, { around: pass }).take(value),
  ),
  taken('as an argument of a function', (_, value, taker) => bastion((given: unknown) => taker.take(given))(value)),
  taken('as the result of a callback', (b, value) => b.ask(() => value)),
  taken('in what the promise of a callback gives', (b, value) => b.askLater(async () => [value])),
  taken("as the result of a method of a guest's class", (b, value) =>
    b.build(
      class {
        give() {
          return value;
        }
      },
    ),
  ),
  taken('as the value of an iterator', (b, value) =>
    b.each(
      (function* () {
        yield value;
      })(),
    ),
  ),
  taken('in the value of an async iterator', (b, value) =>
    b.eachLater(
      (async function* () {
        yield [value];
      })(),
    ),
  ),
  taken("as what the host's generator is sent", (b, value) => {
    const listening = b.listen();
    listening.next();
    listening.next(value);
  }),
  taken('as an item', (b, value) => {
    b[0] = value;
  }),
  ['through a membrane', async (value) => box(createMembrane().up(value))],
];

/** All routes, each with its direction. */
export const routes: readonly (readonly [way: 'down' | 'up', name: string, send: Route[1]])[] = [
  ...downRoutes.map(([name, send]) => ['down', name, send] as const),
  ...upRoutes.map(([name, send]) => ['up', name, send] as const),
];

/** What the host gets thrown when it does this to a guest's value. */
export const hostCalls = async (act: (value: Anything) => unknown, value: unknown): Promise<Anything> => {
  let got: Anything;
  bastion({ take: (given: unknown) => (got = given) }).take(value);
  try {
    await act(got);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
