// A cell within a cell has less, or there is none.
import { allow, bastion, deny } from '@padded-cell/bastion';
import { PrivilegeError, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

class Store {
  #notes = new Map<string, string>([['a', 'note']]);
  read(name: string): string | undefined {
    return this.#notes.get(name);
  }
  write(name: string, text: string): void {
    this.#notes.set(name, text);
  }
  _raw(): Map<string, string> {
    return this.#notes;
  }
}

const held = (): RExec<{ store: object; greeting: string }> =>
  new RExec({
    name: 'outer',
    okPath: ['/srv/plugins'],
    okBuiltinModules: ['node:path', 'node:url'],
    nokBuiltinNames: ['eval'],
    endowments: { store: bastion(new Store(), allow('read', 'write')), greeting: 'hello' },
  });

test('what is not asked for is not given; a restriction that is left out stays', () => {
  const inner = held().nest();
  expect(inner.policy).toMatchObject({ okPath: [], okBuiltinModules: [], endowments: [], nokBuiltinNames: ['eval'] });
  expect(inner.rEval('[typeof store, typeof greeting, typeof eval]')).toEqual(['undefined', 'undefined', 'undefined']);
});

test('endowments go along by name', () => {
  expect(
    held()
      .nest({ endowments: ['store', 'greeting'] })
      .rEval('[store.read("a"), greeting]'),
  ).toEqual(['note', 'hello']);
});

test('a filter narrows, and what the parent was not given no filter brings back', () => {
  const inner = held().nest({ endowments: { store: allow('read', '_raw') } });
  expect(inner.rEval('store.read("a")')).toBe('note');
  expect(() => inner.rExec('store.write("a", "overwritten")')).toThrow("'write'");
  expect(() => inner.rExec('store._raw()')).toThrow("'_raw'");
  const innermost = inner.nest({ endowments: { store: (name: string) => name === 'write' || name === 'read' } });
  expect(() => innermost.rExec('store.write("a", "overwritten")')).toThrow("'write'");
  expect(innermost.rEval('store.read("a")')).toBe('note');
});

test('an object that was endowed as it is, is narrowed from what a guest sees of it', () => {
  const rex = new RExec({ endowments: { store: new Store() } });
  const inner = rex.nest({ endowments: { store: deny('write') } });
  expect(inner.rEval('store.read("a")')).toBe('note');
  expect(() => inner.rExec('store.write("a", "x")')).toThrow("'write'");
  expect(() => inner.rExec('store._raw()')).toThrow("'_raw'");
});

describe('asking for more is a PrivilegeError that names every excess line', () => {
  test('each with what was asked and what is held', () => {
    const rex = held();
    let error: unknown;
    try {
      rex.nest({
        okPath: ['/srv/plugins/a', '/srv/plugins-evil', '/srv'],
        okBuiltinModules: ['node:events'],
        nokBuiltinNames: [],
        okHosts: ['example.com'],
        endowments: ['store', 'process'] as never,
      });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PrivilegeError);
    const { message, excess, code } = error as PrivilegeError;
    expect(code).toBe('ERR_PRIVILEGE');
    expect(new Set(excess.map(({ line }) => line))).toEqual(
      new Set(['okPath', 'okBuiltinModules', 'nokBuiltinNames', 'okHosts', 'endowments']),
    );
    expect(message).toContain("a cell within 'outer'");
    expect(message).toContain('"/srv/plugins"');
    expect(message).toContain('"node:events"');
    expect(message).toContain('"process"');
    expect(rex.rEval('greeting')).toBe('hello');
  });

  test('a request whose getters change their answer is read once', () => {
    let reads = 0;
    const request = {
      get okPath(): string[] {
        reads += 1;
        return reads === 1 ? ['/srv/plugins/a'] : ['/'];
      },
    };
    expect(held().nest(request).policy.okPath).toEqual(['/srv/plugins/a']);
  });

  test.each([
    [{ endowments: { store: 1 } }, /takes a filter/u],
    [{ endowments: 'store' }, /an array of names/u],
    [{ endowments: [1] }, /by name/u],
    [{ endowments: { greeting: allow('read') } }, /nothing that a filter could take away/u],
    [{ okPaths: [] }, /okPath/u],
  ])('%o is no request', (request, message) => {
    expect(() => held().nest(request as never)).toThrow(message);
  });
});

test('the policy of a class, of options, and of an instance', () => {
  class Plugin extends RExec {
    static override okBuiltinModules = ['node:path'];
    static override okPath = ['/srv/plugins'];
  }
  const rex = new Plugin({ okPath: ['/srv/other'] });
  expect(rex.policy).toMatchObject({ okPath: ['/srv/other'], okBuiltinModules: ['node:path'], okFileTypes: ['esm'] });
  Plugin.okBuiltinModules = ['node:events'];
  expect(rex.policy.okBuiltinModules).toEqual(['node:path']);
  expect(Object.isFrozen(rex.policy)).toBe(true);
  expect(() => Object.assign(rex, { policy: {} })).toThrow(TypeError);
});

test('a mistake in a policy is an error that says so', () => {
  expect(() => new RExec({ okBuiltinModules: ['node:urll'] })).toThrow(/node:url/u);
  expect(() => new RExec({ okpath: [] } as never)).toThrow(/okPath/u);
  expect(() => new RExec({ endowments: { eval: 1 } })).toThrow(/eval/u);
  expect(() => new RExec({ endowments: { 'not a name': 1 } })).toThrow(/not a name/u);
  expect(
    () =>
      new RExec({
        endowments: {
          get x() {
            return 1;
          },
        },
      }),
  ).toThrow(/getter/u);
});

test('a withheld global is not there, though what syntax reaches stays', () => {
  const rex = new RExec({ nokBuiltinNames: ['Date', 'Function', 'eval'] });
  expect(rex.rEval('[typeof Date, typeof Function, typeof eval, typeof Array]')).toEqual([
    'undefined',
    'undefined',
    'undefined',
    'function',
  ]);
});

test('ending a cell ends its subtree, not its parent', () => {
  const rex = held();
  const inner = rex.nest({ endowments: ['store'] });
  const innermost = inner.nest({ endowments: ['store'] });
  inner.end();
  expect(() => innermost.rEval('1')).toThrow(/has ended/u);
  expect(rex.rEval('store.read("a")')).toBe('note');
});

test('a subclass that sets one limit keeps the others', () => {
  class Few extends RExec {
    static override limits = { timers: 3 };
  }
  expect(new Few().policy.limits).toStrictEqual({ ...new RExec().policy.limits, timers: 3 });
});
