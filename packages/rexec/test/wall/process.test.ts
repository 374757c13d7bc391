/** Calls across the pipes of a real process: synchronous for the guest, promises for the host, either within the other. */
import { allow, record } from '@padded-cell/bastion';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bastion } from '../../../bastion/test/untyped.js';
import { type Child, startChild } from './child.js';

type Anything = any;

let child: Child;

beforeAll(() => {
  child = startChild();
});

afterAll(() => {
  child.process.kill('SIGKILL');
});

const SECRET = 'SECRET-w411';

class Account {
  #balance = 0;
  secret = SECRET;
  add(amount: number) {
    this.#balance += amount;
    return this;
  }
  total() {
    return this.#balance;
  }
}

describe('a guest', () => {
  test('calls its host as it calls anything, and has the answer when the call returns', async () => {
    expect(await child.run('host.add(2); host.add(3); return host.total() * 10', new Account())).toBe(50);
  });

  test('gets the same object for the same object, and `this` for `this`', async () => {
    expect(await child.run('return host.add(1) === host', new Account())).toBe(true);
    const account = new Account();
    expect(await child.run('return host[0] === host[1]', [account, account])).toBe(true);
  });

  test('reaches no field, and is told so as in one realm', async () => {
    const read = 'try { return host.secret } catch (error) { return [error.name, error.code, error.message] }';
    const [name, code, message] = await child.run(read, new Account());
    expect([name, code]).toStrictEqual(['AttributeError', 'ERR_ATTRIBUTE']);
    expect(message).toBe("'secret' is not among the methods that <Bastion for Account> exposes");
  });

  test('finds a method that the object has got since', async () => {
    const target: Anything = { ping: () => 'pong' };
    const host = { api: bastion(target), grow: () => void (target.later = () => 'later') };
    expect(await child.run('host.grow(); return [host.api.ping(), host.api.later()]', record(host))).toStrictEqual([
      'pong',
      'later',
    ]);
  });

  test('has no more of an object that it narrowed when that gives itself', async () => {
    const source = `
      const narrowed = host.narrow(host.account);
      try { return narrowed.add(1).total() } catch (error) { return error.message }`;
    const account = new Account();
    const host = { account, narrow: (it: object) => bastion(it, allow('add')) };
    expect(await child.run(source, record(host))).toContain("'total' is not among");
  });

  test("catches what its host throws: its name, message and code, and nothing of its host's files", async () => {
    const host = {
      fail: () => {
        throw Object.assign(new RangeError(`at /home/${SECRET}/x.js`), { code: 'E_FAR', secret: SECRET });
      },
    };
    const source =
      'try { host.fail() } catch (e) { return [e instanceof RangeError, e.message, e.code, e.secret, e.stack] }';
    const [isRange, message, code, secret, stack] = await child.run(source, host);
    expect([isRange, message, code, secret]).toStrictEqual([true, 'at <path>', 'E_FAR', undefined]);
    expect(stack).not.toContain(SECRET);
    expect(stack).not.toContain('.test.ts');
  });

  test('waits for what its host gives later as for any promise', async () => {
    const host = { later: async (ms: number) => await new Promise((resolve) => setTimeout(() => resolve({ ms }), ms)) };
    expect(await child.run('return host.later(5).then((value) => value.ms + 1)', host)).toBe(6);
    const failing = { later: () => Promise.reject(new TypeError('too late')) };
    expect(await child.run('return host.later().catch((e) => [e.name, e.message])', failing)).toStrictEqual([
      'TypeError',
      'too late',
    ]);
  });

  test('iterates what its host iterates, and its host learns of an early end', async () => {
    let hasEnded = false;
    const rows = function* () {
      try {
        for (let n = 0; ; n += 1) yield { n };
      } finally {
        hasEnded = true;
      }
    };
    const source = 'let sum = 0; for (const { n } of host()) { if (n > 9) break; sum += n } return sum';
    expect(await child.run(source, rows)).toBe(45);
    expect(hasEnded).toBe(true);
  });

  test('uses items, `in`, `delete` and the length of a collection', async () => {
    const map = new Map<string, unknown>([['a', 1]]);
    const source =
      'host.b = [2]; const had = "a" in host; delete host.a; return [had, "a" in host, host.b, host.length]';
    expect(
      await child.run(
        source,
        bastion(map, () => true),
      ),
    ).toStrictEqual([true, false, [2], 1]);
    expect([...map]).toStrictEqual([['b', [2]]]);
  });

  test('makes instances of a class that it was given', async () => {
    expect(await child.run('return new host().add(4).total()', Account)).toBe(4);
  });
});

describe('a host', () => {
  test("calls a guest's functions and objects, and gets promises", async () => {
    const double = await child.run('return (n) => n * 2');
    expect(await double(21)).toBe(42);
    const thing = await child.run('return new (class Thing { #n = 1; next() { return this.#n++ } })');
    expect([await thing.next(), await thing.next()]).toStrictEqual([1, 2]);
    expect(String(thing)).toBe('<Bastion for Thing>');
    expect(() => thing.other).toThrow("'other' is not among");
  });

  test('gets what a guest throws as a GuestError', async () => {
    const failing = await child.run('return () => { throw Object.assign(new TypeError("mine"), { code: 7 }) }');
    await expect(failing()).rejects.toMatchObject({ guest: true, name: 'TypeError', message: 'mine', code: 7 });
  });

  test("iterates a guest's iterators as async ones", async () => {
    const values = await child.run('return [{ n: 1 }, { n: 2 }].values()');
    const got: unknown[] = [];
    for await (const value of values) got.push(value);
    expect(got).toStrictEqual([{ n: 1 }, { n: 2 }]);
  });

  test('gets its own object back for what it gave', async () => {
    const account = new Account();
    const got: unknown[] = [];
    const host = { account, take: (value: unknown) => void got.push(value) };
    await child.run('host.take(host.account); host.take([new Set([host.account])])', record(host));
    expect(got[0]).toBe(account);
    expect([...(got[1] as Set<unknown>[])[0]!][0]).toBe(account);
  });
});

describe('calls within calls', () => {
  test('a method of the host calls the guest back while the guest waits, and that calls the host', async () => {
    const order: string[] = [];
    const host = {
      note: (what: string) => void order.push(what),
      visit: (callback: (n: number) => unknown) => {
        order.push('host begins');
        void callback(1);
        order.push('host ends');
      },
    };
    await child.run(
      'host.note("guest begins"); host.visit((n) => { host.note(`guest is called back with ${n}`) }); host.note("guest ends")',
      record(host),
    );
    expect(order).toStrictEqual([
      'guest begins',
      'host begins',
      'host ends',
      'guest is called back with 1',
      'guest ends',
    ]);
  });

  test('a guest is not entered while it waits by what has nothing to do with its call', async () => {
    const order: string[] = [];
    const note = await child.run('return (what) => { globalThis.order?.push(what) }');
    const host = {
      pause: () => {
        // Sent before the answer, but not on its account.
        setTimeout(() => undefined, 1);
        const until = performance.now() + 20;
        while (performance.now() < until);
      },
      note: (what: string) => void order.push(what),
    };
    const running = child.run(
      'globalThis.order = []; for (let n = 0; n < 5; n++) host.pause(); const seen = [...order]; host.note("done"); return seen',
      record(host),
    );
    const noting = [note('a'), note('b')];
    expect(await running).toStrictEqual([]);
    await Promise.all(noting);
    expect(order).toStrictEqual(['done']);
    expect(await child.run('return order')).toStrictEqual(['a', 'b']);
  });

  test('a circle of calls ends with an error that says so, and the process goes on', async () => {
    const refusals: string[] = [];
    const host = {
      again: (callback: () => Promise<unknown>) => {
        void callback().catch((error: Error) => refusals.push(error.message));
      },
    };
    const source = 'let depth = 0; const again = () => { depth++; host.again(again) }; again(); return depth';
    expect(await child.run(source, record(host))).toBe(101);
    expect(refusals[0]).toBe('more than 100 calls across the wall wait for each other: a circle of calls');
    expect(await child.run('return 1')).toBe(1);
  });

  test('a guest that recurses too far gets the error that it gets anywhere, wherever it calls its host', async () => {
    const source = `
      let calls = 0;
      const down = () => { try { down() } finally { for (let n = 0; n < 3; n++) try { calls += host({ deep: [[[n]]] }) } catch {} } };
      try { down() } catch (error) { return [error instanceof RangeError, calls > 0, host(0)] }`;
    expect(await child.run(source, () => 1)).toStrictEqual([true, true, 1]);
  });

  test('a thousand calls in flight each get their own answer', async () => {
    const square = await child.run('return async (n) => n * n');
    const results = await Promise.all(Array.from({ length: 1000 }, (_, n) => square(n) as Promise<number>));
    expect(results).toStrictEqual(Array.from({ length: 1000 }, (_, n) => n * n));
  });
});

test('a megabyte of bytes, and ten thousand records, arrive as they are', async () => {
  const bytes = Uint8Array.from({ length: 1 << 20 }, (_, index) => index * 7);
  const records = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `name ${id}`, ok: id % 2 === 0 }));
  const host = { bytes: () => bytes, records: () => records, check: (b: Uint8Array, r: unknown) => [b, r] };
  const [gotBytes, gotRecords] = await child.run('return host.check(host.bytes(), host.records())', record(host));
  expect(Buffer.compare(gotBytes, bytes)).toBe(0);
  expect(gotRecords).toStrictEqual(records);
});

test('what waits is told when the process is gone', async () => {
  const doomed = startChild();
  const waiting = doomed.run('return new Promise(() => {})');
  const call = await doomed.run('return () => 1');
  doomed.process.kill('SIGKILL');
  await expect(waiting).rejects.toThrow('the other side of the wall has gone');
  await expect(call()).rejects.toThrow('the other side of the wall has gone');
  expect((await doomed.ended).message).toBe('the other side of the wall has gone');
});

test('a process whose host has let go of it ends', async () => {
  const left = startChild();
  await left.run('return 1');
  left.peer.end(new Error('done with it'));
  const [code] = await new Promise<unknown[]>((resolve) => left.process.once('exit', (...args) => resolve(args)));
  expect(code).toBe(3);
  await expect(left.run('return 1')).rejects.toThrow('done with it');
});
