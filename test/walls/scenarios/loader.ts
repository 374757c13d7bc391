/** Modules of every kind, from files, memory, a web server, another process, an archive, the host's own loader. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GuestError } from '@padded-cell/bastion';
import {
  archiveHooks,
  fileHooks,
  httpHooks,
  type ImportError,
  importMap,
  layeredHooks,
  type LoadRequest,
  memoryHooks,
  overSocket,
  rpcHooks,
  sealArchive,
  serveHooks,
  socketChannel,
} from '@padded-cell/rexec';
import { afterAll } from 'vitest';
import { type Area, SECRET, thrownBy } from '../scenario.js';
import type { Cell } from '../wall.js';

/** What counts, here or beyond a wall. */
interface Far {
  next(): Promise<number> | number;
}

const base = realpathSync(mkdtempSync(join(tmpdir(), 'walls-loader-')));
const app = join(base, 'app');

/** A module of WebAssembly: `add(n)` gives what the host's `next()` gives, and n. */
const wasm = Buffer.from(
  '0061736d01000000010a026000017f60017f017f0213010a2e2f686f73742e6d6a73046e657874000003020101070701036164640001' +
    '0a09010700100020006a0b',
  'hex',
);

const files: Readonly<Record<string, string | Uint8Array>> = {
  'main.mjs':
    "import def, { count, more } from './lib/count.mjs'; import data from './data.json' with { type: 'json' }; import cjs from './old.cjs'; import { typed } from './typed.ts'; more(); export { count, data, typed }; export default [def, cjs.name, cjs.file, import.meta.url, Object.keys(import.meta)];",
  'lib/count.mjs': 'export let count = 1; export const more = () => { count += 1; }; export default "default";',
  'data.json': '{ "a": [1, { "__proto__": 2 }] }',
  'old.cjs':
    "exports.name = require('./older.cjs')(); exports.file = __filename; exports.self = module.exports === exports;",
  'older.cjs': 'module.exports = () => "older";',
  'typed.ts':
    'export const typed: number = 1 as number;\ninterface E { a: 1 }\nexport type { E };\nexport const fail = (x: unknown): never => {\n  throw new TypeError(String(x));\n};',
  'text.txt': 'plain text é',
  'blob.bin': new Uint8Array([0, 255, 7]),
  'as.mjs':
    "import text from './text.txt' with { type: 'text' }; import bytes from './blob.bin' with { type: 'bytes' }; export default [text, [...bytes]];",
  'cycle-a.mjs': "import { b } from './cycle-b.mjs'; export const a = () => 'a' + b();",
  'cycle-b.mjs': "import { a } from './cycle-a.mjs'; export const b = () => typeof a;",
  'later.mjs':
    "const { count } = await import('./lib/count.mjs'); export default await Promise.resolve(count); export const failing = await import('./none.mjs').catch((e) => [e.name, e.code, e.message]);",
  'bad.mjs': 'export const x = 1;\nlet let = 2;',
  'throws.mjs': 'const f = () => {\n  throw new RangeError("at load");\n};\nf();',
  'out.mjs': "import '../secret.mjs';",
  'link.mjs': "import './way-out/secret.mjs';",
  'fs.mjs': "import 'node:fs';",
  'then.mjs': 'export const then = (resolve) => resolve("fooled");',
  'class.mjs':
    'export class Counter { #n = 0; next() { return (this.#n += 1); } } export const made = new Counter(); export const list = [1, { a: 2 }];',
  'host.mjs': 'let n = 0; export const next = () => (n += 10);',
  'add.wasm': wasm,
  'wasm.mjs': "import { add } from './add.wasm'; export default [add(1), add(2)];",
  'uses.mjs':
    "import { greet } from 'greeter'; import sub from '@scope/pkg/sub'; import { own } from '#own'; export default [greet('you'), sub, own];",
  'package.json': '{ "name": "app", "type": "module", "imports": { "#own": "./own.mjs" } }',
  'own.mjs': 'export const own = "own";',
  'node_modules/greeter/package.json':
    '{ "name": "greeter", "version": "1.0.0", "exports": { "browser": "./browser.js", "default": "./index.js" } }',
  'node_modules/greeter/index.js': 'exports.greet = (name) => `hello ${name} by ${typeof process}`;',
  'node_modules/greeter/browser.js': "exports.greet = () => 'browser';",
  'node_modules/@scope/pkg/package.json':
    '{ "name": "@scope/pkg", "version": "2.0.0", "type": "module", "exports": { "./sub": "./sub.js" } }',
  'node_modules/@scope/pkg/sub.js': "export default 'sub';",
  'wants.mjs': "import 'wants';",
  'node_modules/wants/package.json': '{ "name": "wants", "version": "1.0.0", "main": "index.js" }',
  'node_modules/wants/index.js': "require('node:fs');",
};
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(app, path)), { recursive: true });
  writeFileSync(join(app, path), content);
}
writeFileSync(join(base, 'secret.mjs'), `export const secret = '${SECRET}';`);
symlinkSync(base, join(app, 'way-out'));

const web = createWebServer((request, response) => {
  const text = files[(request.url ?? '').slice(1)];
  if (text === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
});
const rpc = createServer((socket) => {
  serveHooks(
    memoryHooks({ 'far.mjs': "export default 'far'; import './near.mjs';", 'near.mjs': 'export {};' }),
    socketChannel(socket),
  );
});
await Promise.all(
  [web, rpc].map(async (server) => await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
);
const portOf = (server: typeof rpc | typeof web): number => (server.address() as AddressInfo).port;
const rpcClient = rpcHooks(overSocket({ port: portOf(rpc), host: '127.0.0.1' }), { timeMs: 5000 });
afterAll(async () => {
  await (rpcClient as unknown as { close?: () => unknown }).close?.();
  web.close();
  web.closeAllConnections();
  rpc.close();
  rmSync(base, { recursive: true });
});

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const archive = sealArchive(
  {
    name: 'greeter',
    version: 3,
    files: {
      'main.mjs': "import { up } from './up.cjs'; export default up('hello'); export const fail = () => { null.x };",
      'up.cjs': 'exports.up = (text) => text.toUpperCase();',
    },
  },
  privateKey,
);
const forged = Uint8Array.from(archive, (byte, index) => (index === archive.length - 20 ? byte ^ 1 : byte));

const here = (text: string): string => text.replaceAll(base, 'BASE').replaceAll(/127\.0\.0\.1:\d+/gu, 'HOST');

/** What an error tells, without the place of the temporary directory. */
const told = async (act: () => unknown): Promise<unknown> => {
  const error = (await thrownBy(act)) as GuestError & ImportError;
  return [
    error.name,
    error.code,
    here(error.message),
    error.policyLine,
    error.positions?.map(({ file, line, column }) => `${here(file)}:${line}:${column}`),
  ];
};

const given = (specifier: string) => async (rex: Cell) => (await rex.rImport(specifier))['default'];

/** What is counted with beyond a wall, or here. */
interface Far {
  next(): Promise<number> | number;
}

class Counter {
  #n = 0;
  next(): number {
    this.#n += 1;
    return this.#n;
  }
}

const all = ['bytes', 'cjs', 'esm', 'json', 'text', 'ts', 'wasm'];

/** The loader. */
export const loader: Area = {
  about: 'the loader',
  options: () => ({ name: 'cell', okPath: [app], okFileTypes: all }),
  scenarios: [
    {
      does: 'modules, CommonJS, data and TypeScript import one another',
      run: async (rex) => {
        const { default: def, count, data, typed } = await rex.rImport('./main.mjs');
        return JSON.parse(JSON.stringify([def, count, data, typed]).replaceAll(base, 'BASE')) as unknown;
      },
      gives: [
        ['default', 'older', '/app/old.cjs', 'file:///app/main.mjs', ['dirname', 'filename', 'resolve', 'url']],
        2,
        { a: [1, { ['__proto__']: 2 }] },
        1,
      ],
    },
    { does: 'text and bytes', run: given('./as.mjs'), gives: ['plain text é', [0, 255, 7]] },
    {
      does: 'cycles',
      run: async (rex) => await ((await rex.rImport('./cycle-a.mjs'))['a'] as () => unknown)(),
      gives: 'afunction',
    },
    {
      does: 'await at the top level, and import() that is refused',
      run: async (rex) => {
        const { default: def, failing } = await rex.rImport('./later.mjs');
        return [def, failing];
      },
      gives: [
        2,
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './none.mjs' (imported by app/later.mjs): there is no such file under okPath",
        ],
      ],
    },
    { does: 'WebAssembly, whose imports are called', run: given('./wasm.mjs'), gives: [11, 22] },
    {
      does: 'what is exported crosses by the rule: classes, instances, data',
      run: async (rex) => {
        const {
          Counter: Class,
          made,
          list,
        } = (await rex.rImport('./class.mjs')) as { Counter: new () => Far; made: Far; list: unknown };
        const another: unknown = new Class();
        return [await ((await another) as Far).next(), await made.next(), await made.next(), list];
      },
      gives: [1, 1, 2, [1, { a: 2 }]],
    },
    {
      does: 'faults have their place: in the text, while it loads, and in TypeScript',
      run: async (rex) => [
        await told(() => rex.rImport('./bad.mjs')),
        await told(() => rex.rImport('./throws.mjs')),
        await told(async () => ((await rex.rImport('./typed.ts'))['fail'] as (x: unknown) => unknown)('x')),
      ],
      gives: [
        ['SyntaxError', undefined, "The keyword 'let' is reserved (app/bad.mjs:2:5)", undefined, ['app/bad.mjs:2:5']],
        ['RangeError', undefined, 'at load', undefined, ['app/throws.mjs:2:9', 'app/throws.mjs:4:1']],
        ['TypeError', undefined, 'x', undefined, ['app/typed.ts:5:9']],
      ],
    },
    {
      does: 'what is not there or not granted is refused, with the importer and the line',
      run: async (rex) => [
        await told(() => rex.rImport('./none.mjs')),
        await told(() => rex.rImport('../secret.mjs')),
        await told(() => rex.rImport(join(base, 'secret.mjs'))),
        await told(() => rex.rImport('./out.mjs')),
        await told(() => rex.rImport('./link.mjs')),
        await told(() => rex.rImport('./fs.mjs')),
        await told(() => rex.rImport('./then.mjs')),
        await told(() => rex.rImport('not-installed')),
      ],
      gives: [
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './none.mjs': there is no such file under okPath",
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import '../secret.mjs': it is not under okPath (app); the policy line that would grant it is okPath",
          'okPath',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'BASE/secret.mjs': it is not under okPath (app); the policy line that would grant it is okPath",
          'okPath',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import '../secret.mjs' (imported by app/out.mjs): it is not under okPath (app); the policy line that would grant it is okPath",
          'okPath',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './way-out/secret.mjs' (imported by app/link.mjs): 'app/way-out/secret.mjs' leads out of okPath, or nowhere; the policy line that would grant it is okPath (with the place it leads to)",
          'okPath (with the place it leads to)',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'node:fs' (imported by app/fs.mjs): node:fs is not granted; the policy line that would grant it is okBuiltinModules",
          'okBuiltinModules',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './then.mjs': it exports 'then', which `await` would call in place of giving the module; export it under another name",
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'not-installed': no module of the host has this name, and no node_modules under okPath has such a package; the policy line that would grant it is okPath (with the directory whose node_modules has it)",
          'okPath (with the directory whose node_modules has it)',
          undefined,
        ],
      ],
    },
    {
      does: 'kinds that the policy does not have are refused',
      options: () => ({ okPath: [app], okFileTypes: ['esm'] }),
      run: async (rex) => [
        await told(() => rex.rImport('./data.json')),
        await told(() => rex.rImport('./add.wasm')),
        await told(() => rex.rImport('./typed.ts')),
      ],
      gives: [
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './data.json': its file type, json, is not granted; the policy line that would grant it is okFileTypes",
          'okFileTypes',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './add.wasm': its file type, wasm, is not granted; the policy line that would grant it is okFileTypes",
          'okFileTypes',
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './typed.ts': its file type, ts, is not granted; the policy line that would grant it is okFileTypes",
          'okFileTypes',
          undefined,
        ],
      ],
    },
    {
      does: 'packages, by their exports, scopes, and imports of their own',
      run: given('./uses.mjs'),
      gives: ['hello you by object', 'sub', 'own'],
    },
    {
      does: 'packages by other conditions',
      options: () => ({ okPath: [app], okFileTypes: all, conditions: ['browser'] }),
      run: given('./uses.mjs'),
      gives: ['browser', 'sub', 'own'],
    },
    {
      does: 'a package that wants more than its line has is refused by name',
      options: () => ({ okPath: [app], okFileTypes: all, okBuiltinModules: ['node:fs'] }),
      run: async (rex) => await told(() => rex.rImport('./wants.mjs')),
      gives: [
        'ImportError',
        'ERR_IMPORT',
        "cannot import 'node:fs' (imported by app/node_modules/wants/index.js, imported by app/wants.mjs): node:fs is not granted to the package 'wants'; the policy line that would grant it is packages.wants.okBuiltinModules (as far as the cell's own okBuiltinModules has it)",
        "packages.wants.okBuiltinModules (as far as the cell's own okBuiltinModules has it)",
        undefined,
      ],
    },
    {
      does: 'a package with a line of its own',
      options: () => ({
        okPath: [app],
        okFileTypes: all,
        okBuiltinModules: ['node:fs'],
        packages: { wants: { okBuiltinModules: ['node:fs'] } },
      }),
      run: async (rex) => Object.keys(await rex.rImport('./wants.mjs')),
      gives: [],
    },
    {
      does: 'hooks: memory over files, with an import map',
      options: () => ({
        hooks: importMap(
          { imports: { app: './app/count.mjs' } },
          layeredHooks(
            memoryHooks({ 'app/count.mjs': "export default 'in memory'; export { count } from './lib/count.mjs';" }),
            fileHooks(app),
          ),
        ),
      }),
      run: async (rex) => {
        const { default: def, count } = await rex.rImport('app');
        return [def, count, await told(() => rex.rImport('./nowhere.mjs'))];
      },
      gives: [
        'in memory',
        1,
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './nowhere.mjs': there is no such file under okPath",
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'hooks: a web server',
      options: () => ({ hooks: httpHooks(`http://127.0.0.1:${portOf(web)}/`), okFileTypes: all }),
      run: async (rex) => [
        (await rex.rImport('./lib/count.mjs'))['default'],
        await told(() => rex.rImport('./none.mjs')),
      ],
      gives: [
        'default',
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './none.mjs': there is no such file under okPath",
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'hooks: another process, over a socket',
      options: () => ({ hooks: rpcClient }),
      run: given('./far.mjs'),
      gives: 'far',
    },
    {
      does: 'hooks that answer when they are asked again change what is loaded afresh',
      options: () => {
        let n = 0;
        return { hooks: { read: () => `export default ${(n += 1)};` } };
      },
      run: async (rex) => [
        (await rex.rImport('./x.mjs'))['default'],
        (await rex.rImport('./x.mjs'))['default'],
        (await rex.rReload('./x.mjs'))['default'],
      ],
      gives: [1, 1, 2],
    },
    {
      does: 'hooks that fail, or give what is none',
      options: () => ({
        hooks: {
          read: (name) => {
            if (name === 'fails.mjs') throw new Error(`no ${SECRET} at /srv/files`.replace(SECRET, 'file'));
            return name === 'odd.mjs' ? (5 as never) : undefined;
          },
        },
      }),
      run: async (rex) => [
        await told(() => rex.rImport('./fails.mjs')),
        await told(() => rex.rImport('./odd.mjs')),
        await told(() => rex.rImport('./none.mjs')),
      ],
      gives: [
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './fails.mjs': the hooks of this cell failed: no file at /srv/files",
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './odd.mjs': the hooks of this cell are at fault: they gave neither content nor undefined",
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import './none.mjs': there is no such file under okPath",
          undefined,
          undefined,
        ],
      ],
    },
    {
      does: 'a loader of the host’s own: sources, values, and what it leaves',
      options: () => ({
        okPath: [app],
        okFileTypes: all,
        loader: {
          load: ({ specifier }: LoadRequest) => {
            if (specifier === 'virtual')
              return {
                name: 'virtual',
                type: 'esm',
                source: "import { list, counter } from 'config'; export default [list, counter.next()];",
              } as const;
            return specifier === 'config'
              ? { name: 'config', exports: { list: [1, 2], counter: new Counter() } }
              : ('default' as const);
          },
        },
      }),
      run: async (rex) => [
        (await rex.rImport('virtual'))['default'],
        (await rex.rImport('./lib/count.mjs'))['default'],
      ],
      gives: [[[1, 2], 1], 'default'],
    },
    {
      does: 'an archive that is signed; and none that was changed, or is older',
      options: () => ({
        hooks: archiveHooks(archive, { key: publicKey, name: 'greeter', atLeast: 3 }),
        okFileTypes: ['cjs', 'esm'],
      }),
      run: async (rex) => [
        (await rex.rImport('./main.mjs'))['default'],
        await told(async () => ((await rex.rImport('./main.mjs'))['fail'] as () => unknown)()),
        await told(() => archiveHooks(forged, { key: publicKey, name: 'greeter', atLeast: 3 })),
        await told(() => archiveHooks(archive, { key: publicKey, name: 'greeter', atLeast: 4 })),
      ],
      gives: [
        'HELLO',
        ['TypeError', undefined, "Cannot read properties of null (reading 'x')", undefined, ['main.mjs:1:93']],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'greeter': the archive is not signed by the key that the host names, or it has been changed since",
          undefined,
          undefined,
        ],
        [
          'ImportError',
          'ERR_IMPORT',
          "cannot import 'greeter': the archive is version 3, and the host takes 4 or later",
          undefined,
          undefined,
        ],
      ],
    },
  ],
};
