/** The tables against the world: every name of this Node is known or refused, none by accident. */
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import os from 'node:os';
import process from 'node:process';
import {
  BUILTIN_MODULES,
  LINES,
  LIST_NAMES,
  PACKAGE_LINE_NAMES,
  POSIX_NAMES,
  policyOf,
  SYS_NAMES,
} from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { problemsOf } from './problems.js';

/** Whether the error of a name says why, which it does for names that are refused, and not that it is unknown. */
const isDecided = (line: string, name: string): boolean =>
  problemsOf({ [line]: [name] }).every(({ why }) => !/^is not a (?:module|name) /.test(why));

const isPublic = (name: string): boolean => !name.startsWith('_') && name !== 'constructor';

describe('someone has decided about every', () => {
  test('module of Node', () => {
    expect(builtinModules.filter(isPublic).filter((name) => !isDecided('okBuiltinModules', name))).toEqual([]);
  });

  test('name of process', () => {
    const names = new Set<string>();
    for (let at: object = process; at !== Object.prototype; at = Reflect.getPrototypeOf(at) ?? Object.prototype) {
      for (const name of Object.getOwnPropertyNames(at)) if (isPublic(name)) names.add(name);
    }
    expect([...names].filter((name) => !isDecided('okSysNames', name))).toEqual([]);
  });

  test('name of node:fs, node:fs/promises and node:os', () => {
    const names = [...Object.keys(fs), ...Object.keys(fs.promises), ...Object.keys(os)].filter(isPublic);
    expect(names.filter((name) => !isDecided('okPosixNames', name))).toEqual([]);
  });
});

describe('every name that can be granted exists', () => {
  test('modules', () => {
    for (const name of Object.keys(BUILTIN_MODULES)) expect(builtinModules).toContain(name.slice('node:'.length));
  });

  test('names of node:fs and node:os', () => {
    expect(Object.keys(POSIX_NAMES).filter((name) => !(name in fs || name in os))).toEqual([]);
  });

  test('names of process', () => {
    expect(Object.keys(SYS_NAMES).filter((name) => !(name in process))).toEqual([]);
  });
});

test('a module is one, with or without its prefix', () => {
  for (const name of Object.keys(BUILTIN_MODULES)) {
    expect(policyOf({ okBuiltinModules: [name, name.slice('node:'.length)] }).okBuiltinModules).toEqual([name]);
  }
});

test('the example of every line is a policy', () => {
  const examples = Object.fromEntries(Object.entries(LINES).map(([name, line]) => [name, line.example]));
  expect(problemsOf({ ...examples, okBuiltinModules: ['node:path', 'node:events', 'node:url'] }, '/srv')).toEqual([]);
});

test('the lists of names are the lines there are', () => {
  const kinds = new Set(['free', 'hosts', 'names', 'paths', 'withheld']);
  const lists = Object.entries(LINES).filter(([, line]) => kinds.has(line.kind));
  expect(lists.map(([name]) => name)).toEqual(LIST_NAMES);
  expect(LIST_NAMES.filter((name) => (PACKAGE_LINE_NAMES as readonly string[]).includes(name))).toEqual(
    PACKAGE_LINE_NAMES,
  );
});
