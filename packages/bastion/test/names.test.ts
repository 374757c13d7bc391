import { allow, Bastion, deny } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, messageOf, narrow, thrownBy } from './untyped.js';

class Account {
  add(): void {}
}

const text = (name: string): string => String(bastion({}, undefined, name));

describe('the name of a bastion', () => {
  test('is the one given, as the third argument or an option', () => {
    expect(String(bastion(new Account(), undefined, 'the account'))).toBe('<Bastion for the account>');
    expect(String(bastion(new Account(), undefined, { name: 'the account' }))).toBe('<Bastion for the account>');
    expect(String(bastion.revocable(new Account(), undefined, 'the account').bastion)).toBe(
      '<Bastion for the account>',
    );
    expect(String(bastion(new Account(), undefined, ''))).toBe('<Bastion for >');
  });

  test.each<[string, unknown, string]>([
    ['an instance', new Account(), 'Account'],
    ['a literal', { a: () => 1 }, 'Object'],
    ['an array', [() => 1], 'Array'],
    ['a Map', new Map(), 'Map'],
    ['a function', { transfer: () => 1 }.transfer, 'transfer'],
    ['a class', Account, 'Account'],
    [
      'a function without a name',
      (
        () => () =>
          1
      )(),
      'a function',
    ],
    ['an instance of a class without a name', new (class {})(), 'an object'],
    ['an object without a prototype', Object.create(null), 'an object'],
  ])('is without one what the class of %s is called', (_, target, name) => {
    expect(String(bastion(target, allow('x')))).toBe(`<Bastion for ${name}>`);
  });

  test('is what the target says of itself, where guests may ask it that', () => {
    class Named {
      toString(): string {
        return 'account 7';
      }
    }
    expect(String(bastion(new Named()))).toBe('<Bastion for account 7>');
    expect(String(bastion(new Named(), allow('toString')))).toBe('<Bastion for account 7>');
    expect(String(bastion([1, 2]))).toBe('<Bastion for 1,2>');
  });

  test('is not what the target says of itself, where guests may not ask it that', () => {
    let asked = 0;
    class Named {
      toString(): string {
        asked += 1;
        return 'SECRET';
      }
    }
    for (const filter of [allow('add'), deny('toString'), (name: string) => name !== 'toString']) {
      expect(String(bastion(new Named(), filter))).toBe('<Bastion for Named>');
    }
    expect(String(bastion(new Named(), undefined, 'named'))).toBe('<Bastion for named>');
    expect(asked).toBe(0);
  });

  test('is taken once, when the bastion is made', () => {
    let asked = 0;
    const target = {
      text: 'before',
      toString(): string {
        asked += 1;
        return this.text;
      },
    };
    const b = bastion(target);
    target.text = 'after';
    expect([String(b), `${b}`, messageOf(() => b.absent)]).toEqual([
      '<Bastion for before>',
      '<Bastion for before>',
      "'absent' is not among the methods that <Bastion for before> exposes",
    ]);
    expect(asked).toBe(1);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('SECRET');
      },
    ],
    ['gives no text', () => ({ secret: 'SECRET' })],
  ])('is that of the class where the target’s toString %s', (_, toString) => {
    class Odd {
      toString = toString;
    }
    expect(String(bastion(new Odd()))).toBe('<Bastion for Odd>');
  });

  test('is found without running an accessor', () => {
    let ran = 0;
    const spy = {
      get(): unknown {
        ran += 1;
        return 'SECRET';
      },
    };
    const prototype = Object.defineProperty({}, 'constructor', spy);
    const named = Object.defineProperty(class {}, 'name', spy);
    expect(String(bastion(Object.create(prototype)))).toBe('<Bastion for an object>');
    expect(String(bastion(new named()))).toBe('<Bastion for an object>');
    expect(String(bastion(named))).toBe('<Bastion for a function>');
    const speaker = Object.defineProperty({}, 'toString', spy);
    expect(String(bastion(speaker))).toBe('<Bastion for Object>');
    expect(ran).toBe(0);
  });

  test('is one line of moderate length, whoever chose it', () => {
    expect(text('a\nb\u0000c\u202Ed\u001B[1m')).toBe('<Bastion for a·b·c·d·[1m>');
    expect(text('x'.repeat(200))).toBe(`<Bastion for ${'x'.repeat(100)}…>`);
    expect(String(bastion({ toString: () => 'two\nlines' }))).toBe('<Bastion for two·lines>');
  });

  test('stays when it is narrowed, unless it is given a new one', () => {
    const b = bastion(new Account(), undefined, 'the account');
    expect(String(narrow(b, allow('add')))).toBe('<Bastion for the account>');
    expect(String(narrow(b, allow('add'), 'less'))).toBe('<Bastion for less>');
    expect(String(b)).toBe('<Bastion for the account>');
  });

  test('makes a bastion of its own: it does not name the target for others', () => {
    const account = new Account();
    const named = bastion(account, undefined, 'named');
    expect(String(bastion(account))).toBe('<Bastion for Account>');
    expect(named).not.toBe(bastion(account));
  });

  test('is text, and nothing else', () => {
    expect(thrownBy(() => bastion({}, undefined, { name: { toString: () => 'SECRET' } }))).toBeInstanceOf(TypeError);
  });
});

describe('toString', () => {
  test('is the bastion’s own, whatever the target’s gives later', () => {
    const b = bastion({ toString: () => 'text' });
    expect(b.toString()).toBe('<Bastion for text>');
    expect(b.toString).toBe(Bastion.prototype.toString);
  });

  test('on something else tells nothing', () => {
    const { toString } = bastion(new Account());
    expect(toString.call({})).toBe('<Bastion for ?>');
    expect(toString.call(Object.create(bastion(new Account())))).toBe('<Bastion for ?>');
    expect(() => toString.call(undefined)).toThrow(TypeError);
  });
});
