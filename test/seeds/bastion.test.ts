/**
 * What the documents that this project starts from say of Bastion, row by row. Python's names stand in the
 * titles; what runs is ours.
 */
import { allow, AttributeError, Bastion, bastion, isBastion, type Interceptor } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';

/** Nothing here is about types: what Python's guests try, the types forbid. */
type Anything = any;
const untyped = bastion as unknown as (target: object, filter?: unknown, nameOrOptions?: unknown) => Anything;

class MyClass {
  readonly items: unknown[];
  label = 'SECRET';

  constructor(...items: unknown[]) {
    this.items = items;
  }

  count(): number {
    return this.items.length;
  }

  _private(): string {
    return 'SECRET';
  }

  __getitem__(index: number): unknown {
    return this.items[index];
  }

  __setitem__(index: number, value: unknown): void {
    this.items[index] = value;
  }
}

describe("Bastion(obj, filter=lambda n: n[:1] != '_', name=None)", () => {
  test('wraps an object and exposes some of its methods, but no other attributes', () => {
    const b = untyped(new MyClass(1, 2, 3));
    expect(b.count()).toBe(3);
    for (const name of ['items', 'label', '_private', '__getitem__']) expect(() => b[name]).toThrow(AttributeError);
  });

  test('takes a filter, a function from a name to a truth', () => {
    const b = untyped(new MyClass(1), (n: string) => n === 'count');
    expect(b.count()).toBe(1);
    expect(() => b._private).toThrow(AttributeError);
    expect(untyped(new MyClass(), (n: string) => n === '_private')._private()).toBe('SECRET');
  });

  test('takes a name', () => {
    expect(String(untyped(new MyClass(), undefined, 'mine'))).toBe('<Bastion for mine>');
  });
});

describe('b.attr', () => {
  test('is the method where the filter accepts the name and there is a method, else an AttributeError', () => {
    const asked: string[] = [];
    const b = untyped(new MyClass(1, 2), (n: string) => {
      asked.push(n);
      return n === 'count' || n === 'label' || n === 'absent';
    });
    expect(b.count()).toBe(2);
    // Accepted, and no method; accepted, and not there; there, and not accepted.
    for (const name of ['label', 'absent', '_private']) expect(() => b[name]).toThrow(AttributeError);
    expect(asked).toContain('_private');
  });
});

describe('repr(b)', () => {
  test('is <Bastion for NAME> where a name is given', () => {
    expect(`${untyped(new MyClass(), allow('count'), 'the list')}`).toBe('<Bastion for the list>');
  });

  test('is <Bastion for REPR> where none is, REPR taken when the bastion is made', () => {
    const target = { text: 'as it was', toString: (): string => target.text };
    const b = untyped(target);
    target.text = 'as it is';
    expect(String(b)).toBe('<Bastion for as it was>');
  });
});

test('the bastionclass argument: a subclass of Bastion stands in for it', () => {
  class Counted extends Bastion {
    twice(): number {
      return (this as Anything).count() * 2;
    }
  }
  const b = untyped(new MyClass(1, 2, 3), undefined, { bastionClass: Counted });
  expect([b.twice(), b.count(), isBastion(b)]).toEqual([6, 3, true]);
});

describe('attributes are looked up lazily and kept', () => {
  test('a failed look-up is not kept: a method that appears later is found', () => {
    const target = new MyClass() as Anything;
    const b = untyped(target);
    expect(() => b.later).toThrow(AttributeError);
    target.later = () => 'found';
    expect(b.later()).toBe('found');
  });

  test('what was found is kept, and the filter not asked again', () => {
    let accepts = true;
    const target = new MyClass() as Anything;
    const b = untyped(target, () => accepts);
    target.later = () => 'found';
    const { later } = b;
    accepts = false;
    expect(b.later).toBe(later);
    expect(b.later()).toBe('found');
  });
});

test('special methods: m[6] = 7 is an AttributeError, although the class has __setitem__', () => {
  const target = new MyClass(1, 2, 3);
  const m = untyped(target);
  expect(() => (m[6] = 7)).toThrow(AttributeError);
  expect(() => m[0]).toThrow(AttributeError);
  expect(target.items).toEqual([1, 2, 3]);
  // Whether the real class supplies such methods or not.
  expect(() => (untyped({})[6] = 7)).toThrow(AttributeError);
});

const isSafe = (n: string): boolean => n === '__getitem__' || n[0] !== '_';

test("is_safe: n == '__getitem__' or n[0] != '_': guests can get, but not set, items", () => {
  const target = new MyClass(1, 2, 3);
  const m = untyped(target, isSafe);
  expect([m[0], m[2], m.count()]).toEqual([1, 3, 3]);
  expect(() => (m[0] = 7)).toThrow(AttributeError);
  // In JavaScript this asks for an item: what is never answered is the method.
  expect(m._private).toBeUndefined();
  expect(target.items).toEqual([1, 2, 3]);
});

describe('SafeMyClassFactory', () => {
  const made: MyClass[] = [];
  const factory = untyped((...items: unknown[]): object => {
    const target = new MyClass(...items);
    made.push(target);
    return bastion(target);
  });

  test.each([
    ['MyClass(1, 2, 3)', () => factory(1, 2, 3)],
    ['new MyClass(1, 2, 3)', () => new factory(1, 2, 3)],
  ])('%s makes a wrapped instance', (_, make) => {
    const m = make();
    expect(m.count()).toBe(3);
    expect(isBastion(m)).toBe(true);
    expect(made.at(-1)?.items).toEqual([1, 2, 3]);
    for (const name of ['items', 'label', '_private', 'constructor']) {
      expect(() => m[name] ?? (m.absent as unknown)).toThrow(AttributeError);
    }
  });

  test('is no way to the class', () => {
    expect(factory.prototype).toBeUndefined();
    expect(Object.getPrototypeOf(factory(1))).not.toBe(MyClass.prototype);
    expect(factory(1) instanceof MyClass).toBe(false);
  });
});

test('callables given to a cell run unrestricted: guards and interceptors see to it that they are not misused', () => {
  const calls: string[] = [];
  const log: Interceptor = (call, next) => {
    calls.push(call.method);
    return next();
  };
  const target = new MyClass();
  const whole = {
    '~standard': {
      version: 1 as const,
      vendor: 'a test',
      validate: (value: unknown) =>
        Number.isInteger(value) ? { value } : { issues: [{ message: 'not a whole number' }] },
    },
  };
  const b = untyped(target, allow('__setitem__', 'count'), {
    around: log,
    guards: { __setitem__: { args: [whole, whole] } },
  });
  b[0] = 7;
  expect(() => (b[0] = 'text')).toThrow('not a whole number');
  expect(b.count()).toBe(1);
  expect(target.items).toEqual([7]);
  expect(calls).toEqual(['__setitem__', '__setitem__', 'count']);
});
