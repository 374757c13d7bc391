import { runInNewContext } from 'node:vm';
import { allow, AttributeError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, messageOf, type Anything } from './untyped.js';

/** Accepts every name but those of items, with which a Map would answer any name. */
const methods = (name: string): boolean => name !== '__getitem__';

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

describe('a method is found', () => {
  test('on the class, and runs with the target as this', () => {
    const account = new Account();
    const b = bastion(account);
    b.add(5);
    expect(b.total()).toBe(5);
    expect(b.calls()).toBe(1);
    expect(account.balance).toBe(5);
  });

  test('anywhere on the prototype chain, the nearest one', () => {
    class Savings extends Account {
      override total(): number {
        return super.total() * 2;
      }
    }
    class Young extends Savings {}
    const b = bastion(new Young());
    b.add(5);
    expect(b.total()).toBe(10);
  });

  test('on the instance itself', () => {
    class Closures {
      #secret = 41;
      reveal = (): number => this.#secret + 1;
    }
    expect(bastion(new Closures()).reveal()).toBe(42);
    expect(bastion({ greet: (name: string) => `hello ${name}` }).greet('you')).toBe('hello you');
  });

  test('on an instance that has more methods than the first of its class', () => {
    const first = bastion(new Account());
    const second = bastion(Object.assign(new Account(), { extra: () => 'extra' }));
    expect(second.extra()).toBe('extra');
    expect(() => first.extra).toThrow(AttributeError);
  });

  test('on an instance that lacks what the first of its class had', () => {
    const first = bastion(Object.assign(new Account(), { extra: () => 'extra' }));
    const second = bastion(new Account());
    expect(first.extra()).toBe('extra');
    expect(() => second.extra).toThrow(AttributeError);
  });

  test('on an object without a prototype, and on its heirs', () => {
    const bare = Object.assign(Object.create(null), { greet: () => 'hello', secret: 'SECRET' });
    expect(bastion(bare).greet()).toBe('hello');
    expect(() => bastion(bare).secret).toThrow(AttributeError);
    expect(bastion(Object.create(bare)).greet()).toBe('hello');
  });

  test('on a function, a class and its statics', () => {
    class Maker {
      static make(): string {
        return 'made';
      }
      static secret = 'SECRET';
    }
    const b = bastion(Maker);
    expect(b.make()).toBe('made');
    expect(() => b.secret).toThrow(AttributeError);
  });

  test('on built-in collections', () => {
    const list = [3, 1, 2];
    const b = bastion(list);
    b.push(0);
    b.sort();
    expect(list).toEqual([0, 1, 2, 3]);
    expect(bastion(new Map([['a', 1]])).get('a')).toBe(1);
    expect(bastion(new Set([1])).has(1)).toBe(true);
    expect(bastion(new Uint8Array([1, 2])).indexOf(2)).toBe(1);
    expect(bastion(new Date(0)).getTime()).toBe(0);
  });

  test('on objects of another realm', () => {
    const [instance, literal, list, map, heir] = runInNewContext(`
      class Account { constructor() { this.balance = 'SECRET'; } total() { return 7; } }
      [new Account(), { total: () => 8 }, [1, 2], new Map([['a', 1]]), new (class extends Map { total() { return 9; } })()];
    `) as Anything[];
    expect(bastion(instance).total()).toBe(7);
    expect(bastion(literal).total()).toBe(8);
    expect(bastion(list).indexOf(2)).toBe(1);
    expect(bastion(map).get('a')).toBe(1);
    expect(bastion(heir).total()).toBe(9);
    for (const target of [instance, literal, list, map, heir]) {
      const b = bastion(target, methods);
      for (const name of ['balance', 'hasOwnProperty', '__defineGetter__', '__lookupGetter__', 'isPrototypeOf']) {
        expect(() => b[name]).toThrow(AttributeError);
      }
      expect(b.constructor).toBeUndefined();
    }
  });

  test('on a Proxy, without reading a property of it', () => {
    const ran: string[] = [];
    const account = new Account();
    const target = new Proxy(account, {
      get(real, name) {
        ran.push(`get ${String(name)}`);
        const value: unknown = Reflect.get(real, name, real);
        return typeof value === 'function' ? value.bind(real) : value;
      },
      has: () => {
        ran.push('has');
        return true;
      },
    });
    const b = bastion(target, allow('add', 'total'));
    expect(typeof b.add).toBe('function');
    expect(() => b.balance).toThrow(AttributeError);
    expect(ran).toEqual([]);
    b.add(5);
    expect(b.total()).toBe(5);
    expect(ran).toEqual(['get add', 'get total']);
  });

  test('on a Proxy without end, and the look-up ends', () => {
    const endless: object = new Proxy({}, { getPrototypeOf: () => endless });
    expect(() => bastion(endless).anything).toThrow(AttributeError);
  });
});

describe('what is no method is not found', () => {
  test('an accessor neither shows nor runs, own or inherited, whatever it would give', () => {
    let ran = 0;
    const accessor = {
      get: () => {
        ran += 1;
        return () => 'SECRET';
      },
      set: () => {
        ran += 1;
      },
      configurable: true,
    };
    class Base {
      total(): number {
        return 1;
      }
    }
    Object.defineProperty(Base.prototype, 'inherited', accessor);
    class Heir extends Base {}
    // Nearer than the method of the same name.
    Object.defineProperty(Heir.prototype, 'total', accessor);
    const own = Object.defineProperty(new Base(), 'own', accessor);
    const shadowing = Object.defineProperty(new (class extends Base {})(), 'total', accessor);
    const numbered = Object.defineProperty({}, '0', accessor);
    for (const [target, name] of [
      [new Base(), 'inherited'],
      [new Heir(), 'total'],
      [own, 'own'],
      [shadowing, 'total'],
      [numbered, '0'],
    ] as const) {
      for (const filter of [undefined, all, allow(name)]) {
        const b = bastion(target, filter);
        expect(() => b[name]).toThrow(AttributeError);
        expect(() => (b[name] = 1)).toThrow(AttributeError);
        expect(name in b).toBe(false);
        expect(Reflect.has(b, name)).toBe(false);
        String(b);
        JSON.stringify(b);
      }
    }
    expect(ran).toBe(0);
  });

  // To look at each instance for accessors of its own would make bastions slower by a sixth. What such an accessor gives
  // is called, as the method would be, and never shown.
  test.fails('KNOWN GAP: an own accessor that shadows a method does not run, on an instance other than the first', () => {
    let ran = 0;
    bastion(new Account());
    const second = Object.defineProperty(new Account(), 'total', { get: () => (ran += 1) });
    expect(() => bastion(second).total()).toThrow(AttributeError);
    expect(ran).toBe(0);
  });

  test('an accessor that takes the place of a method later shows nothing of what it gives', () => {
    const account = new Account();
    const b = bastion(account);
    Object.defineProperty(account, 'total', { get: () => 'SECRET' });
    expect(messageOf(() => b.total())).toBe(`'total' is no longer a method of the object behind this bastion`);
  });

  test('a field does not show, even where the filter accepts its name', () => {
    const b = bastion(new Account(), all);
    expect(() => b.balance).toThrow(AttributeError);
  });

  test('a symbol does not show, a method under one neither', () => {
    const key = Symbol('key');
    class Keyed {
      [key](): string {
        return 'SECRET';
      }
      [Symbol.toPrimitive](): string {
        return 'SECRET';
      }
      get [Symbol.toStringTag](): string {
        return 'SECRET';
      }
      [Symbol.for('nodejs.util.inspect.custom')](): string {
        return 'SECRET';
      }
    }
    const b = bastion(new Keyed(), all, 'k');
    expect(b[key]).toBeUndefined();
    expect(`${b} ${Object.prototype.toString.call(b)}`).toBe('<Bastion for k> [object Bastion]');
  });

  test.each([
    'hasOwnProperty',
    'isPrototypeOf',
    'propertyIsEnumerable',
    'toLocaleString',
    '__lookupGetter__',
    '__defineSetter__',
  ])('Object.prototype.%s is nobody’s method', (name) => {
    for (const target of [new Account(), {}, [1], new Map(), () => 1]) {
      if (name === 'toLocaleString' && Array.isArray(target)) continue; // Arrays have one of their own.
      expect(() => bastion(target, methods)[name]).toThrow(AttributeError);
    }
  });

  test('a class that defines a method of such a name has it', () => {
    class Owner {
      hasOwnProperty(): boolean {
        return true;
      }
      isPrototypeOf(): boolean {
        return true;
      }
    }
    expect(bastion(new Owner()).hasOwnProperty('x')).toBe(true);
    expect(bastion(new Owner()).isPrototypeOf({})).toBe(true);
  });
});
