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
import { patching } from './patches.mjs';
import { freeNames, withOwnProperties, withoutComments } from './text.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const guest = join(here, '../guest');

/** In the order in which one can need another. Those under `internal/` are what others, and globals, are made of. */
const ports = [
  'buffer',
  'internal/events-web',
  'internal/abort',
  'internal/encoding',
  'internal/clone',
  'internal/url',
  'internal/performance',
  'internal/crypto',
  'crypto',
  'string_decoder',
  'util/types',
  'internal/inspect',
  'internal/errors',
  'events',
  'internal/process',
  'path',
  'path/posix',
  'path/win32',
  'punycode',
  'querystring',
  'url',
  'internal/comparisons',
  'util',
  'internal/web-streams',
  'internal/fetch',
  'stream/web',
  'stream',
  'stream/promises',
  'stream/consumers',
  'assert',
  'assert/strict',
  'timers/promises',
  'timers',
  'console',
  'internal/fs',
  'internal/fs/promises',
  'internal/os',
  'diagnostics_channel',
  'zlib',
  'padded-cell/bastion',
  'padded-cell/rexec',
];

const fileOf = (port) => port.replaceAll('/', '-');

/** What packages ask for, and a cell has from elsewhere. */
const standIns = {
  'abort-controller': 'internal/abort',
  'safe-buffer': 'buffer',
};

/** The parts of packages that are ports: how they are asked for, in which package. */
const parts = [
  [/\/errors$/, '/readable-stream/', 'internal/errors'],
  [/\/comparisons$/, '/assert/', 'internal/comparisons'],
];

/** What packages ask for that is of the language. */
const language = {
  'call-bind/callBound': `module.exports = () => (expression, text) => RegExp.prototype.test.call(expression, text);`,
  'is-nan': 'module.exports = Number.isNaN;',
  'object-is': 'module.exports = Object.is;',
  'object-is/polyfill': 'module.exports = () => Object.is;',
  'object.assign/polyfill': 'module.exports = () => Object.assign;',
  'zlib/assert':
    'module.exports = (held, message) => { if (!held) throw new Error(message); }; module.exports.ok = module.exports;',
  'zlib/util': 'exports.inherits = (one, parent) => Object.setPrototypeOf(one.prototype, parent.prototype);',
  // Instead of the global, which Node's sources collect all from; a cell has neither `eval` nor weak references.
  'the-language': `module.exports = { AggregateError, Array, ArrayBuffer, BigInt, BigInt64Array, BigUint64Array, Boolean,
    DataView, Date, Error, EvalError, Float32Array, Float64Array, Function, Int16Array, Int32Array, Int8Array, JSON, Map,
    Math, Number, Object, Promise, Proxy, RangeError, ReferenceError, Reflect, RegExp, Set, String, Symbol, SyntaxError,
    TypeError, URIError, Uint16Array, Uint32Array, Uint8Array, Uint8ClampedArray, WeakMap, WeakSet };`,
};

/** What packages find on the global, of which a port has none: the language's own, what is linked instead, or nothing. */
const globals = {
  window: 'undefined',
  'globalThis.AbortController': 'undefined',
  'globalThis.AbortSignal': 'undefined',
  'globalThis.AggregateError': 'AggregateError',
  'globalThis.Blob': 'undefined',
  'globalThis.Buffer': 'Buffer',
};

/** What a port finds instead of the names of a global, where it is not what most find. */
const surroundings = {
  buffer: [],
  'internal/web-streams': ['surroundings.js', 'surroundings-web.js'],
  'padded-cell/bastion': ['engine.js'],
};

/** The bastion package makes code, and takes what it needs from the global when it loads: in a cell from `$engine`. */
const ofEngine = { globalThis: '$engine', 'import.meta.url': '"padded-cell:///bastion/crossing/positions.js"' };
globalThis.$engine = globalThis;

const linkTo = (name) => ({ path: `node:${name}`, external: true, sideEffects: false });

/** One instance in a cell: a port's `require('buffer')` is the cell's `node:buffer`, which stays outside the bundle. */
const linking = (port) => ({
  name: 'linking',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?[A-Za-z_./-]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '').replace(/\/$/, '');
      if (name === 'qs') return { path: join(here, 'qs.js') };
      // Of util, deep equality needs the types, and util needs deep equality.
      if (name === 'util' && port === 'internal/comparisons') return { path: join(here, 'comparisons-util.js') };
      if (name === 'process' && !path.startsWith('node:')) return { path: join(here, 'surroundings-process.js') };
      // Of util and assert, zlib needs a line each, which load in no time.
      if (port === 'zlib' && Object.hasOwn(language, `zlib/${name}`))
        return { path: `zlib/${name}`, namespace: 'language' };
      if (Object.hasOwn(language, name)) return { path: name, namespace: 'language' };
      const meant = standIns[name] ?? name;
      // The package that a port is made of has the port's own name.
      if (!ports.includes(meant) || (name === port && !path.startsWith('node:'))) return undefined;
      return linkTo(meant);
    });
    onLoad({ filter: /./, namespace: 'language' }, ({ path }) => ({ contents: language[path] }));
    onResolve({ filter: /\/zlib-limits\.js$/ }, () => ({ path: join(here, 'zlib-limits.js') }));
    onResolve({ filter: /\/util\/inspect$/ }, ({ importer }) =>
      importer.includes('/readable-stream/') ? { path: join(here, 'errors-inspect.js') } : undefined,
    );
    // Parts of packages that are modules of their own, so that a cell has one of each.
    for (const [part, owner, name] of parts) {
      onResolve({ filter: part }, ({ importer }) => (importer.includes(owner) ? linkTo(name) : undefined));
    }
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
    keepNames: port.startsWith('padded-cell/'),
    define: { ...globals, ...(port === 'padded-cell/bastion' ? ofEngine : {}) },
    inject: (surroundings[port] ?? ['surroundings.js']).map((file) => join(here, file)),
    plugins: [linking(port), patching],
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

/** The exports whose functions the bundler has given another name (`Buffer2`, `_URL`), which a guest would see. */
const renamedIn = (exported, names) =>
  names.filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(exported, name);
    return (
      typeof value === 'function' && value.name !== name && [`_${name}`, `${name}2`, `${name}3`].includes(value.name)
    );
  });

const moduleText = (body, imports, names, renamed) =>
  [
    ...imports.map((name, index) => `import $${index} from '${name}';`),
    `const $exports = ((module, require) => {\n${body}\nreturn module.exports.default;\n})(`,
    `{ exports: {} }, (name) => ({ __proto__: null, ${imports.map((name, index) => `'${name}': $${index}`).join(', ')} })[name]);`,
    ...renamed.map((name) => `Object.defineProperty($exports.${name}, 'name', { value: '${name}' });`),
    'export default $exports;',
    // Under names of their own, for what a port exports may have the name of a global that it uses.
    ...names.map((name, index) => `const $export${index} = $exports.${name}; export { $export${index} as ${name} };`),
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
  for (const [, name] of body.matchAll(/require\("(node:[^"]+)"\)/g)) {
    if (!linked.has(name)) throw new Error(`${port} needs ${name}, which is not built before it`);
  }
  const exported = evaluated(body, linked);
  linked.set(`node:${port}`, exported);
  const names = Object.keys(exported).filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name));
  const imports = [...linked.keys()].filter((name) => body.includes(`require("${name}")`));
  const record = recordOf(port, moduleText(body, imports, names, renamedIn(exported, names)));
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
