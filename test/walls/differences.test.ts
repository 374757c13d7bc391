/** What a host sees differently in this realm and beyond a wall: each line of docs/walls.md, on all three. */
import { onUnhandledRejection } from '@padded-cell/rexec/lockdown';
import { type CellRecord, memoryHooks, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './scenario.js';
import { type Cell, process, realm, thread } from './wall.js';

/** What each wall gives: that of the realm, and that of the others. */
const differs = (
  does: string,
  run: (rex: Cell, wall: string) => unknown,
  inRealm: unknown,
  beyond: unknown,
  options: () => object = () => ({}),
): void => {
  describe.each([does])('%s', () => {
    test.each([realm, process, thread])('$wall', { timeout: 60_000 }, async ({ wall, make }) => {
      const rex = await make(options());
      try {
        expect(await run(rex, wall)).toEqual(wall === 'realm' ? inRealm : beyond);
      } finally {
        await rex.end();
      }
    });
  });
};

type Anything = any; // oxlint-disable-line typescript/no-explicit-any -- a guest's value, of which nothing is known

const isPromise = (value: unknown): boolean => value instanceof Promise;

describe('methods', () => {
  test('give results in the realm, and promises beyond', async () => {
    expect(new RExec().rEval('1')).toBe(1);
    const far = await RExec.spawn();
    const given = [
      far.rEval('1'),
      far.rExec(''),
      far.rComplete('Ma'),
      far.compile('1'),
      far.usage(),
      far.nest().catch(() => 0),
    ];
    expect(given.map(isPromise)).toEqual(given.map(() => true));
    expect([far.policy, far.name, far.exitCode, far.explain({ import: 'x' })].map(isPromise)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    await Promise.all(given);
    await far.end();
  });
});

differs(
  'calls that do not wait for each other are begun in their order',
  async (rex) => {
    await Promise.all([
      rex.rExec('var log = [1]'),
      rex.rExecAsync('log.push(2); await null; log.push(4)'),
      rex.rExec('log.push(3)'),
    ]);
    return await rex.rEval('log');
  },
  [1, 2, 3, 4],
  [1, 2, 3, 4],
);

differs(
  "a call of a guest's function",
  async (rex) => {
    const f = (await rex.rEval('(n) => n * 2')) as Anything;
    const made = (await rex.rEval('new (class { m() { return 1; } })()')) as Anything;
    const given = [f(2), made.m()];
    return [given.map(isPromise), await Promise.all(given)];
  },
  [
    [false, false],
    [4, 1],
  ],
  [
    [true, true],
    [4, 1],
  ],
);

differs(
  "a host's method has a guest's callback answer",
  async (rex) => await rex.rEval('kindOf((n) => n)'),
  'number',
  'promise',
  () => ({ endowments: { kindOf: (f: Anything): string => (isPromise(f(1)) ? 'promise' : typeof f(1)) } }),
);

differs(
  "a guest's iterator",
  async (rex) => {
    const iterator = (await rex.rEval('[1].values()')) as Anything;
    return [typeof iterator[Symbol.iterator], typeof iterator[Symbol.asyncIterator]];
  },
  ['function', 'undefined'],
  ['undefined', 'function'],
);

differs(
  'what a module exports later',
  async (rex) => {
    const module = (await rex.rImport('./count.js')) as Anything;
    await module.more();
    return [module.count, ((await rex.rImport('./count.js')) as Anything).count];
  },
  [2, 2],
  [1, 2],
  () => ({ hooks: memoryHooks({ 'count.js': 'export let count = 1; export const more = () => { count += 1; };' }) }),
);

differs(
  'the host while a guest runs',
  async (rex) => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    await rex.rExec('for (let n = 0; n < 5e7; n += 1);');
    clearInterval(timer);
    return ticks > 0;
  },
  false,
  true,
);

differs(
  'a method that an object gets after it has crossed',
  async (rex) => {
    await rex.rExec('class Thing { one() {} } var thing = new Thing();');
    const thing = (await rex.rEval('thing')) as Anything;
    await rex.rExec('Thing.prototype.two = () => 2');
    return await (async () => await thing.two())().catch((error: Error) => error.name);
  },
  2,
  'AttributeError',
);

const circle: { again: () => unknown } = { again: () => undefined };
differs(
  'calls that wait for each other, 150 deep',
  async (rex) => {
    let depth = 0;
    circle.again = () => {
      depth += 1;
      return depth > 150 ? 'deep enough' : rex.rEval('again()');
    };
    await rex
      .rExecAsync('globalThis.got = await again()')
      .catch((error: Error) => rex.rExec(`globalThis.got = ${JSON.stringify(error.message)}`));
    return await rex.rEval('got');
  },
  'deep enough',
  'more than 100 calls across the wall wait for each other: a circle of calls',
  () => ({ endowments: { again: () => circle.again() } }),
);

differs(
  'what a host begins in the middle of a guest’s call',
  async (rex) => {
    circle.again = () => {
      void rex.rExec("log.push('within')");
      return 'answered';
    };
    await rex.rExec('var log = []');
    return await rex.rEval('[again(), log.join()]');
  },
  ['answered', 'within'],
  ['answered', 'within'],
  () => ({ endowments: { again: () => circle.again() } }),
);

differs(
  'a program in a cell that is not of the process it was compiled in',
  async (rex, wall) => {
    const { make } = [realm, process, thread].find((each) => each.wall === wall) as typeof realm;
    const other = await make();
    const program = await rex.compile('6 * 7', 'rEval');
    const given = await other.rEval(program).catch((error: Error) => error.message);
    await other.end();
    return given;
  },
  42,
  'this program was compiled in another process or thread; compile it in this one',
);

differs(
  "a mistake of the host's that only the other side can see",
  async (rex) => {
    const error = (await thrownBy(() => rex.addModule('__builtins__').set('Array', 1))) as Error & { guest?: boolean };
    return [error.name, error.guest, error.message.slice(0, 45)];
  },
  ['TypeError', undefined, "'Array' is a name that the cell started with:"],
  ['TypeError', true, "'Array' is a name that the cell started with:"],
);

describe('methods that a subclass overrides', () => {
  class Mapped extends RExec {
    override async rImport(): Promise<Record<string, unknown>> {
      return await Promise.reject(new TypeError('not today'));
    }
  }
  const hooks = memoryHooks({ 'x.js': 'export const x = 1;' });
  const text = "let told; try { told = (await import('./x.js')).x } catch (error) { told = error.message }";

  test.each([realm, process, thread])('$wall', async ({ wall, make }) => {
    const rex = await make({ hooks }, Mapped);
    await rex.rExecAsync(text);
    expect(await rex.rEval('told')).toBe(wall === 'realm' ? 'not today' : 1);
    await rex.end();
  });
});

const records: CellRecord[] = [];
const reported: string[] = [];
onUnhandledRejection(({ reason }) => void reported.push(reason));
differs(
  'a promise that a guest leaves rejected, told to its logger',
  async (rex) => {
    records.length = 0;
    reported.length = 0;
    await rex.rExecAsync("void Promise.reject(new Error('left')); await new Promise((done) => setTimeout(done, 20))");
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    const told = records.map(
      (record) => record.kind === 'error' && [record.from, record.error.message.includes('left')],
    );
    return [told, reported.map((reason) => reason.includes('left'))];
  },
  [[], [true]],
  [[['a promise', true]], []],
  () => ({ logger: (record: CellRecord) => void records.push(record) }),
);

differs(
  'limits that nobody sets',
  (rex) =>
    [rex.policy.limits.cpuMs, rex.policy.limits.memoryMb, rex.policy.limits.wallMs].map(
      (limit) => typeof limit === 'number',
    ),
  [false, false, false],
  [true, true, true],
);

test('the end of a cell beyond a wall is told, by what every call is rejected with', async () => {
  const far = await RExec.spawn({ name: 'plugin', limits: { cpuMs: 100 } });
  const error = await thrownBy(() => far.rExec('for (;;);'));
  expect(error).toMatchObject({ code: 'ERR_LIMIT', limit: 'cpuMs' });
  expect(await far.ended).toBe(error);
  expect(await thrownBy(() => far.rEval('1'))).toBe(error);
});
