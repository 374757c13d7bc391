/**
 * A guest whose modules come from a second process, over a socket. The server is killed in the middle of an import and
 * started again: the import goes on. Then it is gone for good, and whoever imports is told so.
 */
import '@padded-cell/rexec/lockdown';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RExec, overSocket, rpcHooks } from '@padded-cell/rexec';

const directory = mkdtempSync(join(tmpdir(), 'module-server-'));
const path = join(directory, 'socket');
const program = new URL('server.js', import.meta.url).pathname;

/**
 * Starts a server.
 *
 * @param {number} delay - how long it takes for each module, in milliseconds.
 * @param {(line: string) => void} [onLine] - what it says.
 */
const start = async (delay, onLine = () => undefined) => {
  const server = spawn(process.execPath, [program, path, String(delay)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    createInterface(server.stdout).on('line', (line) => {
      if (line === 'ready') resolve(undefined);
      else onLine(line);
    });
  });
  return server;
};

const hooks = rpcHooks(overSocket({ path }), { timeMs: 5000 });
const rex = new RExec({ hooks });

// The first one is slow, and dies of the first question.
console.log('the server is started');
const first = await start(60_000, () => {
  first.kill('SIGKILL');
});
const importing = rex.rImport('./modules/report.mjs');
await new Promise((resolve) => {
  first.once('exit', resolve);
});
console.log('it was killed in the middle of an import');

/** @type {string[]} */
const served = [];
const second = await start(0, (line) => {
  served.push(line.replace(/^.* for /u, ''));
});
console.log('another is started');
const { report } = await importing;
console.log(`the guest says: ${/** @type {(n: number[]) => string} */ (report)([3, 4, 5])}`);
console.log(`served: ${served.toSorted().join(', ')}`);

for (const specifier of ['../../package.json', './modules/not-there.mjs']) {
  try {
    await rex.rImport(specifier);
  } catch (error) {
    console.log(`refused: ${/** @type {Error} */ (error).message}`);
  }
}

second.kill('SIGKILL');
await new Promise((resolve) => {
  second.once('exit', resolve);
});
const impatient = rpcHooks(overSocket({ path }), { timeMs: 300 });
try {
  await new RExec({ hooks: impatient }).rImport('./modules/report.mjs');
} catch (error) {
  console.log(`gone: ${/** @type {Error} */ (error).message}`);
}
impatient.close();
hooks.close();
rmSync(directory, { recursive: true });
