/** The guide names every line, every name and every limit there is, with the presets there are. */
import { readFileSync } from 'node:fs';
import {
  BUILTIN_MODULES,
  FILE_TYPES,
  GLOBAL_NAMES,
  LIMITS,
  LINES,
  POSIX_NAMES,
  SYS_NAMES,
} from '@padded-cell/rexec/policy';
import { expect, test } from 'vitest';

const guide = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');

/** The text under the heading of a line. */
const section = (line: string): string =>
  guide.split(/^### /m).find((text) => text.split('\n', 1)[0]?.includes(`\`${line}\``)) ?? '';

const namesIn = (text: string): Set<string> =>
  new Set(Array.from(text.matchAll(/`([^`\s]+)`/g), ([, name]) => name ?? ''));

test.each([
  ['okBuiltinModules', BUILTIN_MODULES],
  ['okFileTypes', FILE_TYPES],
  ['okPosixNames', POSIX_NAMES],
  ['okSysNames', SYS_NAMES],
  ['nokBuiltinNames', GLOBAL_NAMES],
  ['limits', LIMITS],
])('%s', (line, table) => {
  const named = namesIn(section(line));
  expect(Object.keys(table).filter((name) => !named.has(name))).toEqual([]);
  const lists = Array.from(section(line).matchAll(/:\s((?:`[^`]+`[,.]\s)+)/g), ([, list]) => list ?? '').join(' ');
  expect([...namesIn(lists)].filter((name) => !Object.hasOwn(table, name))).toEqual([]);
});

test('every line has a section', () => {
  expect(Object.keys(LINES).filter((line) => section(line) === '')).toEqual([]);
});

test('presets are as the table of limits says', () => {
  const amounts = new Map(
    Array.from(
      section('limits').matchAll(/^\| `(\w+)` .* \| (a wall|every cell) \| ([\d,]+)( MiB)? \|$/gm),
      ([, name, keeper, amount, unit]) => [
        name,
        [
          keeper === 'a wall' ? 'wall' : 'ledger',
          Number(amount?.replaceAll(',', '')) * (unit === undefined ? 1 : 1024 * 1024),
        ],
      ],
    ),
  );
  expect(Object.fromEntries(amounts)).toEqual(
    Object.fromEntries(Object.entries(LIMITS).map(([name, { keeper, preset }]) => [name, [keeper, preset]])),
  );
});
