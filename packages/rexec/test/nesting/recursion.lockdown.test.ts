// The same text runs on the host and as a guest, and nests as deep as its limits allow.
import { fileURLToPath } from 'node:url';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { nest } from './fixtures/recursion.js';

const file = fileURLToPath(new URL('fixtures/recursion.js', import.meta.url));

type Nest = typeof nest;

const expected = (levels: number): unknown[] => [
  ...Array.from({ length: levels }, (_, index) => levels - index),
  'bottom',
  // The bottom calls its maker, who runs something in it and calls its own maker, up to the top.
  levels,
  ...Array.from({ length: levels }, () => 'AttributeError ERR_CELL_ENDED 2'),
];

describe.each([1, 5, 50])('%i levels deep', (levels) => {
  test('begun by the host', async () => {
    expect(await nest(levels, file, [], () => 0)).toEqual(expected(levels));
  }, 60_000);

  test('begun by a guest', async () => {
    using rex = new RExec({ okPath: [file], limits: { cells: levels, depth: levels } });
    const { nest: nestInside } = (await rex.rImport(file)) as unknown as { nest: Nest };
    expect(await nestInside(levels, file, [], () => 0)).toEqual(expected(levels));
    expect(rex.usage().limits.cells).toEqual({ used: levels, allowed: levels, left: 0 });
  }, 60_000);

  test('and not one level more than the limits allow', async () => {
    using rex = new RExec({ okPath: [file], limits: { cells: levels, depth: levels - 1 } });
    const { nest: nestInside } = (await rex.rImport(file)) as unknown as { nest: Nest };
    await expect(nestInside(levels, file, [], () => 0)).rejects.toThrow(/limits\.depth|cells within this one/u);
  }, 60_000);
});

test('values pass through the levels by a global of the same name, and calls go all the way out', () => {
  const text = `levels === 0 ? report('bottom') : new RExec({
    endowments: { report, text, levels: levels - 1 },
    limits: { cells: levels, depth: levels },
  }).rEval(text)`;
  const heard: unknown[] = [];
  const rex = new RExec({
    limits: { cells: 20, depth: 20 },
    endowments: { report: (word: unknown) => heard.push(word), text, levels: 20 },
  });
  expect(rex.rEval(text)).toBe(1);
  expect(heard).toEqual(['bottom']);
});
