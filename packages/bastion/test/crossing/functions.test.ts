/* oxlint-disable unicorn/consistent-function-scoping, unicorn/no-thenable -- what a test is about stands in the test */
/** Functions are behaviour: each side calls the other's, and neither holds it. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { downRoutes, routes, upRoutes } from './routes.js';

const SECRET = 'SECRET-f2c7';

describe.each(routes)('%s, %s: a function', (_way, _name, send) => {
  test('arrives as another function, which calls it', async () => {
    const calls: unknown[][] = [];
    const value = (...args: unknown[]) => {
      calls.push(args);
      return args.length;
    };
    const { value: arrived } = await send(value);
    expect(typeof arrived).toBe('function');
    expect(arrived).not.toBe(value);
    expect(arrived(1, 'b')).toBe(2);
    expect(arrived.call({}, 1)).toBe(1);
    expect(arrived.apply(undefined, [1, 2, 3])).toBe(3);
    expect(arrived.bind({}, 1)()).toBe(1);
    expect(calls).toStrictEqual([[1, 'b'], [1], [1, 2, 3], [1]]);
  });

  test('does not get the `this` of its caller', async () => {
    const seen: unknown[] = [];
    const { value: arrived } = await send(function (this: unknown) {
      seen.push(this);
    });
    arrived.call({ secret: SECRET });
    ({ secret: SECRET, arrived }).arrived();
    expect(seen).toStrictEqual([undefined, undefined]);
  });

  test('gets its arguments, and gives its result, across', async () => {
    const argument = { n: 1 };
    const result = { m: 2 };
    let got: unknown;
    const { value: arrived } = await send((given: unknown) => {
      got = given;
      return result;
    });
    const returned = arrived(argument);
    expect(got).toStrictEqual(argument);
    expect(got).not.toBe(argument);
    expect(returned).toStrictEqual(result);
    expect(returned).not.toBe(result);
  });

  test('shows its methods, and neither its fields, its name nor its source', async () => {
    const value = Object.assign(
      function named() {
        return SECRET.length;
      },
      { secret: SECRET, helper: () => 'helped' },
    );
    const { value: arrived } = await send(value);
    expect(arrived.helper()).toBe('helped');
    expect(thrownBy(() => arrived.secret)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(arrived.name).toBe('');
    expect(Function.prototype.toString.call(arrived)).not.toContain('SECRET');
    expect(Reflect.ownKeys(arrived).filter((key) => key !== 'length' && key !== 'name')).toStrictEqual([]);
  });

  test('that is async gives a promise', async () => {
    const { value: arrived } = await send(async (n: number) => ({ n: n + 1 }));
    await expect(arrived(1)).resolves.toStrictEqual({ n: 2 });
  });

  test('cannot be written to', async () => {
    const value = Object.assign(() => 1, { helper: () => 1 });
    const { value: arrived } = await send(value);
    expect(() => {
      arrived.helper = () => 2;
    }).toThrow(TypeError);
    expect(value.helper()).toBe(1);
    expect(Object.isFrozen(arrived)).toBe(true);
  });
});

test.each(downRoutes)("down, %s, a host's prototype of functions is out of reach", async (_name, send) => {
  class Account {}
  const { value: arrived } = await send(Account);
  expect(arrived.prototype).toBeUndefined();
  expect(new arrived()).not.toBeInstanceOf(Account);
});

test.each(upRoutes)("up, %s, what a guest's function is named like is not called by accident", async (_name, send) => {
  let ran = false;
  const hook = () => (ran = true);
  const value = Object.assign(() => 1, { then: hook, toJSON: hook, valueOf: hook, toString: hook });
  const { value: arrived } = await send(value);
  await arrived;
  expect(`${arrived} ${JSON.stringify({ arrived })}`).toContain('Bastion');
  expect(Number.isNaN(Number(arrived))).toBe(true);
  expect(ran).toBe(false);
});

test('`name` on a bastion of a function does not tell what the host called it', () => {
  const guest = bastion({ give: () => function secretName() {} });
  expect(guest.give().name).toBe('');
});

test('a callback given twice is one bastion, so that it can be taken off again', () => {
  class Emitter {
    readonly #listeners = new Set<() => void>();
    on(listener: () => void) {
      this.#listeners.add(listener);
    }
    off(listener: () => void) {
      return this.#listeners.delete(listener);
    }
    emit() {
      for (const listener of this.#listeners) listener();
    }
  }
  const emitter = bastion(new Emitter());
  let heard = 0;
  const listener = () => (heard += 1);
  emitter.on(listener);
  emitter.emit();
  expect(emitter.off(listener)).toBe(true);
  emitter.emit();
  expect(heard).toBe(1);
});

test("a guest's function for a host's constructor, and back, keeps both at home", () => {
  const membrane = createMembrane();
  const seen: unknown[] = [];
  class Host {
    constructor(callback: (self: unknown) => unknown) {
      seen.push(callback(this));
    }
    ping() {
      return 'pong';
    }
  }
  const guestClass = membrane.down(Host) as Anything;
  const object = {};
  const made = new guestClass((self: Anything) => {
    seen.push(self.ping());
    return object;
  });
  expect(made.ping()).toBe('pong');
  expect(seen).toStrictEqual(['pong', {}]);
  expect(seen[1]).not.toBe(object);
});
