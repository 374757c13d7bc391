// What a guest tries, and what it gets: nothing of the host's, nothing it can change for another, no way to hurt.
import { bastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { caught } from './caught.js';
import { absentNames, changes, globalAttacks, hostileResults, storeAttacks, traps } from './confinement.js';

const secret = 'the-secret-of-the-host';
(globalThis as Record<string, unknown>)['hostSecret'] = secret;

class Store {
  secret = secret;
  #notes = new Map([['a', 'note']]);
  read(name: string): string | undefined {
    return this.#notes.get(name);
  }
  fail(): never {
    throw Object.assign(new Error(`cannot read /srv/${secret}`), { path: `/srv/${secret}`, store: this });
  }
  each(call: (store: Store) => unknown): unknown {
    return call(this);
  }
}

describe('a guest does not reach', () => {
  test('what another cell has, by the accessors that their globals share; and leaves no mark on them', () => {
    const look = `(() => {
      const found = {};
      for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
        if (get === undefined) continue;
        const marks = [get, Object.getPrototypeOf(get)].filter((each) => {
          try { each.mark = 1; return true; } catch { return false; }
        });
        const given = [undefined, null, 1, {}, Object.create(globalThis), new Proxy(globalThis, {})].filter(
          (self) => Reflect.apply(get, self, []) !== undefined,
        );
        found[name] = [marks.length, given.length, Object.hasOwn(get, 'prototype'), Reflect.apply(get, globalThis, []) === globalThis[name]];
      }
      return found;
    })()`;
    const found = new RExec().rEval(look) as Record<string, unknown>;
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['console', 'setTimeout', 'URL']));
    for (const each of Object.values(found)) expect(each).toEqual([0, 0, false, true]);
  });

  test.each(absentNames)('%s, under this name', (name) => {
    const rex = new RExec();
    expect(rex.rEval(`typeof ${name}`)).toBe('undefined');
    expect(rex.rEval(`typeof globalThis[${JSON.stringify(name)}]`)).toBe('undefined');
    expect(caught(() => rex.rEval(name))).toMatchObject({ name: 'ReferenceError' });
  });

  test.each(globalAttacks)("the host's global, by %s", (source) => {
    const told = caught(() => new RExec().rEval(source));
    expect(JSON.stringify(told) ?? '').not.toContain(secret);
    expect(told).not.toBe(secret);
    expect(typeof told === 'string' ? told : '').not.toMatch(/file:|\.ts|node_modules/u);
  });

  test('the text that ran around its own, nor the functions that publish its declarations', () => {
    const rex = new RExec();
    rex.rExec(
      'let a = 1; function f() { return a; } class C {}; var found = [f, C].map((x) => x.caller === undefined);',
    );
    expect(caught(() => rex.rExec('var args = arguments'))).toMatchObject({ name: 'ReferenceError' });
    expect(caught(() => rex.rExec('var args = (() => arguments)()'))).toMatchObject({ name: 'ReferenceError' });
    expect(rex.rEval('typeof args')).toBe('undefined');
  });

  test('our functions in the accessors of its names, whatever `this` it is called with', () => {
    const rex = new RExec();
    rex.rExec('function self() { return this; } const Math = { self }; let n = 1;');
    const found = rex.rEval(`(() => {
      const texts = [];
      for (const holder of [globalThis, self(), later()]) {
        for (const [name, d] of Object.entries(Object.getOwnPropertyDescriptors(holder ?? {}))) {
          for (const f of [d.get, d.set]) if (f) texts.push(name + Function.prototype.toString.call(f));
        }
      }
      function later() { try { return nowhere(); } catch { return undefined; } }
      return texts.join();
    })()`) as string;
    expect(found).not.toMatch(/compartment|bindings|#|private/iu);
  });
});

describe('what a cell starts with cannot be changed', () => {
  test.each(changes)('%s', (source) => {
    const endowments = { store: bastion(new Store()), config: { list: [1, 2, 3], deep: { x: 1 } } };
    const [rex, sibling] = [new RExec({ endowments }), new RExec({ endowments })];
    expect(caught(() => rex.rExec(source))).toBeInstanceOf(Error);
    for (const cell of [rex, sibling]) {
      expect(
        cell.rEval(
          '[typeof Array, [].push(1), ({}).polluted, store.read("a"), store.mark, eval.mark, Function.mark, config]'.replace(
            'store.mark',
            '"mark" in Object.getOwnPropertyDescriptors(store)',
          ),
        ),
      ).toEqual(['function', 1, undefined, 'note', false, undefined, undefined, { list: [1, 2, 3], deep: { x: 1 } }]);
    }
    expect(endowments.config).toEqual({ list: [1, 2, 3], deep: { x: 1 } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test("siblings share no wrapper: a mark on one's is not seen by the other", () => {
    const endowments = { store: bastion(new Store()) };
    const [one, other] = [new RExec({ endowments }), new RExec({ endowments })];
    one.rExec('const marks = new WeakMap([[store, 1]])');
    other.rExec('const mine = store');
    const crossed = one.rEval('(x) => marks.has(x)') as (x: unknown) => boolean;
    expect(crossed(other.rEval('mine'))).toBe(true);
    expect(one.rEval('store')).toBe(other.rEval('store'));
  });
});

describe('an endowment gives what its filter accepts', () => {
  const rex = new RExec({ endowments: { store: bastion(new Store()) } });

  test.each(storeAttacks)('%s does not tell the secret', (source) => {
    const told = caught(() => rex.rEval(source));
    expect(JSON.stringify([told, String((told as Error | undefined)?.message)])).not.toContain(secret);
  });
});

describe('a hostile result does not hurt, hang or fool the host', () => {
  test.each(hostileResults)('%s', async (source) => {
    const rex = new RExec();
    const value = caught(() => rex.rEval(source));
    // Whatever it is, it can be looked at, printed and put in a message without running the guest.
    const { inspect } = await import('node:util');
    expect(typeof inspect(value, { showProxy: true, getters: true, depth: 3 })).toBe('string');
    const text = value instanceof Error ? `${value.name}${value.message}${value.stack ?? ''}` : '';
    expect(typeof text).toBe('string');
    // A Proxy's traps run when the membrane asks what it is; what they throw or answer changes nothing for the host.
    expect(rex.rEval('typeof ran')).toBe(source === traps ? 'number' : 'undefined');
  });

  test('a thenable is not run by await', async () => {
    const rex = new RExec();
    rex.rExec('var ran = false');
    const value = await Promise.race([
      (async () => caught(() => rex.rEval('({ then(resolve) { ran = true; resolve("fooled") } })')))(),
      new Promise((resolve) => {
        setTimeout(resolve, 200, 'hung');
      }),
    ]);
    expect(value).not.toBe('fooled');
    expect(value).not.toBe('hung');
    expect(rex.rEval('ran')).toBe(false);
  });

  test('a stack that overflows in the guest is a RangeError of the guest', () => {
    const rex = new RExec({ endowments: { store: bastion(new Store()) } });
    expect(caught(() => rex.rExec('function f() { return f() + 1 } f()'))).toMatchObject({
      name: 'RangeError',
      guest: true,
    });
    // At every depth of the stack that is left, what is called near the end of it still gives nothing away.
    const told = rex.rEval(`(() => {
      const told = new Set();
      let levels = 0;
      const down = () => {
        try { down(); } catch {}
        if (levels++ > 300) return;
        for (const run of [() => store.secret, () => (0, eval)('hostSecret'), () => new Function('return hostSecret')(), () => store.fail()]) {
          try { told.add(String(run())); } catch (e) { try { told.add(typeof e === 'object' ? String(e.message) : String(e)); } catch {} }
        }
      };
      try { down(); } catch {}
      return [...told].join('\\n');
    })()`);
    expect(told).not.toContain(secret);
    expect(told).not.toMatch(/node_modules|file:/u);
    expect(rex.rEval('1 + 1')).toBe(2);
  });

  test('a source too deep to read is an error, and not the end', () => {
    const rex = new RExec();
    expect(caught(() => rex.rEval(`${'['.repeat(1e5)}${']'.repeat(1e5)}`))).toMatchObject({ guest: true });
    expect(caught(() => rex.rEval(`(0, eval)("${'('.repeat(1e5)}")`))).toMatchObject({ guest: true });
    expect(rex.rEval('1')).toBe(1);
  });
});

describe('after the end of a cell', () => {
  test('nothing runs in it, and what it was given and gave is dead', async () => {
    const calls: string[] = [];
    class Log {
      write(line: string): void {
        calls.push(line);
      }
    }
    const rex = new RExec({ name: 'plugin', endowments: { log: bastion(new Log()) } });
    rex.rExec('var kept = (line) => log.write(line)');
    const kept = rex.rEval('kept') as (line: string) => void;
    kept('before');
    const waiting = rex.rExecAsync('await null; log.write("late")');
    const inner = rex.nest({ endowments: ['log'] });
    rex.end();
    rex.end();
    expect(() => kept('after')).toThrow('has ended');
    for (const run of [
      () => rex.rEval('1'),
      () => rex.rExec('1'),
      () => inner.rEval('1'),
      () => rex.nest(),
      () => rex.compile('1') && rex.rExec('1'),
    ]) {
      expect(caught(run)).toMatchObject({ code: 'ERR_CELL_ENDED' });
    }
    await expect(rex.rImport('./x.js')).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_CELL_ENDED' });
    expect(calls).toEqual(['before']);
  });

  test('a guest that has its own cell ended in the middle of a call gives nothing more', () => {
    const host: { end?: () => void } = {};
    const rex = new RExec({ endowments: { stop: () => host.end?.() } });
    host.end = () => {
      rex.end();
    };
    expect(caught(() => rex.rEval('(stop(), 1)'))).toMatchObject({ code: 'ERR_CELL_ENDED' });
  });

  test('using ends it', () => {
    let kept: RExec;
    {
      using rex = new RExec();
      kept = rex;
      expect(rex.rEval('1')).toBe(1);
    }
    expect(caught(() => kept.rEval('1'))).toMatchObject({ code: 'ERR_CELL_ENDED' });
  });
});
