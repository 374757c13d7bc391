/**
 * A thread that ends the process when a limit is exceeded, whatever the guest's thread is doing.
 *
 * It can't be asked to stop by that thread, and it says why before it acts.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { type WatchedLimits, interval, watcherOf } from './limits.js';

const exceeded = watcherOf(workerData as WatchedLimits);
setInterval(() => {
  const what = exceeded();
  if (what === undefined) return;
  writeSync(2, `rexec: ${what}: the guest was ended\n`);
  // A thread can't end its process otherwise.
  process.kill(process.pid, 'SIGKILL');
}, interval);
