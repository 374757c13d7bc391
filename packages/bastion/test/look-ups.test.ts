import { allow, AttributeError, isBastion } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, messageOf, thrownBy, type Anything } from './untyped.js';

class Account {
  balance = 0;
  #calls = 0;

  add(amount: number): this {
    this.balance += amount;
    this.#calls += 1;
    return this;
  }

  total(): number {
    return this.balance;
  }

  calls(): number {
    return this.#calls;
  }
}

describe('a look-up is lazy', () => {
  test('a method that appears on the instance later is found', () => {
    const account = new Account() as Anything;
    const b = bastion(account);
    expect(() => b.close).toThrow(AttributeError);
    account.close = () => 'closed';
    expect(b.close()).toBe('closed');
  });

  test('a method that appears on the class later is found, with its this', () => {
    class Growing {
      name = 'grown';
    }
    const b = bastion(new Growing());
    expect(() => b.grow).toThrow(AttributeError);
    Object.assign(Growing.prototype, {
      grow(this: Growing) {
        return this.name;
      },
    });
    expect(b.grow()).toBe('grown');
    const { grow } = b;
    expect(() => grow()).toThrow(TypeError);
    expect(() => grow.call(bastion(new Growing()))).toThrow('grow() was called without its bastion');
  });

  test('a field that becomes a method is found, a name that the filter refuses is not', () => {
    const account = new Account() as Anything;
    const b = bastion(account);
    account._hidden = () => 'SECRET';
    account.balance = () => 'now a method';
    expect(b.balance()).toBe('now a method');
    expect(() => b._hidden).toThrow(AttributeError);
  });

  test('a method once found stays the same function', () => {
    const account = new Account() as Anything;
    const b = bastion(account);
    account.late = () => 1;
    const { late } = b;
    account.late = () => 2;
    expect(b.late).toBe(late);
    expect(b.late()).toBe(2);
    expect(b.add).toBe(b.add);
  });

  test('a method that goes away says so when it is called', () => {
    const account = new Account() as Anything;
    account.late = () => 1;
    const b = bastion(account);
    expect(b.late()).toBe(1);
    delete account.late;
    const error = thrownBy(() => b.late());
    expect(error).toBeInstanceOf(AttributeError);
    expect(error.message).toBe("'late' is no longer a method of the object behind this bastion");
  });
});

describe('a call', () => {
  test('passes the arguments it was given, and no more', () => {
    const counted = bastion({ count: (...args: unknown[]) => args.length, last: (...args: unknown[]) => args.at(-1) });
    for (let length = 0; length <= 8; length += 1) {
      const args = Array.from({ length }, (_, index) => index);
      expect(counted.count(...args)).toBe(length);
      expect(counted.last(...args)).toBe(length === 0 ? undefined : length - 1);
    }
    expect(counted.count(undefined)).toBe(1);
    expect(counted.count(undefined, undefined, undefined)).toBe(3);
  });

  test('leaves default parameters to the method', () => {
    const b = bastion({ greet: (name = 'world') => `hello ${name}` });
    expect(b.greet()).toBe('hello world');
    expect(b.greet(undefined)).toBe('hello world');
  });

  test('gives the bastion where the method gives its this', () => {
    const account = new Account();
    const b = bastion(account);
    expect(b.add(1)).toBe(b);
    expect(b.add(1).add(2).add(3).total()).toBe(7);
    expect(b.add(1, 2, 3, 4, 5)).toBe(b);
    expect(isBastion(b.add(1))).toBe(true);
  });

  test('gives the bastion it was made on, each its own', () => {
    const account = new Account();
    const reader = bastion(account, allow('add', 'total'));
    const adder = bastion(account, allow('add'));
    expect(adder.add(1)).toBe(adder);
    expect(reader.add(1)).toBe(reader);
    expect(() => adder.add(1).total).toThrow(AttributeError);
  });

  test('that throws does not give the target away', () => {
    class Failing {
      secret = 'SECRET';
      fail(): never {
        throw Object.assign(new Error('no'), { target: this, cause: this });
      }
      failWithItself(): never {
        throw this as unknown as Error;
      }
    }
    for (const name of ['fail', 'failWithItself']) {
      const b = bastion(new Failing());
      const error = thrownBy(() => b[name]());
      expect(error).toBeInstanceOf(Error);
      expect([error.target, error.cause, error.secret]).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe('a method taken off its bastion', () => {
  const account = new Account();
  const b = bastion(account);
  const { add } = b;

  test.each([
    ['alone', () => add(5)],
    ['on undefined', () => add.call(undefined, 5)],
    ['on a primitive', () => add.call(1, 5)],
    ['on its own target', () => add.call(account, 5)],
    ['on another object', () => add.call({ add }, 5)],
    ['on an heir of the bastion', () => add.call(Object.create(b), 5)],
    ['on a Proxy of the bastion', () => Reflect.apply(add, new Proxy(b, {}), [5])],
    ['on a bastion of another class', () => add.call(bastion({ add: () => 1 }), 5)],
    ['on the same target with another filter', () => add.call(bastion(account, allow('total')), 5)],
    ['by new', () => Reflect.construct(add, [5])],
  ])('called %s is a TypeError, and nothing runs', (_, call) => {
    const before = account.total();
    expect(call).toThrow(TypeError);
    expect(account.total()).toBe(before);
  });

  test('says what to do', () => {
    expect(messageOf(() => add(5))).toBe(
      'add() was called without its bastion: call it as bastion.add(…), or make the bastion with { bound: true }',
    );
  });

  test('works on its bastion, as a class’s method does', () => {
    add.call(b, 1);
    expect(Reflect.apply(add.bind(b), undefined, [2])).toBe(b);
    expect(account.total()).toBe(3);
  });

  test('works on another bastion of the class with the same filter, which shows that method too', () => {
    const other = new Account();
    add.call(bastion(other), 7);
    expect(other.total()).toBe(7);
  });
});
