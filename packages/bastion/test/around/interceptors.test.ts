/** Interceptors run around every call that goes down through a bastion, and through what was reached by it. */
import {
  askBefore,
  audit,
  type AuditRecord,
  bastion,
  callBudget,
  type Call,
  expiry,
  type Interceptor,
  once,
  rateLimit,
  RefusedError,
} from '@padded-cell/bastion';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

class Page {
  text(): string {
    return 'text';
  }
}

class Book {
  readonly calls: string[] = [];
  readonly #page = new Page();
  add(a: number, b: number): number {
    this.calls.push(`add ${a} ${b}`);
    return a + b;
  }
  page(): Page {
    return this.#page;
  }
  fail(): never {
    throw new RangeError('no such page');
  }
  async later(): Promise<string> {
    await Promise.resolve();
    return 'later';
  }
  *pages(): Generator<number> {
    yield 1;
    yield 2;
  }
  each(visit: (page: number) => number): number {
    return visit(7);
  }
}

const wrap = (book: Book, ...around: Interceptor[]) => bastion(book, undefined, { around });

describe('an interceptor', () => {
  test('sees the call, can change its arguments and its result, and can refuse it', () => {
    const book = new Book();
    const seen: Call[] = [];
    const doubling: Interceptor = (call, next) => {
      seen.push(call);
      if (call.method === 'page') throw new RefusedError('pages are not lent');
      return (next([10, call.args[1]]) as number) * 2;
    };
    const safe = wrap(book, doubling);
    expect(safe.add(1, 2)).toBe(24);
    expect(book.calls).toStrictEqual(['add 10 2']);
    expect(seen[0]).toStrictEqual({ bastion: 'Book', method: 'add', args: [1, 2] });
    expect(() => safe.page()).toThrow('pages are not lent');
  });

  test('runs inside of those before it', () => {
    const order: string[] = [];
    const named =
      (name: string): Interceptor =>
      (_, next) => {
        order.push(`${name} in`);
        const result = next();
        order.push(`${name} out`);
        return result;
      };
    wrap(new Book(), named('a'), named('b')).add(1, 2);
    expect(order).toStrictEqual(['a in', 'b in', 'b out', 'a out']);
  });

  test('cannot have its call changed under it, nor its result handed over raw', () => {
    const raw = { secret: new Page() };
    const safe = wrap(new Book(), (call) => {
      expect(Object.isFrozen(call)).toBe(true);
      return raw;
    });
    const given: unknown = safe.add(1, 2);
    expect(given).not.toBe(raw);
    expect((given as typeof raw).secret).not.toBe(raw.secret);
  });
});

const recorded = (): { log: AuditRecord[]; safe: ReturnType<typeof wrap> } => {
  const log: AuditRecord[] = [];
  return {
    log,
    safe: wrap(
      new Book(),
      audit((record) => log.push(record)),
    ),
  };
};

describe('audit', () => {
  test('has a record of each call, however it ends', async () => {
    const { log, safe } = recorded();
    safe.add(1, 2);
    expect(() => safe.fail()).toThrow('no such page');
    await safe.later();
    expect(log.map((record) => [record.method, record.kind === 'call' && record.outcome])).toStrictEqual([
      ['add', 'returned'],
      ['fail', 'threw'],
      ['later', 'fulfilled'],
    ]);
    expect(log[1]).toMatchObject({ kind: 'call', bastion: 'Book', error: 'RangeError', args: 0 });
  });

  test('has a record of each refusal', () => {
    const { log, safe } = recorded();
    expect(() => (safe as unknown as { calls: unknown }).calls).toThrow('calls');
    expect(log).toStrictEqual([{ kind: 'refusal', bastion: 'Book', method: 'calls', operation: 'get' }]);
  });

  test('hears of calls on what was reached through the bastion, and of the steps of its iterators', () => {
    const { log, safe } = recorded();
    safe.page().text();
    expect([...safe.pages()]).toStrictEqual([1, 2]);
    expect(log.map(({ method }) => method)).toStrictEqual(['page', 'text', 'pages', 'next', 'next', 'next']);
  });

  test('hears nothing of what the host calls in the guest', () => {
    const { log, safe } = recorded();
    expect(safe.each((page) => page + 1)).toBe(8);
    expect(log.map(({ method }) => method)).toStrictEqual(['each']);
  });
});

describe('callBudget', () => {
  test('lets so many calls through, over everything that was reached', () => {
    const book = new Book();
    const safe = wrap(book, callBudget(2));
    safe.page().text();
    expect(() => safe.add(1, 2)).toThrow(/add\(\) is refused: the budget of 2 calls is spent/);
    expect(book.calls).toStrictEqual([]);
  });

  test('of one is once', () => {
    const book = new Book();
    const safe = wrap(book, once());
    safe.add(1, 2);
    expect(() => safe.add(3, 4)).toThrow(RefusedError);
    expect(book.calls).toStrictEqual(['add 1 2']);
  });

  test.each([-1, 1.5, Number.NaN, Infinity])('takes no %s', (calls) => {
    expect(() => callBudget(calls)).toThrow('a whole number from 0 up');
  });
});

describe('with time', () => {
  /** Both clocks, in milliseconds. */
  let time: number;
  const pass = (ms: number): void => {
    time += ms;
  };
  beforeEach(() => {
    time = 1_000_000;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
    vi.spyOn(Date, 'now').mockImplementation(() => time);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('expiry by milliseconds ends a bastion when they have passed', () => {
    const safe = wrap(new Book(), expiry(1000));
    pass(999);
    expect(safe.add(1, 2)).toBe(3);
    pass(1);
    expect(() => safe.add(1, 2)).toThrow('its time has passed');
  });

  test('expiry by a Date ends it at that moment', () => {
    const safe = wrap(new Book(), expiry(new Date(Date.now() + 1000)));
    pass(999);
    expect(safe.add(1, 2)).toBe(3);
    pass(1);
    expect(() => safe.add(1, 2)).toThrow(RefusedError);
  });

  test('expiry takes no invalid date', () => {
    expect(() => expiry(new Date(Number.NaN))).toThrow('a valid Date');
  });

  test('rateLimit refuses what comes too fast, says when to come again, and refills', () => {
    const safe = wrap(new Book(), rateLimit({ calls: 2, perMs: 1000 }));
    safe.add(1, 1);
    safe.add(1, 1);
    expect(() => safe.add(1, 1)).toThrow('over the rate of 2 calls per 1000 ms; come again in 500 ms');
    pass(499);
    expect(() => safe.add(1, 1)).toThrow(/come again in [12] ms/);
    pass(1);
    expect(safe.add(1, 1)).toBe(2);
    expect(() => safe.add(1, 1)).toThrow(RefusedError);
  });

  test.each([
    { calls: 0, perMs: 1 },
    { calls: 1, perMs: 0 },
    { calls: 1.5, perMs: 1 },
  ])('rateLimit takes no %o', (limit) => {
    expect(() => rateLimit(limit)).toThrow(TypeError);
  });
});

describe('askBefore', () => {
  test('lets a call go on once it is approved', async () => {
    const book = new Book();
    const asked: string[] = [];
    const safe = wrap(
      book,
      askBefore(async ({ method, args }) => {
        asked.push(`${method} ${args.join(' ')}`);
        await Promise.resolve();
        expect(book.calls).toStrictEqual([]);
        return true;
      }),
    );
    await expect(Promise.resolve(safe.add(1, 2))).resolves.toBe(3);
    expect(asked).toStrictEqual(['add 1 2']);
  });

  test.each<[string, () => unknown]>([
    ['no', () => false],
    ['something that is only like yes', () => 'yes'],
    [
      'an error',
      () => {
        throw new Error('the approver is out');
      },
    ],
  ])('refuses where the answer is %s', async (_, answer) => {
    const book = new Book();
    const safe = wrap(book, askBefore(answer as () => boolean));
    await expect(safe.add(1, 2)).rejects.toThrow('add() is refused: it was not approved');
    expect(book.calls).toStrictEqual([]);
  });
});
