/**
 * Usage as `ps` tells it, where there is no /proc: macOS and the BSDs.
 *
 * One `ps` for all processes, at most every 100 ms: it takes some milliseconds of another process. So a limit is kept
 * later here, and memory is all that is resident, what is shared included.
 */
import { execFile } from 'node:child_process';
import type { Meter, Usage } from './usage.js';

const everyMs = 100;

const latest = new Map<number, Usage | undefined>();
let asked = Number.NEGATIVE_INFINITY;

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
const msOf = (time: string): number => {
  const [clock = '', days = '0'] = time.split('-').toReversed();
  let seconds = 0;
  for (const part of clock.split(':')) seconds = seconds * 60 + Number(part);
  return (Number(days) * 86_400 + seconds) * 1000;
};

/** What `ps -o pid=,rss=,time=` says, by process. */
export const parsePs = (text: string): Map<number, Usage> => {
  const found = new Map<number, Usage>();
  for (const line of text.split('\n')) {
    const [pid, rss, time] = line.trim().split(/\s+/);
    if (pid === undefined || rss === undefined || time === undefined) continue;
    const usage = { cpuMs: msOf(time), memoryMb: Number(rss) / 1024 };
    if (Number.isFinite(usage.cpuMs) && Number.isFinite(usage.memoryMb)) found.set(Number(pid), usage);
  }
  return found;
};

const ask = (): void => {
  if (latest.size === 0 || performance.now() - asked < everyMs) return;
  asked = performance.now();
  const list = [...latest.keys()].join(',');
  // Not found in a directory that someone else may write to.
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C' };
  execFile('ps', ['-o', 'pid=,rss=,time=', '-p', list], { env, timeout: 5000 }, (_error, stdout) => {
    const found = parsePs(stdout);
    for (const pid of latest.keys()) latest.set(pid, found.get(pid));
  });
};

/** Reads what a process uses. */
export const psMeter = (pid: number): Meter => {
  latest.set(pid, undefined);
  return {
    read: () => {
      ask();
      return latest.get(pid);
    },
    close: () => {
      latest.delete(pid);
    },
  };
};
