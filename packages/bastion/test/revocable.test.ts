import { allow, RevokedError } from '@padded-cell/bastion';
import { describe, expect, test } from 'vitest';
import { all, bastion, messageOf, narrow, thrownBy, type Anything } from './untyped.js';

class Account {
  balance = 0;

  add(amount: number): this {
    this.balance += amount;
    return this;
  }

  total(): number {
    return this.balance;
  }

  __getitem__(): string {
    return 'SECRET';
  }

  __setitem__(): void {
    this.balance = -1;
  }

  __delitem__(): void {
    this.balance = -1;
  }

  __contains__(): boolean {
    return true;
  }

  *__iter__(): Generator<string> {
    yield 'SECRET';
    yield 'SECRET';
  }

  __len__(): number {
    return 7;
  }

  __call__(): void {
    this.balance = -1;
  }

  __exit__(): void {
    this.balance = -1;
  }
}

const make = (filter: unknown = all): { account: Account; b: Anything; revoke: (reason?: string) => void } => {
  const account = new Account();
  const { bastion: b, revoke } = bastion.revocable(account, filter, 'the account');
  return { account, b, revoke };
};

describe('a revocable bastion', () => {
  test('works until it is revoked, and never after', () => {
    const { account, b, revoke } = make();
    expect(b.add(5).total()).toBe(5);
    revoke();
    expect(() => b.add(5)).toThrow(RevokedError);
    expect(() => b.total()).toThrow(RevokedError);
    expect(account.balance).toBe(5);
  });

  test('says why, with a stable code', () => {
    const { b, revoke } = make();
    revoke('the plugin was unloaded');
    const error = thrownBy(() => b.total());
    expect(error.message).toBe('<Bastion for the account>.total is no longer of use: the plugin was unloaded');
    expect(error.code).toBe('ERR_REVOKED');
  });

  test('says why by the first reason, whoever revokes it again', () => {
    const { b, revoke } = make();
    revoke('first');
    revoke('second');
    expect(messageOf(() => b.total())).toContain('first');
  });

  test.each<[string, (b: Anything) => unknown]>([
    ['b[k]', (b) => b[0]],
    ['b[k] = v', (b) => (b[0] = 1)],
    ['delete b[k]', (b) => delete b[0]],
    ['k in b', (b) => 0 in b],
    ['for…of', (b) => [...b]],
    ['b.length', (b) => b.length],
    ['b()', (b) => b()],
    ['new b()', (b) => new b()],
    ['dispose', (b) => b[Symbol.dispose]()],
  ])('is dead for %s', (_, use) => {
    const { account, b, revoke } = make();
    revoke();
    expect(() => use(b)).toThrow(RevokedError);
    expect(account.balance).toBe(0);
  });

  test('takes what was taken off it, and what was made of it, along', () => {
    const { account, b, revoke } = make();
    const { add } = b;
    const less = narrow(b, allow('add'));
    const iterator = b[Symbol.iterator]();
    (account as Anything).late = () => 'SECRET';
    const { late } = b;
    revoke();
    for (const use of [
      () => add.call(b, 1),
      () => less.add(1),
      () => iterator.next(),
      () => late.call(b),
      () => narrow(b, allow('add')),
      () => narrow(less, allow('add')),
    ]) {
      expect(use).toThrow(RevokedError);
    }
    expect(account.balance).toBe(0);
  });

  test('can still be printed, and tells its name and no more', () => {
    const { b, revoke } = make(allow('add'));
    revoke();
    expect([String(b), JSON.stringify(b), 'balance' in b]).toEqual(['<Bastion for the account>', '{}', false]);
  });

  test('that is revoked leaves other bastions of the target alone', () => {
    const { account, b, revoke } = make();
    const other = make();
    const plain = bastion(account);
    revoke();
    expect(() => b.total()).toThrow(RevokedError);
    expect(plain.add(2).total()).toBe(2);
    expect(other.b.total()).toBe(0);
    expect(bastion.revocable(account, all).bastion.total()).toBe(2);
  });

  test('ends a method that is running at its next step, not in the middle', () => {
    const target = {
      steps: 0,
      run(): string {
        revoke('while it ran');
        this.steps += 1;
        return 'done';
      },
    };
    const { bastion: b, revoke } = bastion.revocable(target);
    expect(b.run()).toBe('done');
    expect(() => b.run()).toThrow(RevokedError);
    expect(target.steps).toBe(1);
  });

  test('with a reason of several lines makes one line of it', () => {
    const { b, revoke } = make();
    revoke('line\nof another log');
    expect(messageOf(() => b.total())).not.toContain('\n');
  });

  test('comes in a frozen pair, whose revoke needs no this', () => {
    const pair = bastion.revocable(new Account());
    expect(Object.isFrozen(pair)).toBe(true);
    expect(Object.keys(pair)).toEqual(['bastion', 'revoke']);
  });
});
