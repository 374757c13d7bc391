// The order in which a graph of modules runs, and how it fails, without any text.
import { expect, test } from 'vitest';
import { evaluate, link } from '../../src/loader/linking/evaluate.js';
import { Module } from '../../src/loader/linking/module.js';
import type { Site } from '../../src/loader/site.js';

const ran: string[] = [];

class Plain extends Module {
  constructor(name: string, dependencies: readonly Module[] = []) {
    super(name, {} as Site);
    this.dependencies = dependencies;
  }
  exportNames(): readonly string[] {
    return [];
  }
  resolve(): undefined {
    // It exports nothing.
  }
  execute(): undefined {
    ran.push(this.name);
  }
}

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return 'nothing';
};

test('a graph that is deeper than the stack runs nothing, and fails for that each time', () => {
  let root = new Plain('last');
  const { length } = ran;
  for (let count = 0; count < 100_000; count += 1) root = new Plain('link', [root]);
  link(root);
  const first = thrownBy(() => evaluate(root));
  expect(first).toBeInstanceOf(RangeError);
  expect(thrownBy(() => evaluate(root))).toBe(first);
  expect(ran.length).toBe(length);
});

test('what fails fails everything above it, once run, and nothing beside it', () => {
  const failing = new (class extends Plain {
    override execute(): undefined {
      super.execute();
      // oxlint-disable-next-line typescript/only-throw-error -- as a guest may
      throw 'a reason';
    }
  })('failing');
  const beside = new Plain('beside');
  const above = new Plain('above', [beside, failing]);
  const other = new Plain('other', [beside]);
  for (const root of [above, other]) link(root);
  expect([above, above, failing].map((root) => thrownBy(() => evaluate(root)))).toEqual([
    'a reason',
    'a reason',
    'a reason',
  ]);
  expect(evaluate(other)).toBe(undefined);
  expect(ran).toEqual(['beside', 'failing', 'other']);
});
