/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** Classes as values: constructed where the filter lets it, their instances bastions. */
import { allow } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { downRoutes, routes } from './routes.js';

const SECRET = 'SECRET-c3d8';

class Account {
  static readonly registry: unknown[] = [SECRET];
  static count(): number {
    return 7;
  }
  balance: number;
  constructor(start: number) {
    this.balance = start;
  }
  total(): number {
    return this.balance;
  }
}

describe.each(routes)('%s, %s: a class', (_way, _name, send) => {
  test('can be constructed, and gives bastions of its instances', async () => {
    const { value: Arrived } = await send(Account);
    const account = new Arrived(5);
    expect(account.total()).toBe(5);
    expect(() => account.balance).toThrow("'balance' is not among");
    const constructed: Anything = Reflect.construct(Arrived, [6]);
    expect(constructed.total()).toBe(6);
  });

  test('shows its static methods, and not its static fields', async () => {
    const { value: Arrived } = await send(Account);
    expect(Arrived.count()).toBe(7);
    expect(thrownBy(() => Arrived.registry)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });

  test('cannot be extended, or constructed as another class, to reach an instance raw', async () => {
    let raw: unknown;
    class Open {
      constructor() {
        // oxlint-disable-next-line no-this-alias, unicorn/no-this-assignment
        raw = this;
      }
    }
    const { value: Arrived } = await send(Open);
    expect(() => class extends (Arrived as new () => object) {}).toThrow(TypeError);
    class Mine {}
    const made: unknown = Reflect.construct(Arrived, [], Mine);
    expect(made).not.toBe(raw);
    expect(raw).not.toBeInstanceOf(Mine);
    expect(Object.getPrototypeOf(raw)).toBe(Open.prototype);
  });

  test('is not told of by instanceof, which runs nothing of it', async () => {
    let ran = false;
    class Asked {
      static [Symbol.hasInstance]() {
        ran = true;
        return true;
      }
    }
    const { value: Arrived } = await send(Asked);
    expect({} instanceof Arrived).toBe(false);
    expect(ran).toBe(false);
  });

  test('that gives another object from its constructor gives that across', async () => {
    const other = { secret: [1] };
    const { value: Arrived } = await send(function Maker() {
      return other;
    });
    const made = new Arrived();
    expect(made).toStrictEqual(other);
    expect(made).not.toBe(other);
  });
});

describe("a host's class", () => {
  test('is called or constructed where its filter accepts that, and nowhere else', () => {
    const named = bastion(Account, allow('count'));
    expect(named.count()).toBe(7);
    expect(thrownBy(() => new named(1))).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(new (bastion(Account, allow('new')))(3).total()).toBe(3);
    expect(thrownBy(() => bastion(Account, allow('new')).count())).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });

  test('is constructed by a factory function, with new and without', () => {
    const makeAccount = (start: number) => new Account(start);
    const guest = bastion({ MyClass: makeAccount });
    expect(guest.MyClass(2).total()).toBe(2);
    const MyClass = bastion(makeAccount);
    expect(new MyClass(3).total()).toBe(3);
    expect(MyClass(4).total()).toBe(4);
  });

  test.each(downRoutes)('%s, gets its arguments across', async (_name, send) => {
    const got: unknown[] = [];
    class Taker {
      constructor(...args: unknown[]) {
        got.push(...args);
      }
    }
    const { value: Arrived } = await send(Taker);
    const own = { n: 1 };
    const make: Anything = () => 'called';
    const made = new Arrived(own, make);
    expect(made).toBeDefined();
    expect(got[0]).toStrictEqual(own);
    expect(got[0]).not.toBe(own);
    expect((got[1] as Anything)()).toBe('called');
    expect(got[1]).not.toBe(make);
  });
});
