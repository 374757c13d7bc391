/* oxlint-disable unicorn/consistent-function-scoping, unicorn/no-thenable -- what a test is about stands in the test */
/** What came through one membrane and goes on through another: dead when either is, and it shows no more. */
import { allow } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';

const SECRET = 'SECRET-4d9b';

class Account {
  secret = SECRET;
  total() {
    return 5;
  }
  close() {
    return SECRET;
  }
  me() {
    return this;
  }
}

const revoked = { code: 'ERR_REVOKED' };

describe('a bastion that the host made, handed through a membrane', () => {
  const made: readonly (readonly [string, () => { b: Anything; revoke?: () => void }])[] = [
    ['plain', () => ({ b: bastion(new Account(), allow('total', 'me')) })],
    [
      'revocable',
      () => {
        const { bastion: b, revoke } = bastion.revocable(new Account(), allow('total', 'me'));
        return { b, revoke };
      },
    ],
    [
      'under an interceptor',
      () => ({
        b: bastion(new Account(), allow('total', 'me'), { around: (_: unknown, next: () => unknown) => next() }),
      }),
    ],
    ['bound', () => ({ b: bastion(new Account(), allow('total', 'me'), { bound: true }) })],
    ['named', () => ({ b: bastion(new Account(), allow('total', 'me'), 'mine') })],
    ['with a predicate', () => ({ b: bastion(new Account(), (name: string) => name === 'total' || name === 'me') })],
  ];

  test.each(made)('%s: shows what it showed and no more, by the same name', (_of, make) => {
    const { b } = make();
    const adopted = createMembrane().down(b) as Anything;
    expect(adopted.total()).toBe(5);
    expect(String(adopted)).toBe(String(b));
    for (const name of ['close', 'secret'])
      expect(thrownBy(() => adopted[name])).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });

  test.each(made)('%s: what its methods give shows no more either', (_of, make) => {
    const adopted = createMembrane().down(make().b) as Anything;
    const again = adopted.me();
    expect(again.total()).toBe(5);
    expect(thrownBy(() => again.close)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });

  test.each(made)('%s: is dead with the membrane; the host’s own is not', (_of, make) => {
    const { b } = make();
    const membrane = createMembrane();
    const adopted = membrane.down(b) as Anything;
    membrane.revoke();
    expect(thrownBy(() => adopted.total())).toMatchObject(revoked);
    expect(b.total()).toBe(5);
  });

  test.each(made)('%s: is the same one each time, and comes home as the object itself', (_of, make) => {
    const { b } = make();
    const membrane = createMembrane();
    const adopted = membrane.down(b);
    expect(membrane.down(b)).toBe(adopted);
    expect((membrane.down([b]) as unknown[])[0]).toBe(adopted);
    expect(membrane.up(adopted)).toBeInstanceOf(Account);
  });

  test('revocable: is dead with its own membrane', () => {
    const { bastion: b, revoke } = bastion.revocable(new Account());
    const adopted = createMembrane().down(b) as Anything;
    const method = adopted.total;
    revoke();
    expect(thrownBy(() => adopted.total())).toMatchObject(revoked);
    expect(thrownBy(() => method.call(adopted))).toMatchObject(revoked);
    expect(thrownBy(() => adopted.me())).toMatchObject(revoked);
  });

  test('its interceptors, and those of the membrane, both see each call', () => {
    const seen: string[] = [];
    const note = (who: string) => (call: Anything, next: () => unknown) => {
      seen.push(`${who} ${call.method}`);
      return next();
    };
    const b = bastion(new Account(), undefined, { around: note('inner') });
    const adopted = createMembrane({ around: [note('outer')] }).down(b) as Anything;
    adopted.total();
    adopted.me().total();
    expect(seen).toStrictEqual(['outer total', 'inner total', 'outer me', 'inner me', 'outer total', 'inner total']);
  });

  test('its guards hold', () => {
    const validate = () => ({ issues: [{ message: 'never' }] });
    const guards = { total: { result: { '~standard': { version: 1, vendor: 'test', validate } } } };
    const adopted = createMembrane().down(bastion(new Account(), undefined, { guards })) as Anything;
    expect(thrownBy(() => adopted.total())).toMatchObject({ code: 'ERR_GUARD' });
  });

  test('a function is called through both', () => {
    const { bastion: b, revoke } = bastion.revocable((n: number) => ({ n }));
    const membrane = createMembrane();
    const adopted = membrane.down(b) as Anything;
    expect(adopted(1)).toStrictEqual({ n: 1 });
    revoke();
    expect(thrownBy(() => adopted(1))).toMatchObject(revoked);
  });

  test('an iterator and a promise end with either', async () => {
    const { bastion: b, revoke } = bastion.revocable({
      rows: () => [1, 2].values(),
      later: () => new Promise(() => undefined),
    });
    const other = createMembrane();
    const rows = other.down(b.rows()) as Anything;
    const later = other.down(b.later()) as Promise<unknown>;
    expect(rows.next().value).toBe(1);
    revoke();
    expect(thrownBy(() => rows.next())).toMatchObject(revoked);
    await expect(later).rejects.toMatchObject(revoked);
  });
});

describe("one guest's object, handed on by the host to another guest", () => {
  const setup = () => {
    const a = createMembrane();
    const b = createMembrane();
    const received: unknown[] = [];
    class Plugin {
      secret = SECRET;
      take(value: unknown) {
        received.push(value);
        return value;
      }
      me() {
        return this;
      }
    }
    const own = new Plugin();
    const host = a.up(own) as Anything;
    const other = b.down(host) as Anything;
    return { a, b, own, host, other, received };
  };

  test('is never raw on the way, and shows methods only', () => {
    const { own, host, other } = setup();
    expect(other).not.toBe(own);
    expect(other).not.toBe(host);
    expect(thrownBy(() => other.secret)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    expect(other.me()).toBe(other);
  });

  test('gets what the other gives across twice, and gives that back as itself', () => {
    const { other, received } = setup();
    class Gift {
      secret = SECRET;
      open() {
        return 'opened';
      }
    }
    const gift = new Gift();
    expect(other.take(gift)).toBe(gift);
    expect(received[0]).not.toBe(gift);
    expect((received[0] as Anything).open()).toBe('opened');
    expect(thrownBy(() => (received[0] as Anything).secret)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
    const data = { n: [1] };
    expect(other.take(data)).toStrictEqual(data);
    expect(received[1]).not.toBe(data);
  });

  test('comes home to the host as what the host had, and to its owner as itself', () => {
    const { a, b, own, host, other } = setup();
    expect(b.up(other)).toBe(host);
    expect(a.down(b.up(other))).toBe(own);
    expect(b.down(host)).toBe(other);
  });

  test('is dead with either membrane', () => {
    for (const which of ['a', 'b'] as const) {
      const guests = setup();
      guests[which].revoke();
      expect(thrownBy(() => guests.other.take(1))).toMatchObject(revoked);
      expect(guests.received).toStrictEqual([]);
    }
  });

  test('throws across twice', () => {
    const raw = Object.assign(new RangeError('oh'), { secret: SECRET });
    const a = createMembrane();
    const b = createMembrane();
    const throwing = b.down(
      a.up(() => {
        throw raw;
      }),
    ) as Anything;
    const error = thrownBy(() => throwing());
    expect(error).toBeInstanceOf(RangeError);
    expect(error).not.toBe(raw);
    expect(error.secret).toBeUndefined();
    expect(error).not.toHaveProperty('guest');
    expect(error.stack).toBe('RangeError: oh');
  });

  test('whose iterator or promise is handed on gives each value across twice', async () => {
    const a = createMembrane();
    const b = createMembrane();
    const values = [{ n: 1 }];
    const rows = b.down(a.up(values.values())) as Anything;
    const [value] = rows;
    expect(value).toStrictEqual(values[0]);
    expect(value).not.toBe(values[0]);
    const got = await (b.down(a.up(Promise.resolve(values))) as Promise<unknown[]>);
    expect(got).toStrictEqual(values);
    expect(got).not.toBe(values);
    a.revoke();
    expect(thrownBy(() => rows.next())).toMatchObject(revoked);
  });

  test('a hook that one guest has does not run in the other’s await', async () => {
    let ran = false;
    class Later {
      then() {
        ran = true;
      }
    }
    const other = createMembrane().down(createMembrane().up(new Later())) as Anything;
    expect(await other).toBe(other);
    expect(ran).toBe(false);
  });
});
