import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LimitError } from '../../src/policy/index.js';
import { Ledger } from '../../src/policy/ledger.js';
import { procMeter } from '../../src/wall/watchdog/proc.js';
import { parsePs, psMeter } from '../../src/wall/watchdog/ps.js';
import type { Usage } from '../../src/wall/watchdog/usage.js';
import { watch } from '../../src/wall/watchdog/watchdog.js';
import { cells, endOf, isThere, policyWith } from './cells.js';

const { cell, start } = cells();

/** A meter that says what it is told to say. */
const meterOf = (usage: () => Usage | undefined): { read: () => Usage | undefined; close: () => void } => ({
  read: usage,
  close: () => undefined,
});

const limitOf = async (
  limits: Parameters<typeof policyWith>[0],
  usage: () => Usage | undefined,
  parent?: Ledger,
): Promise<LimitError> => {
  const policy = policyWith(limits);
  const { wallMs } = policy.limits;
  return await new Promise((resolve) => {
    const watched = watch({
      cell: 'guest',
      meter: meterOf(usage),
      ledger: new Ledger('guest', policy, parent),
      wallMs: wallMs === 'unlimited' ? Number.POSITIVE_INFINITY : wallMs,
      onLimit: (error) => {
        watched.stop();
        resolve(error);
      },
    });
    // The watchdog keeps no host alive.
    setTimeout(() => undefined, 5000).unref();
  });
};

describe('a cell is ended', () => {
  test('by processor time, not before the limit', async () => {
    let cpuMs = 0;
    const error = await limitOf({ cpuMs: 100 }, () => ({ cpuMs: (cpuMs += 25), memoryMb: 1 }));
    expect(error).toMatchObject({ limit: 'cpuMs', allowed: 100, used: 125 });
  });

  test('by memory, which it has back when it has less', async () => {
    const sizes = [50, 100, 60, 100, 101];
    const error = await limitOf({ memoryMb: 100 }, () => ({ cpuMs: 0, memoryMb: sizes.shift() ?? 0 }));
    expect(error).toMatchObject({ limit: 'memoryMb', allowed: 100, used: 101 });
    expect(sizes).toEqual([]);
  });

  test('by time, also where nothing is known of what it uses', async () => {
    const error = await limitOf({ wallMs: 60 }, () => undefined);
    expect(error).toMatchObject({ limit: 'wallMs', allowed: 60 });
    expect(error.used).toBeGreaterThanOrEqual(60);
  });

  test('by a limit of the cell that it is in, whose budget it spends', async () => {
    const parent = new Ledger('parent', policyWith({ cpuMs: 80 }), undefined);
    let cpuMs = 0;
    const error = await limitOf({ cpuMs: 1000 }, () => ({ cpuMs: (cpuMs += 30), memoryMb: 0 }), parent);
    expect(error.message).toMatch(/'parent'/u);
    expect(error).toMatchObject({ limit: 'cpuMs', allowed: 80, used: 90 });
    // What was used is spent, although it was too much, and so is what it used until it was gone.
    expect(parent.used('cpuMs')).toMatchObject({ used: 120, left: 0 });
  });
});

test('memory is free for the cells around it once a cell has ended', async () => {
  const parent = new Ledger('parent', policyWith({ memoryMb: 100 }), undefined);
  await limitOf({ memoryMb: 50 }, () => ({ cpuMs: 0, memoryMb: 60 }), parent);
  expect(parent.spent('memoryMb')).toBe(0);
});

test('the start of a process is not on the account of its cell', async () => {
  const policy = policyWith();
  const process = await start(policy);
  const ledger = new Ledger('guest', policy, undefined);
  expect(process.usage?.cpuMs).toBeGreaterThan(0);
  process.occupy({ cell: 'guest', ledger });
  await wait(100);
  expect(ledger.spent('cpuMs')).toBeLessThan(60);
});

describe('/proc', () => {
  test('tells what a process uses, whatever it calls itself', async () => {
    const guest = await cell();
    await guest.ask('escaped', `process.title = 'x) R 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0'`);
    const meter = procMeter(guest.process.pid ?? 0);
    const before = meter?.read();
    await guest.ask(
      'escaped',
      'kept.push(new Uint8Array(50 * 2 ** 20).fill(1)); for (const end = Date.now() + 100; Date.now() < end; );',
    );
    const after = meter?.read();
    expect((after?.memoryMb ?? 0) - (before?.memoryMb ?? 0)).toBeGreaterThan(45);
    expect((after?.cpuMs ?? 0) - (before?.cpuMs ?? 0)).toBeGreaterThan(20);
    meter?.close();
  });

  test('tells nothing of a process that has ended, nor of another with its number', async () => {
    const guest = await cell();
    const meter = procMeter(guest.process.pid ?? 0);
    guest.process.end();
    await endOf(guest.process);
    expect(meter?.read()).toBeUndefined();
    meter?.close();
    expect(meter?.read()).toBeUndefined();
    expect(procMeter(guest.process.pid ?? 0)).toBeUndefined();
  });
});

describe('ps', () => {
  test.each([
    ['  123  2048 0:00.05', { cpuMs: 50, memoryMb: 2 }],
    ['123 1024 01:02:03', { cpuMs: 3_723_000, memoryMb: 1 }],
    ['123 1024 2-01:00:00', { cpuMs: 176_400_000, memoryMb: 1 }],
  ])('says %s', (line, usage) => {
    expect(parsePs(`${line}\n`).get(123)).toEqual(usage);
  });

  test('says nothing that is not a figure', () => {
    expect(parsePs('PID RSS TIME\n\n12 x 0:00\n').size).toBe(0);
  });

  test('tells of a process in some tenths of a second', async () => {
    const meter = psMeter(process.pid);
    expect(meter.read()).toBeUndefined();
    for (let tries = 0; tries < 50 && meter.read() === undefined; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop -- until it is told
      await wait(20);
    }
    expect(meter.read()?.memoryMb).toBeGreaterThan(10);
    meter.close();
  });
});

test('a reaper ends what a killed host has left, where the system does not', async () => {
  const script = `
    import { spawn } from 'node:child_process';
    import { noteGroup } from ${JSON.stringify(new URL('../../dist/wall/process/living.js', import.meta.url).href)};
    const start = () => spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
    const [ended, left] = [start(), start()];
    const forget = noteGroup(ended.pid, false);
    noteGroup(left.pid, false);
    ended.once('exit', () => { forget(); console.log(ended.pid, left.pid); });
    ended.kill('SIGKILL');
    setInterval(() => {}, 1000);`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(host.stdout, 'data')) as [Buffer];
  const [ended = 0, left = 0] = line.toString().split(' ').map(Number);
  expect([isThere(ended), isThere(left)]).toEqual([false, true]);
  host.kill('SIGKILL');
  for (let tries = 0; tries < 200 && isThere(left); tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- until it is gone
    await wait(10);
  }
  expect(isThere(left)).toBe(false);
});
