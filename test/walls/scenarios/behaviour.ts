/** What has behaviour crosses as a bastion, keeps its identity, comes home as itself; promises, iterators, errors; revocation. */
import { allow, bastion, type GuestError, record } from '@padded-cell/bastion';
import { expect } from 'vitest';
import { type Area, SECRET, thrownBy } from '../scenario.js';

class Account {
  secret = SECRET;
  #total = 5;
  add(n: number): this {
    this.#total += n;
    return this;
  }
  total(): number {
    return this.#total;
  }
  _hidden(): string {
    return SECRET;
  }
  fail(): never {
    const error = new RangeError(`no account at /srv/${SECRET}`, { cause: new Error(SECRET) });
    throw Object.assign(error, { code: 'E_ACCOUNT', account: this });
  }
  async failLater(): Promise<never> {
    return await Promise.reject(this.fail());
  }
}

class Shelf {
  readonly #items = ['a', 'b', 'c'];
  __getitem__(index: number): string | undefined {
    return this.#items.at(index);
  }
  __setitem__(index: number, value: string): void {
    this.#items[index] = value;
  }
  __delitem__(index: number): boolean {
    return this.#items.splice(index, 1).length > 0;
  }
  __contains__(value: string): boolean {
    return this.#items.includes(value);
  }
  __len__(): number {
    return this.#items.length;
  }
  *__iter__(): Generator<string> {
    yield* this.#items;
  }
  __exit__(): void {
    this.#items.length = 0;
  }
}

const heard: string[] = [];

function* counting(): Generator<number, string, string | undefined> {
  try {
    let n = 0;
    for (;;) {
      n += 1;
      const said = yield n;
      heard.push(said ?? 'undefined');
      if (said === 'stop') return 'stopped';
    }
  } finally {
    heard.push('over');
  }
}

async function* countingLater(): AsyncGenerator<number> {
  try {
    for (let n = 1; ; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      yield await Promise.resolve(n);
    }
  } finally {
    heard.push('over later');
  }
}

/** What the host's generators have heard since it was last asked. */
const told = (): string[] => heard.splice(0);

type Anything = any; // oxlint-disable-line typescript/no-explicit-any -- a guest's value, of which nothing is known

const kept: { value: unknown } = { value: undefined };

const endowments = (): Record<string, unknown> => {
  const account = new Account();
  return {
    account: bastion(account),
    reader: bastion(account, allow('total')),
    shelf: bastion(new Shelf(), () => true),
    plain: { a: 1, deep: { f: () => SECRET.length, secret: SECRET } },
    open: record({ a: 1, f: (n: number): number => n + 1 }),
    make: (n: number): Account => new Account().add(n),
    Account: bastion(Account, () => true),
    same: (a: unknown, b: unknown): boolean => a === b,
    isAccount: (value: unknown): boolean => value === account,
    isItsOwn: (value: unknown): boolean => value instanceof Account,
    keep: (value: unknown): void => {
      kept.value = value;
    },
    back: (): unknown => kept.value,
    count: counting,
    countLater: countingLater,
    told,
    call: async (f: Anything, ...args: unknown[]): Promise<unknown> => await f(...args),
    method: async (o: Anything, name: string, ...args: unknown[]): Promise<unknown> => await o[name](...args),
    each: async (values: AsyncIterable<unknown>, most = 100): Promise<unknown[]> => {
      const all: unknown[] = [];
      for await (const value of values) {
        all.push(value);
        if (all.length >= most) break;
      }
      return all;
    },
    never: async (): Promise<never> => await new Promise<never>(() => undefined),
    reject: async (): Promise<never> =>
      await Promise.reject(Object.assign(new TypeError('later'), { code: 'E_LATER' })),
    throwing: (value: string): never => {
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- whatever a host throws
      throw value === 'object' ? { secret: SECRET } : value;
    },
    down: (n: number, f: Anything): unknown => (n === 0 ? 'bottom' : f(n - 1)),
    mark: Symbol.for('mark'),
    map: new Map<unknown, unknown>([['account', account]]),
    members: [account, account],
  };
};

const attempt = `const attempt = async (run) => { try { return ['gave', await run()]; } catch (e) {
  return e instanceof Error ? [e.constructor.name, e.name, e.code, e.message] : ['threw', typeof e, String(e)]; } };`;

/** An expression with `await`. */
const inGuest = (text: string): string => `(async () => { ${attempt} ${text} })()`;

/** Behaviour. */
export const behaviour: Area = {
  about: 'behaviour',
  options: () => ({ endowments: endowments(), limits: { timers: 10 } }),
  scenarios: [
    {
      does: "a method's result, its `this`, and what its filter refuses",
      run: inGuest(`const start = account.total();
        return [account.add(2) === account, account.total() - start, typeof account._hidden, account.secret]`),
      throws: expect.objectContaining({ name: 'AttributeError' }) as object,
    },
    {
      does: '`this` returned by a method is the bastion itself',
      run: '[account.add(1) === account, account.add(1).add(1) === account]',
      gives: [true, true],
    },
    {
      does: 'a refused name says which, and of what',
      run: inGuest(
        `return [await attempt(() => account.secret), await attempt(() => account._hidden()), await attempt(() => reader.add(1)), await attempt(() => account.add.call({}, 1))]`,
      ),
      gives: [
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'secret' is not among the methods that <Bastion for Account> exposes",
        ],
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'_hidden' is not among the methods that <Bastion for Account> exposes",
        ],
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'add' is not among the methods that <Bastion for Account> exposes",
        ],
        [
          'TypeError',
          'TypeError',
          undefined,
          'add() was called without its bastion: call it as bastion.add(…), or make the bastion with { bound: true }',
        ],
      ],
    },
    {
      does: "the language's probes find nothing, and printing shows the name alone",
      run: '[`${account}`, JSON.stringify({ account }), account.then, account.toJSON, Object.keys(account), Object.prototype.toString.call(account), typeof account, typeof make]',
      gives: [
        '<Bastion for Account>',
        '{"account":{}}',
        undefined,
        undefined,
        [],
        '[object Bastion]',
        'object',
        'function',
      ],
    },
    {
      does: 'one object is one bastion, wherever it is met',
      run: "[account === account, map.get('account') === account, members[0] === members[1], members[0] === account, account === reader, make === make]",
      gives: [true, true, true, true, false, true],
    },
    {
      does: 'a bastion comes home as the object',
      run: inGuest(
        'return [isAccount(account), isAccount(reader), isAccount(make(1)), isItsOwn(make(1)), isAccount(map.get("account"))]',
      ),
      gives: [true, true, false, true, true],
    },
    {
      does: "a guest's object comes home to it as itself, and is the same to the host each time",
      run: inGuest(`class Thing { n = 1; me() { return this; } }
        const thing = new Thing(); const f = () => 1; keep(thing);
        const first = back(); keep([f, { thing }]); const [g, { thing: second }] = back();
        return [first === thing, g === f, second === thing, same(thing, thing), same(f, f), same(f, () => 1), same(new Thing(), thing)]`),
      gives: [true, true, true, true, true, false, false],
    },
    {
      does: "a guest's object shows the host its methods, and no field",
      run: async (rex) => {
        await rex.rExec(
          'class Thing { secret = 1; #n = 2; get g() { return 3; } get() { return this.#n; } me() { return this; } }; var thing = new Thing();',
        );
        const thing = (await rex.rEval('thing')) as Anything;
        return [
          await thing.get(),
          (await thing.me()) === thing,
          (await rex.rEval('thing')) === thing,
          (await thrownBy(() => thing.secret)).name,
          (await thrownBy(() => thing.g)).name,
          String(thing),
        ];
      },
      gives: [2, true, true, 'AttributeError', 'AttributeError', '<Bastion for Thing>'],
    },
    {
      does: 'a plain object with functions shows its methods down, as a literal may hold secrets; record() says that it is data',
      run: inGuest(
        'return [await attempt(() => plain.a), typeof plain, await attempt(() => plain.deep.secret), plain.deep.f(), open.a, open.f(1), typeof open.f]',
      ),
      gives: [
        ['gave', 1],
        'object',
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'secret' is not among the methods that <Bastion for Object> exposes",
        ],
        SECRET.length,
        1,
        2,
        'function',
      ],
    },
    {
      does: 'a plain object with functions goes up as a copy, whose functions have it as their this',
      run: async (rex) => {
        const plugin = (await rex.rEval("({ name: 'greeter', n: 2, run(x) { return this.n * x; } })")) as Anything;
        plugin.n = 100;
        return [plugin.name, await plugin.run(3), Object.keys(plugin)];
      },
      gives: ['greeter', 6, ['name', 'n', 'run']],
    },
    {
      does: 'special methods: items, in, delete, length, iteration, negative indexes',
      options: () => ({ endowments: endowments() }),
      run: inGuest(`const before = [shelf[0], shelf[-1], shelf.length, 'b' in shelf, [...shelf]];
        shelf[1] = 'z'; delete shelf[0];
        return [before, [...shelf], 'b' in shelf, shelf.length, shelf[9]]`),
      gives: [['a', 'c', 3, true, ['a', 'b', 'c']], ['z', 'c'], false, 2, undefined],
    },
    {
      does: 'a class is constructed where its filter says so, and its instances are bastions',
      run: inGuest(
        'const made = new Account(); return [made.add(1).total(), String(made), isItsOwn(made), await attempt(() => made.secret)]',
      ),
      gives: [
        6,
        '<Bastion for Account>',
        true,
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'secret' is not among the methods that <Bastion for Account> exposes",
        ],
      ],
    },
    {
      does: "a guest's class is constructed by the host",
      run: async (rex) => {
        const Point = (await rex.rEval(
          '(class Point { #x; constructor(x) { this.#x = x; } x() { return this.#x; } })',
        )) as Anything;
        const point = await new Point(4);
        return [await point.x(), String(point)];
      },
      gives: [4, '<Bastion for Point>'],
    },
    {
      does: "the host's generator runs as it is asked: values in, values out, an early return reaches it",
      run: inGuest(`const c = count(); const steps = [c.next(), c.next('one'), c.next('stop'), c.next()];
        const first = told(); for (const n of count()) if (n === 3) break; const second = told();
        const third = []; try { const d = count(); d.next(); d.throw(new Error('x')); } catch (e) { third.push(e.message, e instanceof Error); }
        return [steps, first, second, third, told()]`),
      gives: [
        [
          { value: 1, done: false },
          { value: 2, done: false },
          { value: 'stopped', done: true },
          { value: undefined, done: true },
        ],
        ['one', 'stop', 'over'],
        ['undefined', 'undefined', 'over'],
        ['x', true],
        ['over'],
      ],
    },
    {
      does: "the host's async generator, and its early return",
      run: inGuest(
        'const all = []; for await (const n of countLater()) { all.push(n); if (n === 3) break; } return [all, told()]',
      ),
      gives: [[1, 2, 3], ['over later']],
    },
    {
      does: "a guest's iterators, sync and async, and early return",
      run: inGuest(`const log = [];
        function* sync() { try { yield 1; yield { a: 2 }; yield 3; } finally { log.push('over'); } }
        async function* later() { try { yield 1; await null; yield 2; yield 3; } finally { log.push('over later'); } }
        return [await each(sync()), await each(sync(), 1), await each(later()), await each(later(), 2), await each([1, [2]].values()), log]`),
      gives: [[1, { a: 2 }, 3], [1], [1, 2, 3], [1, 2], [1, [2]], ['over', 'over', 'over later', 'over later']],
    },
    {
      does: 'promises, fulfilled and rejected, both ways',
      run: inGuest(`return [await call(async () => [1, { a: 2 }]), await attempt(() => reject()),
        await attempt(() => call(async () => { throw Object.assign(new RangeError('mine'), { code: 'E_MINE' }); })),
        await Promise.race([never(), Promise.resolve('other')]), Object.prototype.toString.call(never()), never() instanceof Promise]`),
      gives: [
        [1, { a: 2 }],
        ['TypeError', 'TypeError', 'E_LATER', 'later'],
        ['RangeError', 'RangeError', 'E_MINE', 'mine'],
        'other',
        '[object Promise]',
        true,
      ],
    },
    {
      does: "what a host's method throws is an error of the guest's realm: no path, cause, field or frame of the host's",
      run: inGuest(`const seen = []; for (const run of [() => account.fail(), () => account.failLater()]) {
          try { await run(); } catch (e) { seen.push(e instanceof RangeError, e.constructor === RangeError, e.code, /srv|secret/.test(e.message), Object.getOwnPropertyNames(e).filter((n) => n === 'account' || n === 'cause'), /scenarios|node:|file:/.test(e.stack)); } }
        return [seen, await attempt(() => throwing('text')), (await attempt(() => throwing('object')))[1]]`),
      gives: [
        [true, true, 'E_ACCOUNT', false, [], false, true, true, 'E_ACCOUNT', false, [], false],
        ['Error', 'Error', undefined, 'text'],
        'Error',
      ],
    },
    {
      does: "what a guest throws is an error of the host's, with the guest's own place in it",
      run: async (rex) => {
        const seen: unknown[] = [];
        for (const text of [
          "f('x')",
          "Promise.reject(Object.assign(new RangeError('far'), { code: 'E_FAR' }))",
          "(() => { throw 'text'; })()",
          '(() => { throw { a: 1 }; })()',
          '(() => { throw undefined; })()',
        ]) {
          await rex.rExec('function f(x) {\n  throw new TypeError(x);\n}', { file: 'guest.js' });
          // oxlint-disable-next-line no-await-in-loop
          const error = (await thrownBy(() => rex.rEval(text, { file: 'call.js' }))) as GuestError | undefined;
          seen.push([
            error?.name,
            error?.message,
            error?.code,
            error?.guest,
            error instanceof Error,
            error?.positions?.map(({ file, line }) => `${file}:${line}`),
          ]);
        }
        return seen;
      },
      gives: [
        ['TypeError', 'x', undefined, true, true, ['guest.js:2', 'call.js:1']],
        ['RangeError', 'far', 'E_FAR', true, true, ['call.js:1']],
        ['Error', 'text', undefined, true, true, []],
        ['Error', 'thrown: { a: 1 }', undefined, true, true, []],
        ['Error', 'thrown: undefined', undefined, true, true, []],
      ],
    },
    {
      does: 'callbacks within callbacks, many levels',
      run: inGuest(`const log = []; const step = (n) => { log.push(n); return down(n, step); };
        return [await step(12), log]`),
      gives: ['bottom', [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
    },
    {
      does: 'what was revoked is dead: methods taken off it, and the bastions that came through it',
      run: async (rex) => {
        const { bastion: given, revoke } = bastion.revocable({ make: () => new Account(), n: () => 1 });
        const use = (await rex.rEval(
          '(given) => { const made = given.make(); return [() => given.n(), () => made.total(), () => given.make()]; }',
        )) as Anything;
        const all = (await use(given)) as Anything[];
        const before = [await all[0](), await all[1]()];
        revoke();
        const after: unknown[] = [];
        // oxlint-disable-next-line no-await-in-loop
        for (const each of all)
          after.push([(await thrownBy(() => each())).name, ((await thrownBy(() => each())) as GuestError).code]);
        return [before, after];
      },
      gives: [
        [1, 5],
        [
          ['RevokedError', 'ERR_REVOKED'],
          ['RevokedError', 'ERR_REVOKED'],
          ['RevokedError', 'ERR_REVOKED'],
        ],
      ],
    },
    {
      does: 'a guest narrows what it has, and cannot widen it',
      run: inGuest(
        `const less = narrow(account, allow('total')); return [less.total() === account.total(), await attempt(() => less.add(1)), await attempt(() => narrow(less, allow('add', 'total')).add(1))]`,
      ),
      gives: [
        true,
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'add' is not among the methods that <Bastion for <Bastion for Account>> exposes",
        ],
        [
          'AttributeError',
          'AttributeError',
          'ERR_ATTRIBUTE',
          "'add' is not among the methods that <Bastion for <Bastion for Account>> exposes",
        ],
      ],
    },
    {
      does: 'what cannot cross says so, where it stands',
      run: inGuest(
        "return [await attempt(() => keep(Symbol('mine'))), await attempt(() => keep({ list: [0, { get x() { return 1; } }] })), await attempt(() => keep({ then() {} }))]",
      ),
      gives: [
        [
          'CrossingError',
          'CrossingError',
          'ERR_CROSSING',
          "Symbol(mine) cannot cross: only registered symbols, Symbol.for('…'), mean the same on both sides",
        ],
        [
          'CrossingError',
          'CrossingError',
          'ERR_CROSSING',
          ".list[1]: 'x' is an accessor, and to read it would run code; give it a value, or hand over an instance of a class",
        ],
        [
          'CrossingError',
          'CrossingError',
          'ERR_CROSSING',
          '.then: a record cannot bring a function of this name: await, JSON or printing would run it',
        ],
      ],
    },
    {
      does: 'a host that gives what cannot cross has the guest told so',
      run: inGuest(
        "keep(() => 1); return [await attempt(() => call(() => Symbol('mine'))), mark === Symbol.for('mark')]",
      ),
      gives: [
        [
          'CrossingError',
          'CrossingError',
          'ERR_CROSSING',
          "Symbol(mine) cannot cross: only registered symbols, Symbol.for('…'), mean the same on both sides",
        ],
        true,
      ],
    },
  ],
};
