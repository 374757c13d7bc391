/** Bastions that can be called: of functions and classes, and of instances with `__call__`. */
import { allow, AttributeError, deny } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, messageOf, thrownBy } from './untyped.js';

describe('a function', () => {
  let ran = 0;
  const arrow = (x: number): object => {
    ran += 1;
    return { twice: x * 2 };
  };
  function ordinary(this: unknown, x: number): object {
    ran += 1;
    return { twice: x * 2, isNew: new.target !== undefined };
  }
  class Point {
    x: number;
    constructor(x: number) {
      ran += 1;
      this.x = x;
    }
    at(): number {
      return this.x;
    }
  }

  /** What becomes of a call and of new, by what the filter says. */
  const outcomes = (target: unknown, filter?: unknown): string[] => {
    const f = bastion(target, filter);
    return [() => f(2), () => new f(2)].map((run) => {
      const before = ran;
      try {
        run();
        expect(ran).toBe(before + 1);
        return 'runs';
      } catch (error) {
        expect(ran).toBe(before);
        return error instanceof AttributeError ? 'refused' : (error as Error).name;
      }
    });
  };

  test.each([
    ['the default one', undefined, ['runs', 'runs'], ['TypeError', 'runs']],
    ["allow('__call__')", allow('__call__'), ['runs', 'refused'], ['TypeError', 'refused']],
    ["allow('new')", allow('new'), ['refused', 'refused'], ['refused', 'runs']],
    ["allow('__call__', 'new')", allow('__call__', 'new'), ['runs', 'runs'], ['TypeError', 'runs']],
    ["deny('__call__')", deny('__call__'), ['refused', 'refused'], ['refused', 'runs']],
    ["deny('new')", deny('new'), ['runs', 'refused'], ['TypeError', 'refused']],
    ['allow()', allow(), ['refused', 'refused'], ['refused', 'refused']],
  ])('is called and constructed where the filter, %s, says so', (_, filter, ofFunction, ofClass) => {
    expect(outcomes(arrow, filter)).toEqual(ofFunction);
    expect(outcomes(ordinary, filter)).toEqual(ofFunction);
    expect(outcomes(Point, filter)).toEqual(ofClass);
  });

  test('gives what it makes as anything is given: an instance as a bastion', () => {
    const made = new (bastion(Point))(7);
    expect(made.at()).toBe(7);
    expect(() => made.x).toThrow(AttributeError);
    expect(bastion(arrow)(2)).toEqual({ twice: 4 });
  });

  test('does not get the this of its caller', () => {
    const seen: unknown[] = [];
    const f = bastion(function (this: unknown): void {
      seen.push(this);
    });
    const secret = { f };
    secret.f();
    f.call('mine');
    f.apply('mine', []);
    f.bind('mine')();
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('has call, apply and bind', () => {
    const f = bastion((...args: number[]) => args.length);
    expect([f.call(null, 1, 2), f.apply(null, [1, 2, 3]), f.bind(null, 1)(2)]).toEqual([2, 3, 2]);
  });

  test('that makes no object says so to new', () => {
    expect(messageOf(() => new (bastion(() => 1))())).toContain('this function makes no object: call it without new');
  });

  test('shows no source, no name of its own, no prototype', () => {
    const f = bastion(ordinary, undefined, 'f');
    expect(Function.prototype.toString.call(f)).toBe('function () { [native code] }');
    expect([f.name, f.prototype]).toEqual(['', undefined]);
    expect({} instanceof f).toBe(false);
    expect(Object.getPrototypeOf(f)).not.toBe(Function.prototype);
  });

  test('says which operation its filter refuses', () => {
    const f = bastion(arrow, allow('new'), 'f');
    expect(messageOf(() => f())).toBe("<Bastion for f> cannot be called: its filter refuses '__call__'");
    expect(messageOf(() => new f())).toBe("<Bastion for f> cannot be constructed: its filter refuses '__call__'");
    expect(thrownBy(() => new (bastion(Point, allow()))()).message).toContain("constructed: its filter refuses 'new'");
  });
});

describe('an instance with __call__', () => {
  test('is called with its own this', () => {
    class Adder {
      total = 0;
      __call__(amount: number): this {
        this.total += amount;
        return this;
      }
    }
    const adder = new Adder();
    const b = bastion(adder, all);
    expect(b(2)).toBe(b);
    b.call('mine', 3);
    expect(adder.total).toBe(5);
    expect(new b(1)).toBe(b);
    expect(adder.total).toBe(6);
    const callOnly = bastion(adder, allow('__call__'));
    expect(() => new callOnly(1)).toThrow(AttributeError);
    expect(adder.total).toBe(6);
  });

  test('has its own length and name, where they are methods', () => {
    const named = bastion({ __call__: () => 1, length: () => 'long', name: () => 'named' }, all);
    expect([named(), named.length(), named.name()]).toEqual([1, 'long', 'named']);
    expect(bastion({ __call__: () => 1, __len__: () => 42 }, all)).toHaveLength(42);
  });
});
