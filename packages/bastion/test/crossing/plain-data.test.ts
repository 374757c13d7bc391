/* oxlint-disable no-extend-native, no-setter-return, unicorn/consistent-function-scoping -- pollution is what is tried here */
/** Plain objects without functions are data: each side has a copy of its own. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { afterEach, describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { routes } from './routes.js';

const SECRET = 'SECRET-19c4';

describe.each(routes)('%s, %s: a plain object', (_way, _name, send) => {
  test('arrives as a copy that is equal, and is another object at every level', async () => {
    const value = { n: 1, text: 'a', none: undefined, nested: { list: [{ deep: true }] } };
    const { value: arrived } = await send(value);
    expect(arrived).toStrictEqual(value);
    expect(arrived).not.toBe(value);
    expect(arrived.nested).not.toBe(value.nested);
    expect(arrived.nested.list[0]).not.toBe(value.nested.list[0]);
  });

  test('can be changed by its receiver, and the sender sees nothing of it', async () => {
    const value = { nested: { n: 1 } };
    const { value: arrived } = await send(value);
    arrived.nested.n = 2;
    delete arrived.nested;
    expect(value).toStrictEqual({ nested: { n: 1 } });
  });

  test('keeps the order of its fields, and those that look like indexes', async () => {
    const { value: arrived } = await send({ b: 1, a: 2, 1: 3, 0: 4 });
    expect(Object.keys(arrived)).toStrictEqual(['0', '1', 'b', 'a']);
  });

  test('without a prototype arrives without one', async () => {
    const { value: arrived } = await send(Object.assign(Object.create(null) as object, { n: 1 }));
    expect(Object.getPrototypeOf(arrived)).toBeNull();
    expect(Object.entries(arrived)).toStrictEqual([['n', 1]]);
  });

  test('with an own `__proto__` arrives with a field of that name, and no other prototype', async () => {
    const { value: arrived } = await send(JSON.parse('{ "__proto__": { "isAdmin": true }, "n": 1 }'));
    expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    expect(Object.keys(arrived)).toStrictEqual(['__proto__', 'n']);
    expect(Object.getOwnPropertyDescriptor(arrived, '__proto__')?.value).toStrictEqual({ isAdmin: true });
    expect(arrived.isAdmin).toBeUndefined();
  });

  test('with fields named as methods of Object.prototype arrives with them', async () => {
    const value = { hasOwnProperty: 1, toString: 'text', constructor: { name: 'mine' }, valueOf: null };
    expect(Object.entries((await send(value)).value)).toStrictEqual(Object.entries(value));
  });

  test('does not bring what cannot be enumerated, or is under a symbol', async () => {
    const value = Object.defineProperty({ shown: 1, [Symbol.for('hidden')]: SECRET }, 'hidden', { value: SECRET });
    const { value: arrived } = await send(value);
    expect(Reflect.ownKeys(arrived)).toStrictEqual(['shown']);
  });

  test('with an accessor is refused; the accessor did not run, and the refusal says where it stands', async () => {
    let runs = 0;
    const value = {
      list: [
        {
          get changing() {
            runs += 1;
            return runs;
          },
        },
      ],
    };
    await expect(send(value)).rejects.toMatchObject({
      code: 'ERR_CROSSING',
      message: expect.stringMatching(/\.list\[0\]: 'changing' is an accessor.*give it a value/),
    });
    expect(runs).toBe(0);
  });

  test('that is frozen arrives as a copy that is not', async () => {
    const { value: arrived } = await send(Object.freeze({ n: 1 }));
    expect(Object.isFrozen(arrived)).toBe(false);
  });

  test('has its instances of classes as bastions', async () => {
    class Account {
      secret = SECRET;
      total() {
        return 5;
      }
    }
    const account = new Account();
    const { value: arrived } = await send({ account, list: [account] });
    expect(arrived.account.total()).toBe(5);
    expect(arrived.list[0]).toBe(arrived.account);
    expect(arrived.account).not.toBe(account);
    expect(() => arrived.account.secret).toThrow("'secret' is not among the methods");
  });
});

test('data inside of an instance crosses when a method gives it, each time as it is then', () => {
  class Settings {
    state = { theme: { dark: true } };
    current() {
      return this.state;
    }
  }
  const settings = new Settings();
  const guest = bastion(settings);
  const first = guest.current();
  first.theme.dark = false;
  expect(settings.state.theme.dark).toBe(true);
  settings.state.theme.dark = false;
  expect(guest.current()).toStrictEqual({ theme: { dark: false } });
});

describe('records with the same fields, many times over', () => {
  const many = (value: () => object): Anything => {
    const { down } = createMembrane();
    let arrived: unknown;
    for (let time = 0; time < 40; time += 1) arrived = down(value());
    return arrived;
  };

  test('arrive as the first one did', () => {
    expect(many(() => ({ x1: 1, y1: 'a', z1: null }))).toStrictEqual({ x1: 1, y1: 'a', z1: null });
  });

  test('give up their speed, and not the rule, where one of them holds something else', () => {
    many(() => ({ p1: 1, q1: 2 }));
    const inner = { secret: SECRET };
    const { down } = createMembrane();
    const { p1 } = down({ p1: inner, q1: 2 }) as Anything;
    expect(p1).toStrictEqual(inner);
    expect(p1).not.toBe(inner);
    expect(Object.keys(down({ p1: 1, q1: () => SECRET }) as object)).toStrictEqual([]);
    expect(() => down({ p1: 1, q1: Symbol('mine') })).toThrow('.q1: Symbol(mine) cannot cross');
    const accessor = {
      p1: 1,
      get q1() {
        throw new Error('ran');
      },
    };
    expect(() => down(accessor)).toThrow("'q1' is an accessor");
  });

  test('with `__proto__` among the fields do not get another prototype', () => {
    const arrived = many(() => JSON.parse('{ "__proto__": 1, "r1": 2 }') as object);
    expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    expect(Object.keys(arrived)).toStrictEqual(['__proto__', 'r1']);
  });
});

describe('where Object.prototype is polluted', () => {
  afterEach(() => {
    for (const name of ['polluted', 'trap', 'method']) Reflect.deleteProperty(Object.prototype, name);
  });

  test('what it holds is not taken for a field of the value', () => {
    (Object.prototype as Anything).polluted = { secret: SECRET };
    expect(Object.keys(createMembrane().down({ n: 1 }) as object)).toStrictEqual(['n']);
  });

  test('a setter on it does not get what is copied, and the field arrives', () => {
    const caught: unknown[] = [];
    Object.defineProperty(Object.prototype, 'trap', { set: (value) => caught.push(value), configurable: true });
    const value = JSON.parse('{ "trap": { "secret": 1 } }') as object;
    const arrived = createMembrane().up(value) as object;
    expect(caught).toStrictEqual([]);
    expect(Object.getOwnPropertyDescriptor(arrived, 'trap')?.value).toStrictEqual({ secret: 1 });
  });

  test('a function on it is no method of any bastion', () => {
    (Object.prototype as Anything).method = () => SECRET;
    class Empty {}
    expect(thrownBy(() => bastion(new Empty()).method)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });
});
