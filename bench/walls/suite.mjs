/**
 * The benchmarks of walls. What can be compared by ratio is in one process: processes with each other and with a bare
 * thread, threads with each other. The host is not locked down. isolated-vm has a process of its own, for it
 * needs a flag under which threads start more slowly.
 */
import { reach } from './reach.mjs';
import { works as calls } from './work/calls.mjs';
import { memoryOf } from './work/memory.mjs';
import { pooled as pooledStarts, works as starts } from './work/starts.mjs';
import { pooled as pooledThroughput, throughputOf } from './work/throughput.mjs';
import { works as values } from './work/values.mjs';

/** @param {Promise<any>} loaded @param {string} [name] */
const opener = async (loaded, name = 'open') => ({ open: (await loaded)[name] });

const subjects = {
  'bare process': () => opener(import('./subjects/bare.mjs'), 'process'),
  'bare thread': () => opener(import('./subjects/bare.mjs'), 'thread'),
  process: () => opener(import('./subjects/rexec.mjs'), 'process'),
  thread: () => opener(import('./subjects/rexec.mjs'), 'thread'),
  'comlink, IPC': () => opener(import('./subjects/comlink.mjs'), 'process'),
  'comlink, Worker': () => opener(import('./subjects/comlink.mjs'), 'thread'),
  'capnweb, IPC': () => opener(import('./subjects/capnweb.mjs'), 'process'),
  'capnweb, Worker': () => opener(import('./subjects/capnweb.mjs'), 'thread'),
  'captp, IPC': () => opener(import('./subjects/captp.mjs'), 'process'),
  'captp, Worker': () => opener(import('./subjects/captp.mjs'), 'thread'),
  'isolated-vm': () => opener(import('./subjects/isolated-vm.mjs')),
  'quickjs-emscripten': () => opener(import('./subjects/quickjs.mjs')),
};

const pooled = [...pooledStarts, ...pooledThroughput];

/** @param {readonly string[]} lives Those of which many are started, and many live at a time. */
const worksOf = (lives) => [
  ...starts,
  ...calls,
  ...values,
  ...throughputOf(lives),
  // That of quickjs-emscripten is WebAssembly's, reserved once for all of its guests: it would be none.
  ...memoryOf(lives.filter((name) => name !== 'quickjs-emscripten')),
];

export const suite = {
  name: 'walls',
  floor: 'bare process',
  own: ['bare process', 'bare thread', 'process', 'thread'],
  subjects,
  pollute: () => {
    // Each guest starts from nothing.
  },
  reach,
  processes: [
    {
      name: 'processes',
      subjects: ['bare process', 'process', 'comlink, IPC', 'capnweb, IPC', 'captp, IPC', 'bare thread'],
      works: [...worksOf(['bare process', 'process']), ...pooled],
    },
    {
      name: 'threads',
      floor: 'bare thread',
      subjects: ['bare thread', 'thread', 'comlink, Worker', 'capnweb, Worker', 'captp, Worker', 'quickjs-emscripten'],
      works: [...worksOf(['bare thread', 'thread', 'quickjs-emscripten']), ...pooled],
    },
    {
      name: 'isolates',
      floor: 'isolated-vm',
      subjects: ['isolated-vm', 'process'],
      execArgv: ['--no-node-snapshot'],
      works: worksOf(['isolated-vm']),
    },
  ],
};
