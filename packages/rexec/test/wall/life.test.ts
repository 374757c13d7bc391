/** The life of a cell's process: what is in its reach, how it ends, and that nothing of it is left. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CellCrashedError, CellEndedError } from '../../src/errors/index.js';
import { confinement } from '../../src/wall/process/confinement.js';
import { Answer, cells, endOf, isThere, policyWith } from './cells.js';

const { cell, start, compiled, program } = cells();

test('a cell runs in a process of its own', async () => {
  const guest = await cell();
  await guest.ask('rExec', 'const list = [1, 2, 3]');
  expect(await guest.ask('rEval', 'list.map((each) => each * 2)')).toEqual([2, 4, 6]);
  expect(await guest.ask('escaped', 'return process.pid')).toBe(guest.process.pid);
});

/** Where a descriptor of a process leads; `gone` where it has been closed since. */
const targetOf = (pid: number, fd: number): string => {
  try {
    return execFileSync('readlink', [`/proc/${pid}/fd/${fd}`], { encoding: 'utf8' }).trim();
  } catch {
    return 'gone';
  }
};

describe('a guest that got out of its compartment', () => {
  test('finds an empty environment and no directory', async () => {
    const guest = await cell();
    expect(await guest.ask('escaped', 'return Object.keys(process.env)')).toEqual([]);
    expect(readFileSync(`/proc/${guest.process.pid}/environ`, 'utf8')).toBe('');
    await expect(guest.ask('escaped', `return require('fs').readdirSync('.')`)).rejects.toThrow(Answer);
  });

  test('has no handle of the host: only its pipes', async () => {
    const guest = await cell();
    const pid = guest.process.pid ?? 0;
    const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(pid, Number(fd)));
    // Its pipes, and what the engine opens by itself.
    expect(targets.filter((target) => !/^(?:anon_inode:|pipe:|\/dev\/null$|gone$|socket:)/u.test(target))).toEqual([]);
  });

  test('can neither read nor write a file, nor start anything', async () => {
    const guest = await cell();
    for (const source of [
      `return require('fs').readFileSync('/etc/passwd', 'utf8')`,
      `return require('fs').readdirSync('/')`,
      `return require('fs').writeFileSync('/tmp/padded-cell-was-here', 'x')`,
      `return require('child_process').execSync('id').toString()`,
      `return new (require('worker_threads').Worker)('1', { eval: true }).threadId`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, in one process
      await expect(guest.ask('escaped', source)).rejects.toThrow(/restricted|denied|permission/iu);
    }
  });

  test('finds a global without the names of Node that a cell never needs', async () => {
    const guest = await cell();
    const names = ['process', 'require', 'fetch', 'WebSocket', 'WebAssembly', 'navigator'];
    expect(await guest.ask('escaped', `return ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual(
      [],
    );
  });

  test('has no network, where the system can take it away', async () => {
    const { hasNoNetwork } = await confinement();
    const guest = await cell();
    const interfaces = (await guest.ask('escaped', `return Object.keys(require('os').networkInterfaces())`)) as [];
    expect(hasNoNetwork ? interfaces : []).toEqual([]);
  });

  test('is held by the limits of the kernel too, where it can set them', async () => {
    const { hasKernelLimits } = await confinement();
    const guest = await cell({ cpuMs: 2000 });
    const limits = readFileSync(`/proc/${guest.process.pid}/limits`, 'utf8');
    const held = [/Max cpu time\s+7\s+7/u, /Max core file size\s+0\s+0/u, /Max file size\s+0\s+0/u];
    expect(held.every((limit) => limit.test(limits))).toBe(hasKernelLimits);
  });

  test('has no privileges to use or to gain', async () => {
    const { diesWithHost } = await confinement();
    const guest = await cell();
    const status = readFileSync(`/proc/${guest.process.pid}/status`, 'utf8');
    expect(/NoNewPrivs:\s+1/u.test(status)).toBe(diesWithHost);
    expect(/CapEff:\s+0000000000000000/u.test(status)).toBe(diesWithHost);
  });
});

describe('the end of a process', () => {
  test('is by a signal that it cannot refuse, whatever it is doing', async () => {
    const guest = await cell();
    guest.tell('escaped', `process.on('SIGTERM', () => {}); for (;;);`);
    await wait(100);
    guest.process.end();
    const { error } = await endOf(guest.process);
    expect(error).toBeInstanceOf(CellEndedError);
    expect(isThere(guest.process.pid ?? 0)).toBe(false);
  });

  test('is told once, by its first cause', async () => {
    const guest = await cell();
    guest.process.end();
    guest.process.end(new CellCrashedError('guest', { exitCode: 1, signal: null, output: '' }));
    expect(await guest.process.stopped).toBeInstanceOf(CellEndedError);
    expect(await guest.process.ended).toBeInstanceOf(CellEndedError);
  });

  test('that it makes itself is a crash, with what it wrote', async () => {
    const guest = await cell();
    guest.tell('escaped', `require('fs').writeSync(2, 'the last words'); process.exit(3)`);
    const { error } = await endOf(guest.process);
    expect(error).toBeInstanceOf(CellCrashedError);
    expect(error).toMatchObject({ code: 'ERR_CELL_CRASHED', exitCode: 3, signal: null, output: 'the last words' });
  });

  test('what it gives to the terminal is made fit for one line', async () => {
    const guest = await cell();
    guest.tell('escaped', String.raw`require('fs').writeSync(2, '\x1b[2J\nok'); process.exit(0)`);
    const { error } = await endOf(guest.process);
    expect((error as CellCrashedError).output).toBe(String.raw`\u{1b}[2J\u{a}ok`);
  });
});

describe('a process', () => {
  test('is never used for a second cell', async () => {
    const guest = await cell();
    expect(() => guest.process.occupy({ cell: 'second', ledger: undefined as never })).toThrow(
      /never used for a second/u,
    );
  });

  test('that does not get ready in time is ended, and says so', async () => {
    await expect(start(policyWith(), { readyWithinMs: 1 })).rejects.toMatchObject({
      code: 'ERR_CELL_CRASHED',
      output: expect.stringContaining('not ready within 1 ms') as string,
    });
  });

  test('whose program is missing says so', async () => {
    const nowhere = { launch: '/nowhere/launch.cjs', file: '/nowhere/program.js', readable: ['/nowhere'] };
    await expect(start(policyWith(), { program: nowhere })).rejects.toThrow(/ENOENT|crashed/u);
  });

  test('starts from the compiled form once there is one', async () => {
    const policy = policyWith({ memoryMb: 200 });
    const first = await start(policy);
    expect(first.isFromCompiled).toBe(false);
    await compiled().settled();
    const second = await start(policy);
    expect(second.isFromCompiled).toBe(true);
  });
});

/** A built module, as a literal. */
const url = (path: string): string => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** A host in a process of its own, with a cell in an endless loop. */
const hostWith = async (source: string): Promise<{ pid: number; host: ReturnType<typeof spawn> }> => {
  const script = `
    import { CellProcess } from ${url('wall/process/cell-process.js')};
    import { policyOf, presetLimits } from ${url('policy/index.js')};
    const policy = policyOf({ limits: { ...presetLimits('process'), memoryMb: 300 } });
    const cell = await CellProcess.start({ policy, program: ${JSON.stringify(program())} });
    cell.pipes.ordinary.write(JSON.stringify({ id: 1, how: 'escaped', source: 'for (;;);' }) + '\\n');
    console.log(cell.pid);
    ${source}`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, XDG_CACHE_HOME: '/nonexistent' },
  });
  const [line] = (await once(host.stdout, 'data')) as [Buffer];
  return { pid: Number(line.toString()), host };
};

/** Whether a process is gone within a second. */
const isGone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 100 && isThere(pid); tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- until it is
    await wait(10);
  }
  return !isThere(pid);
};

describe('no orphan is left', () => {
  test('of a host that is killed while its cell is in a loop', async () => {
    const { pid, host } = await hostWith('setInterval(() => {}, 1000)');
    expect(isThere(pid)).toBe(true);
    host.kill('SIGKILL');
    expect(await isGone(pid)).toBe(true);
  });

  test('of a host that ends by itself', async () => {
    const { pid, host } = await hostWith('process.exit(0)');
    await once(host, 'exit');
    expect(await isGone(pid)).toBe(true);
  });

  test('of a host that throws', async () => {
    const { pid, host } = await hostWith(`setTimeout(() => { throw new Error('the host fails'); }, 50)`);
    await once(host, 'exit');
    expect(await isGone(pid)).toBe(true);
  });
});
