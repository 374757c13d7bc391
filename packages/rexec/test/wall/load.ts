/** Many short guests through a small pool of processes, one in ten hostile. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { CellProcess } from '../../src/wall/process/cell-process.js';
import { type Cells, heldMb } from './cells.js';
import { StartedPool } from './pool-started.js';

/** What hostile guests do, by turns, and what ends them: a limit of what they use, of what they write, or they themselves. */
const hostile: readonly (readonly [source: string, cause: string])[] = [
  ['for (;;);', 'used'],
  ['Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)', 'used'],
  ['const all = []; for (;;) all.push(new Uint8Array(2 ** 22).fill(1));', 'used'],
  ["for (const text = 'x'.repeat(4096); ; ) try { console.log(text); } catch {}", 'used'],
  ['for (let each = 0; ; each += 1) try { report(-1); } catch {}', 'used'],
  ['// escaped\nprocess.abort();', 'crash'],
  [
    "// escaped\nfor (const text = 'x'.repeat(2 ** 16); ; ) try { require('fs').writeSync(1, text); } catch {}",
    'outputBytes',
  ],
  [
    "// escaped\nfor (const bytes = Buffer.alloc(2 ** 16, 1); ; ) try { require('fs').writeSync(4, bytes); } catch {}",
    'protocol',
  ],
];

/** Whether a process is one of a test file's: of many, another may have the number of one that is gone. */
const isOf = (cells: Cells, pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cells.program().launch);
  } catch {
    return false;
  }
};

/** Runs so many guests, and asserts that each honest one had its answer, and that nothing is left. */
export const expectAllServed = async (cells: Cells, guests: number): Promise<void> => {
  const pids: number[] = [];
  const pool = new StartedPool(
    {
      wall: 'process',
      size: 4,
      mostWaiting: guests,
      waitMs: 3_600_000,
      progress: 'report',
      limits: { cpuMs: 200, memoryMb: 120, wallMs: 30_000, outputBytes: 2 ** 18 },
      console: () => undefined,
    },
    async (policy) => {
      const process = await CellProcess.start({ policy, program: cells.program(), compiled: cells.compiled() });
      pids.push(process.pid ?? 0);
      expect(isOf(cells, process.pid ?? 0)).toBe(true);
      return process;
    },
  );
  let early = 0;
  const reports: number[] = [];
  const run = async (guest: number): Promise<string> => {
    const [source] = guest % 10 === 9 ? (hostile[Math.floor(guest / 10) % hostile.length] ?? []) : [];
    try {
      const answer = await pool.run(
        async (cell) => {
          if (guest === Math.ceil(guests / 4)) early = heldMb();
          if (source !== undefined) return await cell.rExec(source);
          await cell.rExec(`const mine = ${guest} * 2 + 1; report(mine);`);
          return await cell.rEval('mine');
        },
        {
          onProgress: (value) => {
            if (value !== -1) reports.push(value as number);
          },
        },
      );
      return String(answer);
    } catch (error) {
      return (error as Error).name;
    }
  };
  const answers = await Promise.all(Array.from({ length: guests }, async (_, guest) => await run(guest)));
  await pool.drain();
  const honest = answers.filter((_, guest) => guest % 10 !== 9);
  const expected = Array.from({ length: guests }, (_, guest) => guest * 2 + 1).filter((_, guest) => guest % 10 !== 9);
  expect(honest).toEqual(expected.map(String));
  expect(reports.toSorted((one, other) => one - other)).toEqual(expected);
  const ended: Record<string, number> = { done: honest.length };
  for (let each = 0; each < Math.floor(guests / 10); each += 1) {
    const cause = hostile[each % hostile.length]?.[1] ?? '';
    ended[cause] = (ended[cause] ?? 0) + 1;
  }
  // On a machine that is busy, a guest that allocates can be out of processor time before it is out of memory.
  const { cpuMs = 0, memoryMb = 0, ...others } = pool.metrics.ended;
  expect({ ...others, used: cpuMs + memoryMb }).toEqual(ended);
  expect(pool.metrics).toMatchObject({ running: 0, waiting: 0, ready: 0, stuck: 0, answered: honest.length });
  expect(pids.length).toBeGreaterThanOrEqual(guests);
  expect(pids.filter((pid) => isOf(cells, pid))).toEqual([]);
  expect(heldMb() - early).toBeLessThan(64);
};
