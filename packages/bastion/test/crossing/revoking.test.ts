/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** What `revoke()` does, what it leaves alone, and that nothing undoes it. */
import { allow } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { beforeEach, describe, expect, test } from 'vitest';
import { all, bastion, narrow, thrownBy, type Anything } from '../untyped.js';

const revoked = { name: 'RevokedError', code: 'ERR_REVOKED', message: expect.stringContaining('the trial is over') };

class Row {
  calls = 0;
  read() {
    this.calls += 1;
    return 'row';
  }
}

class Host {
  readonly row = new Row();
  readonly kept: unknown[] = [];
  first() {
    return this.row;
  }
  keep(value: unknown) {
    this.kept.push(value);
  }
}

let host: Host;
let guest: Anything;
let revoke: (reason?: string) => void;

beforeEach(() => {
  host = new Host();
  ({ bastion: guest, revoke } = bastion.revocable(host, all));
});

const end = () => {
  revoke('the trial is over');
  host.row.calls = 0;
};

const assertUntouched = () => {
  expect(host.row.calls).toBe(0);
};

describe('revoking', () => {
  test('in the midst of a call lets the call end, and no other begin', () => {
    const { bastion: b, revoke: stop } = bastion.revocable({
      stop: (callback: () => unknown) => {
        stop('the trial is over');
        return thrownBy(callback).name as string;
      },
    });
    expect(b.stop(() => 1)).toBe('RevokedError');
    expect(thrownBy(() => b.stop(() => 1))).toMatchObject(revoked);
  });

  test('twice is as once: the first reason stands', () => {
    revoke('the trial is over');
    revoke('another');
    expect(thrownBy(() => guest.first())).toMatchObject(revoked);
  });

  test('needs no reason; a reason is one line', () => {
    revoke();
    expect(thrownBy(() => guest.first()).message).toMatch(/no longer of use: it was revoked$/);
    const { bastion: other, revoke: stop } = bastion.revocable({ ping: () => 1 });
    stop('two\nlines');
    expect(thrownBy(() => other.ping()).message).toMatch(/two·lines$/);
  });

  test('does not reach a copy that the guest already has', () => {
    const data = bastion.revocable({ data: () => ({ n: 1 }) });
    const copy = data.bastion.data();
    data.revoke();
    expect(copy).toStrictEqual({ n: 1 });
  });

  test('cannot be undone by handing what is dead back in', () => {
    const row = guest.first();
    const { first } = guest;
    end();
    const other = bastion(new Host(), all);
    for (const dead of [guest, row]) expect(thrownBy(() => other.keep(dead))).toMatchObject(revoked);
    expect(thrownBy(() => first.call(guest))).toMatchObject(revoked);
    assertUntouched();
  });

  test('narrows nothing either: a dead bastion cannot be narrowed', () => {
    end();
    expect(thrownBy(() => narrow(guest, allow('first')))).toMatchObject(revoked);
  });
});

describe('two membranes over one object', () => {
  test('do not disturb each other', () => {
    const other = bastion.revocable(host, all);
    const [one, two] = [guest.first(), other.bastion.first()];
    expect(one).not.toBe(two);
    end();
    expect(thrownBy(() => one.read())).toMatchObject(revoked);
    expect(two.read()).toBe('row');
    expect(other.bastion.first()).toBe(two);
    expect(bastion(host, all).first().read()).toBe('row');
    other.revoke();
    expect(thrownBy(() => two.read())).toMatchObject({ code: 'ERR_REVOKED' });
  });

  test('a new one after the old has died is alive, and keeps its identity', () => {
    end();
    const again = bastion.revocable(host, all).bastion;
    expect(again.first()).toBe(again.first());
    expect(again.first().read()).toBe('row');
    expect(thrownBy(() => guest.first())).toMatchObject(revoked);
  });
});

test('a membrane by itself: what went either way is dead', () => {
  const { down, up, revoke: stop } = createMembrane();
  const [forGuest, forHost] = [down(new Row()), up(new Row())] as Anything[];
  stop('the trial is over');
  expect(thrownBy(() => forGuest.read())).toMatchObject(revoked);
  expect(thrownBy(() => forHost.read())).toMatchObject(revoked);
  expect(thrownBy(() => up(forGuest))).toMatchObject(revoked);
  expect(thrownBy(() => down(forHost))).toMatchObject(revoked);
});
