/** A cell in a process of its own, confined and watched, that its host speaks with by the protocol. */
import { bastion } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { expect, test } from 'vitest';
import { Ledger } from '../../src/policy/ledger.js';
import { Peer } from '../../src/wall/peer/peer.js';
import { HostEnd } from '../../src/wall/pipe/host-end.js';
import type { CellProcess } from '../../src/wall/process/cell-process.js';
import { cells, policyWith } from './cells.js';

const { start } = cells('joined');

const SECRET = 'SECRET-b318';

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
  readonly process: CellProcess;
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
}

const joined = async (limits: Parameters<typeof policyWith>[0] = {}, endowments: object = {}): Promise<Joined> => {
  const policy = policyWith(limits);
  const process = await start(policy);
  process.occupy({ cell: 'guest', ledger: new Ledger('guest', policy, undefined) });
  const membrane = createMembrane();
  const peer = new Peer({ channel: new HostEnd(process.pipes), side: 'host' });
  const ending = async (): Promise<void> => {
    peer.end(await process.stopped);
  };
  void ending();
  const call = async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
    process.wake();
    try {
      return membrane.up(await peer.call(name, ...args.map((value) => membrane.down(value))));
    } catch (error) {
      throw process.isAlive ? membrane.thrownUp(error) : await process.stopped;
    }
  };
  await call('make', endowments);
  return { process, call };
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

test('what a bastion does not show is not beyond the wall', async () => {
  const { call } = await joined({}, { account: bastion(new Account()) });
  const found = await call(
    'rEval',
    `(() => { try { return String(account.secret) } catch (error) { return error.message } })()`,
  );
  expect(found).not.toContain(SECRET);
  expect(found).toMatch(/secret/u);
});

test.each([
  ['a loop', 'for (;;);', { cpuMs: 200 }, 'cpuMs'],
  [
    'a built-in that never yields',
    'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)',
    { cpuMs: 200 },
    'cpuMs',
  ],
  ['buffers', 'const all = []; for (;;) all.push(new Uint8Array(2 ** 22).fill(1))', { memoryMb: 120 }, 'memoryMb'],
  ['a loop of calls to its host', 'for (;;) account.total()', { cpuMs: 200 }, 'cpuMs'],
] as const)('%s ends the cell, and whoever waits for it is told the limit', async (_name, source, limits, limit) => {
  const { process, call } = await joined(limits, { account: bastion(new Account()) });
  await expect(call('rExec', source)).rejects.toMatchObject({ code: 'ERR_LIMIT', limit });
  await process.ended;
  await expect(call('rEval', '1')).rejects.toMatchObject({ limit });
});
