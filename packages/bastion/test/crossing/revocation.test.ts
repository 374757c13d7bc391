/* oxlint-disable unicorn/consistent-function-scoping -- what a test is about stands in the test */
/** After `revoke()` everything that came through is dead, in both directions, at once. */
import { allow, RevokedError } from '@padded-cell/bastion';
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

/** A host of which a guest takes one of everything; and which keeps one of everything that a guest gives. */
class Host {
  readonly row = new Row();
  steps = 0;
  kept: Anything = {};
  rows() {
    return [this.row];
  }
  first() {
    return this.row;
  }
  callback() {
    return () => this.row.read();
  }
  Class() {
    return Row;
  }
  *values() {
    for (;;) {
      this.steps += 1;
      yield this.steps;
    }
  }
  async *later() {
    for (;;) {
      this.steps += 1;
      yield this.steps;
    }
  }
  pending() {
    return new Promise(() => undefined);
  }
  slow() {
    return new Promise((resolve) => setTimeout(() => resolve(this.row), 5));
  }
  keep(name: string, value: unknown) {
    this.kept[name] = value;
  }
  __getitem__() {
    return this.row.read();
  }
  __setitem__() {
    this.row.read();
  }
  __contains__() {
    return this.row.read() === 'row';
  }
  __delitem__() {
    this.row.read();
  }
  __len__() {
    this.row.read();
    return 1;
  }
  __iter__() {
    this.row.read();
    return [1].values();
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
  host.steps = 0;
};

const assertUntouched = () => {
  expect(host.row.calls).toBe(0);
  expect(host.steps).toBe(0);
};

describe('what a guest has taken is dead', () => {
  test('the bastion itself, every method of it, and a method that was taken off it', () => {
    const { first } = guest;
    const { bastion: bound, revoke: revokeBound } = bastion.revocable(host, undefined, { bound: true });
    const taken = bound.first;
    end();
    revokeBound('the trial is over');
    for (const use of [
      () => guest.first(),
      () => first.call(guest),
      () => guest.first(1, 2, 3, 4),
      () => taken(),
      () => bound.first(),
    ]) {
      expect(thrownBy(use)).toMatchObject(revoked);
    }
    assertUntouched();
  });

  test('its items, its iteration, its length, and what `in` and `delete` do', () => {
    end();
    for (const use of [
      () => guest[0],
      () => (guest[0] = 1),
      () => 0 in guest,
      () => delete guest[0],
      () => guest.length,
      () => [...guest],
    ]) {
      expect(thrownBy(use)).toMatchObject(revoked);
    }
    assertUntouched();
  });

  test('bastions that came by a method, in data, and from a constructor', () => {
    const others = [guest.first(), guest.rows()[0], new (guest.Class())(), narrow(guest.first(), allow('read'))];
    for (const other of others) expect(other.read()).toBe('row');
    end();
    for (const other of others) expect(thrownBy(() => other.read())).toMatchObject(revoked);
    assertUntouched();
  });

  test('functions and classes', () => {
    const callback = guest.callback();
    const Class = guest.Class();
    const bound = callback.bind(undefined);
    end();
    for (const use of [() => callback(), () => callback.call(1), () => bound(), () => new Class()]) {
      expect(thrownBy(use)).toMatchObject(revoked);
    }
    assertUntouched();
  });

  test('an iterator in the midst of its values', () => {
    const values = guest.values();
    expect(values.next().value).toBe(1);
    end();
    for (const use of [() => values.next(), () => values.return(), () => values.throw(new Error('x'))]) {
      expect(thrownBy(use)).toMatchObject(revoked);
    }
    assertUntouched();
  });

  test('an async iterator in the midst of its values', async () => {
    const later = guest.later();
    await later.next();
    end();
    for (const use of [() => later.next(), () => later.return(), () => later.throw(new Error('x'))]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(use()).rejects.toMatchObject(revoked);
    }
    assertUntouched();
  });

  test('a promise that is pending, and one that never settles: they reject at once', async () => {
    const { pending, slow } = { pending: guest.pending(), slow: guest.slow() };
    const waiting = (async () => await guest.pending())();
    end();
    for (const promise of [pending, slow, waiting]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(promise).rejects.toMatchObject(revoked);
    }
  });

  test('a step of an async iterator that is under way rejects at once', async () => {
    const { bastion: stuck, revoke: revokeStuck } = bastion.revocable({
      async *rows() {
        yield new Promise(() => undefined);
      },
    });
    const step = stuck.rows().next();
    revokeStuck('the trial is over');
    await expect(step).rejects.toMatchObject(revoked);
  });

  test('a name that is not exposed stays refused, and a method that appears later is dead', () => {
    const target: Anything = { ping: () => 1 };
    const { bastion: late, revoke: revokeLate } = bastion.revocable(target);
    target.later = () => 2;
    const { later } = late;
    revokeLate('the trial is over');
    expect(thrownBy(() => late.later())).toMatchObject(revoked);
    expect(thrownBy(() => later.call(late))).toMatchObject(revoked);
    expect(thrownBy(() => late.other)).toMatchObject({ code: 'ERR_ATTRIBUTE' });
  });
});

describe('what a host has kept of a guest is dead', () => {
  const give = () => {
    let ran = 0;
    const run = () => {
      ran += 1;
      return 'guest';
    };
    guest.keep('callback', run);
    guest.keep('record', { name: 'plugin', run });
    guest.keep(
      'object',
      new (class Plugin {
        run() {
          return run();
        }
      })(),
    );
    guest.keep(
      'Class',
      class {
        constructor() {
          run();
        }
      },
    );
    guest.keep(
      'values',
      (function* () {
        for (;;) yield run();
      })(),
    );
    guest.keep(
      'later',
      (async function* () {
        for (;;) yield run();
      })(),
    );
    guest.keep('pending', new Promise(() => undefined));
    guest.keep('then', Promise.resolve(run));
    return () => ran;
  };

  test('callbacks, records’ functions, objects, classes and iterators: none of the guest’s code runs', async () => {
    const ran = give();
    const { kept } = host;
    kept.values.next();
    await kept.later.next();
    const before = ran();
    end();
    for (const use of [
      () => kept.callback(),
      () => kept.record.run(),
      () => kept.object.run(),
      () => new kept.Class(),
      () => kept.values.next(),
      () => kept.values.return(),
    ]) {
      expect(thrownBy(use)).toBeInstanceOf(RevokedError);
      expect(thrownBy(use)).toMatchObject(revoked);
    }
    await expect(kept.later.next()).rejects.toMatchObject(revoked);
    expect(kept.record.name).toBe('plugin');
    expect(ran()).toBe(before);
  });

  test('a promise that settles afterwards is not looked at: no trap of what it gives runs', async () => {
    const ran: unknown[] = [];
    const note = (trap: string) => () => ran.push(trap);
    let settle: (value: unknown) => void = () => undefined;
    guest.keep('late', new Promise((resolve) => (settle = resolve)));
    end();
    settle([new Proxy({}, { getPrototypeOf: note('prototype') as never, ownKeys: note('keys') as never })]);
    await expect(host.kept.late).rejects.toMatchObject(revoked);
    expect(ran).toStrictEqual([]);
  });

  test('promises: pending ones reject at once, with the host’s own error', async () => {
    give();
    const { kept } = host;
    end();
    await expect(kept.pending).rejects.toBeInstanceOf(RevokedError);
    await expect(kept.pending).rejects.not.toHaveProperty('guest');
  });
});
