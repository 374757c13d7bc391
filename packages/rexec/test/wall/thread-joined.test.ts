/** A cell in a thread of its own, watched, that its host speaks with by the protocol. */
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { bastion, record } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { afterEach, expect, test } from 'vitest';
import { CellCrashedError, CellEndedError } from '../../src/errors/index.js';
import { Ledger } from '../../src/policy/ledger.js';
import { Peer } from '../../src/wall/peer/peer.js';
import type { WallLimits } from '../../src/wall/protocol.js';
import { CellThread } from '../../src/wall/thread/cell-thread.js';
import { cells, policyWith } from './cells.js';

const { program } = cells('joined');

const SECRET = 'SECRET-t907';

class Account {
  #total = 0;
  readonly secret = SECRET;
  add(amount: number): this {
    this.#total += amount;
    return this;
  }
  total(): number {
    return this.#total;
  }
  async each(numbers: readonly number[], call: (number: number) => Promise<number>): Promise<number[]> {
    return await Promise.all(numbers.map(async (number) => await call(number)));
  }
}

interface Joined {
  readonly thread: CellThread;
  readonly peer: Peer;
  /** Why the peer has ended. */
  readonly ended: Promise<Error>;
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
}

const started: CellThread[] = [];

afterEach(async () => {
  for (const thread of started.splice(0)) {
    thread.end();
    // oxlint-disable-next-line no-await-in-loop
    await thread.ended;
  }
});

const joined = async (
  limits: Parameters<typeof policyWith>[0] = {},
  endowments: object = {},
  bounds: Partial<WallLimits> = {},
): Promise<Joined> => {
  const policy = policyWith(limits);
  const thread = await CellThread.start({ policy, program: program() });
  started.push(thread);
  thread.occupy({ cell: 'guest', ledger: new Ledger('guest', policy, undefined) });
  const membrane = createMembrane();
  let end!: (reason: Error) => void;
  const ended = new Promise<Error>((resolve) => (end = resolve));
  const peer = new Peer({ channel: thread.channel(), side: 'host', limits: bounds, onEnd: end });
  const call = async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
    thread.wake();
    try {
      return membrane.up(await peer.call(name, ...args.map((value) => membrane.down(value))));
    } catch (error) {
      throw thread.isAlive ? membrane.thrownUp(error) : error;
    }
  };
  await call('make', record(endowments));
  return { thread, peer, ended, call };
};

test('a guest calls what its host gave it, and waits for no promise', async () => {
  const account = new Account();
  const { call } = await joined({}, { account: bastion(account) });
  await call('rExec', 'const before = account.add(5).total(); account.add(6)');
  expect(account.total()).toBe(11);
  expect(await call('rEval', '[before, account.total()]')).toEqual([5, 11]);
});

test('a host calls back into a guest, which calls its host meanwhile', async () => {
  const { call } = await joined({}, { account: bastion(new Account()) });
  await call('rExec', 'account.add(10)');
  expect(await call('rEval', 'account.each([1, 2, 3], (number) => number * account.total())')).toEqual([10, 20, 30]);
});

test('calls within calls, by turns, each return to where they were made', async () => {
  const order: string[] = [];
  const down = (depth: number, back: (depth: number) => unknown): void => {
    order.push(`host ${depth}`);
    if (depth < 20) void back(depth + 1);
  };
  const { call } = await joined({}, { down, note: (what: string) => void order.push(what) });
  await call(
    'rExec',
    'const back = (depth) => { note(`in ${depth}`); down(depth, back); note(`out ${depth}`) }; back(0)',
  );
  const depths = Array.from({ length: 21 }, (_, depth) => depth);
  expect(order).toEqual([
    ...depths.flatMap((depth) => [`in ${depth}`, `host ${depth}`]),
    ...depths.toReversed().map((depth) => `out ${depth}`),
  ]);
});

test('what a bastion does not show is not beyond the wall', async () => {
  const { call } = await joined({}, { account: bastion(new Account()) });
  const found = await call(
    'rEval',
    `(() => { try { return String(account.secret) } catch (error) { return error.message } })()`,
  );
  expect(found).not.toContain(SECRET);
  expect(found).toMatch(/secret/u);
});

test('a guest reaches neither the memory that it shares with its host, nor its ports', async () => {
  const { call } = await joined({}, { account: bastion(new Account()) });
  const names = ['Atomics', 'SharedArrayBuffer', 'MessagePort', 'MessageChannel', 'process', 'require', '$launch'];
  expect(await call('rEval', `${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([]);
});

test('binary data of several megabytes crosses, both ways, between small calls', async () => {
  const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => index * 31);
  const got: Uint8Array[] = [];
  const host = record({ bytes: () => bytes, take: (each: Uint8Array) => void got.push(each), small: () => 1 });
  const { call } = await joined({}, { host });
  const source =
    '(() => { const all = host.bytes(); host.small(); host.take(all); host.small(); host.take(all.slice(0, 5)); return all })()';
  expect(Buffer.compare((await call('rEval', source)) as Uint8Array, bytes)).toBe(0);
  expect(got.map(({ length }) => length)).toEqual([3_000_001, 5]);
  expect(Buffer.compare(got[0] as Uint8Array, bytes)).toBe(0);
});

test.each([
  ['a loop', 'for (;;);', { cpuMs: 200 }, 'cpuMs'],
  ['a loop of calls to its host', 'for (;;) account.total()', { cpuMs: 200 }, 'cpuMs'],
  [
    'a flood of calls that it does not wait for',
    'const again = () => Promise.resolve().then(again); for (;;) later()',
    { cpuMs: 300 },
    'cpuMs',
  ],
] as const)('%s ends the cell, and whoever waits for it is told the limit', async (_name, source, limits, limit) => {
  const endowments = { account: bastion(new Account()), later: async () => await wait(1) };
  const { thread, call, ended } = await joined(limits, endowments);
  await expect(call('rExec', source)).rejects.toMatchObject({ code: 'ERR_LIMIT', limit });
  await thread.ended;
  expect(thread.isStuck).toBe(false);
  expect(await ended).toBe(await thread.stopped);
  await expect(call('rEval', '1')).rejects.toMatchObject({ limit });
});

/** No answer. */
const never = async (): Promise<void> => await new Promise(() => undefined);

test('a guest that waits for an answer is ended, at the limit and by its host', async () => {
  let stop: (() => void) | undefined;
  // Ends it in the middle of its call: there will be no answer.
  const host = record({ never, end: () => stop?.() });
  const first = await joined({ wallMs: 400 }, { host });
  await expect(first.call('rEval', 'host.never()')).rejects.toMatchObject({ limit: 'wallMs' });
  const second = await joined({}, { host });
  stop = () => second.thread.end();
  await expect(second.call('rExec', 'host.end(); for (;;);')).rejects.toBeInstanceOf(CellEndedError);
  expect(await second.thread.ended).toBeInstanceOf(CellEndedError);
  expect(await second.ended).toBeInstanceOf(CellEndedError);
});

test('bytes that a guest does not read are refused beyond a limit', async () => {
  const { thread, call } = await joined({}, {}, { backlogBytes: 2 ** 22 });
  const running = call('rExec', 'for (;;);');
  running.catch(() => undefined);
  await wait(20);
  const calls = Array.from({ length: 5 }, async () => await call('rEval', '1', new Uint8Array(2 ** 20)));
  await expect(calls.at(-1)).rejects.toThrow(
    `more than ${2 ** 22} bytes wait to be sent to the guest, which does not read them`,
  );
  thread.end();
  const ends = await Promise.allSettled([running, ...calls.slice(0, 4)]);
  expect(ends.every((end) => end.status === 'rejected' && end.reason instanceof CellEndedError)).toBe(true);
});

test('calls that a guest does not answer are refused beyond a limit, and those that it does are not', async () => {
  const { thread, call } = await joined({}, {}, { pendingCalls: 20 });
  const twenty = async (): Promise<unknown[]> =>
    await Promise.all(Array.from({ length: 20 }, async (_, n) => await call('rEval', `${n}`)));
  expect(await twenty()).toHaveLength(20);
  expect(await twenty()).toHaveLength(20);
  const running = call('rExec', 'for (;;);');
  const calls = Array.from({ length: 20 }, async () => await call('rEval', '1'));
  await expect(calls.at(-1)).rejects.toThrow('more than 20 calls to the guest wait for an answer');
  thread.end();
  const ends = await Promise.allSettled([running, ...calls.slice(0, -1)]);
  expect(ends.every((end) => end.status === 'rejected' && end.reason instanceof CellEndedError)).toBe(true);
});

test('a host that lets go of it has no thread left, and nothing of its guest is done any more', async () => {
  const account = new Account();
  const { thread, peer, call } = await joined({}, { account: bastion(account) });
  const running = call('rExec', 'for (;;) account.add(1)');
  await wait(50);
  peer.end(new Error('done with it'));
  const total = account.total();
  await expect(running).rejects.toThrow('done with it');
  expect(await thread.ended).toBeInstanceOf(CellCrashedError);
  expect(account.total()).toBe(total);
});

test('a thread has one channel; one that has ended has a closed one', async () => {
  const { thread } = await joined();
  expect(() => thread.channel()).toThrow('a thread has one channel');
  const other = await CellThread.start({ policy: policyWith(), program: program() });
  other.end();
  await other.ended;
  const reasons: Error[] = [];
  const peer = new Peer({ channel: other.channel(), side: 'host', onEnd: (reason) => reasons.push(reason) });
  expect(reasons).toEqual([await other.stopped]);
  await expect(peer.call('make')).rejects.toBeInstanceOf(CellEndedError);
});

/** A built module, as a literal. */
const url = (path: string): string => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

test('a host that holds on to none of its threads ends, whatever they ask of it', () => {
  const script = `
import { CellThread } from ${url('wall/thread/cell-thread.js')};
    import { Peer } from ${url('wall/peer/peer.js')};
    import { policyOf, presetLimits } from ${url('policy/index.js')};
    import { createMembrane } from '@padded-cell/bastion/membrane';
    import { record } from '@padded-cell/bastion';
    const policy = policyOf({ limits: presetLimits('thread') });
    const thread = await CellThread.start({ policy, program: ${JSON.stringify(program())} });
    const peer = new Peer({ channel: thread.channel(), side: 'host' });
    let calls = 0;
    await peer.call('make', createMembrane().down(record({ ping: () => { calls += 1; } })));
    peer.call('rExec', 'for (;;) ping()').catch(() => {});
    setTimeout(() => { thread.unref(); console.log(calls > 0); }, 100);
    process.on('exit', () => console.log('ends'));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    timeout: 10_000,
  });
  expect([stderr, stdout, status]).toEqual(['', 'true\nends\n', 0]);
});
