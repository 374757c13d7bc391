/** Proxies whose traps throw, lie or never end: what they say is copied or refused, and nothing raw gets past them. */
import { isBastion } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { upRoutes } from './routes.js';

const traps = [
  'get',
  'set',
  'has',
  'deleteProperty',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'defineProperty',
  'getPrototypeOf',
  'setPrototypeOf',
  'isExtensible',
  'preventExtensions',
  'apply',
  'construct',
] as const;

const targets: readonly (readonly [string, () => object])[] = [
  ['a plain object', () => ({ n: 1 })],
  ['an array', () => [1]],
  ['a Map', () => new Map([[1, 1]])],
  ['a Date', () => new Date()],
  ['an error', () => new Error('x')],
  ['a promise', () => Promise.resolve(1)],
  ['a generator', () => [1].values()],
  ['bytes', () => new Uint8Array(1)],
  ['a function', () => () => 1],
  ['a class', () => class {}],
  ['an instance', () => new (class Thing {})()],
];

/** A handler all of whose traps throw this. */
const throwing = (reason: unknown): ProxyHandler<object> =>
  Object.fromEntries(
    traps.map((name) => [
      name,
      () => {
        throw reason;
      },
    ]),
  );

describe.each(upRoutes)('up, %s', (_name, send) => {
  test.each(targets)(
    '%s in a Proxy with all traps throwing raises an error of the package’s, and not what they throw',
    async (_of, make) => {
      const raw = { raw: true };
      for (const value of [new Proxy(make(), throwing(raw)), [new Proxy(make(), throwing(raw))]]) {
        // oxlint-disable-next-line no-await-in-loop
        const error = await send(value).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        // A function is told by `typeof`: its bastion may be made before a trap has thrown.
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBe(raw);
      }
    },
  );

  test('a revoked Proxy is refused', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await expect(send({ proxy })).rejects.toBeInstanceOf(Error);
  });

  test.each([Map, Set, Date, RegExp, ArrayBuffer, Uint8Array, DataView, Promise, Number, Error, Array])(
    'an object that claims to be a %o is none, and arrives as data at most',
    async (Class) => {
      const claims = new Proxy({ secret: 'own' }, { getPrototypeOf: () => Class.prototype });
      const arrived = await send(claims).then(
        ({ value }) => value,
        () => undefined,
      );
      expect(arrived).not.toBe(claims);
      // A bastion refuses the name; a copy does not have it.
      const refusal = isBastion(arrived) ? thrownBy(() => arrived.secret).code : arrived?.secret;
      expect([undefined, 'ERR_ATTRIBUTE']).toContain(refusal);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7])(
    'an answer that changes at read %i does not slip an object through as what it was',
    async (change) => {
      const raw = { raw: true };
      for (const container of [{ n: 0 }, [0]]) {
        let reads = 0;
        const value = new Proxy(container, {
          get: (target, key) => (key === 'length' ? 1 : Reflect.get(target, key)),
          getOwnPropertyDescriptor: (target, key) => {
            const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
            if (key === 'length' || descriptor === undefined) return descriptor;
            reads += 1;
            return { ...descriptor, value: reads < change ? 1 : raw };
          },
        });
        // oxlint-disable-next-line no-await-in-loop
        const [arrived] = Object.values((await send(value)).value as object) as unknown[];
        expect(arrived).not.toBe(raw);
        expect([1, raw]).toContainEqual(arrived);
      }
    },
  );

  test('a Proxy that names fields it does not have gives undefined for them', async () => {
    const ghosts = new Proxy(
      {},
      {
        ownKeys: () => ['a'],
        getOwnPropertyDescriptor: (() => {
          let asked = 0;
          return () => ((asked += 1) === 1 ? { value: 1, enumerable: true, configurable: true } : undefined);
        })(),
      },
    );
    expect((await send([ghosts])).value).toEqual([{}]);
  });

  test('a chain of prototypes without an end is cut', async () => {
    const endless = (): object => new Proxy({}, { getPrototypeOf: endless });
    const { value: arrived } = await send(endless());
    expect(String(arrived)).toMatch(/^<Bastion for /);
  });
});

describe('a trap that runs while the host copies', () => {
  test('can call the host, which is none the wiser', () => {
    const got: unknown[] = [];
    const host = bastion({ take: (value: unknown) => got.push(value) });
    let isFirst = true;
    const value = new Proxy(
      { n: 1 },
      {
        ownKeys: (target) => {
          if (isFirst) host.take({ inner: true });
          isFirst = false;
          return Reflect.ownKeys(target);
        },
      },
    );
    host.take([value, value]);
    expect(got).toStrictEqual([{ inner: true }, [{ n: 1 }, { n: 1 }]]);
    expect((got[1] as unknown[])[0]).toBe((got[1] as unknown[])[1]);
  });

  test('does not see an object of the host’s', () => {
    const seen = new Set<unknown>();
    const handler = Object.fromEntries(
      traps.map((name) => [
        name,
        (...args: unknown[]) => {
          for (const arg of args) seen.add(arg);
          return (Reflect[name] as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    );
    const hosts = { secret: { n: 1 }, list: [1] };
    class Host {
      held = hosts;
      take(value: Anything) {
        value.method?.(hosts, hosts.list);
        return hosts;
      }
    }
    const host = new Host();
    class Guest {
      method() {}
    }
    const guest = bastion(host);
    for (const value of [
      new Proxy({ method: new Proxy(() => 1, handler) }, handler),
      new Proxy(new Guest(), handler),
    ]) {
      guest.take(value);
    }
    for (const object of [hosts, hosts.secret, hosts.list, host]) expect(seen.has(object)).toBe(false);
    expect(seen.size).toBeGreaterThan(5);
  });
});

test('what a trap throws does not leave a membrane raw', () => {
  const raw = { raw: true };
  const { up } = createMembrane();
  const error = thrownBy(() => up(new Proxy({}, throwing(raw))));
  expect(error).toMatchObject({ guest: true });
  expect(error).not.toBe(raw);
});
