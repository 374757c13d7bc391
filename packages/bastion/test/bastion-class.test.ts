import { allow, AttributeError, Bastion, isBastion } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, narrow, type Anything } from './untyped.js';

class Account {
  #balance = 7;

  total(): number {
    return this.#balance;
  }

  shout(): string {
    return 'the target’s';
  }
}

class Loud extends Bastion {
  override toString(): string {
    return super.toString().toUpperCase();
  }

  shout(): string {
    return `${String(this)}!`;
  }

  get volume(): number {
    return 11;
  }
}

class Louder extends Loud {
  whisper(): string {
    return this.shout().toLowerCase();
  }
}

const make = (bastionClass: unknown = Loud, filter?: unknown): Anything =>
  bastion(new Account(), filter, { bastionClass, name: 'it' });

describe('a subclass of Bastion', () => {
  test('gives its bastions its methods, beside those of the target', () => {
    const b = make();
    expect(b.shout()).toBe('<BASTION FOR IT>!');
    expect(b.volume).toBe(11);
    expect(b.total()).toBe(7);
    expect(isBastion(b)).toBe(true);
  });

  test('changes its text', () => {
    expect(`${make()}`).toBe('<BASTION FOR IT>');
  });

  test('comes before the target where both have a method of a name', () => {
    expect(make().shout()).toBe('<BASTION FOR IT>!');
  });

  test('brings what its superclasses bring', () => {
    expect(make(Louder).whisper()).toBe('<bastion for it>!');
  });

  test('is not subject to the filter: what it defines, its author shows', () => {
    const b = make(Loud, allow('total'));
    expect(b.shout()).toBe('<BASTION FOR IT>!');
    expect(() => bastion(new Account(), allow('total')).shout).toThrow(AttributeError);
  });

  test('does not make anything else reachable', () => {
    const b = make();
    expect(() => b.balance).toThrow(AttributeError);
    expect(b.constructor).toBeUndefined();
    expect(Object.getPrototypeOf(Object.getPrototypeOf(b))).not.toBe(Loud.prototype);
    expect(Reflect.ownKeys(b)).toEqual([]);
  });

  test('cannot be changed by a guest, nor by one guest for another', () => {
    const b = make();
    expect(() => (b.shout.message = 'for you')).toThrow(TypeError);
    expect(() => (b.shout = () => 'hijacked')).toThrow(TypeError);
    expect(b.shout()).toBe('<BASTION FOR IT>!');
  });

  test('is kept when the bastion is narrowed', () => {
    const less = narrow(make(), allow('total'));
    expect([less.shout(), less.total()]).toEqual(['<BASTION FOR IT>!', 7]);
  });

  test('can give its bastions fields, which are frozen', () => {
    class Tagged extends Bastion {
      readonly tag = 'mine';
    }
    const b = make(Tagged);
    expect(b.tag).toBe('mine');
    expect(() => (b.tag = 'yours')).toThrow(TypeError);
  });

  test('cannot be made into a bastion by hand', () => {
    expect(() => new Loud()).toThrow('a Bastion is made by bastion(target, filter?, options?), not by new');
  });

  test('whose constructor fails leaves nothing behind that could be made into a bastion', () => {
    class Failing extends Bastion {
      constructor() {
        super();
        throw new Error('no');
      }
    }
    expect(() => make(Failing)).toThrow('no');
    expect(() => new Loud()).toThrow(TypeError);
    class Early extends Bastion {
      constructor() {
        if (fails) throw new Error('too early');
        super();
      }
    }
    let fails = true;
    expect(() => make(Early)).toThrow('too early');
    fails = false;
    expect(() => new Early()).toThrow(TypeError);
    expect(() => new Bastion()).toThrow(TypeError);
  });
});

test('Bastion itself may be given, and is the class of every bastion', () => {
  const b = make(Bastion);
  expect(String(b)).toBe('<Bastion for it>');
  expect(b.total()).toBe(7);
  expect(b.toString).toBe(Bastion.prototype.toString);
});

test.each([
  ['a class', class {}],
  ['a function', () => 1],
  ['an object', {}],
  ['a Proxy', new Proxy(class {}, {})],
])('%s that does not extend Bastion is refused', (_, bastionClass) => {
  expect(() => make(bastionClass)).toThrow('bastionClass is a class that extends Bastion');
});
