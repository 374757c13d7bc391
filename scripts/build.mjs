// The whole build, in one place: types and code, then the modules that guests import, made out of npm packages, and the
// program of a cell's process.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

for (const command of ['tsc -b', 'node packages/rexec/ports/build.mjs', 'node packages/rexec/boot/build.mjs']) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status } = spawnSync(command, { cwd, stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
}
