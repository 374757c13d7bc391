/** A host that may not outlive its thread: in a process of its own. */
import { spawnSync } from 'node:child_process';
import type { PolicyInput } from '../../src/policy/index.js';
import type { CellProgram } from '../../src/wall/process/program.js';

/** A built module, as a literal. */
const url = (path: string): string => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** A host in a process of its own, that says what it was told of its thread, and whether that goes on, and kills itself. */
export const hostOf = (
  program: CellProgram,
  limits: PolicyInput['limits'],
  before: string,
  source: string,
): { stdout: string; stderr: string; signal: string | null } => {
  const script = `
    import { CellThread } from ${url('wall/thread/cell-thread.js')};
    import { Ledger } from ${url('policy/ledger.js')};
    import { policyOf, presetLimits } from ${url('policy/index.js')};
    const policy = policyOf({ limits: { ...presetLimits('thread'), ...${JSON.stringify(limits)} } });
    const thread = await CellThread.start({ policy, program: ${JSON.stringify(program)} });
    const ready = new Promise((resolve) => thread.worker.once('message', resolve));
    thread.worker.postMessage({ id: 1, how: 'rExec', source: ${JSON.stringify(before)} });
    await ready;
    thread.occupy({ cell: 'guest', ledger: new Ledger('guest', policy, undefined) });
    thread.worker.postMessage({ id: 2, how: 'rExec', source: ${JSON.stringify(source)} });
    const { limit } = await thread.stopped;
    setTimeout(() => {
      console.log(limit, thread.isStuck);
      process.kill(process.pid, 'SIGKILL');
    }, 300);`;
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  return { stdout, stderr, signal };
};
