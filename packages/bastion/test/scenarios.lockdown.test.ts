/** The scenarios in a realm that was locked down before the package was loaded, and what only such a realm can try. */
import * as bastion from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { scenarios } from './fixtures/scenarios.mjs';
import { kinds, SECRET, Vault } from './kinds.js';
import { inspect } from 'node:util';

describe('under lockdown', () => {
  test.each(scenarios)('$name', ({ make, use, gives }) => {
    expect(use(make(bastion))).toEqual(gives);
  });
});

declare const harden: <T>(value: T) => T;

describe('harden', () => {
  test.each(kinds().map((each) => [each.of, each] as const))(
    'takes a bastion of %s, and finds nothing',
    (_, { b, target }) => {
      const wasFrozen = Object.isFrozen(target);
      expect(harden(b)).toBe(b);
      // It freezes whatever it can reach: had it reached the target, that would be frozen.
      expect(Object.isFrozen(target)).toBe(wasFrozen);
      expect(inspect(b)).not.toContain(SECRET);
    },
  );

  test('leaves the target’s state changeable', () => {
    const vault = new Vault();
    harden(bastion.bastion(vault));
    vault.field = 'changed';
    expect(vault.field).toBe('changed');
  });
});

test('in a compartment, a guest with a bastion reaches no host object by it', () => {
  const vault = new Vault();
  const b = bastion.bastion(vault) as unknown;
  const guest = new Compartment({ __options__: true, globals: { b: harden(b) } } as never);
  const attacks = [
    'b.knock.constructor("return process")()',
    'b.constructor.constructor("return process")()',
    'b.field',
    'b._open()',
    'Object.getPrototypeOf(b).constructor',
    'Reflect.get(Object.getPrototypeOf(Object.getPrototypeOf(b)), "field", b)',
    '(() => { try { b.absent } catch (error) { return error.constructor.constructor("return process")() } })()',
    '(() => { try { b.knock.call(1) } catch (error) { return error.constructor.constructor("return process")() } })()',
    'Object.defineProperty(b, "x", { value: 1 })',
    'Object.getPrototypeOf(b).knock = () => 1',
    'b.toString.constructor("return globalThis.process")().pid',
  ];
  for (const attack of attacks) {
    let loot: unknown;
    try {
      loot = guest.evaluate(attack);
    } catch {
      continue;
    }
    expect(loot, attack).toBeUndefined();
  }
  expect(guest.evaluate('b.knock()')).toBe('who is there');
});

declare class Compartment {
  constructor(options: never);
  evaluate(source: string): unknown;
}
