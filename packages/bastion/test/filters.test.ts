import { allow, AttributeError, defaultFilter, deny, every } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy } from './untyped.js';

class Store {
  get(): string {
    return 'got';
  }

  set(): string {
    return 'set';
  }

  remove(): string {
    return 'removed';
  }

  _flush(): string {
    return 'flushed';
  }

  __getitem__(): string {
    return 'item';
  }
}

const names = ['get', 'set', 'remove', '_flush', '__getitem__'];

/** The names that a bastion answers with a method. */
const exposed = (filter?: unknown): string[] => {
  const b = bastion(new Store(), filter);
  return names.filter((name) => {
    try {
      return typeof b[name] === 'function';
    } catch (error) {
      expect(error).toBeInstanceOf(AttributeError);
      return false;
    }
  });
};

describe('the default filter', () => {
  test('accepts the names that do not start with an underscore', () => {
    expect(exposed()).toEqual(['get', 'set', 'remove']);
    expect(exposed(defaultFilter)).toEqual(['get', 'set', 'remove']);
  });

  test('accepts a method whose name is empty, as Python does', () => {
    expect(bastion({ '': () => 'nameless' })['']()).toBe('nameless');
  });

  test('answers as a function', () => {
    expect(['get', '_flush', '__getitem__', ''].map((name) => defaultFilter(name))).toEqual([true, false, false, true]);
  });
});

describe('a predicate', () => {
  test('decides alone: what it accepts is exposed, underscore or not', () => {
    expect(exposed((name: string) => name.endsWith('t') || name === '_flush')).toEqual(['get', 'set', '_flush']);
  });

  test('is asked with strings only, never with a symbol', () => {
    const asked: unknown[] = [];
    class Iterable {
      get(): string {
        return 'got';
      }

      [Symbol.iterator](): Iterator<unknown> {
        return [].values();
      }

      [Symbol('own')](): void {}
    }
    const b = bastion(new Iterable(), (name: string) => {
      asked.push(name);
      return true;
    });
    expect(Array.from(b)).toEqual([]);
    expect(b[Symbol.asyncIterator]).toBeUndefined();
    expect(asked).toContain('get');
    expect(asked.filter((name) => typeof name !== 'string')).toEqual([]);
  });

  test('that throws accepts nothing, and a guest never sees why', () => {
    const b = bastion(new Store(), () => {
      throw new Error('SECRET: the rules');
    });
    for (const name of [...names, 'absent']) {
      const error = thrownBy(() => b[name]);
      expect(error).toBeInstanceOf(AttributeError);
      expect(String(error.message) + String(error.stack) + String(error.cause)).not.toContain('SECRET');
    }
  });

  test('that throws for one name accepts the others', () => {
    expect(
      exposed((name: string) => {
        if (name === 'set') throw new Error('no');
        return name === 'get' || name === 'remove';
      }),
    ).toEqual(['get', 'remove']);
  });

  test.each([
    ['a promise', async () => true],
    ['1', () => 1],
    ["'yes'", () => 'yes'],
    ['an object', () => ({})],
    ['null', () => null],
    ['undefined', () => undefined],
    ['a Boolean object', () => Object(true) as boolean],
  ])('that answers %s is a mistake, which the host hears of at once', (_, filter) => {
    expect(() => bastion(new Store(), filter)).toThrow(/a filter answers true or false; for 'toString' it answered/);
    expect(() => bastion(new Store(), every(allow('get'), filter as never))).toThrow(TypeError);
    expect(() => bastion.revocable(new Store(), filter)).toThrow(TypeError);
  });

  test('that answers something other than true later accepts nothing by it', () => {
    for (const answer of [Promise.resolve(true), 1, 'yes', {}, [], Object(true)]) {
      expect(exposed((name: string) => (name === 'toString' ? true : answer))).toEqual([]);
    }
  });

  test('that changes its mind is asked again for what it refused, and not for what was found', () => {
    let accepted: string[] = [];
    const b = bastion(new Store(), (name: string) => accepted.includes(name));
    expect(() => b.get).toThrow(AttributeError);
    accepted = ['get'];
    const { get } = b;
    expect(b.get()).toBe('got');
    accepted = ['set'];
    expect(b.get()).toBe('got');
    expect(b.get).toBe(get);
    expect(b.set()).toBe('set');
  });

  test('that changes its mind decides anew for the next target', () => {
    let accepts = true;
    const filter = (): boolean => accepts;
    const first = bastion(new Store(), filter);
    accepts = false;
    const second = bastion(new Store(), filter);
    expect(first.get()).toBe('got');
    expect(() => second.get).toThrow(AttributeError);
    expect(() => second[0]).toThrow(AttributeError);
    expect(() => first.get.call(second)).toThrow(TypeError);
  });

  test('that changes its mind about a special method of a built-in decides anew for the next target', () => {
    let accepts = true;
    const filter = (name: string): boolean => accepts || !name.startsWith('__');
    const first = bastion(['SECRET'], filter);
    accepts = false;
    const second = bastion(['SECRET'], filter);
    expect(first[0]).toBe('SECRET');
    expect(() => second[0]).toThrow(AttributeError);
    expect(() => second.length).toThrow(AttributeError);
    expect(second[Symbol.iterator]).toBeUndefined();
    expect(0 in second).toBe(false);
    accepts = true;
    const firstMap = bastion(new Map([['key', 'SECRET']]), filter);
    accepts = false;
    const secondMap = bastion(new Map([['key', 'SECRET']]), filter);
    expect(firstMap.key).toBe('SECRET');
    expect(() => secondMap.key).toThrow(AttributeError);
    expect('key' in secondMap).toBe(false);
  });
});

describe('allow', () => {
  test('accepts exactly its names, whatever they start with', () => {
    expect(exposed(allow('get', '_flush'))).toEqual(['get', '_flush']);
    expect(exposed(allow())).toEqual([]);
  });

  test('brings nothing that is not there', () => {
    const b = bastion(new Store(), allow('get', 'absent'));
    expect(() => b.absent).toThrow(AttributeError);
  });

  test.each(['constructor', '__proto__', 'prototype', 'caller', 'arguments', 'hasOwnProperty', '__defineGetter__'])(
    'of %s exposes nothing that the language put there',
    (name) => {
      for (const target of [new Store(), { own: () => 1 }, [1], new Map(), () => 1, class {}]) {
        const b = bastion(target, allow(name));
        // A probe is undefined, and any other name is refused.
        expect(() => {
          if (b[name] === undefined) throw new AttributeError('it is undefined');
        }).toThrow(AttributeError);
      }
    },
  );

  test('takes strings', () => {
    expect(() => allow('get', 1 as never)).toThrow('allow() takes method names: strings, not number');
    expect(() => allow(Symbol.iterator as never)).toThrow(TypeError);
  });
});

describe('deny', () => {
  test('alone takes names from the default ones', () => {
    expect(exposed(deny('set'))).toEqual(['get', 'remove']);
    expect(exposed(deny())).toEqual(['get', 'set', 'remove']);
  });

  test('takes strings', () => {
    expect(() => deny(Symbol('get') as never)).toThrow('deny() takes method names: strings, not symbol');
  });
});

describe('every', () => {
  test('accepts what all accept', () => {
    expect(exposed(every(allow('get', 'set', '_flush'), deny('set')))).toEqual(['get', '_flush']);
    expect(exposed(every(allow('get', 'set'), allow('set', 'remove')))).toEqual(['set']);
    expect(exposed(every(allow('get', '_flush'), defaultFilter))).toEqual(['get']);
    expect(exposed(every(allow('get', 'set'), (name: string) => name !== 'get'))).toEqual(['set']);
  });

  test('of refusals alone takes them from the default names', () => {
    expect(exposed(every(deny('get'), deny('set')))).toEqual(['remove']);
    expect(exposed(every())).toEqual(['get', 'set', 'remove']);
  });

  test('nests', () => {
    expect(exposed(every(every(allow('get', 'set', 'remove'), deny('get')), every(deny('set'))))).toEqual(['remove']);
  });

  test('takes filters', () => {
    expect(() => every(allow('get'), 'get' as never)).toThrow(/a filter is a function .* not string/);
  });
});

test('filters of the same meaning are one function, so that what they make is shared', () => {
  expect(allow('a', 'b')).toBe(allow('b', 'a'));
  expect(every(allow('a', 'b'), deny('b'))).toBe(every(deny('b'), allow('b', 'a')));
  expect(allow('a')).not.toBe(deny('a'));
  expect(allow('a,b')).not.toBe(allow('a', 'b'));
  expect(allow('"a","b"')).not.toBe(allow('a', 'b'));
});

test('a filter made here cannot be changed by who holds it', () => {
  for (const filter of [allow('a'), deny('a'), every(allow('a')), defaultFilter]) {
    expect(Object.isFrozen(filter)).toBe(true);
  }
});

test.each([
  ['a string', 'get'],
  ['a list', ['get']],
  ['null', null],
  ['true', true],
])('%s is no filter, and is refused when the bastion is made', (_, filter) => {
  expect(() => bastion(new Store(), filter)).toThrow(/a filter is a function from a method name to a boolean/);
});
