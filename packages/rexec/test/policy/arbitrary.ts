/**
 * Arbitrary policies for the laws: from small pools, so that they overlap, nest and miss each other often.
 */
import { meet, type Policy, type PolicyInput, policyOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { vi } from 'vitest';

/** How often each law is tried. */
export const numRuns: number = Number(process.env['PADDED_CELL_RUNS'] ?? 300);

// A hundred thousand tries of a law take their time.
vi.setConfig({ testTimeout: Math.max(5000, numRuns * 10) });

/** Path segments: one is a prefix of another, so that siblings look alike. */
const segment = fc.constantFrom('a', 'ab', 'b', 'plugins', 'plugins-old', '..', '.', 'ä');

export const posixPath: fc.Arbitrary<string> = fc
  .array(segment, { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

export const windowsPath: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('C:\\', 'c:/', 'D:\\', '\\\\server\\share\\', '\\\\server\\sharebox\\'),
    fc.array(segment, { maxLength: 4 }),
    fc.constantFrom('\\', '/'),
  )
  .map(([root, segments, separator]) => root + segments.join(separator));

const label = fc.constantFrom('a', 'b', 'api', 'cdn', 'xn--bcher-kva', 'A');

export const hostname: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom('com', 'example.com', 'org'))
    .map(([labels, top]) => [...labels, top].join('.')),
  fc.constantFrom('127.0.0.1', '10.0.0.1', '[::1]', '[2001:db8::1]', 'localhost'),
);

export const port: fc.Arbitrary<number> = fc.constantFrom(80, 443, 8080);

const wildcard = fc.oneof(
  fc.constant('*'),
  fc
    .tuple(fc.array(label, { maxLength: 2 }), fc.constantFrom('com', 'example.com'))
    .map(([labels, top]) => ['*', ...labels, top].join('.')),
);

const host: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(hostname, wildcard), fc.option(port, { nil: undefined }))
  .map(([name, at]) => (at === undefined ? name : `${name}:${at}`));

const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 5 });

const listLines = {
  endowments: some(fc.constantFrom('account', 'log', '$', 'größe')),
  okBuiltinModules: some(fc.constantFrom('url', 'node:url', 'path', 'node:path', 'node:events', 'path/posix')),
  okEnvNames: some(fc.constantFrom('HOME', 'LANG', 'ProgramFiles(x86)')),
  okHosts: some(host),
  okPath: some(fc.oneof({ weight: 4, arbitrary: posixPath }, windowsPath)),
  okPosixNames: some(fc.constantFrom('readFile', 'readFileSync', 'EOL', 'writeFile')),
  okSysNames: some(fc.constantFrom('argv', 'env', 'exit')),
  okWritePath: some(posixPath),
};

const amount = fc.oneof(fc.nat(4), fc.constant('unlimited' as const), fc.constant(Number.MAX_SAFE_INTEGER));

const limits = fc.record(
  { cells: amount, cpuMs: amount, depth: amount, memoryMb: amount, outputBytes: amount, timers: amount },
  { requiredKeys: [] },
);

const cell = fc.record(
  {
    ...listLines,
    clock: fc.constantFrom('none', 'real', { fixed: 0 }, { fixed: '2000-01-01T00:00:00Z' }),
    intl: fc.constantFrom('none', 'real', { locale: 'en-GB', timeZone: 'UTC' }, { locale: 'de', timeZone: 'UTC' }),
    limits,
    nokBuiltinNames: some(fc.constantFrom('fetch', 'eval', 'Date', 'crypto')),
    okFileTypes: some(fc.constantFrom('esm', 'cjs', 'json')),
    random: fc.constantFrom('none', 'real', { seed: 1 }, { seed: 'two' }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PolicyInput>;

const packageNames = fc.constantFrom('marked', 'lodash', '@scope/name', 'constructor', '1');

// fc.dictionary would assign to `constructor`, which lockdown does not let it.
const packages = fc
  .array(fc.tuple(packageNames, fc.record(listLines, { requiredKeys: [] })), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));

/** Input that is valid: packages have only what the cell has too. */
export const input: fc.Arbitrary<PolicyInput> = fc.tuple(cell, packages, fc.boolean()).map(([lines, wanted, all]) => {
  const names = Object.keys(listLines) as (keyof typeof listLines)[];
  const clipped = Object.fromEntries(
    Object.entries(wanted).map(([name, own]) => [
      name,
      Object.fromEntries(
        names.map((line) => {
          const cellHas: readonly unknown[] = lines[line] ?? [];
          // Half of the packages have a part of what the cell has; the others what was drawn, where the cell has it.
          return [line, all ? cellHas.slice(1) : (own[line] ?? []).filter((item) => cellHas.includes(item))];
        }),
      ),
    ]),
  );
  return { ...lines, packages: clipped };
});

/** Policies. */
export const policy: fc.Arbitrary<Policy> = input.map((lines) => policyOf(lines));

const lineNames = [...Object.keys(listLines), 'clock', 'intl', 'limits', 'nokBuiltinNames', 'okFileTypes', 'random'];

/** The first policy, with one line of the second in place of its own; for 'packages', without any. */
const mixed = (a: Policy, b: Policy, line: string): Policy =>
  policyOf({ [line]: line === 'packages' ? {} : b[line as keyof Policy] }, { defaults: a });

/**
 * Pairs that are often comparable, or differ in one line only: two arbitrary policies hardly ever are, and then every
 * line says so.
 */
export const pair: fc.Arbitrary<readonly [Policy, Policy]> = fc
  .tuple(policy, policy, fc.constantFrom(...lineNames, 'packages'), fc.nat(3))
  .map(([a, b, line, kind]) => {
    const one = mixed(a, b, line);
    return (
      (
        [
          [a, b],
          [meet(a, b), b],
          [one, a],
          [a, one],
        ] as const
      )[kind] ?? [a, b]
    );
  });

/** What a policy says, for comparison. */
export const textOf = (made: Policy): string => JSON.stringify(made);
