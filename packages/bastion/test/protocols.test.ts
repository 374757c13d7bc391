/** The language's own protocols on a target: what has them by nature has the special method. */
import { allow } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion } from './untyped.js';

describe('what has the language’s own protocol', () => {
  test('can be iterated where the filter accepts __iter__', () => {
    class Counter {
      *[Symbol.iterator](): Generator<number> {
        yield* [1, 2];
      }
    }
    expect([...bastion(new Counter(), allow('__iter__'))]).toEqual([1, 2]);
    expect(() => [...bastion(new Counter())]).toThrow(TypeError);
  });

  test('can be iterated asynchronously where the filter accepts __aiter__', async () => {
    class Stream {
      async *[Symbol.asyncIterator](): AsyncGenerator<number> {
        yield* [1, 2];
      }
    }
    const values: unknown[] = [];
    for await (const value of bastion(new Stream(), allow('__aiter__'))) values.push(value);
    expect(values).toEqual([1, 2]);
    expect(bastion(new Stream())[Symbol.asyncIterator]).toBeUndefined();
  });

  test('is disposed of where the filter accepts __exit__', () => {
    let disposed = 0;
    class Handle {
      [Symbol.dispose](): void {
        disposed += 1;
      }
    }
    {
      using _handle = bastion(new Handle(), allow('__exit__'));
    }
    expect(disposed).toBe(1);
    expect(() => {
      using _handle = bastion(new Handle());
    }).toThrow(TypeError);
    expect(disposed).toBe(1);
  });

  test('does not run an accessor that stands where the protocol is', () => {
    let ran = 0;
    const target = {
      get [Symbol.iterator]() {
        ran += 1;
        return () => [].values();
      },
    };
    const nearer = Object.defineProperty(
      [1],
      Symbol.iterator,
      Object.getOwnPropertyDescriptor(target, Symbol.iterator)!,
    );
    expect(bastion(target, all)[Symbol.iterator]).toBeUndefined();
    expect(bastion(nearer, all)[Symbol.iterator]).toBeUndefined();
    expect(ran).toBe(0);
  });

  test('belongs to the one literal that has it, and to no other with the same methods', () => {
    const plain = bastion({ open: () => 1 }, allow('open', '__iter__'));
    const iterable = bastion({ open: () => 1, [Symbol.iterator]: () => [1].values() }, allow('open', '__iter__'));
    expect([...iterable]).toEqual([1]);
    expect(plain[Symbol.iterator]).toBeUndefined();
  });

  test('gives an iterator that is not the target’s own', () => {
    const own = { next: () => ({ value: 1, done: false }), secret: 'SECRET' };
    const given = bastion({ [Symbol.iterator]: () => own }, all)[Symbol.iterator]();
    expect(given).not.toBe(own);
    expect(given.secret).toBeUndefined();
    expect(given.next()).toEqual({ value: 1, done: false });
  });

  test('an iterator that is used on something else is a TypeError', () => {
    const iterate = bastion([1], all)[Symbol.iterator];
    expect(() => iterate.call([1])).toThrow(TypeError);
    expect(() => iterate.call(undefined)).toThrow(TypeError);
  });
});
