/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** Plain objects with both fields and functions: behaviour on the way down, a registration on the way up. */
import { record } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { downRoutes, upRoutes } from './routes.js';

const SECRET = 'SECRET-0d4f';

describe.each(downRoutes)("down, %s: a host's literal", (_name, send) => {
  const literal = () => ({
    secret: SECRET,
    nested: { secret: SECRET },
    reveal() {
      return this.secret.length;
    },
  });

  test('with functions shows them, and none of its fields', async () => {
    const { value: arrived } = await send(literal());
    expect(arrived.reveal()).toBe(SECRET.length);
    for (const name of ['secret', 'nested']) {
      expect(thrownBy(() => arrived[name])).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    }
    expect(Reflect.ownKeys(arrived)).toStrictEqual([]);
  });

  test('with functions and accessors shows the functions, wherever the accessors stand; these do not run', async () => {
    let ran = false;
    const value = {
      get before() {
        return (ran = true);
      },
      run: () => 1,
      get after() {
        return (ran = true);
      },
    };
    const { value: arrived } = await send(value);
    expect(arrived.run()).toBe(1);
    expect(thrownBy(() => arrived.before)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(ran).toBe(false);
  });

  test('with functions inside of data is a bastion there, the same in two places', async () => {
    const inner = literal();
    const { value: arrived } = await send({ a: inner, list: [inner] });
    expect(arrived.list[0]).toBe(arrived.a);
    expect(arrived.a.reveal()).toBe(SECRET.length);
    expect(() => arrived.a.secret).toThrow("'secret' is not among");
  });

  test('such as Math, whose functions cannot be enumerated, is behaviour', async () => {
    const { value: arrived } = await send(Math);
    expect(arrived.max(1, 3)).toBe(3);
  });

  test('that is declared a record is a copy, whose functions run with the original as `this`', async () => {
    const original = record({
      name: 'tea',
      price: 3,
      buy(n: number) {
        this.price += n;
        return this.price;
      },
    });
    const { value: arrived } = await send(original);
    expect(arrived.name).toBe('tea');
    const { buy } = arrived;
    expect(buy(1)).toBe(4);
    expect(arrived.buy.call({ price: 100 }, 1)).toBe(5);
    expect(original.price).toBe(5);
    expect(arrived.price).toBe(3);
  });

  test('inside of a record is no record itself', async () => {
    const { value: arrived } = await send(record({ shown: 1, inner: literal() }));
    expect(arrived.shown).toBe(1);
    expect(() => arrived.inner.secret).toThrow("'secret' is not among");
  });
});

describe.each(upRoutes)("up, %s: a guest's literal", (_name, send) => {
  test('with functions is a copy, whose functions run with the original as `this`', async () => {
    const plugin = {
      name: 'greeter',
      runs: 0,
      run(who: string) {
        this.runs += 1;
        return `hello ${who}`;
      },
    };
    const { value: arrived } = await send(plugin);
    expect(arrived.name).toBe('greeter');
    const { run } = arrived;
    expect(run('you')).toBe('hello you');
    arrived.run('me');
    expect(plugin.runs).toBe(2);
    expect(arrived.runs).toBe(0);
    expect(run).not.toBe(plugin.run);
  });

  test('cannot be changed under the host afterwards', async () => {
    const plugin: Anything = { name: 'greeter', run: () => 'first' };
    const { value: arrived } = await send(plugin);
    plugin.run = () => 'second';
    plugin.name = 'other';
    expect(arrived.run()).toBe('first');
    expect(arrived.name).toBe('greeter');
  });
});

describe('functions of records', () => {
  test('are the same bastion each time the record crosses, and another for another record', () => {
    const { down } = createMembrane();
    function name(this: { readonly n: number } | undefined): number | undefined {
      return this?.n;
    }
    const a = record({ n: 1, name });
    const b = record({ n: 2, name });
    const [first, second] = [down(a), down(a)] as Anything[];
    const other = down(b) as Anything;
    expect(first.name).toBe(second.name);
    expect(first.name()).toBe(1);
    expect(other.name()).toBe(2);
    expect((down(name) as Anything)()).toBeUndefined();
  });

  test('come home as themselves', () => {
    const { down, up } = createMembrane();
    const original = record({ run: () => 1 });
    expect(up(down(original))).toStrictEqual(original);
    expect((up(down(original)) as Anything).run).toBe(original.run);
  });
});

test.each([new Map(), [], new (class A {})(), () => 1, 1, null])(
  'record(%o) is refused: it is no plain object',
  (value) => {
    expect(thrownBy(() => record(value as object))).toMatchObject({ code: 'ERR_CROSSING' });
  },
);

test('record gives the object it was given', () => {
  const object = { run: () => 1 };
  expect(record(object)).toBe(object);
  expect(Reflect.ownKeys(object)).toStrictEqual(['run']);
  expect(
    bastion({ give: () => object })
      .give()
      .run(),
  ).toBe(1);
});
