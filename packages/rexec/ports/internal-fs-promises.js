// node:fs/promises: the very object that node:fs has under `promises`, with the names that the policy grants.
import fs from 'node:internal/fs';

export default () => fs.promises;
