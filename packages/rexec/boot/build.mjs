// Builds the program of a cell's process or thread into program/.
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

await bundle(
  fileURLToPath(new URL('../src/wall/guest/program.ts', import.meta.url)),
  fileURLToPath(new URL('program', import.meta.url)),
);
