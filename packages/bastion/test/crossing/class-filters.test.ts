/** What comes back is shown as its class is registered, or as the one bastion says, else by the default filter. */
import { allow } from '@padded-cell/bastion';
import { createMembrane } from '@padded-cell/bastion/membrane';
import { describe, expect, test } from 'vitest';
import { bastion, thrownBy, type Anything } from '../untyped.js';
import { downRoutes } from './routes.js';

const register = (bastion as unknown as { register: (Class: unknown, filter: unknown) => void }).register;

const fresh = () => {
  class Row {
    read() {
      return 'read';
    }
    write() {
      return 'written';
    }
    _private() {
      return 'private';
    }
  }
  class Special extends Row {
    extra() {
      return 'extra';
    }
  }
  return { Row, Special };
};

const shown = (guest: Anything): string[] =>
  ['read', 'write', '_private', 'extra'].filter((name) => {
    try {
      return typeof guest[name] === 'function';
    } catch {
      return false;
    }
  });

describe('bastion.register', () => {
  test.each(downRoutes)('shows instances through the filter wherever they cross: %s', async (_name, send) => {
    const { Row, Special } = fresh();
    register(Row, allow('read', '_private'));
    expect(shown((await send([new Row()])).value[0])).toStrictEqual(['read', '_private']);
    expect(shown((await send([new Special()])).value[0])).toStrictEqual(['read', '_private']);
  });

  test('the nearest class decides, and a later registration holds for what crosses after it', () => {
    const { Row, Special } = fresh();
    const { down } = createMembrane();
    const [row, special] = [new Row(), new Special()];
    expect(shown(down(row))).toStrictEqual(['read', 'write']);
    register(Row, allow('read'));
    register(Special, allow('extra'));
    expect(shown(down(row))).toStrictEqual(['read']);
    expect(shown(down(special))).toStrictEqual(['extra']);
  });

  test('holds where one is wrapped without a filter, and gives way to a filter', () => {
    const { Row } = fresh();
    register(Row, allow('read'));
    expect(shown(bastion(new Row()))).toStrictEqual(['read']);
    expect(shown(bastion(new Row(), allow('write')))).toStrictEqual(['write']);
  });

  test.each([undefined, null, 1, {}, () => 1])('%o is no class', (value) => {
    expect(thrownBy(() => register(value, allow()))).toBeInstanceOf(TypeError);
  });

  test('something that is no filter is refused', () => {
    expect(thrownBy(() => register(class {}, 'read'))).toBeInstanceOf(TypeError);
  });
});

describe('{ classes }', () => {
  test('holds for one bastion and all that comes through it, before what is registered', () => {
    const { Row, Special } = fresh();
    register(Row, allow('write'));
    const table = {
      row: () => new Row(),
      rows: () => [new Row(), new Special()],
      later: async () => new Row(),
      each: (callback: (row: unknown) => void) => callback(new Row()),
      table: () => table,
    };
    const guest = bastion(table, undefined, { classes: [[Row, allow('read')]] });
    expect(shown(guest.row())).toStrictEqual(['read']);
    expect(guest.rows().map(shown)).toStrictEqual([['read'], ['read']]);
    guest.each((row: Anything) => expect(shown(row)).toStrictEqual(['read']));
    expect(shown(guest.table().row())).toStrictEqual(['read']);
    expect(shown(bastion(table).row())).toStrictEqual(['write']);
    return guest.later().then((row: Anything) => expect(shown(row)).toStrictEqual(['read']));
  });

  test('does not widen what an explicit bastion shows', () => {
    const { Row } = fresh();
    const inner = bastion(new Row(), allow('read'));
    const guest = bastion({ inner: () => inner }, undefined, { classes: new Map([[Row, allow('read', 'write')]]) });
    expect(shown(guest.inner())).toStrictEqual(['read']);
  });

  test('does not say how a guest’s instances are shown to the host', () => {
    const { Row } = fresh();
    let got: Anything;
    const guest = bastion({ take: (value: unknown) => (got = value) }, undefined, { classes: [[Row, allow()]] });
    guest.take(new Row());
    expect(shown(got)).toStrictEqual(['read', 'write']);
  });
});
