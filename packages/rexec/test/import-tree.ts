/** Files that a cell may import, and files, links and a pipe that it may not, for the tests of the file that imports this. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ImportError, RExec } from '@padded-cell/rexec';
import { afterAll, beforeAll, expect } from 'vitest';

/** In files that no cell may read. */
export const secret = 'the-secret-outside';
export const base: string = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-import-')));
export const plugins: string = join(base, 'plugins');

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
};

beforeAll(() => {
  put(
    'plugins/greeter.js',
    `import { shout } from './lib/shout.js';\nexport const greet = (name) => shout('hello ' + name);\nexport default 7;\nexport let count = 0;\nexport const more = () => { count += 1; };`,
  );
  put('plugins/lib/shout.js', `import '../lib/deep/../shout.js'; export const shout = (text) => text.toUpperCase();`);
  put('plugins/uses-account.js', `export const total = () => account.total();`);
  put(
    'plugins/thrower.js',
    `// a comment with import( and <!--\nexport const a = 1;\nexport const fail = () => {\n  const text = 'import('; null.x;\n};\n`,
  );
  put('plugins/fails.js', `export const a = 1;\n\n  null.x;\n`);
  put('plugins/broken.js', `export const a = 1;\nlet b = ;\n`);
  put('plugins/evals.js', `export const a = 1;\n eval('1');\n`);
  put('plugins/thenable.js', `export const then = (resolve) => resolve('fooled');`);
  put(
    'plugins/dynamic.js',
    `export const load = (name) => import(name).then((m) => Object.keys(m).join(), (e) => e.name + ': ' + e.message + e.stack);`,
  );
  put('plugins/up.js', `import { secret } from '../outside.js'; export { secret };`);
  put('plugins/bare.js', `import path from 'node:path'; export { path };`);
  put('plugins/missing.js', `import './not-there.js';`);
  put('plugins/chain.js', `import './lib/chain2.js';`);
  put('plugins/lib/chain2.js', `\nimport '../../outside.js';`);
  put('plugins/cycle-a.js', `import { b } from './cycle-b.js'; export const a = () => b; `);
  put('plugins/cycle-b.js', `import { a } from './cycle-a.js'; export const b = () => a()();`.replace('a()()', '"b"'));
  put('plugins/data.json', '{}');
  put('plugins/noext', 'export const a = 1');
  put('plugins/a b#c?.js', `export const odd = true; export const fail = () => { null.x; };`);
  put(
    'outside.js',
    `export /** In files that no cell may read. */
export const secret = '${secret}';`,
  );
  put(
    'plugins-evil/evil.js',
    `export /** In files that no cell may read. */
export const secret = '${secret}';`,
  );
  symlinkSync('../outside.js', join(plugins, 'link.js'));
  symlinkSync('link.js', join(plugins, 'link-to-link.js'));
  symlinkSync('..', join(plugins, 'up-dir'));
  symlinkSync('/', join(plugins, 'root-dir'));
  symlinkSync('lib', join(plugins, 'lib-link'));
  symlinkSync('plugins', join(base, 'plugins-by-link'));
  symlinkSync('/proc/self/fd/0', join(plugins, 'fd.js'));
  symlinkSync(`/proc/self/root${join(base, 'outside.js')}`, join(plugins, 'proc-root.js'));
  mkdirSync(join(plugins, 'directory.js'));
  execFileSync('mkfifo', [join(plugins, 'pipe.js')]);
});

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

export const cell = (): RExec => new RExec({ okPath: [plugins] });

/** The error of an import, which has nothing of the secret in it. */
export const refused = async (promise: Promise<unknown>): Promise<ImportError> => {
  const outcome = await promise.then(
    (value) => ({ value: JSON.stringify(value) }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`it was imported: ${outcome.value}`);
  expect(JSON.stringify([String(outcome.error), outcome.error])).not.toContain(secret);
  return outcome.error as ImportError;
};
