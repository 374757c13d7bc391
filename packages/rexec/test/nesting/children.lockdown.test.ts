// A child of a guest cannot get at its parent, nor at a sibling; and a guest not behind what its host gave it.
import { allow, bastion, isBastion } from '@padded-cell/bastion';
import { RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { holding, inGuest, Store } from './guest.js';

describe('a child cannot get at its parent', () => {
  const reach = `
    (() => {
      const found = [];
      const seen = new Set();
      const walk = (value, depth) => {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 6) return;
        seen.add(value);
        for (const key of [...Reflect.ownKeys(value), 'constructor', '__proto__', 'secret', 'prototype']) {
          let got;
          try { got = value[key]; } catch { continue; }
          if (got === 'the secret') found.push(String(key));
          walk(got, depth + 1);
        }
        try { walk(Object.getPrototypeOf(value), depth + 1); } catch {}
      };
      for (const each of [box, call, data, later, failing]) walk(each, 0);
      try { failing(); } catch (error) { walk(error, 0); }
      try { failing.call({}); } catch (error) { walk(error, 0); }
      return found;
    })()`;

  test('through what it is given, calls or catches', async () => {
    const text = `
      class Box { secret = 'the secret'; #hidden = 'the secret'; get() { return this; } }
      const box = new Box();
      const failing = () => { throw Object.assign(new Error('failed'), { secret: 'the secret', box, cause: { secret: 'the secret' } }); };
      const call = Object.assign(() => box, { secret: 'the secret' });
      const inner = new RExec({ endowments: { box, failing, call, later: Promise.resolve(box), data: { list: [box] } } });
      result = inner.rEval(\`${reach.replaceAll('\\', '\\\\')}\`);
    `;
    expect(await inGuest(text)).toEqual([]);
  });

  test('by leaving a mark on what both can reach', async () => {
    const text = `
      const shared = { list: [] };
      const fn = () => 1;
      const inner = new RExec({ endowments: { shared, fn } });
      inner.rExec('try { shared.list.push("mark") } catch {} try { shared.mark = 1 } catch {} try { fn.mark = 1 } catch {} try { Object.getPrototypeOf(fn).mark = 1 } catch {} try { Array.prototype.mark = 1 } catch {}');
      result = [shared.list.length, 'mark' in shared, 'mark' in fn, 'mark' in []];
    `;
    expect(await inGuest(text)).toEqual([0, false, false, false]);
  });

  test('by what it returns, throws or rejects with: nothing of it is read, called or asked for text by accident', async () => {
    const text = `
      const ran = new Set();
      const inner = new RExec({ endowments: { note: (what) => ran.add(what) } });
      const each = [
        '({ get x() { note("getter"); return 1; } })',
        'new Proxy({}, { get(target, key) { note("get"); }, has() { note("has"); } })',
        'new Proxy(class {}, { get(target, key) { note("get"); }, apply() { note("apply"); }, construct() { note("construct"); } })',
        '({ toString() { note("toString"); return ""; }, toJSON() { note("toJSON"); }, then() { note("then"); } })',
        'new (class { toString() { note("toString"); return ""; } toJSON() { note("toJSON"); } then() { note("then"); } get message() { note("getter"); } })()',
      ];
      const use = async (got) => {
        for (const run of [() => String(got), () => JSON.stringify(got), () => got + 1]) { try { run(); } catch {} }
        try { await got; } catch {}
      };
      for (const text of each) {
        try { await use(inner.rEval(text)); } catch (error) { await use(error); }
        try { inner.rEval('(() => { throw ' + text + '; })()'); } catch (error) { await use(error); }
        try { await inner.rEval('Promise.reject(' + text + ')'); } catch (error) { await use(error); }
        try { await inner.rExecAsync('throw ' + text); } catch (error) { await use(error); }
      }
      result = [...ran];
    `;
    expect(await inGuest(text)).toEqual([]);
  });

  test('nor a sibling, by an object that both were given', async () => {
    const text = `
      class Shared { call() { return 1; } }
      const shared = new Shared();
      const [one, two] = [new RExec({ endowments: { shared } }), new RExec({ endowments: { shared } })];
      for (const mark of ['shared.call.mark = 1', 'shared.mark = 1', 'Object.getPrototypeOf(shared).mark = 1', 'Object.prototype.mark = 1']) {
        one.rExec('try { ' + mark + ' } catch {}');
      }
      result = two.rEval('["mark" in shared, shared.call.mark, shared.call()]');
    `;
    expect(await inGuest(text)).toEqual([false, undefined, 1]);
  });
});

describe('a guest cannot get behind what its host gave it', () => {
  test("by its own bastion(), narrow() or a membrane of a cell's: a bastion of the host's comes back as it went", async () => {
    const store = bastion(new Store(), allow('read'));
    const text = `
      const inner = new RExec({ endowments: { store } });
      const back = inner.rEval('store');
      const call = inner.rEval('(f) => f(store)');
      const wider = narrow(store, () => true);
      const whole = bastion(store, () => true);
      const outcomes = [];
      for (const each of [store, back, call((value) => value), wider, whole]) {
        try { outcomes.push(each.read()); } catch (error) { outcomes.push(error.name); }
        for (const name of ['write', 'secret', '_raw', 'constructor']) {
          try { outcomes.push(typeof each[name]); } catch (error) { outcomes.push(error.name); }
        }
      }
      result = [back === store, ...new Set(outcomes)];
    `;
    const result = (await inGuest(text, { store })) as unknown[];
    expect(result.slice(0, 2)).toEqual([true, 'read']);
    expect(result).not.toContain('function');
    expect(result).not.toContain('string');
  });

  test('by registering a filter for a class that both know', async () => {
    const text = `
      const { bastion } = await import('@padded-cell/bastion');
      try { bastion.register(Map, () => true); bastion.register(Object, () => true); } catch {}
      result = typeof bastion.register;
    `;
    expect(await inGuest(text)).toBe('function');
    class Vault {
      _raw(): string {
        return 'the secret';
      }
    }
    const rex = new RExec({ endowments: { vault: new Vault() } });
    expect(() => rex.rEval('vault._raw()')).toThrow("'_raw'");
  });

  test('and its bastions are no bastions of the host', async () => {
    const rex = holding();
    const made = rex.rEval('bastion({ get: () => 1 })');
    expect(isBastion(made)).toBe(true); // The host's own, of an object of the guest's.
    expect((made as { get: () => unknown }).get()).toBe(1);
  });
});
