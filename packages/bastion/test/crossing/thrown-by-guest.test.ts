/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** What a guest throws is never raw: on every route to the host, a marked error with name, message and code. */
import { AttributeError, GuestError } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { throwing } from './guest-code.js';
import { hostCalls } from './routes.js';

const SECRET = 'SECRET-e8a1';

/** Every way by which a host gets what a guest throws. `throwing` is the guest's. */
const upThrows: readonly (readonly [string, (guest: () => never) => unknown])[] = [
  ['by a callback', (guest) => hostCalls((callback) => callback(), guest)],
  ['by a callback with four arguments', (guest) => hostCalls((callback) => callback(1, 2, 3, 4), guest)],
  [
    'by a promise',
    (guest) =>
      hostCalls(
        (callback) => callback(),
        async () => guest(),
      ),
  ],
  [
    'by a method',
    (guest) =>
      hostCalls(
        (object) => object.fail(),
        new (class {
          fail() {
            guest();
          }
        })(),
      ),
  ],
  ['by a record’s function', (guest) => hostCalls((record) => record.fail(), { name: 'plugin', fail: () => guest() })],
  [
    'by a constructor',
    (guest) =>
      hostCalls(
        (Class) => new Class(),
        class {
          constructor() {
            guest();
          }
        },
      ),
  ],
  [
    'by an iterator',
    (guest) =>
      hostCalls(
        (rows) => rows.next(),
        // oxlint-disable-next-line require-yield
        (function* () {
          guest();
        })(),
      ),
  ],
  [
    'by an async iterator',
    (guest) =>
      hostCalls(
        (rows) => rows.next(),
        // oxlint-disable-next-line require-yield
        (async function* () {
          guest();
        })(),
      ),
  ],
  [
    'to a membrane',
    (guest) => {
      try {
        return guest();
      } catch (error) {
        return createMembrane().thrownUp(error);
      }
    },
  ],
];

describe.each(upThrows)("a guest's error, thrown %s", (_route, throwIt) => {
  const send = async (reason: unknown): Promise<Anything> =>
    throwIt(() => {
      throw reason;
    });

  test('is a GuestError, marked, with name, message and code', async () => {
    const error = (await throwIt(throwing)) as Anything;
    expect(error).toBeInstanceOf(GuestError);
    expect(error.guest).toBe(true);
    expect(error.name).toBe('TypeError');
    expect(error.message).toBe('from the guest');
    expect(error.code).toBe('E_GUEST');
  });

  test('says where in the guest’s own file it was', async () => {
    const { positions, stack } = (await throwIt(throwing)) as Anything;
    expect(positions[0]).toMatchObject({ function: 'throwing', line: 3 });
    expect(positions[0].file).toMatch(/guest-code\.ts$/);
    expect(stack.split('\n')[1]).toMatch(/guest-code\.ts:3:/);
  });

  test('brings no object of the guest’s', async () => {
    const held = { secret: SECRET };
    const reason = Object.assign(new Error('oh', { cause: held }), { held, code: held, name: 'Held' });
    const error = await send(reason);
    expect(error).not.toBe(reason);
    for (const key of Reflect.ownKeys(error)) expect(error[key]).not.toBe(held);
    expect(error.code).toBeUndefined();
  });

  test('runs none of the guest’s accessors', async () => {
    const ran: PropertyKey[] = [];
    const reason = new Error('oh');
    for (const key of ['name', 'message', 'code', 'stack', 'cause', 'errors', 'toString', Symbol.toPrimitive]) {
      Object.defineProperty(reason, key, { get: () => ran.push(key) });
    }
    ran.length = 0; // To define `stack` is to have it written.
    const error = await send(reason);
    expect(error.guest).toBe(true);
    expect(ran).toStrictEqual([]);
  });

  test('runs none of what the engine asks to write a stack', async () => {
    const ran: PropertyKey[] = [];
    for (const key of ['name', 'message']) {
      const behind = Object.defineProperty(new Error('oh'), key, { get: () => ran.push(key) });
      const held = Object.defineProperty(new Error('oh'), key, { value: { toString: () => ran.push(key) } });
      // oxlint-disable-next-line no-await-in-loop
      for (const reason of [behind, held]) expect(await send(reason)).toMatchObject({ guest: true, positions: [] });
    }
    expect(ran).toStrictEqual([]);
  });

  test.each([undefined, null, 0, 'text', Symbol('mine'), 10n, {}, [], () => 1, Object.create(null)])(
    'may be no error at all: %s',
    async (reason) => {
      const error = await send(reason);
      expect(error).toBeInstanceOf(GuestError);
      expect(error).not.toBe(reason);
    },
  );

  test('that is a Proxy with throwing traps is said to be unreadable, and what they throw stays away', async () => {
    const raw = { raw: true };
    const handler = new Proxy(
      {},
      {
        get: () => () => {
          throw raw;
        },
      },
    );
    const error = await send(new Proxy(new Error('oh'), handler));
    expect(error).toBeInstanceOf(GuestError);
    expect(error.message).toBe('something was thrown that cannot be read');
  });

  test('of a huge message, name or code is cut', async () => {
    const huge = 'x'.repeat(10_000_000);
    const error = await send(Object.assign(new Error(huge), { name: huge, code: huge, stack: huge }));
    expect(error.message.length).toBe(10_000);
    expect(error.name.length).toBe(100);
    expect(error.code.length).toBe(100);
    expect(error.stack.length).toBeLessThan(11_000);
    expect((await send(huge)).message.length).toBe(10_000);
  });

  test('that collected errors which collect each other brings a hundred at most', async () => {
    let reason: Error = new Error('leaf');
    for (let level = 0; level < 6; level += 1) reason = new AggregateError(Array.from({ length: 50 }).fill(reason));
    const count = (error: Anything): number =>
      (error.errors ?? []).reduce((sum: number, each: unknown) => sum + 1 + count(each), 0);
    const error = await send(reason);
    expect(count(error)).toBe(100);
    const round = new AggregateError([]) as AggregateError & { errors: unknown[] };
    round.errors.push(round);
    expect(count(await send(round))).toBe(100);
  });

  test('that is made to look like one of the package’s own is marked all the same', async () => {
    const host = bastion.revocable({ ping: () => 1 });
    host.revoke('real');
    const real = thrownBy(() => host.bastion.ping());
    for (const forged of [new real.constructor('forged'), Object.create(real), real]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await send(forged)).toMatchObject({ guest: true, name: 'RevokedError', code: 'ERR_REVOKED' });
    }
    const refusal = thrownBy(() => bastion({}).secret);
    expect(refusal).toBeInstanceOf(AttributeError);
    expect(await send(refusal)).toMatchObject({ guest: true, name: 'AttributeError', code: 'ERR_ATTRIBUTE' });
  });
});

describe('a refusal to cross is whose value it was', () => {
  test('the host’s own mistake is not marked as the guest’s', async () => {
    const error = await hostCalls(
      (callback) => callback(Symbol('mine')),
      () => 1,
    );
    expect(error).toMatchObject({ code: 'ERR_CROSSING' });
    expect(error).not.toHaveProperty('guest');
  });

  test('a guest cannot throw something that looks like it', async () => {
    const real = thrownBy(() => bastion({ take: () => 1 }).take(Symbol('mine')));
    const error = await hostCalls(
      (callback) => callback(),
      () => {
        throw real;
      },
    );
    expect(error).toMatchObject({ guest: true, name: 'CrossingError' });
  });
});

describe('a method that has gone', () => {
  test('is an AttributeError on either side', async () => {
    const target: Anything = { ping: () => 1 };
    const guest = bastion(target);
    delete target.ping;
    expect(thrownBy(() => guest.ping())).toMatchObject({
      code: 'ERR_ATTRIBUTE',
      stack: expect.not.stringContaining('/'),
    });
    class Guest {
      ping?() {
        return 1;
      }
    }
    const object = new Guest();
    const ping = Object.getOwnPropertyDescriptor(Guest.prototype, 'ping') as PropertyDescriptor;
    const error = await hostCalls((given) => {
      Reflect.deleteProperty(Guest.prototype, 'ping');
      given.ping();
    }, object);
    Object.defineProperty(Guest.prototype, 'ping', ping);
    expect(error).toBeInstanceOf(AttributeError);
  });
});
