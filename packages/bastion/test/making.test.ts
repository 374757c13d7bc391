import { allow, AttributeError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, type Anything } from './untyped.js';

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

describe('making one', () => {
  test('again of the same target with the same filter gives the same bastion', () => {
    const account = new Account();
    expect(bastion(account)).toBe(bastion(account));
    expect(bastion(account, allow('add', 'total'))).toBe(bastion(account, allow('total', 'add')));
    expect(bastion(account)).not.toBe(bastion(account, allow('add')));
    expect(bastion(account)).not.toBe(bastion(new Account()));
  });

  test('leaves the target as it was', () => {
    const target = new Account();
    const before = Reflect.ownKeys(target);
    bastion(target).add(1);
    expect(Reflect.ownKeys(target)).toEqual(before);
    expect(Object.isFrozen(target)).toBe(false);
  });

  test('leaves the intrinsics of the realm as they were', () => {
    bastion(() => 1);
    bastion([1], all);
    const { call, apply, bind } = Function.prototype;
    expect([call, apply, bind].map((method) => Object.isFrozen(method))).toEqual([false, false, false]);
  });

  test('of a frozen target works', () => {
    expect(bastion(Object.freeze({ greet: () => 'hello' })).greet()).toBe('hello');
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'x'],
    ['a number', 1],
    ['a symbol', Symbol('x')],
  ])('of %s is a TypeError', (what, target) => {
    expect(() => bastion(target)).toThrow(`a bastion wraps an object or a function, not ${what.replace(/^a /, '')}`);
  });

  test('with an option that does not exist says which exist', () => {
    expect(() => bastion({}, undefined, { nme: 'x' })).toThrow(
      /unknown option 'nme' of bastion\(\): it takes name, bound/,
    );
    expect(() => bastion({}, undefined, 1)).toThrow(/takes a string or an object third/);
    expect(() => bastion({}, undefined, { crossing: 'deep' })).toThrow("crossing is 'copy' or 'raw', not 'deep'");
    expect(() => bastion({}, undefined, { bastionClass: class {} })).toThrow(
      'bastionClass is a class that extends Bastion',
    );
  });
});

test('a bastion of a bastion shows what that shows, its own filter accepting', () => {
  const account = new Account();
  const inner = bastion(account, allow('add', 'total'));
  const outer = bastion(inner, allow('total', 'calls'));
  expect(outer.total()).toBe(0);
  for (const name of ['add', 'calls', 'balance']) expect(() => outer[name]).toThrow(AttributeError);
});

test('a bastion of a bastion shows its bound methods and those found late', () => {
  const account = new Account() as Anything;
  const outer = bastion(bastion(account, all, { bound: true }), all);
  account.late = () => 'late';
  expect(outer.add(2).total()).toBe(2);
  expect(outer.late()).toBe('late');
});
