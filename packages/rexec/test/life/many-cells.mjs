// Makes and ends cells, some with timers, output, `process`, modules and nested cells, and says how the heap grew.
import '@padded-cell/rexec/lockdown';
import { RExec } from '@padded-cell/rexec';

const [, , count] = process.argv;
const sink = { write: () => true };
const console = () => undefined;

const uses = [
  (rex) => rex.rEval('6 * 7'),
  (rex) =>
    rex.rExec('let n = 0; setTimeout(() => { n += 1 }, 1e6); setInterval(() => {}, 1e6); queueMicrotask(() => {})'),
  (rex) => rex.rExec("console.log('a', { b: [1] }); console.error('c')"),
  (rex) => rex.rExec('const kept = []; keep((x) => kept.push(x)); class A { #a = 1 }'),
  (rex) => rex.nest({ endowments: ['keep'] }).rExec('keep({}); setTimeout(() => {}, 1e6)'),
  (rex) => {
    rex.addModule('made').value = [1];
    rex.addModule('__builtins__').twice = (x) => 2 * x;
    return rex.rExecAsync("const { value } = await import('made'); twice(value[0])");
  },
  (rex) => rex.sExecAsync("await null; process.stdout.write('x'); process.env.A = 'a'", { stdout: sink }),
  (rex) => rex.rExecAsync("const { join } = await import('node:path'); join('a', 'b')"),
  // Never done.
  (rex) => void rex.rExecAsync('await new Promise(() => {})').catch(() => undefined),
];

const heavy = new Set([uses[6], uses[7]]);

const ended = [];

const live = async (index) => {
  // A cell with modules takes milliseconds: one in fifty.
  const wanted = uses[index % uses.length];
  const use = heavy.has(wanted) && index % 50 !== 0 ? uses[0] : wanted;
  const rex = new RExec({
    okSysNames: ['env', 'stdout'],
    okBuiltinModules: ['node:path'],
    limits: { cells: 2, depth: 2 },
    endowments: { keep: () => 1 },
    console,
    stdio: { stdout: sink, stderr: sink },
  });
  await use(rex);
  rex.end();
  if (index % 10 === 0) ended.push(new WeakRef(rex));
};

const heap = async () => {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
};

let made = 0;
const rounds = async (many) => {
  for (const end = made + many; made < end; made += 1) await live(made);
  return heap();
};

// Until what the engine makes of the code itself is made.
await rounds(5000);
const before = await rounds(0);
const after = await rounds(Number(count));
const kept = ended.filter((each) => each.deref() !== undefined).length;
const timers = process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
process.stdout.write(JSON.stringify({ grown: after - before, kept, timers }));
