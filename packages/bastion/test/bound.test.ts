import { allow, AttributeError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, narrow, type Anything } from './untyped.js';

class Account {
  balance = 0;

  add(amount: number): this {
    this.balance += amount;
    return this;
  }

  total(): number {
    return this.balance;
  }

  _reset(): void {}
}

const make = (filter?: unknown): { account: Anything; b: Anything } => {
  const account = new Account();
  return { account, b: bastion(account, filter, { bound: true }) };
};

describe('a method of a bound bastion', () => {
  test('keeps its this when it is taken off, as Python’s do', () => {
    const { account, b } = make();
    const { add, total } = b;
    expect(add(5)).toBe(b);
    expect([1, 2].map((amount) => add(amount))).toEqual([b, b]);
    expect(add.call({ balance: 100 }, 1)).toBe(b);
    expect([total(), account.balance]).toEqual([9, 9]);
  });

  test('is the same function each time, frozen', () => {
    const { b } = make();
    expect(b.add).toBe(b.add);
    expect(Object.isFrozen(b.add)).toBe(true);
  });

  test('is the instance’s own: no channel between guests', () => {
    expect(make().b.add).not.toBe(make().b.add);
  });

  test('works as a method, too', () => {
    const { b } = make();
    expect(b.add(1).add(2).total()).toBe(3);
  });

  test('that is found late is bound, too', () => {
    const { account, b } = make();
    Object.assign(account, {
      late(this: Account) {
        return this.balance;
      },
    });
    const { late } = b;
    expect(late()).toBe(0);
    expect(Object.isFrozen(late)).toBe(true);
  });

  test('that is not exposed is refused', () => {
    const { b } = make(allow('total'));
    for (const name of ['add', 'balance', '_reset']) expect(() => b[name]).toThrow(AttributeError);
  });

  test('is not to be had through something else', () => {
    const { b } = make();
    const heir = Object.create(b);
    expect(() => heir.add).toThrow('add() was called without its bastion');
    const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(b), 'add') as Anything;
    expect(() => get.call(new Account())).toThrow(TypeError);
    expect(() => get.call(bastion(new Account()))).toThrow(TypeError);
  });
});

test('a narrowed one stays bound', () => {
  const { account, b } = make();
  const { add } = narrow(b, allow('add'));
  add(3);
  expect(account.balance).toBe(3);
});

test('being bound is a property of the bastion, not of the target', () => {
  const { account } = make();
  const { add } = bastion(account);
  expect(() => add(1)).toThrow(TypeError);
});

test('a revoked one does nothing, however its methods were kept', () => {
  const account = new Account();
  const { bastion: b, revoke } = bastion.revocable(account, undefined, { bound: true });
  const { add } = b;
  revoke();
  expect(() => add(1)).toThrow(/no longer of use/);
  expect(account.balance).toBe(0);
});
