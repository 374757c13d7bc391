/** The name `__call__`: of a function it is the call itself, of any other object a method. */
import { GuardError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { all, bastion, messageOf, narrow, thrownBy } from './untyped.js';

class Teller {
  __call__(): string {
    return 'the secret';
  }

  total(): number {
    return 5;
  }
}

describe('narrowing never opens a call', () => {
  test('to `__call__` of an object, whatever the predicate answers', () => {
    const held = bastion(new Teller());
    const narrowed = narrow(held, all);
    expect(thrownBy(() => narrowed.__call__()).code).toBe('ERR_ATTRIBUTE');
    expect(typeof narrowed).toBe('object');
    expect(narrowed.total()).toBe(5);
  });

  test('to a function that a function has under the name `__call__`', () => {
    const target = Object.assign(() => 'called', { __call__: () => 'the secret' });
    const narrowed = narrow(bastion(target), all);
    expect(narrowed()).toBe('called');
    expect(thrownBy(() => narrowed.__call__()).code).toBe('ERR_ATTRIBUTE');
  });

  test('to a function whose bastion cannot be called', () => {
    const narrowed = narrow(
      bastion(
        () => 'called',
        () => false,
      ),
      all,
    );
    expect(thrownBy(() => narrowed()).code).toBe('ERR_ATTRIBUTE');
  });
});

describe('a guard on `__call__`', () => {
  test('checks the calls of a function that the default filter lets be called', () => {
    const calls: unknown[] = [];
    const guarded = bastion((n: number) => calls.push(n), undefined, { guards: { __call__: { args: [z.number()] } } });
    expect(thrownBy(() => guarded('many'))).toBeInstanceOf(GuardError);
    expect(calls).toStrictEqual([]);
    guarded(1);
    expect(calls).toStrictEqual([1]);
  });

  test('is refused where an object has such a method and the filter does not accept it', () => {
    expect(messageOf(() => bastion(new Teller(), undefined, { guards: { __call__: {} } }))).toMatch(
      /guard on '__call__', which the filter refuses/,
    );
  });
});
