// The end of a cell is the end of all that is in it, in whatever moment it comes.
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CellEndedError, RExec } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';

const soon = async (): Promise<void> => {
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
};

describe('what was waiting is told', () => {
  test('a program that never gets to its end', async () => {
    const rex = new RExec();
    const running = rex.rExecAsync('await new Promise(() => {})');
    rex.end();
    await expect(running).rejects.toThrow(CellEndedError);
  });

  test('an import that waits for its text', async () => {
    const rex = new RExec({ hooks: { read: () => new Promise(() => {}) } });
    const importing = rex.rImport('./never.js');
    await soon();
    rex.end();
    await expect(importing).rejects.toThrow(CellEndedError);
  });

  test('an import whose module never gets to its end', async () => {
    const rex = new RExec({ hooks: { read: () => 'await new Promise(() => {})' } });
    const importing = rex.rImport('./never.js');
    await soon();
    rex.end();
    await expect(importing).rejects.toThrow(CellEndedError);
  });

  test('a promise of the guest that the host holds', async () => {
    const rex = new RExec();
    const waiting = rex.rEval('new Promise(() => {})') as Promise<unknown>;
    const called = (rex.rEval('async () => { await new Promise(() => {}); }') as () => Promise<unknown>)();
    rex.end();
    await expect(waiting).rejects.toThrow(CellEndedError);
    await expect(called).rejects.toThrow(CellEndedError);
  });

  test("what a guest's child was doing for the guest", async () => {
    const rex = new RExec({ limits: { cells: 1, depth: 1 } });
    rex.rExec(`
      const codes = [];
      const inner = new RExec();
      const later = inner.rEval('new Promise(() => {})');
      for (const each of [inner.rExecAsync('await new Promise(() => {})'), later]) {
        each.catch(({ name, code }) => codes.push(name + ' ' + code));
      }
      inner.end();
    `);
    await soon();
    expect(rex.rEval('codes')).toEqual(['CellEndedError ERR_CELL_ENDED', 'CellEndedError ERR_CELL_ENDED']);
  });

  test("an import of a guest's child, by hooks of that guest, when the whole tree ends", async () => {
    const rex = new RExec({ limits: { cells: 1, depth: 1 } });
    rex.rExec(`
      let supply;
      const inner = new RExec({ hooks: { read: () => new Promise((resolve) => { supply = resolve; }) } });
      const importing = inner.rImport('./late.js');
    `);
    const importing = rex.rEval('importing') as Promise<unknown>;
    const supply = rex.rEval('(text) => supply(text)') as (text: string) => void;
    await soon();
    rex.end();
    await expect(importing).rejects.toThrow(CellEndedError);
    expect(() => {
      supply('export const late = 1;');
    }).toThrow(CellEndedError);
  });

  test('what a guest waits for of its host', async () => {
    const heard: unknown[] = [];
    let settle!: (value: string) => void;
    const rex = new RExec({
      endowments: {
        answer: () =>
          new Promise((resolve) => {
            settle = resolve;
          }),
        say: (word: unknown) => {
          heard.push(word);
        },
      },
    });
    const running = rex.rExecAsync('say(await answer())');
    rex.end();
    settle('too late');
    await expect(running).rejects.toThrow(CellEndedError);
    await soon();
    expect(heard).toEqual([]);
  });

  test('the innermost first, and the last made of siblings', async () => {
    const rex = new RExec();
    const one = rex.nest();
    const two = rex.nest();
    const inOne = one.nest();
    const order: string[] = [];
    const cells = { rex, one, two, inOne };
    for (const [name, cell] of Object.entries(cells)) {
      cell.rExecAsync('await new Promise(() => {})').catch(() => order.push(name));
    }
    rex.end();
    await soon();
    expect(order).toEqual(['two', 'inOne', 'one', 'rex']);
  });
});

describe('a guest that has its own cell ended', () => {
  test('in the middle of a call gets nothing more out, and the host is told', () => {
    const heard: string[] = [];
    const rex = new RExec({
      endowments: {
        stop: () => rex.end(),
        say: (word: string) => {
          heard.push(word);
        },
      },
    });
    expect(() => rex.rEval('(say("before"), (() => { try { stop() } catch {} })(), say("after"), 42)')).toThrow(
      CellEndedError,
    );
    expect(heard).toEqual(['before']);
  });

  test('in a callback that the host runs', () => {
    const rex = new RExec({ endowments: { stop: () => rex.end() } });
    const call = rex.rEval('() => { stop(); return "out"; }') as () => string;
    // The call that was on its way has come to its end; there is no other.
    expect(call()).toBe('out');
    expect(() => call()).toThrow(CellEndedError);
  });

  test('while a module of it is run', async () => {
    const rex: RExec<{ stop: () => void }> = new RExec({
      hooks: { read: () => 'stop(); export const secret = 1;' },
      endowments: { stop: () => rex.end() },
    });
    await expect(rex.rImport('./a.js')).rejects.toThrow(CellEndedError);
  });

  test('while it makes a cell: there is none', () => {
    const rex: RExec<{ stop: () => void }> = new RExec({
      limits: { cells: 5, depth: 5 },
      endowments: { stop: () => rex.end() },
    });
    expect(() =>
      rex.rEval(`(() => {
        const trap = new Proxy({}, { getPrototypeOf() { stop(); return null; }, ownKeys() { stop(); return []; } });
        return new RExec({ endowments: { trap } });
      })()`),
    ).toThrow(CellEndedError);
    expect(rex.usage().within).toEqual([]);
  });

  test('that its own child had ended, by a call to it', () => {
    const rex = new RExec({ limits: { cells: 2, depth: 2 } });
    rex.rExec(`
      const said = [];
      const inner = new RExec({ endowments: { stop: () => inner.end(), say: (word) => said.push(word) } });
      let code;
      try { inner.rExec('say(1); try { stop() } catch {} say(2)'); } catch (error) { code = error.code; }
    `);
    expect(rex.rEval('[said, code]')).toEqual([[1], 'ERR_CELL_ENDED']);
  });
});

test.runIf(process.platform === 'linux')('files that the whole subtree had open are closed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'end-'));
  writeFileSync(join(home, 'a.txt'), 'text');
  const open = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(home);
      } catch {
        return false;
      }
    }).length;
  const lines = { okPath: [home], okBuiltinModules: ['node:fs'], okPosixNames: ['openSync'] };
  const rex = new RExec({ ...lines, limits: { cells: 1, depth: 1 } });
  const opening = `const { openSync } = await import('node:fs'); openSync(${JSON.stringify(join(home, 'a.txt'))});`;
  await rex.rExecAsync(`
    ${opening}
    const inner = new RExec(${JSON.stringify({ ...lines, okPath: ['./'] })});
    await inner.rExecAsync(${JSON.stringify(opening)});
  `);
  const file = rex.nest({ okPath: [home] }).rOpen(join(home, 'a.txt'));
  expect(open()).toBe(3);
  rex.end();
  expect(open()).toBe(0);
  expect(() => file.read()).toThrow(expect.objectContaining({ code: 'EBADF' }));
  rmSync(home, { recursive: true });
});

test('timers of the whole subtree are gone', async () => {
  const heard: string[] = [];
  const rex = new RExec({
    limits: { cells: 1, depth: 1 },
    endowments: {
      say: (word: string) => {
        heard.push(word);
      },
    },
  });
  rex.rExec(`
    setTimeout(() => say('outer'), 1);
    const inner = new RExec({ endowments: { say } });
    inner.rExec('setTimeout(() => say("inner"), 1); setInterval(() => say("again"), 1)');
  `);
  rex.end();
  await soon();
  expect(heard).toEqual([]);
});

test('what was endowed to it, and what came out of it, is dead for everybody', () => {
  const rex = new RExec({ limits: { cells: 1, depth: 1 } });
  rex.rExec(`
    class Store { get() { return 'kept'; } }
    const inner = new RExec({ endowments: { store: new Store() } });
    const out = inner.rEval('({ get: () => store.get(), raw: () => 1 })');
    const before = out.get();
    inner.end();
    const codes = [];
    for (const run of [() => out.get(), () => out.raw(), () => inner.rEval('1'), () => inner.nest(), () => inner.compile('1') && inner.rExec('1')]) {
      try { codes.push(run()); } catch ({ code }) { codes.push(code); }
    }
  `);
  expect(rex.rEval('before')).toBe('kept');
  expect(rex.rEval('codes')).toEqual(Array.from({ length: 5 }, () => 'ERR_CELL_ENDED'));
});

test("a host's stream that fails at the end does not keep a cell alive", () => {
  const rex = new RExec({ name: 'loud' });
  const inner = rex.nest({ name: 'quiet' });
  const write = process.stdout.write.bind(process.stdout);
  const pending = rex.rEval('() => 1') as () => number;
  process.stdout.write = () => {
    throw new Error('the pipe is broken');
  };
  let failure: unknown;
  try {
    rex.rExec('(() => { try { console.log("no end"); } catch {} })()');
    rex.end();
  } catch (error) {
    failure = error;
  } finally {
    process.stdout.write = write;
  }
  expect(() => inner.rEval('1')).toThrow(CellEndedError);
  expect(() => pending()).toThrow(CellEndedError);
  expect(failure === undefined || failure instanceof Error).toBe(true);
});

test('a second end does nothing', () => {
  const rex = new RExec();
  rex.end();
  rex.end();
  expect(() => rex.rEval('1')).toThrow(CellEndedError);
});
