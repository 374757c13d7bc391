/**
 * Usage as Linux tells it in /proc: 40 µs a reading.
 *
 * The files stay open, and each is read from its start: they are those of the process they were opened for, and say so by
 * an error when it has ended, even where another has got its number since.
 *
 * Trusts: the kernel. A process can change its own name, which is among the figures in `stat`, and it cannot forge the
 * rest: what follows the last parenthesis.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Meter, Usage } from './usage.js';

/** The kernel counts processor time for programs in hundredths of a second, on every machine that Node runs on. */
const tickMs = 10;

const buffer = Buffer.allocUnsafe(4096);

const textOf = (fd: number): string => buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));

/** From `stat`: the user's and the system's time, the 14th and 15th figure of which the third follows the name. */
const cpuMsOf = (stat: string): number => {
  const figures = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 13);
  return (Number(figures[11]) + Number(figures[12])) * tickMs;
};

const kibOf = (status: string, name: string): number => {
  const at = status.indexOf(`\n${name}:`);
  return at === -1 ? 0 : Number.parseInt(status.slice(at + name.length + 2), 10);
};

/** From `status`: what is in memory of its own, what it shares with nobody but by its own will, and what is in swap. */
const memoryMbOf = (status: string): number =>
  (kibOf(status, 'RssAnon') + kibOf(status, 'RssShmem') + kibOf(status, 'VmSwap')) / 1024;

class ProcMeter implements Meter {
  readonly #stat: number;
  readonly #status: number | undefined;
  #isOpen = true;

  constructor(stat: number, status: number | undefined) {
    this.#stat = stat;
    this.#status = status;
  }

  read(): Usage | undefined {
    if (!this.#isOpen) return undefined;
    try {
      const memoryMb = this.#status === undefined ? 0 : memoryMbOf(textOf(this.#status));
      return { cpuMs: cpuMsOf(textOf(this.#stat)), memoryMb };
    } catch {
      // ESRCH: it has ended.
      return undefined;
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#stat);
    if (this.#status !== undefined) closeSync(this.#status);
  }
}

/** Reads what a process uses; undefined where there is no /proc, or no such process in it. */
export const procMeter = (pid: number): Meter | undefined => {
  let stat: number | undefined;
  try {
    stat = openSync(`/proc/${pid}/stat`, 'r');
    return new ProcMeter(stat, openSync(`/proc/${pid}/status`, 'r'));
  } catch {
    if (stat !== undefined) closeSync(stat);
    return undefined;
  }
};

/** Reads the processor time of one of this process's own threads; it has no memory of its own that /proc tells. */
export const threadMeter = (thread: number): Meter | undefined => {
  try {
    return new ProcMeter(openSync(`/proc/self/task/${thread}/stat`, 'r'), undefined);
  } catch {
    return undefined;
  }
};
