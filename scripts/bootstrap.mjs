// Installs the dependencies when they are missing or out of date, so that a bare clone with Node and npm is enough.
// Runs before anything is installed: it may use only what Node ships.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const { engines, packageManager } = JSON.parse(readFileSync('package.json', 'utf8'));
const stamp = 'node_modules/.bootstrap-stamp';

requireNode(engines.node);
if (readIfExists(stamp) !== fingerprint()) {
  install();
  writeFileSync(stamp, fingerprint());
}

/** @param {string} range as in `engines.node`, always of the form `>=MAJOR.MINOR` */
function requireNode(range) {
  const [wantMajor = 0, wantMinor = 0] = range.replace('>=', '').split('.').map(Number);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(`Padded Cell needs Node ${range}; this is Node ${process.versions.node}.`);
}

/** A digest of every file that decides what is installed: content, because a checkout does not keep times. */
function fingerprint() {
  const hash = createHash('sha256');
  const folders = ['packages', 'examples'].flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`));
  const manifests = ['.', 'bench', 'test/packages', ...folders.toSorted()].map((folder) => `${folder}/package.json`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    hash.update(`${file}\0${readIfExists(file)}\0`);
  }
  return hash.digest('hex');
}

function install() {
  // In CI a lockfile that does not fit is an error; on a developer's machine it is brought up to date.
  const ci = Boolean(process.env['CI']);
  const lockfileBefore = readIfExists('pnpm-lock.yaml');
  // `--package` spelled out: under another `npx --package` its value would be inherited.
  const args = ['--yes', `--package=${packageManager}`, 'pnpm', 'install'];
  args.push(ci ? '--frozen-lockfile' : '--prefer-frozen-lockfile');
  console.log(`Installing dependencies: npx ${args.join(' ')}`);

  const env = { ...process.env };
  // Under another `npx -c` its command would be inherited.
  delete env['npm_config_call'];
  // `npm run -s` would hide why an install failed.
  if (env['npm_config_loglevel'] === 'silent') env['npm_config_loglevel'] = 'error';
  rmSync(stamp, { force: true });
  const { status, signal, error } = spawnSync('npx', args, {
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail(`Installing dependencies failed (${error?.message ?? signal ?? `exit status ${status}`}).`);
  if (readIfExists('pnpm-lock.yaml') !== lockfileBefore) console.log('pnpm-lock.yaml has changed: commit it.');
}

/** @param {string} file */
function readIfExists(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
