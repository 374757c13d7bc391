/** What an error says: the path, what was found, what is allowed, the nearest correct spelling. */
import { describe, expect, test } from 'vitest';
import { errorOf, problemOf } from './problems.js';

const messageOf = (input: unknown): string => errorOf(input)?.message ?? '';

test('one mistake is one sentence', () => {
  expect(messageOf({ okFileTypes: ['esn'] })).toBe(
    'the policy has a mistake in okFileTypes[0]: "esn" is not a file type. Did you mean "esm"? ' +
      'Allowed: any of bytes, cjs, esm, json, text, ts, wasm.',
  );
});

test('all mistakes are listed, in the order of the lines', () => {
  const message = messageOf({ okPath: ['x'], limits: { cell: 1 }, okHosts: ['https://a.b'], okPaths: [] });
  expect(message.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
    'the policy has 4 mistakes',
    'okPaths',
    'okHosts[0]',
    'okPath[0]',
    'limits.cell',
  ]);
});

test('the error has a code, a name, and its problems as frozen data', () => {
  const error = errorOf({ okPath: 1 });
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: 'PolicyError', code: 'ERR_POLICY' });
  expect(Object.isFrozen(error?.problems)).toBe(true);
});

describe('names that do not exist', () => {
  test.each([
    [{ okBuiltinModules: ['node:urll'] }, '"node:url"'],
    [{ okBuiltinModules: ['urll'] }, '"node:url"'],
    [{ okBuiltinModules: ['evnets'] }, '"node:events"'],
    [{ okSysNames: ['agrv'] }, '"argv"'],
    [{ okSysNames: ['stdOut'] }, '"stdout"'],
    [{ okPosixNames: ['readfile'] }, '"readFile"'],
    [{ okPosixNames: ['read_file_sync'] }, '"readFileSync"'],
    [{ nokBuiltinNames: ['Fetch'] }, '"fetch"'],
    [{ okFileTypes: ['JSON'] }, '"json"'],
    [{ okPaht: [] }, 'okPath'],
    [{ ok_path: [] }, 'okPath'],
    [{ okpath: [] }, 'okPath'],
    [{ limit: {} }, 'limits'],
    [{ cpuMs: 500 }, '{ "limits": { "cpuMs": … } }'],
    [{ okBuiltinModules: ['entirely-different'] }, undefined],
    [{ okSysNames: ['x'.repeat(10_000)] }, undefined],
  ])('%j: the nearest is %s', (input, nearest) => {
    expect(problemOf(input).nearest).toBe(nearest);
  });
});

describe('names that no policy can grant say why', () => {
  test.each([
    [{ okBuiltinModules: ['child_process'] }, 'has no restricted form: it runs code outside the cell'],
    [{ okBuiltinModules: ['node:http'] }, 'has no restricted form: the network is reached by fetch, under okHosts'],
    [{ okBuiltinModules: ['@padded-cell/rexec'] }, 'is granted by limits.cells, not by this line'],
    [{ okSysNames: ['memoryUsage'] }, 'tells about the memory and resources of the host, which are not the cell’s'],
    [{ okSysNames: ['getBuiltinModule'] }, 'would pass by okBuiltinModules'],
    [{ okPosixNames: ['symlink'] }, 'makes a link, which could point out of the directories a cell may write'],
    [{ nokBuiltinNames: ['globalThis'] }, 'is a permanent part of every global and cannot be withheld'],
  ])('%j', (input, why) => {
    expect(problemOf(input)).toMatchObject({ why });
  });
});

describe('names of the host’s own choice', () => {
  test.each([['my-name'], ['1st'], ['let'], ['eval'], ['globalThis'], ['Function'], [''], ['a b'], [7]])(
    '%j cannot be an endowment',
    (name) => {
      expect(problemOf({ endowments: [name] })).toMatchObject({
        why: 'is not a name for an endowment',
        allowed: 'a JavaScript variable name that is not a reserved word',
      });
    },
  );

  test.each([['LC_*'], ['*'], ['A=B'], [''], ['A B'], ['A\n'], ['x'.repeat(300)]])(
    '%j cannot be an environment variable',
    (name) => {
      expect(problemOf({ okEnvNames: [name] }).why).toBe('is not a name for an environment variable');
    },
  );
});

test('what was found is escaped and clipped', () => {
  expect(problemOf({ okSysNames: [`\u001B[31m${'x'.repeat(500)}`] }).found).toBe(`"\\u001b[31m${'x'.repeat(55)}…"`);
  expect(problemOf({ [`k${'y'.repeat(500)}\n`]: 1 }).path).toMatch(/^\["ky{59}…"\]$/);
});
