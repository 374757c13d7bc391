import { allow, AttributeError, defaultFilter, deny, every, isBastion, record } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, messageOf, narrow, type Anything } from './untyped.js';

class Store {
  entries = new Map<string, string>();

  get(key: string): string | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: string): this {
    this.entries.set(key, value);
    return this;
  }

  _flush(): void {}

  __getitem__(key: string): string | undefined {
    return this.get(key);
  }

  __setitem__(key: string, value: string): void {
    this.set(key, value);
  }
}

describe('a narrowed bastion', () => {
  test('shows what both filters accept, of the same target', () => {
    const b = bastion(new Store(), allow('get', 'set'));
    const reader = narrow(b, allow('get', '_flush'));
    b.set('a', '1');
    expect(reader.get('a')).toBe('1');
    for (const name of ['set', '_flush', 'entries']) expect(() => reader[name]).toThrow(AttributeError);
    expect(isBastion(reader)).toBe(true);
  });

  test('leaves the one it was made from as it was', () => {
    const b = bastion(new Store());
    narrow(b, allow());
    expect(b.set('a', '1').get('a')).toBe('1');
  });

  test('gives itself where a method gives its this', () => {
    const writer = narrow(bastion(new Store()), allow('set'));
    expect(writer.set('a', '1')).toBe(writer);
  });

  test('does not grow by a filter that accepts everything', () => {
    const b = bastion(new Store(), allow('get'));
    for (const filter of [all, deny(), every(), allow('get', 'set', '_flush', '__getitem__'), defaultFilter]) {
      const same = narrow(b, filter);
      expect(typeof same.get).toBe('function');
      for (const name of ['set', '_flush', 'entries', '0']) expect(() => same[name]).toThrow(AttributeError);
      expect(() => (same[0] = 1)).toThrow(AttributeError);
    }
  });

  test('does not grow with the bastion’s filter, when that changes its mind to no', () => {
    let accepts = true;
    const b = bastion(new Store(), (name: string) => accepts && !name.startsWith('_'));
    accepts = false;
    const less = narrow(b, all);
    expect(typeof less.get).toBe('function');
    expect(() => less._flush).toThrow(AttributeError);
  });

  test('has no more than the bastion when its own filter changes its mind', () => {
    let accepted = ['get'];
    const less = narrow(bastion(new Store(), allow('get', 'set')), (name: string) => accepted.includes(name));
    accepted = ['get', 'set', '_flush', '__getitem__', '__setitem__', 'entries'];
    expect(typeof less.set).toBe('function');
    for (const name of ['_flush', 'entries', '0']) expect(() => less[name]).toThrow(AttributeError);
  });

  test('does not take the names of Object.prototype for what the bastion has', () => {
    const target = { valueOf: () => 'SECRET', hasOwnProperty: () => 'SECRET', get: () => 'got' };
    const less = narrow(bastion(target, allow('get')), all);
    expect(() => less.hasOwnProperty).toThrow(AttributeError);
    expect(less.valueOf).toBeUndefined();
  });

  test('shows no special method that the bastion does not show', () => {
    const b = bastion(new Store(), allow('get', '__getitem__'));
    const less = narrow(b, all);
    expect(less['a']).toBeUndefined();
    expect(() => (less['a'] = '1')).toThrow(AttributeError);
    expect(() => narrow(b, allow('get'))[0]).toThrow(AttributeError);
  });

  test('finds late what the bastion finds late', () => {
    const store = new Store() as Anything;
    const b = bastion(store);
    const less = narrow(b, all);
    const least = narrow(b, allow('get'));
    store.late = () => 'late';
    store._late = () => 'SECRET';
    expect(less.late()).toBe('late');
    expect(() => less._late).toThrow(AttributeError);
    expect(() => least.late).toThrow(AttributeError);
  });

  test('cannot borrow a method of the wider one', () => {
    const store = new Store();
    const b = bastion(store);
    const reader = narrow(b, allow('get'));
    expect(() => b.set.call(reader, 'a', '1')).toThrow(TypeError);
    expect(() => Reflect.apply(b.set, Object.create(reader), ['a', '1'])).toThrow(TypeError);
    expect(store.entries.size).toBe(0);
  });

  test('does not lead back to the wider one', () => {
    const b = bastion(new Store());
    const reader = narrow(b, allow('get'));
    expect(bastion(reader, all).get('a')).toBeUndefined();
    expect(() => bastion(reader, all).set).toThrow(AttributeError);
    expect(() => narrow(bastion(reader, all), allow('set')).set).toThrow(AttributeError);
  });

  test('of a function is called and constructed as both filters say', () => {
    let ran = 0;
    const f = bastion(() => {
      ran += 1;
      return {};
    });
    for (const filter of [deny('__call__'), allow('new'), (name: string) => name !== '__call__']) {
      const less = narrow(f, filter);
      expect(() => less()).toThrow(AttributeError);
      expect(() => new less()).toThrow(AttributeError);
    }
    for (const filter of [allow('__call__'), deny('new'), (name: string) => name !== 'new']) {
      const less = narrow(f, filter);
      expect(less()).toEqual({});
      expect(() => new less()).toThrow(AttributeError);
    }
    expect(ran).toBe(3);
    expect(() =>
      narrow(
        bastion(() => (ran = 100), allow()),
        all,
      )(),
    ).toThrow(AttributeError);
    expect(ran).toBe(3);
  });

  test('keeps the guards and the interceptors of the bastion', () => {
    const calls: string[] = [];
    const b = bastion(new Store(), undefined, {
      around: (call: { method: string }, next: () => unknown) => {
        calls.push(call.method);
        return next();
      },
    });
    narrow(b, allow('get')).get('a');
    expect(calls).toEqual(['get']);
  });

  test('of the same two constant filters shares its methods', () => {
    const [one, two] = [bastion(new Store()), bastion(new Store())];
    expect(narrow(one, allow('get')).get).toBe(narrow(two, allow('get')).get);
  });
});

describe('narrow', () => {
  test.each([
    ['the target', new Store()],
    ['an heir of a bastion', Object.create(bastion(new Store()))],
    ['null', null],
    ['text', 'b'],
  ])('takes a bastion, and %s is none', (_, value) => {
    expect(() => narrow(value, all)).toThrow(
      'narrow(bastion, filter) takes a bastion; bastion(target, filter) makes one',
    );
  });

  test('takes a filter, which answers true or false', () => {
    expect(() => narrow(bastion(new Store()), 'get')).toThrow(/a filter is a function/);
    expect(() => narrow(bastion(new Store()), undefined)).toThrow(/a filter is a function/);
    expect(messageOf(() => narrow(bastion(new Store()), async () => true))).toContain('a filter answers true or false');
  });

  test('keeps the record that a function of a record runs with', () => {
    const Shop = class {
      item(): object {
        return record({
          name: 'tea',
          buy(this: Anything) {
            return this.name as unknown;
          },
        });
      }
    };
    const { buy } = bastion(new Shop()).item();
    expect(buy()).toBe('tea');
    expect(narrow(buy, defaultFilter)()).toBe('tea');
  });
});
