/** What a guest can build out of a bastion, and on top of one: nothing that is one. */
import { Bastion, isBastion } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { kinds, Vault } from './kinds.js';
import { bastion, thrownBy } from './untyped.js';

test('super finds the methods of a bastion, which do not run on an heir', () => {
  const vault = new Vault();
  let ran = 0;
  vault.knock = () => {
    ran += 1;
    return 'ran';
  };
  const heir = {
    __proto__: bastion(vault),
    knocks(): unknown {
      return super.knock();
    },
    peek(): unknown {
      return super.field;
    },
  };
  expect(() => heir.knocks()).toThrow(TypeError);
  expect(() => heir.peek()).toThrow(/looked up on something that inherits from a bastion but is none/);
  expect(ran).toBe(0);
});

test('a bastion cannot be extended by a class', () => {
  for (const { b } of kinds()) {
    expect(() => class extends b {}).toThrow(TypeError);
  }
});

test('with finds the methods in a bastion, and outside of it what was there', () => {
  // oxlint-disable-next-line typescript/no-implied-eval -- modules have no `with`
  const look = new Function('b', 'name', 'secret', 'with (b) { return [typeof knock, secret, eval(name)]; }') as (
    b: unknown,
    name: string,
    secret: string,
  ) => unknown[];
  expect(look(bastion(new Vault()), 'typeof field', 'the outer one')).toEqual([
    'function',
    'the outer one',
    'undefined',
  ]);
});

describe('a method, as a function,', () => {
  const { knock } = bastion(new Vault());

  test('tells nothing of its caller and its arguments', () => {
    for (const name of ['caller', 'arguments']) expect(() => knock[name]).toThrow(TypeError);
    expect(knock.callee).toBeUndefined();
  });

  test('is made by the package: its source is not the target’s', () => {
    expect(Function.prototype.toString.call(knock)).not.toContain('who is there');
    expect(knock.name).toBe('knock');
    expect(new Set(Reflect.ownKeys(knock))).toEqual(new Set(['length', 'name']));
  });

  test('is no channel between guests that share the class', () => {
    expect(knock).toBe(bastion(new Vault()).knock);
    expect(() => {
      knock.message = 'for you';
    }).toThrow(TypeError);
    expect(Reflect.defineProperty(knock, 'message', { value: 'for you' })).toBe(false);
    expect(Reflect.setPrototypeOf(knock, { message: 'for you' })).toBe(false);
    expect(knock.message).toBeUndefined();
  });
});

describe('a bastion cannot be forged', () => {
  const b = bastion(new Vault());

  test.each<[string, () => unknown]>([
    ['new Bastion', () => new Bastion()],
    ['a subclass', () => new (class extends Bastion {})()],
    ['Reflect.construct', () => Reflect.construct(Bastion, [], Object)],
    ['the constructor of a method', () => Reflect.construct(b.knock as never, [])],
  ])('by %s', (_, forge) => {
    expect(thrownBy(forge)).toBeInstanceOf(TypeError);
  });

  test.each<[string, () => unknown]>([
    ['an heir', () => Object.create(b) as unknown],
    ['an object with its prototype', () => Object.create(Object.getPrototypeOf(b) as object) as unknown],
    ['a Proxy of one', () => new Proxy(b, {}) as unknown],
    ['an object with the prototype of the class', () => Object.create(Bastion.prototype) as unknown],
    ['a primitive', () => 'a bastion'],
    ['null', () => null],
    ['nothing', () => undefined],
  ])('%s is none', (_, forge) => {
    expect(isBastion(forge())).toBe(false);
  });

  test('isBastion runs no code of what it is asked about', () => {
    const trapped = new Proxy(
      {},
      new Proxy(
        {},
        {
          get: (_, trap) => {
            throw new Error(`ran ${String(trap)}`);
          },
        },
      ),
    );
    expect(isBastion(trapped)).toBe(false);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isBastion(proxy)).toBe(false);
  });
});
