// core-js changes what all programs share. In a cell each of its modules either finds nothing to change, or is refused.
import { readdirSync } from 'node:fs';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';
import { okPath } from './cells.js';

const modules = readdirSync(`${import.meta.dirname}/node_modules/core-js/modules`).filter((file) =>
  file.endsWith('.js'),
);

const shared = [Object, Function, Array, Promise, RegExp, Symbol, Map, Error, String, Reflect, JSON];
const parts = shared.flatMap((each) => ('prototype' in each ? [each, each.prototype as object] : [each]));
const stateOf = (): unknown[] =>
  parts.flatMap((part) =>
    Reflect.ownKeys(part).flatMap((key) => [key, ...Object.values(Object.getOwnPropertyDescriptor(part, key) ?? {})]),
  );

/** What was assigned to, or added, or the object that was to be changed. */
const refusal = /read only property|not extensible|Cannot redefine property|Cannot delete property/u;

test(
  'each module of core-js changes nothing, or is refused with what it wanted to change',
  { timeout: 120_000 },
  async () => {
    const before = stateOf();
    const rex = new RExec({ okPath, okFileTypes: ['cjs', 'json'], random: { seed: 1 } });
    const refusals: string[] = [];
    for (const file of modules) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- in one cell, in the order that a program would
        await rex.rImport(`core-js/modules/${file}`);
      } catch (error) {
        refusals.push((error as Error).message);
      }
    }
    rex.end();
    expect(modules.length).toBeGreaterThan(500);
    expect(refusals.length).toBeGreaterThan(500);
    expect(refusals.filter((message) => !refusal.test(message))).toEqual([]);
    const after = stateOf();
    expect(after).toHaveLength(before.length);
    expect(after.every((each, index) => Object.is(each, before[index]))).toBe(true);
  },
);
