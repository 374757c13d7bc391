/** What a hostile guest does to a machine, each with what ends it behind the wall of a process. */
import type { PolicyInput } from '../../src/policy/index.js';

/** One bomb. */
export interface Bomb {
  readonly name: string;
  /** `escaped`: by a guest that has got out of its compartment, where such things are in reach. */
  readonly how: 'escaped' | 'rExec';
  readonly source: string;
  readonly limits?: PolicyInput['limits'];
  readonly input?: PolicyInput;
  /** The limit that ends it; where either of two may be reached first, both. */
  readonly ends: readonly ('cpuMs' | 'memoryMb' | 'outputBytes' | 'wallMs')[];
}

const cpu = { limits: { cpuMs: 300, memoryMb: 300 }, ends: ['cpuMs'] } as const;
const memory = { limits: { cpuMs: 20_000, memoryMb: 150 }, ends: ['memoryMb'] } as const;
const either = { limits: { cpuMs: 300, memoryMb: 150 }, ends: ['cpuMs', 'memoryMb'] } as const;

/** All of them. */
export const bombs: readonly Bomb[] = [
  { name: 'a loop', how: 'rExec', source: 'for (;;);', ...cpu },
  {
    name: 'a loop that catches everything',
    how: 'rExec',
    source: 'for (;;) { try { (function deeper() { deeper(); })(); } catch {} }',
    ...cpu,
  },
  { name: 'a regular expression', how: 'rExec', source: `/(?:a+)+$/.test('a'.repeat(64) + 'b')`, ...cpu },
  {
    name: 'a flood of microtasks',
    how: 'rExec',
    source: 'const again = () => Promise.resolve().then(again); again();',
    ...cpu,
  },
  {
    name: 'a flood of timers',
    how: 'rExec',
    source: 'const again = () => { setTimeout(again); setTimeout(again); }; again();',
    ...either,
  },
  { name: 'a BigInt', how: 'rExec', source: 'let big = 3n; for (;;) big *= big;', ...cpu },
  {
    name: 'giant strings',
    how: 'rExec',
    source: `const all = []; for (;;) { const text = 'ab'.repeat(2 ** 20) + all.length; JSON.stringify(text); all.push(text); }`,
    ...memory,
  },
  { name: 'objects', how: 'rExec', source: 'const all = []; for (;;) all.push({ a: {}, b: [] });', ...memory },
  {
    name: 'a Map that grows',
    how: 'rExec',
    source: 'const map = new Map(); for (let i = 0; ; i++) map.set(i, i);',
    ...memory,
  },
  {
    name: 'an array filled at once',
    how: 'rExec',
    source: 'const all = []; for (;;) all.push(new Array(2 ** 23).fill(1.5));',
    ...memory,
  },
  {
    name: 'ArrayBuffers',
    how: 'rExec',
    source: 'const all = []; for (;;) all.push(new Uint8Array(2 ** 22).fill(1));',
    ...memory,
  },
  {
    name: 'one buffer larger than all memory it has',
    how: 'rExec',
    source: 'const all = new Uint8Array(2 ** 28).fill(1);',
    ...memory,
  },
  {
    name: 'memory of WebAssembly',
    how: 'escaped',
    source: `const all = []; for (;;) { const { buffer } = new WebAssembly.Memory({ initial: 64 }); new Uint8Array(buffer).fill(1); all.push(buffer); }`,
    input: { okFileTypes: ['wasm'] },
    ...memory,
  },
  {
    name: 'a search that never yields',
    how: 'rExec',
    source: 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);',
    ...cpu,
  },
  {
    name: 'a huge sort',
    how: 'rExec',
    source:
      'const all = new Float64Array(2 ** 23); for (let i = 0; i < all.length; i++) all[i] = (i * 2654435761) % 4294967296; all.sort();',
    ...cpu,
  },
  {
    name: 'normalize',
    how: 'rExec',
    source: String.raw`('a' + '\u0300\u0316'.repeat(2 ** 19)).normalize('NFD');`,
    ...cpu,
  },
  { name: 'JSON.parse', how: 'rExec', source: `JSON.parse('[' + '[1],'.repeat(2 ** 23) + '1]');`, ...either },
  {
    name: 'a flood of output',
    how: 'escaped',
    source: `for (const text = 'x'.repeat(2 ** 16); ; ) try { require('fs').writeSync(1, text); } catch {}`,
    limits: { outputBytes: 2 ** 20 },
    ends: ['outputBytes'],
  },
  {
    name: 'Atomics.wait',
    how: 'escaped',
    source: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
    limits: { wallMs: 400 },
    ends: ['wallMs'],
  },
  {
    name: 'waiting for ever',
    how: 'rExec',
    source: 'setInterval(() => {}, 1000);',
    limits: { wallMs: 400 },
    ends: ['wallMs'],
  },
];

/** What ends a process by itself, each the source of a guest that has got out of its compartment. */
export const crashes: Readonly<Record<string, string>> = {
  'an abort of the engine': 'process.abort();',
  'a fault of memory': `process.kill(process.pid, 'SIGSEGV');`,
  'a kill': `process.kill(process.pid, 'SIGKILL');`,
  'an exit': 'process.reallyExit(0);',
};
