// What the vocabulary names exists in a cell that is granted it, and does not in one that is not.
import { RExec } from '@padded-cell/rexec';
import { BUILTIN_MODULES, GLOBAL_NAMES, POSIX_NAMES, policyOf, SYS_NAMES } from '@padded-cell/rexec/policy';
import { afterAll, describe, expect, test } from 'vitest';

const modules = Object.keys(BUILTIN_MODULES);
const globals = Object.keys(GLOBAL_NAMES);
const posixNames = Object.keys(POSIX_NAMES);
const sysNames = Object.keys(SYS_NAMES);

/** Of the language, and not of every engine. */
const isNew = (name: string): boolean =>
  ['AsyncIterator', 'Float16Array', 'Iterator'].includes(name) && !(name in globalThis);

const whole = new RExec({
  okBuiltinModules: modules,
  okPosixNames: posixNames,
  okSysNames: sysNames,
  clock: 'real',
  random: 'real',
  intl: 'real',
});
const bare = new RExec({ nokBuiltinNames: globals });
afterAll(() => {
  whole.end();
  bare.end();
});

test.each(globals.filter((name) => !isNew(name)))('the global %s', (name) => {
  expect(whole.rEval(`typeof ${name}`)).not.toBe('undefined');
  expect(bare.rEval(`typeof ${name}`)).toBe('undefined');
  expect(bare.rEval(`'${name}' in globalThis`)).toBe(false);
});

test.each(modules)('the module %s', async (name) => {
  await whole.rExecAsync(`globalThis.$found = Object.keys(await import('${name}')).length;`);
  expect(whole.rEval('$found')).toBeGreaterThan(1);
  await expect(bare.rExecAsync(`await import('${name}')`)).rejects.toMatchObject({ code: 'ERR_IMPORT' });
});

/** Those of the names that none of the modules has. */
const missing = async (rex: RExec, names: readonly string[], ...from: readonly string[]): Promise<unknown> => {
  await rex.rExecAsync(
    `const parts = await Promise.all(${JSON.stringify(from)}.map(async (name) => (await import(name)).default));`,
  );
  return rex.rEval(
    `${JSON.stringify(names)}.filter((name) => !parts.some((part) => name in part && part[name] !== undefined))`,
  );
};

describe('the names of', () => {
  const none = new RExec({ okBuiltinModules: modules });
  afterAll(() => {
    none.end();
  });
  test('node:fs and node:os', async () => {
    expect(await missing(whole, posixNames, 'node:fs', 'node:os')).toEqual([]);
    expect(await missing(none, posixNames, 'node:fs', 'node:fs/promises', 'node:os')).toEqual(posixNames);
  });

  test('process', async () => {
    // Nothing has been set, which is what Node has.
    expect(await missing(whole, sysNames, 'node:process')).toEqual(['exitCode']);
    expect(whole.rEval(`'exitCode' in process`)).toBe(true);
    expect(await missing(none, sysNames, 'node:process')).toEqual(sysNames);
  });
});

test('a global that no cell has cannot be withheld, and the reason is told', () => {
  for (const name of ['WeakRef', 'SharedArrayBuffer', 'WebAssembly', 'Compartment', 'WebSocket', 'require']) {
    expect(whole.rEval(`typeof ${name}`)).toBe('undefined');
    expect(() => policyOf({ nokBuiltinNames: [name] })).toThrow(/is not a global of any cell/u);
  }
});
