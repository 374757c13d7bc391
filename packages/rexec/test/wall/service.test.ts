/**
 * What a host does for the cells of a process: asked by a process that has been taken over, which says what it likes.
 */
import { Buffer as NodeBuffer } from 'node:buffer';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IOError } from '../../src/errors/io-error.js';
import { CellEndedError, ImportError, PrivilegeError } from '../../src/errors/index.js';
import type { CellRecord } from '../../src/logger.js';
import type { ConsoleSink } from '../../src/names/output.js';
import { LimitError, type PolicyInput, policyOf, presetLimits } from '../../src/policy/index.js';
import { Connection } from '../../src/wall/host/connection.js';
import type { Home } from '../../src/wall/host/home.js';
import { RemoteRExec } from '../../src/wall/host/remote-rexec.js';
import { Share } from '../../src/wall/host/share.js';
import { askingBy } from '../../src/wall/guest/asking.js';
import { Peer } from '../../src/wall/peer/peer.js';
import type { Root } from '../../src/wall/peer/perform.js';
import { ProtocolError } from '../../src/wall/protocol.js';
import { memoryChannel } from './pair.js';

type Anything = any;

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-service-')));
  for (const directory of ['in/deep', 'out']) mkdirSync(join(base, directory), { recursive: true });
  writeFileSync(join(base, 'in/a.txt'), 'inside');
  writeFileSync(join(base, 'out/secret.txt'), 'SECRET');
  symlinkSync(join(base, 'out'), join(base, 'in/way-out'));
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

const files = (): PolicyInput => ({ okPath: [join(base, 'in')], okPosixNames: ['readFileSync', 'hostname'] });

const taken = (input: PolicyInput = files(), root: Root = {}, console?: ConsoleSink) => {
  const { host, guest } = memoryChannel(false);
  const ends: Error[] = [];
  const written: string[] = [];
  const records: CellRecord[] = [];
  let stop!: (cause: never) => void;
  const stopped = new Promise<never>((resolve) => (stop = resolve));
  const home: Home = {
    stopped,
    ended: stopped,
    over: stopped,
    isAlive: true,
    channel: () => host,
    occupy: () => undefined,
    wake: () => undefined,
    end: (cause) => {
      if (cause !== undefined) ends.push(cause);
      stop((cause ?? new CellEndedError('guest')) as never);
    },
    ref: () => undefined,
    unref: () => undefined,
  };
  const policy = policyOf({ ...input, limits: { ...presetLimits('process'), ...input.limits } });
  const share = new Share({
    name: 'guest',
    policy,
    endowments: new Map(),
    logger: (record) => void records.push(record),
    outputs: { console, stdio: { stdout: { write: (text) => written.push(text) }, stdin: 'typed' } },
  });
  const connection = new Connection(home, share);
  const number = connection.service.addShare(share);
  const peer = new Peer({ channel: guest, side: 'guest', root });
  const rex = new RemoteRExec({ connection, share, number }, true);
  const ask = askingBy(peer) as (what: string, ...args: readonly unknown[]) => Anything;
  return { ask, number, rex, share, connection, peer, ends, written, records, frames: host.sent };
};

const thrownBy = (run: () => unknown): Anything => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

/** What ended the connection, because of what was asked. */
const violationOf = ({ ends }: ReturnType<typeof taken>, run: () => unknown): unknown => {
  expect(thrownBy(run)).toBeInstanceOf(Error);
  return ends[0];
};

const within = (ask: Anything, number: number, input: PolicyInput): Anything =>
  ask('within', number, 'inner', policyOf(input));

const hooksOf = (ask: Anything, number: number, ...paths: string[]): number => ask('fileHooks', number, paths);

describe('powers', () => {
  test('there are three, with the functions that the cell’s own would have', () => {
    const { ask, number } = taken();
    expect(ask('power', number, undefined, '$machine')).toEqual(['granted', 'fact']);
    for (const name of ['$process', '$crypto', '__proto__', 'constructor', '']) {
      expect(ask('power', number, undefined, name)).toBeUndefined();
    }
  });

  test('what the policy grants is done, and what it does not is refused by the host', () => {
    const { ask, number, ends } = taken();
    expect(typeof ask('usePower', number, undefined, '$machine', 'fact', 'hostname')).toBe('string');
    expect(thrownBy(() => ask('usePower', number, undefined, '$machine', 'fact', 'userInfo')).code).toBe(
      'ERR_NOT_GRANTED',
    );
    expect(ends).toEqual([]);
  });

  test('a package that the policy does not know has nothing', () => {
    const { ask, number } = taken();
    expect(ask('usePower', number, 'made-up', '$machine', 'granted')).toEqual([]);
  });

  test.each([['nothing'], ['__proto__'], ['constructor'], ['toString'], [7], [undefined]])(
    'no function is called %s: that is the end',
    (method) => {
      const all = taken();
      expect(violationOf(all, () => all.ask('usePower', all.number, undefined, '$machine', method))).toBeInstanceOf(
        ProtocolError,
      );
    },
  );

  test.each([[0], [2], [-1], [1.5], ['1'], [undefined], [null], [{}], [Number.NaN]])(
    'there is no cell of the number %s: that is the end',
    (number) => {
      const all = taken();
      expect(violationOf(all, () => all.ask('power', number, undefined, '$files'))).toBeInstanceOf(ProtocolError);
    },
  );

  test('what is no plain data does not reach a function', () => {
    const { ask, number, ends } = taken();
    for (const value of [{}, new Map(), [[1]]]) {
      expect(thrownBy(() => ask('usePower', number, undefined, '$machine', 'fact', value)).message).toBe(
        'only primitives, bytes and lists of primitives pass to the host',
      );
    }
    expect(ends).toEqual([]);
  });
});

describe('cells within', () => {
  test('one has what its own policy grants, and no more', () => {
    const { ask, number } = taken();
    const inner = within(ask, number, { okPosixNames: ['readFileSync'] });
    expect(ask('usePower', inner, undefined, '$machine', 'granted')).toEqual(['readFileSync']);
    expect(thrownBy(() => ask('usePower', inner, undefined, '$machine', 'fact', 'hostname')).code).toBe(
      'ERR_NOT_GRANTED',
    );
  });

  test.each<[string, () => PolicyInput, string]>([
    ['a path', () => ({ okPath: [base] }), 'okPath'],
    ['a link that leads out', () => ({ okPath: [join(base, 'in/way-out')] }), 'okPath'],
    ['a name', () => ({ okPosixNames: ['readFileSync', 'writeFileSync'] }), 'okPosixNames'],
    ['a host', () => ({ okHosts: ['example.com:443'] }), 'okHosts'],
    ['a limit', () => ({ limits: { crossedBytes: 'unlimited' } }), 'limits.crossedBytes'],
  ])('more of %s than the outer one has is refused', (_, input, line) => {
    const { ask, number } = taken();
    const error = thrownBy(() => within(ask, number, input()));
    expect(error).toBeInstanceOf(PrivilegeError);
    expect((error as PrivilegeError).excess.map((each) => each.line)).toContain(line);
  });

  test('what is no policy is refused', () => {
    const { ask, number } = taken();
    for (const made of [{ okPths: [] }, 7, { okPath: 'x' }, undefined]) {
      expect(thrownBy(() => ask('within', number, 'inner', made))).toBeInstanceOf(Error);
    }
  });

  test('one that has ended does nothing any more', () => {
    const all = taken();
    const inner = within(all.ask, all.number, {});
    all.ask('end', inner);
    expect(violationOf(all, () => all.ask('cwd', inner))).toBeInstanceOf(ProtocolError);
  });

  test('there is no end of them: a process that makes them up is refused', () => {
    const { ask, number } = taken({ limits: { callsPerSecond: 'unlimited' } });
    const error = thrownBy(() => {
      for (let count = 0; count < 20_000; count += 1) within(ask, number, {});
    });
    expect(error.message).toContain('at most 10000 cells');
  });
});

describe('hooks', () => {
  test('files under okPath are read, and no others', async () => {
    const { ask, number } = taken();
    const hooks = hooksOf(ask, number, join(base, 'in'));
    const found = await ask('hooks', hooks, 'read', 'in/a.txt');
    expect(NodeBuffer.from(found.bytes).toString()).toBe('inside');
    expect(await ask('hooks', hooks, 'read', 'out/secret.txt')).toBeUndefined();
    await expect(ask('hooks', hooks, 'read', 'in/way-out/secret.txt')).rejects.toBeInstanceOf(ImportError);
    expect(thrownBy(() => ask('hooks', hooks, 'resolve', join(base, 'out/secret.txt'), undefined))).toBeInstanceOf(
      ImportError,
    );
  });

  test.each([() => base, () => join(base, 'out'), () => join(base, 'in/way-out'), () => '/'])(
    'paths that the cell has not give nothing (%#)',
    async (path) => {
      const { ask, number } = taken();
      const hooks = hooksOf(ask, number, path());
      expect(thrownBy(() => ask('hooks', hooks, 'resolve', './secret.txt', undefined))).toBeInstanceOf(ImportError);
      for (const name of ['out/secret.txt', 'way-out/secret.txt', 'secret.txt', 'root/etc/passwd']) {
        expect(await ask('hooks', hooks, 'read', name)).toBeUndefined();
      }
    },
  );

  test.each([
    ['a number that was not given', (all: ReturnType<typeof taken>) => all.ask('hooks', 99, 'read', 'a')],
    ['a method that hooks have not', (all: ReturnType<typeof taken>) => all.ask('hooks', 1, 'constructor', 'a')],
    ['a name that is no text', (all: ReturnType<typeof taken>) => all.ask('hooks', 1, 'read', { toString: 1 })],
    ['paths that are no list', (all: ReturnType<typeof taken>) => all.ask('fileHooks', all.number, 'in')],
    ['a path that is no text', (all: ReturnType<typeof taken>) => all.ask('fileHooks', all.number, [{ length: 1 }])],
  ])('%s is the end', (_, run) => {
    const all = taken();
    hooksOf(all.ask, all.number, join(base, 'in'));
    expect(violationOf(all, () => run(all))).toBeInstanceOf(ProtocolError);
  });

  test("bytes that stand in the host's pool come without their neighbours", async () => {
    const secret = NodeBuffer.from('SECRET-p001');
    const { ask, connection, frames } = taken();
    const { number } = connection.service.addHooks({ read: () => NodeBuffer.from('public') });
    const { bytes } = await ask('hooks', number, 'read', 'a');
    expect(NodeBuffer.from(bytes).toString()).toBe('public');
    expect(bytes.buffer.byteLength).toBe(6);
    for (const frame of frames) expect(NodeBuffer.from(frame).includes(secret)).toBe(false);
  });
});

describe('output', () => {
  test('is counted here too, and what is too much is not written', () => {
    const { ask, number, written } = taken({ limits: { outputBytes: 10 } });
    ask('write', number, 'stdout', 'hello');
    expect(thrownBy(() => ask('write', number, 'stdout', 'more than is left')).name).toBe('LimitError');
    expect(written).toEqual(['hello']);
  });

  test('what is no text is the end', () => {
    const all = taken();
    expect(violationOf(all, () => all.ask('write', all.number, 'stdout', { length: 1e9 }))).toBeInstanceOf(
      ProtocolError,
    );
  });

  test('the input is read in order, to its end', () => {
    const { ask, number } = taken();
    expect(NodeBuffer.from(ask('readNow', number)).toString()).toBe('typed');
    expect(ask('readNow', number)).toBeNull();
  });
});

test('what a console shows is fit for a terminal, whoever wrote it', () => {
  const shown: unknown[] = [];
  const { ask, number } = taken(files(), {}, (record) => shown.push(record));
  ask('show', number, 'log', 'stdout', 'a\u001B[2Jb');
  ask('show', number, 'for\nged', 'stdout', 'c');
  expect(shown).toEqual([
    { cell: 'guest', method: 'log', text: String.raw`a\u{1b}[2Jb` },
    { cell: 'guest', method: 'log', text: 'c' },
  ]);
});

describe('what would take the host long to read', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `name${index}`);

  test('a policy of very many items is refused unread', () => {
    const { ask, number } = taken();
    expect(thrownBy(() => ask('within', number, 'inner', { okEnvNames: many })).message).toContain(
      'at most 10000 items',
    );
  });

  test('so are very many paths, and a name of very many characters', () => {
    const { ask, number, ends } = taken();
    expect(thrownBy(() => ask('fileHooks', number, many)).message).toContain('at most 10000 items');
    expect(thrownBy(() => ask('realOf', '/'.padEnd(20_000, 'x'))).message).toContain('at most 16384 characters');
    expect(ends).toEqual([]);
  });
});

describe('records', () => {
  test('bear the cell’s own name, and text that is fit for one line', () => {
    const { ask, number, records } = taken();
    ask('log', number, { kind: 'warning', cell: 'another', message: 'a\n[host] forged\u001B[2J' });
    expect(records).toEqual([{ kind: 'warning', cell: 'guest', message: String.raw`a\u{a}[host] forged\u{1b}[2J` }]);
  });

  test('an error in one is of our making', () => {
    const { ask, number, records } = taken();
    ask('log', number, {
      kind: 'error',
      from: 'x',
      error: { is: 'GuestError', name: 'E', message: 'm', positions: 7 },
    });
    expect((records[0] as Anything).error).toMatchObject({ name: 'E', message: 'm', guest: true, positions: [] });
  });

  test.each([[undefined], [null], [7], ['text'], [{}], [{ kind: 'constructor' }], [{ kind: '__proto__' }]])(
    '%s is none, and nobody is told of it',
    (record) => {
      const { ask, number, records, ends } = taken();
      ask('log', number, record);
      expect([records, ends]).toEqual([[], []]);
    },
  );
});

describe('places', () => {
  test('of paths outside of the cell’s nothing is told', () => {
    const { ask } = taken();
    expect(ask('realOf', join(base, 'out/secret.txt'))).toBe(join(base, 'out/secret.txt'));
    expect(ask('realOf', join(base, 'in/way-out'))).toBe('/');
    expect(ask('isThere', join(base, 'in/a.txt'))).toBe(true);
    for (const path of ['out/secret.txt', 'in/way-out/secret.txt', 'in/missing']) {
      expect(ask('isThere', join(base, path))).toBe(false);
    }
    expect(ask('isThere', '/etc/passwd')).toBe(false);
  });
});

test('each call is counted', () => {
  const { ask, number } = taken({ limits: { callsPerSecond: 5 } });
  const error = thrownBy(() => {
    for (let count = 0; count < 10; count += 1) ask('write', number, 'stdout', 'x');
  });
  expect(error).toBeInstanceOf(LimitError);
  expect(error.limit).toBe('callsPerSecond');
});

test('an error of a file is one of ours on the other side too, with what Node says', async () => {
  const { ask, number } = taken();
  const error = await ask('usePower', number, undefined, '$files', 'open', 'missing.txt', 0, 0o666).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IOError);
  expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open', path: 'missing.txt' });
});

test('whatever is called that there is not is the end', () => {
  for (const name of ['make', 'constructor', '__proto__', 'hasOwnProperty', '']) {
    const all = taken();
    expect(violationOf(all, () => all.ask(name))).toBeInstanceOf(ProtocolError);
  }
});

test('once its connection has ended, a cell’s share does nothing', async () => {
  const { share, connection } = taken();
  connection.end();
  await connection.ended;
  expect(thrownBy(() => share.power('$files', undefined)).code).toBe('ERR_CELL_ENDED');
});

/** A cell whose process answers everything so. */
const answering = (outcome: unknown, exitCode: unknown = 0) => {
  const answer = () => ({ outcome, exitCode });
  return taken(files(), { run: answer, rInteract: answer, rComplete: answer, rImport: answer, usage: answer }).rex;
};

describe('answers', () => {
  test.each([[undefined], [7], ['text'], [[]], [{}], [{ other: 1 }], [null]])(
    '%j is none, and an error',
    async (outcome) => {
      await expect(answering(outcome).rEval('1')).rejects.toMatchObject({ guest: true });
    },
  );

  test('an error is of our making, whatever is told of it', async () => {
    for (const error of [7, null, {}, { is: 'LimitError' }, { is: '__proto__' }, { is: 'IOError', path: {} }]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(answering({ error }).rEval('1')).rejects.toBeInstanceOf(Error);
    }
    const errors = Array.from({ length: 3 }, () => ({
      is: 'GuestError',
      errors: Array.from({ length: 1000 }, () => ({ is: 'GuestError' })),
    }));
    const error = (await answering({ error: { is: 'GuestError', message: 'x'.repeat(1e6), errors } })
      .rEval('1')
      .catch((reason: unknown) => reason)) as Anything;
    expect(error.message.length).toBe(10_000);
    expect(error.errors.flatMap((each: Anything) => each.errors).length).toBeLessThan(101);
  });

  test('an exit code is a whole number', async () => {
    for (const exitCode of ['1', {}, 1.5, Number.NaN]) {
      const rex = answering({ value: 1 }, exitCode);
      // oxlint-disable-next-line no-await-in-loop
      await rex.rEval('1');
      expect(rex.exitCode).toBe(0);
    }
  });

  test('what a typed text looks like is fit for a terminal', async () => {
    const rex = answering({ value: { isComplete: 'yes', text: 'a\u001B[2Jb', more: 1 } });
    expect(await rex.rInteract('1')).toEqual({ isComplete: false, text: String.raw`a\u{1b}[2Jb` });
    expect(await answering({ value: 7 }).rInteract('1')).toEqual({ isComplete: false });
    expect(await answering({ value: { names: ['a\n', 7], of: {} } }).rComplete('a')).toEqual({
      names: [String.raw`a\u{a}`],
      of: '',
    });
  });

  test('a module is names and values', async () => {
    const all = [
      [['ok', { value: [1] }], [7, { value: [2] }], 'x', ['__proto__', { value: [3] }], ['bad', { value: 7 }]],
    ];
    const module = (await answering({ value: { module: 'x', exports: all[0] } }).rImport('./a.js')) as Anything;
    expect(Object.keys(module)).toEqual(['ok', '__proto__', 'bad']);
    expect(module.ok).toBe(1);
    expect(Object.getPrototypeOf(module)).toBeNull();
    expect(() => module.bad).toThrow('not iterable');
    expect(Object.keys((await answering({ value: 7 }).rImport('./a.js')) as object)).toEqual([]);
    await expect(
      answering({ value: { module: 1, exports: [['then', { value: [1] }]] } }).rImport('./a.js'),
    ).rejects.toBeInstanceOf(ImportError);
  });

  test('no limit looks less used than the host has counted', async () => {
    const value = {
      limits: { bytesWritten: { used: -5, left: 1e9 }, timers: { used: 3, left: 'x' } },
      within: [7, {}],
    };
    const usage = await answering({ value }).usage();
    const { limits } = usage;
    expect(limits.bytesWritten).toMatchObject({ used: 0, left: 64 * 2 ** 20 });
    expect(limits.timers.used).toBe(3);
    expect(limits.cpuMs.used).toBe(0);
    expect(usage.within.map(({ cell }) => cell)).toEqual(['', '']);
  });
});
