// The host half of node:fs by itself, with a guest half that is the attacker's.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { policyOf } from '../../src/policy/index.js';
import { Ledger } from '../../src/policy/ledger.js';
import { CellFiles } from '../../src/powers/files/cell-files.js';
import { filesPower } from '../../src/powers/files/files.js';
import type { Plain, Power } from '../../src/powers/powers.js';

const secret = 'the secret of the host';
let top = '';
const ends: (() => void)[] = [];
beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'padded-power-')));
  for (const name of ['in', 'out', 'outside']) mkdirSync(join(top, name));
  writeFileSync(join(top, 'in/a.txt'), 'inside');
  writeFileSync(join(top, 'outside/secret.txt'), secret);
});
afterAll(() => {
  for (const end of ends) end();
  rmSync(top, { recursive: true });
});

const onEnd = (stop: () => void): (() => void) => {
  ends.push(stop);
  return () => undefined;
};

const power = (okPosixNames: readonly string[]): Power => {
  const policy = policyOf({
    okPosixNames,
    okPath: [join(top, 'in'), join(top, 'out')],
    okWritePath: [join(top, 'out')],
    limits: { bytesWritten: 1000, filesWritten: 10 },
  });
  return filesPower(new CellFiles({ policy, ledger: new Ledger('test', policy, undefined), opener: undefined, onEnd }));
};

/** What a function throws, or else what it gives. */
const outcome = (files: Power, name: string, ...args: readonly Plain[]): unknown => {
  try {
    return files[name]?.(...args);
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
};

/** The same of a function that gives a promise too. */
const rejection = async (files: Power, name: string, ...args: readonly Plain[]): Promise<unknown> => {
  try {
    return await files[name]?.(...args);
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
};

const all = (): Power =>
  power(
    'open read write close stat readdir rm rename mkdir chmod utimes copyFile truncate ftruncate fchmod'.split(' '),
  );

describe('a function whose names are not granted', () => {
  test('does nothing, in any of its forms', async () => {
    const files = power(['readFile', 'stat']);
    const names = Object.keys(files).filter(
      (name) => !['granted', 'open', 'close', 'read', 'readFile', 'stat'].includes(name.replace(/Sync$/u, '')),
    );
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await rejection(files, name, join(top, 'out/new'), 0, 0, 0, 0), name).toBe('ERR_NOT_GRANTED');
    }
    expect(readdirSync(join(top, 'out'))).toEqual([]);
  });
});

describe('arguments of other kinds', () => {
  const kinds: readonly Plain[] = [
    undefined,
    null,
    true,
    -1,
    1.5,
    Number.NaN,
    Infinity,
    10n,
    'text',
    new Uint8Array(1),
    ['/'],
  ];

  test('are refused, and nothing is done', () => {
    const files = all();
    const path = join(top, 'out/file');
    for (const kind of kinds) {
      expect(outcome(files, 'openSync', path, kind, 0o666), `flags ${String(kind)}`).toBe('TypeError');
      expect(outcome(files, 'openSync', path, 0, kind), `mode ${String(kind)}`).toBe('TypeError');
      expect(outcome(files, 'mkdirSync', path, true, kind), `mkdir ${String(kind)}`).toBe('TypeError');
      expect(outcome(files, 'readSync', kind, 1, null), `file ${String(kind)}`).toBe('TypeError');
      expect(outcome(files, 'closeSync', kind), `file ${String(kind)}`).toBe('TypeError');
    }
    expect(readdirSync(join(top, 'out'))).toEqual([]);
  });

  test('where a path is wanted, too', () => {
    const files = all();
    for (const kind of kinds.filter((each) => typeof each !== 'string')) {
      for (const name of ['openSync', 'statSync', 'readdirSync', 'rmSync', 'mkdirSync', 'copyFileSync', 'renameSync']) {
        expect(outcome(files, name, kind, 0, 0), name).toMatch(/^TypeError$|^EBADF$/u);
      }
    }
  });

  test('such as numbers of files that are not the cell’s, are of no file', () => {
    const files = all();
    for (const number of [0, 1, 2, 3, 1000, Number.MAX_SAFE_INTEGER]) {
      expect(outcome(files, 'readSync', number, 10, null)).toBe('EBADF');
      expect(outcome(files, 'writeSync', number, new Uint8Array(1), null)).toBe('EBADF');
      expect(outcome(files, 'closeSync', number)).toBe('EBADF');
    }
  });
});

describe('bits and permissions', () => {
  test.each([0o3, 0o40000, 0o100000, 0o200000, 0o400000, 0o10000000, 0o20000000, 0x7f_ff_ff_ff])(
    'flags %o are refused',
    (flags) => {
      expect(outcome(all(), 'openSync', join(top, 'in/a.txt'), flags, 0o666)).toBe('EINVAL');
    },
  );

  test('that make a program run as its owner are not given', () => {
    const files = all();
    const path = join(top, 'out/program');
    for (const mode of [0o4755, 0o2755, 0o1777]) {
      expect(outcome(files, 'openSync', path, 0o101, mode)).toBe('EPERM');
      expect(outcome(files, 'mkdirSync', path, false, mode)).toBe('EPERM');
      expect(outcome(files, 'mkdirSync', `${path}/er`, true, mode)).toBe('EPERM');
      expect(outcome(files, 'chmodSync', join(top, 'out'), mode)).toBe('EPERM');
    }
    const file = outcome(files, 'openSync', path, 0o101, 0o755) as number;
    expect(outcome(files, 'fchmodSync', file, 0o4755)).toBe('EPERM');
    expect(statSync(path).mode & 0o7000).toBe(0);
    files['closeSync']?.(file);
    rmSync(path);
  });

  test('to make a file are of use only where one may be written', () => {
    const files = all();
    for (const flags of [0o100, 0o300, 0o1100]) {
      expect(outcome(files, 'openSync', join(top, 'in/new'), flags, 0o666)).toBe('EACCES');
    }
    expect(readdirSync(join(top, 'in'))).toEqual(['a.txt']);
    const file = outcome(files, 'openSync', join(top, 'in/a.txt'), 0o100, 0o666);
    expect(outcome(files, 'readSync', file as number, 6, null)).toHaveLength(6);
  });

  test('a file that was opened to be read is not changed by its number', () => {
    const files = all();
    writeFileSync(join(top, 'out/r'), 'before');
    // With the bit that cuts a file off, which has no effect on one that is opened to be read.
    const file = outcome(files, 'openSync', join(top, 'out/r'), 0o1000, 0) as number;
    for (const [name, ...args] of [
      ['writeSync', new Uint8Array(1), null],
      ['ftruncateSync', 0],
      ['fchmodSync', 0o600],
    ] as const) {
      expect(outcome(files, name, file, ...args), name).toBe('EBADF');
    }
    expect(readFileSync(join(top, 'out/r'), 'utf8')).toBe('before');
    rmSync(join(top, 'out/r'));
  });
});

describe('what is read and written', () => {
  test('is bytes of its own: what the guest does to them later changes nothing', () => {
    const files = power(['readFileSync']);
    const first = files['readFileSync']?.(join(top, 'in/a.txt'), 0) as Uint8Array;
    expect(first.buffer.byteLength).toBe(first.length);
    first.fill(0);
    expect(Buffer.from(files['readFileSync']?.(join(top, 'in/a.txt'), 0) as Uint8Array).toString()).toBe('inside');
  });

  test('is counted before it is written, and a file as long as it is made', () => {
    const files = all();
    const path = join(top, 'out/counted');
    const file = outcome(files, 'openSync', path, 0o101, 0o644) as number;
    expect(outcome(files, 'writeSync', file, new Uint8Array(600), null)).toBe(600);
    expect(outcome(files, 'writeSync', file, new Uint8Array(600), null)).toBe('ERR_LIMIT');
    expect(outcome(files, 'ftruncateSync', file, 1001)).toBe('ERR_LIMIT');
    expect(statSync(path).size).toBe(600);
    expect(outcome(files, 'ftruncateSync', file, 1000)).toBe(undefined);
    expect(outcome(files, 'writeSync', file, new Uint8Array(1), null)).toBe('ERR_LIMIT');
    files['closeSync']?.(file);
    rmSync(path);
  });

  test('is refused in one piece where it is too large, and no memory is taken for it', () => {
    const files = all();
    const file = outcome(files, 'openSync', join(top, 'in/a.txt'), 0, 0) as number;
    const before = process.memoryUsage().arrayBuffers;
    expect(outcome(files, 'readSync', file, Number.MAX_SAFE_INTEGER, null)).toHaveLength(6);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });
});

test('the places that the policy names are not removed, nor taken away', () => {
  const files = all();
  for (const [name, ...args] of [
    ['rmSync', join(top, 'out'), true, true],
    ['renameSync', join(top, 'out'), join(top, 'out/x')],
    ['rmSync', `${join(top, 'out')}/.`, true, true],
  ] as const) {
    expect(outcome(files, name, ...args)).toMatch(/^E(?:BUSY|INVAL)$/u);
  }
  expect(readdirSync(top).toSorted()).toEqual(['in', 'out', 'outside']);
});
