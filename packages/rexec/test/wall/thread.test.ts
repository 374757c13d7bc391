import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { CellCrashedError, CellEndedError } from '../../src/errors/index.js';
import { LimitError, type PolicyInput } from '../../src/policy/index.js';
import { Ledger } from '../../src/policy/ledger.js';
import { CellThread } from '../../src/wall/thread/cell-thread.js';
import { cells, policyWith } from './cells.js';
import { hostOf } from './thread-host.js';

const { program } = cells();

const started: CellThread[] = [];

afterEach(async () => {
  for (const thread of started.splice(0)) {
    thread.end();
    await thread.ended;
  }
});

interface Guest {
  readonly thread: CellThread;
  ask(how: string, source: string): Promise<unknown>;
}

const guestWith = async (limits: PolicyInput['limits'] = {}, input: PolicyInput = {}): Promise<Guest> => {
  const policy = policyWith(limits, input);
  const thread = await CellThread.start({ policy, program: program() });
  started.push(thread);
  thread.occupy({ cell: 'guest', ledger: new Ledger('guest', policy, undefined) });
  return {
    thread,
    ask: async (how, source) => {
      const answered = new Promise((resolve) => {
        thread.worker.once('message', resolve);
      });
      thread.wake();
      thread.worker.postMessage({ id: 1, how, source });
      const answer = await Promise.race([answered, thread.stopped]);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
};

test('a cell runs in a thread of its own', async () => {
  const guest = await guestWith();
  expect(await guest.ask('rEval', '[1, 2].map((each) => each * 2)')).toEqual({ id: 1, value: [2, 4] });
  expect(await guest.ask('escaped', 'return Object.keys(process.env)')).toEqual({ id: 1, value: [] });
  expect(await guest.ask('escaped', `return 'process' in globalThis`)).toEqual({ id: 1, value: false });
});

describe('what a thread ends', () => {
  test.each([
    ['a loop', 'rExec', 'for (;;);', { cpuMs: 200 }, 'cpuMs'],
    ['a regular expression', 'rExec', `/(?:a+)+$/.test('a'.repeat(64) + 'b')`, { cpuMs: 200 }, 'cpuMs'],
    ['a flood of microtasks', 'rExec', 'const f = () => Promise.resolve().then(f); f()', { cpuMs: 200 }, 'cpuMs'],
    [
      'endless recursion that catches everything',
      'rExec',
      'for (;;) { try { (function deeper() { deeper(); })(); } catch {} }',
      { cpuMs: 200 },
      'cpuMs',
    ],
    [
      'a flood of timers',
      'rExec',
      'const again = () => { setTimeout(again); }; for (let n = 0; n < 2000; n++) again();',
      { cpuMs: 200 },
      'cpuMs',
    ],
    ['a BigInt', 'rExec', 'let big = 3n; for (let n = 0; ; n++) { big *= 3n; }', { cpuMs: 200 }, 'cpuMs'],
    ['a loop, by its time', 'rExec', 'for (;;);', { cpuMs: 'unlimited', wallMs: 300 }, 'wallMs'],
    [
      'waiting in Atomics.wait',
      'escaped',
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
      { wallMs: 300 },
      'wallMs',
    ],
    ['waiting for ever', 'rExec', 'setInterval(() => {}, 1000)', { wallMs: 300 }, 'wallMs'],
    [
      'objects',
      'rExec',
      'const all = []; for (;;) all.push({ a: {}, b: [] })',
      { memoryMb: 64, cpuMs: 20_000 },
      'memoryMb',
    ],
    [
      'a flood of output',
      'escaped',
      `const again = () => { process.stdout.write('x'.repeat(65536)); setImmediate(again); }; again();`,
      { outputBytes: 2 ** 20 },
      'outputBytes',
    ],
  ] as const)('%s', async (_name, how, source, limits, limit) => {
    const guest = await guestWith(limits);
    guest.ask(how, source).catch(() => undefined);
    const error = await guest.thread.ended;
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ limit, allowed: limits[limit as keyof typeof limits] });
    expect(guest.thread.isStuck).toBe(false);
  });

  test('itself, when the host says so', async () => {
    const guest = await guestWith();
    guest.ask('rExec', 'for (;;);').catch(() => undefined);
    await wait(50);
    guest.thread.end();
    expect(await guest.thread.ended).toBeInstanceOf(CellEndedError);
  });

  test('a crash, of which the host is told', async () => {
    const guest = await guestWith();
    guest.ask('escaped', 'setTimeout(() => { throw null; })').catch(() => undefined);
    expect(await guest.thread.ended).toBeInstanceOf(CellCrashedError);
  });
});

describe('what a thread does not end', () => {
  test('buffers: they are not counted', async () => {
    const guest = await guestWith({ memoryMb: 64 });
    const source = 'const all = []; for (let i = 0; i < 40; i++) all.push(new Uint8Array(2 ** 22).fill(1)); all.length';
    expect(await guest.ask('rEval', `(() => { ${source.replace('all.length', 'return all.length')} })()`)).toEqual({
      id: 1,
      value: 40,
    });
  });

  test('memory of WebAssembly: it is not counted', async () => {
    const guest = await guestWith({ memoryMb: 64 }, { okFileTypes: ['wasm'] });
    const source = `for (let n = 0; n < 40; n++) {
        const { buffer } = new WebAssembly.Memory({ initial: 64 });
        kept.push(new Uint8Array(buffer).fill(1));
      }
      return kept.length;`;
    expect(await guest.ask('escaped', source)).toEqual({ id: 1, value: 40 });
  });

  test.each([
    ['a search', 'cpuMs', '1', 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)'],
    ['a search, by its time', 'wallMs', '1', 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)'],
    [
      'a huge sort',
      'cpuMs',
      'const all = new Float64Array(2 ** 24); for (let i = 0; i < all.length; i++) all[i] = (i * 2654435761) % 4294967296',
      'all.sort()',
    ],
    ['normalize', 'cpuMs', String.raw`const text = 'a' + '\u0300\u0316'.repeat(2 ** 19)`, `text.normalize('NFD')`],
    ['JSON.parse', 'cpuMs', `const text = '[' + '[1],'.repeat(2 ** 23) + '1]'`, 'JSON.parse(text)'],
  ])('a built-in that never yields, %s: it goes on, and the host is told of %s', (_name, limit, before, source) => {
    const { stdout } = hostOf(program(), { [limit]: 100, memoryMb: 'unlimited' }, before, source);
    expect(stdout.trim()).toBe(`${limit} true`);
  });

  test.each([
    ['a large array, filled at once', 64, 'Array(2 ** 24).fill(1.5)'],
    ['a large array, copied', 256, 'let all = [1.5]; for (;;) all = [...all, ...all]'],
  ])('heap that runs out by %s: its host ends with it', (_name, memoryMb, source) => {
    const { stdout, stderr, signal } = hostOf(program(), { memoryMb, cpuMs: 20_000 }, '1', source);
    expect(stdout).toBe('');
    expect(stderr).toContain('JavaScript heap out of memory');
    expect(signal).not.toBeNull();
  });

  test('a crash of the engine: its host ends with it', () => {
    const { stdout, stderr, signal } = hostOf(program(), { cpuMs: 20_000 }, '1', `'x'.repeat(2 ** 28).split('')`);
    expect(stdout).toBe('');
    expect(stderr).toContain('Fatal JavaScript invalid size error');
    expect(signal).not.toBeNull();
  });
});

test('a thread is never used for a second cell', async () => {
  const { thread } = await guestWith();
  expect(() => thread.occupy({ cell: 'second', ledger: undefined as never })).toThrow(/never used for a second/u);
});

test('a limit that no thread starts under is refused, with what to do', async () => {
  await expect(CellThread.start({ policy: policyWith({ memoryMb: 8 }), program: program() })).rejects.toThrow(
    /limits\.memoryMb is 8.* does not start with less than 32; give it more/u,
  );
});
