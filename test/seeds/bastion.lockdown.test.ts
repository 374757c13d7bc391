/** The seeds' example of Bastion as it stands there: a factory among the names that a cell starts with. */
import { bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { expect, test } from 'vitest';

class MyClass {
  items: unknown[];

  constructor(...items: unknown[]) {
    this.items = items;
  }

  count(): number {
    return this.items.length;
  }

  _private(): string {
    return 'SECRET';
  }

  __getitem__(index: number): unknown {
    return this.items[index];
  }

  __setitem__(index: number, value: unknown): void {
    this.items[index] = value;
  }
}

/** As the host gets it out of the cell. */
const attributeError: Error = expect.objectContaining({ name: 'AttributeError', code: 'ERR_ATTRIBUTE', guest: true });

const isSafe = (n: string): boolean => n === '__getitem__' || n[0] !== '_';

test.each(['MyClass(1, 2, 3)', 'new MyClass(1, 2, 3)'])('%s in the guest makes a safely wrapped instance', (source) => {
  const rex = new RExec({ endowments: { MyClass: (...items: unknown[]) => bastion(new MyClass(...items)) } });
  rex.rExec(`const m = ${source};`);
  expect(rex.rEval('m.count()')).toBe(3);
  for (const attempt of ['m[6] = 7', 'm[0]', 'm._private()', 'm.items']) {
    expect(() => rex.rExec(attempt), attempt).toThrow(attributeError);
  }
  expect(rex.rEval('[m.constructor, typeof MyClass.prototype]')).toEqual([undefined, 'undefined']);
});

test('with is_safe, a guest can get, but not set, items', () => {
  const made: MyClass[] = [];
  const factory = (...items: unknown[]): object => {
    const target = new MyClass(...items);
    made.push(target);
    return bastion(target, isSafe);
  };
  const rex = new RExec({ endowments: { MyClass: factory } });
  rex.rExec('const m = new MyClass(1, 2, 3);');
  expect(rex.rEval('[m[0], m[2], m.count()]')).toEqual([1, 3, 3]);
  expect(() => rex.rExec('m[0] = 7')).toThrow(attributeError);
  expect(made[0]?.items).toEqual([1, 2, 3]);
});
