// node:fs/promises: what node:fs has under `promises`, with the names that the policy grants.
import fs from 'node:internal/fs';

const names = [
  'access',
  'appendFile',
  'chmod',
  'constants',
  'copyFile',
  'cp',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];

const promises = {};
for (const name of names) Object.defineProperty(promises, name, { enumerable: true, get: () => fs.promises[name] });

export default promises;
