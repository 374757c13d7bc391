/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** The same object is the same bastion on the other side, per filter; and comes home as itself. */
import { allow, deny } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, narrow, type Anything } from '../untyped.js';
import { downRoutes, upRoutes } from './routes.js';

class Account {
  total() {
    return 5;
  }
  me() {
    return this;
  }
}

const behaviours: readonly (readonly [string, () => object])[] = [
  ['an instance', () => new Account()],
  ['a frozen instance', () => Object.freeze(new Account())],
  ['a function', () => () => 1],
  ['a class', () => class {}],
  ['a Proxy of an instance', () => new Proxy(new Account(), {})],
  ['an instance of a subclass of Map', () => new (class Registry extends Map {})()],
  ['a promise', () => Promise.resolve(1)],
  ['a generator', () => [1].values()],
];

describe.each(behaviours)('%s', (_of, make) => {
  test.each(downRoutes)('is one bastion however often it goes down, %s', async (_name, send) => {
    const value = make();
    const { value: first } = await send([value, value]);
    expect(first[0]).toBe(first[1]);
    expect(first[0]).not.toBe(value);
  });

  test.each(upRoutes)('is one bastion however often it goes up, %s', async (_name, send) => {
    const value = make();
    const { value: first } = await send([value, new Set([value])]);
    expect([...first[1]][0]).toBe(first[0]);
    expect(first[0]).not.toBe(value);
  });

  test('is the same bastion at the next crossing, alone, in data, and as an argument', () => {
    const value = make();
    const membrane = createMembrane();
    const down = membrane.down(value);
    expect(membrane.down(value)).toBe(down);
    expect((membrane.down([value]) as unknown[])[0]).toBe(down);
    expect((membrane.down(new Map([[value, 1]])) as Map<unknown, number>).get(down)).toBe(1);
    const up = membrane.up(make());
    expect(up).not.toBe(down);
  });

  test('comes home as itself from the guest: alone, in data, through a callback and a promise', async () => {
    const value = make();
    const membrane = createMembrane();
    const guest = membrane.down(value);
    expect(membrane.up(guest)).toBe(value);
    expect((membrane.up({ deep: [guest] }) as Anything).deep[0]).toBe(value);
    expect((membrane.up(() => guest) as Anything)()).toBe(value);
    expect(((await membrane.up(Promise.resolve([guest]))) as unknown[])[0]).toBe(value);
  });

  test('comes home as itself from the host: alone, in data, through a callback and a promise', async () => {
    const value = make();
    const membrane = createMembrane();
    const host = membrane.up(value);
    expect(membrane.down(host)).toBe(value);
    expect((membrane.down({ deep: [host] }) as Anything).deep[0]).toBe(value);
    expect((membrane.down(() => host) as Anything)()).toBe(value);
    expect(((await membrane.down(Promise.resolve([host]))) as unknown[])[0]).toBe(value);
  });
});

test('a bastion returned by its own method is that bastion', () => {
  const account = new Account();
  const reader = bastion(account, allow('me'));
  expect(reader.me()).toBe(reader);
  expect(reader.me().me()).toBe(reader);
});

test('filters that mean the same give the same bastion, others give another', () => {
  const account = new Account();
  expect(bastion(account, allow('me', 'total'))).toBe(bastion(account, allow('total', 'me')));
  expect(bastion(account)).toBe(bastion(account));
  expect(bastion(account, allow('me'))).not.toBe(bastion(account));
  expect(bastion(account, deny('me'))).not.toBe(bastion(account));
  const predicate = (name: string) => name === 'me';
  expect(bastion(account, predicate)).toBe(bastion(account, predicate));
});

test('each bastion of an object comes home as that object, however it was filtered and narrowed', () => {
  const account = new Account();
  const taken: unknown[] = [];
  const host = bastion({ take: (value: unknown) => taken.push(value) });
  const reader = bastion(account, allow('me', 'total'));
  for (const each of [reader, bastion(account), narrow(reader, allow('me')), bastion.revocable(account).bastion]) {
    host.take(each);
    host.take([each]);
  }
  expect(taken.flat().length).toBe(8);
  for (const each of taken.flat()) expect(each).toBe(account);
});

describe('what came home goes back as what it came by', () => {
  class Shelf {
    readonly #things = new Map<string, unknown>();
    put(name: string, thing: unknown) {
      this.#things.set(name, thing);
    }
    take(name: string): unknown {
      return this.#things.get(name);
    }
    all(): unknown {
      return this.#things;
    }
  }
  const SECRET = 'SECRET-6b02';

  test('so a host that keeps it and hands it out does not hand out the methods that a filter withheld', () => {
    const shelf = bastion(new Shelf());
    const reader = bastion(new Map([['key', SECRET]]), allow('has'));
    shelf.put('it', reader);
    expect(shelf.take('it')).toBe(reader);
    expect(shelf.all().get('it')).toBe(reader);
    const account = bastion(new Account(), allow('me'));
    shelf.put('it', account);
    expect(shelf.take('it')).toBe(account);
    shelf.put('it', [account]);
    expect(shelf.take('it')[0]).toBe(account);
  });

  test('a literal that was shown in part comes back in part', () => {
    const shelf = bastion(new Shelf());
    const literal = { secret: SECRET, tell: () => SECRET, ping: () => 'pong' };
    const part = bastion(literal, allow('ping'));
    shelf.put('it', { part });
    const { part: again } = shelf.take('it');
    expect(again.ping()).toBe('pong');
    expect(() => again.tell).toThrow("'tell' is not among");
  });

  test('nor does it give back the life that was taken', () => {
    const shelf = bastion(new Shelf());
    const { bastion: lent, revoke } = bastion.revocable(new Account());
    shelf.put('it', lent);
    expect(shelf.take('it').total()).toBe(5);
    revoke('it was lent');
    expect(() => shelf.take('it').total()).toThrow('it was lent');
  });

  test('nor the life of an iterator or a promise', async () => {
    const shelf = bastion(new Shelf());
    const { bastion: lent, revoke } = bastion.revocable({
      rows: () => [1, 2].values(),
      later: () => new Promise(() => undefined),
    });
    shelf.put('rows', lent.rows());
    shelf.put('later', lent.later());
    const rows = shelf.take('rows');
    const later = shelf.take('later');
    expect(rows.next().value).toBe(1);
    revoke();
    expect(() => rows.next()).toThrow('no longer of use');
    await expect(later).rejects.toMatchObject({ name: 'RevokedError' });
  });

  test('nor the calls that a budget has spent', () => {
    const shelf = bastion(new Shelf());
    let calls = 0;
    const once = (_: unknown, next: () => unknown) => {
      calls += 1;
      if (calls > 1) throw new Error('spent');
      return next();
    };
    const limited = bastion(new Account(), undefined, { around: once });
    shelf.put('it', limited);
    expect(shelf.take('it').total()).toBe(5);
    expect(() => shelf.take('it').total()).toThrow('spent');
    const taken: unknown[] = [];
    bastion({ take: (value: unknown) => taken.push(value) }).take(shelf.take('it'));
    expect(taken[0]).toBeInstanceOf(Account);
  });

  test('nor the guard of a method', () => {
    const shelf = bastion(new Shelf());
    const refuses = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'never' }] }) },
    };
    const guarded = bastion(new Account(), undefined, { guards: { total: { result: refuses } } });
    shelf.put('it', guarded);
    expect(() => shelf.take('it').total()).toThrow('never');
  });

  test('and what came home by its full bastion since then goes back in full', () => {
    const shelf = bastion(new Shelf());
    const account = new Account();
    shelf.put('it', bastion(account, allow('me')));
    shelf.put('it', bastion(account));
    expect(shelf.take('it').total()).toBe(5);
  });

  test('a host that means to give more says so', () => {
    const account = new Account();
    const host = bastion({ open: () => bastion(account, allow('me', 'total')) });
    const part = bastion(account, allow('me'));
    expect(host.open(part).total()).toBe(5);
  });
});
