/**
 * Builds the modules that a guest may import by name and that need no authority, out of npm packages, into guest/.
 *
 * Each port is bundled, checked, and compiled to the record that SES links, once, here: a cell then only evaluates it.
 * Trusts: the packages, to do what they are for. Invariant: a built module mentions no global but the intrinsics that
 * its record lists, so that nothing of a host is in its reach wherever it is evaluated.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModuleSource } from '@endo/module-source';
import { build } from 'esbuild';
import { freeNames, withOwnProperties, withoutComments } from './text.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const guest = join(here, '../guest');

/** In the order in which one can need another. Those under `internal/` are what others, and globals, are made of. */
const ports = [
  'buffer',
  'string_decoder',
  'events',
  'path',
  'path/posix',
  'path/win32',
  'punycode',
  'querystring',
  'url',
];

const fileOf = (port) => port.replaceAll('/', '-');

/** One instance in a cell: a port's `require('buffer')` is the cell's `node:buffer`, which stays outside the bundle. */
const linking = (port) => ({
  name: 'linking',
  setup({ onResolve }) {
    onResolve({ filter: /^(?:node:)?[a-z_/-]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '').replace(/\/$/, '');
      if (name === 'qs') return { path: join(here, 'qs.js') };
      if (name === 'safe-buffer') return { path: 'node:buffer', external: true, sideEffects: false };
      // The package that a port is made of has the port's own name.
      if (!ports.includes(name) || (name === port && !path.startsWith('node:'))) return undefined;
      if (ports.indexOf(name) >= ports.indexOf(port)) throw new Error(`${port} would need ${name}, built after it`);
      return { path: `node:${name}`, external: true, sideEffects: false };
    });
  },
});

const bundleOf = async (port) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(here, `${fileOf(port)}.js`)],
    bundle: true,
    absWorkingDir: here,
    write: false,
    metafile: true,
    format: 'cjs',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    treeShaking: true,
    define: { window: 'undefined', 'globalThis.Buffer': 'Buffer' },
    inject: port === 'buffer' ? [] : [join(here, 'surroundings.js')],
    plugins: [linking(port)],
    logLevel: 'warning',
  });
  return { bundle: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
};

/** What a bundle exports when it is evaluated here, for the names. */
const evaluated = (body, linked) => {
  const module = { exports: {} };
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- our own dependencies, at build time
  const run = new Function('module', 'require', `'use strict';${body}`);
  run(module, (name) => linked.get(name));
  return module.exports.default;
};

const moduleText = (body, imports, names) =>
  [
    ...imports.map((name, index) => `import $${index} from '${name}';`),
    `const $exports = ((module, require) => {\n${body}\nreturn module.exports.default;\n})(`,
    `{ exports: {} }, (name) => ({ __proto__: null, ${imports.map((name, index) => `'${name}': $${index}`).join(', ')} })[name]);`,
    'export default $exports;',
    ...names.map((name) => `export const ${name} = $exports.${name};`),
  ].join('\n');

/** What SES's censor refuses wherever it stands. */
const censored = /\bimport\s*(?:\(|\/[/*])|<!--|-->|(?:^|[^.])\beval\s*\(/;

const recordOf = (port, text) => {
  const { imports, exports, reexports, ...rest } = new ModuleSource(text);
  const program = rest.__syncModuleProgram__;
  const found = censored.exec(program);
  if (found !== null) throw new Error(`${port}: a cell would refuse ${JSON.stringify(found[0])}`);
  if (reexports.length > 0 || Object.keys(rest.__liveExportMap__).length > 0) {
    throw new Error(`${port}: only constant exports can be linked`);
  }
  return { imports, exports, fixedExports: rest.__fixedExportMap__, globals: freeNames(`(${program})`), program };
};

/** The packages that went into a bundle, by their directories. */
const packagesOf = (inputs) =>
  inputs.flatMap((input) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);

const licenseOf = (input) => {
  const directory = join(here, input);
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? `License: ${license}` : readFileSync(join(directory, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
};

const linked = new Map();
const licenses = new Map();
const files = new Map();
const make = async (port) => {
  const { bundle, inputs } = await bundleOf(port);
  const body = withOwnProperties(withoutComments(bundle));
  const exported = evaluated(body, linked);
  linked.set(`node:${port}`, exported);
  const names = Object.keys(exported).filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name));
  const imports = [...linked.keys()].filter((name) => body.includes(`require("${name}")`));
  const record = recordOf(port, moduleText(body, imports, names));
  files.set(`${fileOf(port)}.json`, `${JSON.stringify(record)}\n`);
  for (const directory of packagesOf(inputs)) licenses.set(directory, licenseOf(directory));
};

const failed = [];
for (const port of ports) {
  try {
    await make(port);
  } catch (error) {
    failed.push(new Error(`the port ${port} cannot be built`, { cause: error }));
  }
}
const inOrder = [...licenses.values()].toSorted((one, other) => one.localeCompare(other, 'en'));
files.set('LICENSES.txt', inOrder.join(`\n${'-'.repeat(80)}\n\n`));

// All at the end: a test that runs meanwhile finds whole files.
mkdirSync(guest, { recursive: true });
if (failed.length === 0) for (const name of readdirSync(guest)) if (!files.has(name)) rmSync(join(guest, name));
for (const [name, text] of files) writeFileSync(join(guest, name), text);
if (failed.length > 0) throw new AggregateError(failed, 'not every port could be built');
