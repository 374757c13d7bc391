/* oxlint-disable unicorn/consistent-function-scoping, unicorn/no-thenable, unicorn/no-single-promise-in-promise-methods -- thenables are what is tried here */
/** Thenables that are no promises: the host that waits for one must not run the guest's `then` by accident. */
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { downRoutes, upRoutes } from './routes.js';

describe.each(upRoutes)("up, %s: a guest's thenable", (_name, send) => {
  const trap = () => {
    const ran: string[] = [];
    class Later {
      then(resolve: (value: unknown) => void) {
        ran.push('then');
        resolve('guest');
      }
      toJSON() {
        ran.push('toJSON');
      }
      valueOf() {
        ran.push('valueOf');
      }
      toString() {
        ran.push('toString');
      }
      toLocaleString() {
        ran.push('toLocaleString');
      }
      ping() {
        return 'pong';
      }
    }
    return { ran, Later };
  };

  test('that is an instance is not run by await, JSON, arithmetic or printing', async () => {
    const { ran, Later } = trap();
    const { value: arrived } = await send(new Later());
    expect(await arrived).toBe(arrived);
    await Promise.resolve(arrived);
    await Promise.all([arrived]);
    expect(JSON.stringify({ arrived })).toBe('{"arrived":{}}');
    expect(`${arrived}`).toContain('<Bastion for ');
    expect(Number.isNaN(Number(arrived))).toBe(true);
    expect(thrownBy(() => [arrived].toLocaleString())).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(ran).toStrictEqual([]);
    expect(arrived.ping()).toBe('pong');
  });

  test('that is a Proxy has no trap run by await, JSON or printing', async () => {
    const ran: PropertyKey[] = [];
    const { Later } = trap();
    const { value: arrived } = await send(
      new Proxy(new Later(), {
        get: (_, key) => ran.push(key),
        getOwnPropertyDescriptor: (_, key) => {
          ran.push(key);
          return undefined;
        },
      }),
    );
    ran.length = 0;
    expect(await arrived).toBe(arrived);
    expect(JSON.stringify({ arrived })).toBe('{"arrived":{}}');
    expect(`${arrived}`).toContain('<Bastion for ');
    expect(ran).toStrictEqual([]);
  });

  test.each(['then', 'toJSON', 'valueOf', 'toString', 'toLocaleString'])(
    'that is a record with a function `%s` is refused',
    async (name) => {
      let ran = false;
      const record = { nested: { [name]: () => (ran = true) } };
      await expect(send(record)).rejects.toMatchObject({
        code: 'ERR_CROSSING',
        message: expect.stringContaining(`.nested.${name}: a record cannot bring a function of this name`),
      });
      expect(ran).toBe(false);
    },
  );

  test('whose `then` is no function is data', async () => {
    expect((await send({ then: 1 })).value).toStrictEqual({ then: 1 });
  });
});

test("a guest's promise for its thenable gives the host a bastion that nothing runs", async () => {
  let ran = false;
  class Later {
    then() {
      ran = true;
    }
  }
  const { up } = createMembrane();
  // Inside of a promise the language itself would unwrap it: it travels in an array.
  const [arrived] = (await up(Promise.resolve([new Later()]))) as Anything[];
  await arrived;
  expect(ran).toBe(false);
});

test.each(downRoutes)(
  "down, %s, a host's thenable is awaited by its guest through its bastion",
  async (_name, send) => {
    class Query {
      secret = 'SECRET';
      then(resolve: (rows: unknown) => void) {
        resolve([{ n: 1 }]);
      }
    }
    const { value: arrived } = await send(new Query());
    expect(() => arrived.secret).toThrow("'secret' is not among");
    expect(await arrived).toStrictEqual([{ n: 1 }]);
  },
);

test('what a host gives an accident to run stays with the host: `then` of a bastion is withheld by a filter', async () => {
  class Query {
    rows() {
      return 1;
    }
    then(): never {
      throw new Error('ran');
    }
  }
  const guest = bastion(new Query(), (name: string) => name === 'rows');
  expect(await guest).toBe(guest);
});
