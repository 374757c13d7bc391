/** ^C at the console: what runs is let go of, or ended where it does not listen. */
import { expect, test } from 'vitest';

// The built one: it starts a thread of the built worker.
const { CellThread } = (await import(
  new URL('../packages/cli/dist/repl/thread.js', import.meta.url).href
)) as typeof import('../packages/cli/src/repl/thread.js');

const settings = { lines: { okSysNames: [] }, trusted: [], isVerbose: false };

const started = async () => {
  const told = { output: '', deaths: [] as string[] };
  const listener = {
    output: (_: string, text: string) => {
      told.output += text;
    },
    exit: () => undefined,
    died: (why: string) => {
      told.deaths.push(why);
    },
  };
  return {
    told,
    thread: await CellThread.start({ settings, terminals: { stdout: true, stderr: true } }, listener, undefined),
  };
};

const soon = async (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('an await is let go of, and the cell lives on', async () => {
  const { told, thread } = await started();
  const outcome = thread.run('let kept = 5; await new Promise(() => {})');
  await soon(50);
  thread.interrupt();
  expect(await outcome).toEqual({ kind: 'interrupted' });
  expect(await thread.run('kept')).toEqual({ kind: 'done', text: '5' });
  await soon(300); // the time in which it would have been ended
  expect(await thread.run('kept + 1')).toEqual({ kind: 'done', text: '6' });
  expect(told.deaths).toEqual([]);
  thread.end();
});

test('a loop is ended with its cell', async () => {
  const { told, thread } = await started();
  const outcome = thread.run('while (true);');
  await soon(50);
  thread.interrupt();
  expect(await outcome).toEqual({ kind: 'ended' });
  expect(told.deaths).toEqual(['it was interrupted']);
});

test('names are completed without running getters, and not at all while a loop runs', async () => {
  const { thread } = await started();
  await thread.run('let point = { alpha: 1, get alter() { throw 1 }, alphabet: { deep: 1 } }; let ran = 0;');
  await thread.run('Object.defineProperty(globalThis, "trap", { get() { ran += 1; return { inside: 1 } } })');
  await thread.run(
    'let proxy = new Proxy({}, { ownKeys() { ran += 1; return [] }, getPrototypeOf() { ran += 1; return null } })',
  );
  expect(await thread.complete('poi')).toEqual({ names: ['point'], of: 'poi' });
  expect(await thread.complete('1 + point.al')).toEqual({ names: ['alpha', 'alphabet', 'alter'], of: 'al' });
  expect(await thread.complete('point?.alphabet.de')).toEqual({ names: ['deep'], of: 'de' });
  expect(await thread.complete('Math.sq')).toEqual({ names: ['sqrt'], of: 'sq' });
  for (const text of ['point.alter.', 'trap.in', 'proxy.', 'proxy.a', 'f().x', '"text".le']) {
    // oxlint-disable-next-line no-await-in-loop
    expect((await thread.complete(text)).names, text).toEqual([]);
  }
  expect(await thread.run('ran')).toEqual({ kind: 'done', text: '0' });
  void thread.run('while (true);');
  expect(await thread.complete('Ma')).toEqual({ names: [], of: '' });
  thread.end();
});

test('what a guest writes to a terminal cannot act on it', async () => {
  const { told, thread } = await started();
  await thread.run('console.log("\\u001b[2J"); ["\\u009b"]');
  expect(await thread.run('"\\u001b[2J"')).toEqual({ kind: 'done', text: String.raw`'\x1B[2J'` });
  expect(told.output).not.toContain('\u001b');
  thread.end();
});
