/** One list of scenarios, in every way a program may run: bastions behave the same in each. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as bastion from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { scenarios } from './fixtures/scenarios.mjs';

describe('in this realm', () => {
  test.each(scenarios)('$name', ({ make, use, gives }) => {
    expect(use(make(bastion))).toEqual(gives);
  });
});

interface Way {
  readonly lockdown: 'never' | 'before' | 'after' | 'between';
  readonly options?: Readonly<Record<string, string>>;
  readonly harden?: boolean;
}

interface Outcome {
  readonly generated: boolean;
  readonly locked: boolean;
  readonly outcomes: Readonly<Record<string, unknown>>;
}

const script = fileURLToPath(new URL('fixtures/run-scenarios.mjs', import.meta.url));

const runIn = async (way: Way, flags: readonly string[] = []): Promise<Outcome> => {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, JSON.stringify(way)]);
  return JSON.parse(stdout) as Outcome;
};

const expected = Object.fromEntries(scenarios.map(({ name, gives }) => [name, gives]));
const noGeneration = ['--disallow-code-generation-from-strings'];

test.each<[string, Way]>([
  ['without lockdown', { lockdown: 'never' }],
  ['loaded and made after lockdown', { lockdown: 'before' }],
  ['loaded before lockdown, made after it', { lockdown: 'after' }],
  ['made before lockdown, used after it', { lockdown: 'between' }],
  ['made after lockdown, and hardened', { lockdown: 'after', harden: true }],
  ['made before lockdown, and hardened after it', { lockdown: 'between', harden: true }],
  ['under the least override taming', { lockdown: 'before', options: { overrideTaming: 'min' } }],
  ['under the moderate override taming', { lockdown: 'after', options: { overrideTaming: 'moderate' } }],
  ['under the severe override taming', { lockdown: 'before', options: { overrideTaming: 'severe' } }],
  ['made before the severe override taming', { lockdown: 'between', options: { overrideTaming: 'severe' } }],
])('in a process of its own, %s', async (_, way) => {
  const { generated, locked, outcomes } = await runIn(way);
  expect({ generated, locked }).toEqual({ generated: true, locked: way.lockdown !== 'never' });
  expect(outcomes).toEqual(expected);
});

test('where code generation is forbidden', async () => {
  const { generated, outcomes } = await runIn({ lockdown: 'never' }, noGeneration);
  expect(generated).toBe(false);
  expect(outcomes).toEqual(expected);
});

test.each<[string, Way]>([
  ['loaded and made after lockdown', { lockdown: 'before', options: { evalTaming: 'no-eval' } }],
  ['loaded before lockdown, made after it', { lockdown: 'after', options: { evalTaming: 'no-eval' } }],
  ['and hardened', { lockdown: 'between', harden: true, options: { evalTaming: 'no-eval' } }],
])('where code generation is forbidden, %s', async (_, way) => {
  const { generated, locked, outcomes } = await runIn(way, way.lockdown === 'before' ? [] : noGeneration);
  expect({ generated, locked }).toEqual({ generated: false, locked: true });
  expect(outcomes).toEqual(expected);
});
