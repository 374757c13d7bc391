// Makes the program of a cell's process: one strict script with everything in it but Node's own modules.
//
// One file costs one read, and the engine keeps its compiled form whole (src/wall/boot/code-cache.ts).
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = fileURLToPath(new URL('..', import.meta.url));
const bastion = fileURLToPath(new URL('../../bastion/src/', import.meta.url));

/** Four megabytes that few cells need: a file beside the program. */
const typescript = '@swc/wasm-typescript';

/** What else is asked for by `createRequire(import.meta.url)`, when it is needed: nothing is there to require it from. */
const lazy = ['@jridgewell/trace-mapping', 'cjs-module-lexer'];

const lazily = `
  import { fileURLToPath } from 'node:url';
  const own = require;
  const known = {
    __proto__: null,
    '${typescript}': () => own(fileURLToPath(new URL('typescript.cjs', import.meta.url))),
    ${lazy.map((name) => `'${name}': () => require('${name}')`).join(', ')}
  };
  export const createRequire = () => (name) => known[name]();
  export { isBuiltin } from 'node:module?';
`;

const bundled = {
  name: 'bundled',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?module$/ }, () => ({ path: 'module', namespace: 'bundled' }));
    onResolve({ filter: /^node:module\?$/ }, () => ({ path: 'node:module', external: true }));
    // A cell makes no other process: the host's half is left out.
    onResolve({ filter: /\/wall\/host\/spawn\.js$/ }, () => ({ path: 'none', namespace: 'left-out' }));
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: '' }));
    // A guest sees what these functions are called: `Error`, whatever else has that name in one script.
    onLoad({ filter: /\/ses\/src\/(?:error\/)?tame-\w+-constructor\.js$/ }, async ({ path }) => ({
      contents: (await transform(readFileSync(path, 'utf8'), { keepNames: true })).code,
    }));
    onLoad({ filter: /./, namespace: 'bundled' }, () => ({ contents: lazily, resolveDir: here }));
    onResolve({ filter: /^@padded-cell\/bastion(?:\/membrane)?$/ }, ({ path }) => ({
      path: `${bastion}${path.endsWith('/membrane') ? 'membrane/' : ''}index.ts`,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const settings = {
  bundle: true,
  absWorkingDir: here,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  charset: 'ascii',
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
};

/**
 * Writes the program.
 *
 * @param {string} entry - what serves the host: a module that calls `boot`.
 * @param {string} directory - where to: `launch.cjs`, `program.js`, and what it needs beside it.
 */
export const bundle = async (entry, directory) => {
  await build({
    ...settings,
    entryPoints: [join(here, 'src/wall/boot/launch.ts')],
    outfile: join(directory, 'launch.cjs'),
  });
  const { metafile } = await build({
    ...settings,
    entryPoints: { program: entry },
    outdir: directory,
    nodePaths: [`${here}node_modules`],
    metafile: true,
    banner: { js: '"use strict";' },
    define: { 'import.meta.url': '$url' },
    plugins: [bundled],
  });
  const [output] = Object.values(metafile.outputs);
  const foreign = output.imports.filter(({ path }) => !isBuiltin(path)).map(({ path }) => path);
  if (foreign.length > 0) throw new Error(`the program would need ${foreign.join(', ')} from outside`);
  copyFileSync(createRequire(import.meta.url).resolve(typescript), join(directory, 'typescript.cjs'));
};
