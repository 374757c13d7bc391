// Files: what a name leads to is decided on what was opened, also where a link is swapped all the while.
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileHooks } from '../../src/loader/hooks/file.js';
import { under } from '../../src/loader/hooks/under.js';

const secret = 'the-secret-outside';
let base: string;
let app: string;

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
};

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-files-')));
  app = join(base, 'app');
  put('package.json', secret);
  put('node_modules/outer/package.json', secret);
  put('outside/secret.js', secret);
  put('app/package.json', '{"type":"module"}');
  put('app/main.js', 'main');
  put('app/sub/main.js', 'sub');
  // pnpm's layout: what a package is called leads to where it is.
  put('app/node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json', '{"name":"dep"}');
  put('app/node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js', 'dep');
  symlinkSync('.pnpm/dep@1.0.0/node_modules/dep', join(app, 'node_modules/dep'));
  symlinkSync('../../node_modules/outer', join(app, 'node_modules/outer'));
  symlinkSync('..', join(app, 'up'));
  symlinkSync('../outside/secret.js', join(app, 'link.js'));
  symlinkSync('../outside/not-there.js', join(app, 'dangling.js'));
  symlinkSync('loop.js', join(app, 'loop.js'));
  symlinkSync('../main.js', join(app, 'sub/above.js'));
  execFileSync('mkfifo', [join(app, 'pipe.js')]);
});

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

const text = (found: { readonly bytes: Uint8Array | string } | undefined): string | undefined =>
  found && Buffer.from(found.bytes as Uint8Array).toString();

/** Both ways of asking give the same. */
const read = async (name: string): Promise<string | undefined> => {
  const hooks = new FileHooks([app]);
  const now = ((): string | undefined => {
    try {
      return text(hooks.readNow(name));
    } catch (error) {
      return String(error);
    }
  })();
  const later = await hooks.read(name).then(text, String);
  expect(later).toBe(now);
  return later;
};

describe('a directory of packages', () => {
  test('is read by name, and a package has the one name of where it is', async () => {
    const hooks = new FileHooks([app]);
    expect(await read('app/node_modules/dep/package.json')).toBe('{"name":"dep"}');
    const real = 'app/node_modules/.pnpm/dep@1.0.0/node_modules/dep';
    expect(await hooks.canonical('app/node_modules/dep')).toBe(real);
    expect(hooks.canonicalNow('app/node_modules/dep/index.js')).toBe(`${real}/index.js`);
    expect((await hooks.read('app/node_modules/dep/index.js'))?.name).toBe(`${real}/index.js`);
    expect(await hooks.exists('app/node_modules/dep')).toBe('directory');
    expect(hooks.existsNow('app/node_modules/dep/index.js')).toBe('file');
    expect(await hooks.exists('app/node_modules/none')).toBeUndefined();
    expect(await hooks.canonical('app/node_modules/none')).toBe('app/node_modules/none');
  });

  test('ends at the root, whatever package.json and node_modules lie above it', async () => {
    for (const name of [
      'package.json',
      'node_modules/outer/package.json',
      'app/../package.json',
      '../package.json',
      '/package.json',
      '',
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect([name, await read(name)]).toEqual([name, undefined]);
    }
    expect(await read('app/package.json')).toBe('{"type":"module"}');
  });

  test('has no package that is a link to outside of it', async () => {
    expect(await read('app/node_modules/outer/package.json')).toMatch(/ImportError.*leads out of okPath/u);
    await expect(new FileHooks([app]).canonical('app/node_modules/outer')).rejects.toMatchObject({
      code: 'ERR_IMPORT',
    });
    expect(() => new FileHooks([app]).existsNow('app/node_modules/outer')).toThrow('leads out of okPath');
  });
});

const of = async (name: string): Promise<string> => ((await read(name)) ?? 'not there').replaceAll(name, 'NAME');

test('what lies behind a link that leads out is refused in the same words, there or not', async () => {
  const there = await of('app/link.js');
  expect(there).toContain('leads out of okPath');
  for (const name of [
    'app/dangling.js',
    'app/loop.js',
    'app/up/outside/secret.js',
    'app/up/outside/not-there.js',
    'app/up/outside/secret.js/deeper.js',
    'app/up/no-such-directory/x.js',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    expect([name, await of(name)]).toEqual([name, there]);
  }
});

test('a pipe is refused without waiting for who writes to it, a directory is no file', async () => {
  expect(await read('app/pipe.js')).toContain('is not a file');
  expect(await read('app/sub')).toBeUndefined();
  expect(await read('app/main.js/x')).toBeUndefined();
  expect(await read(`app/${'x'.repeat(300)}`)).toBeUndefined();
});

test('a file that was unlinked while it was open keeps its name', async () => {
  put('app/going.js', 'going');
  const hooks = new FileHooks([app]);
  const all = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const reading = hooks.read('app/going.js');
      await Promise.resolve();
      rmSync(join(app, 'going.js'), { force: true });
      const found = await reading;
      put('app/going.js', 'going');
      return found?.name;
    }),
  );
  for (const name of all) expect(['app/going.js', undefined]).toContain(name);
});

test('narrowed to a directory, a link in it to elsewhere in the same root is refused', async () => {
  const hooks = under('app/sub', new FileHooks([app]));
  expect(text((await hooks.read('app/sub/main.js')) as never)).toBe('sub');
  for (const name of ['app/main.js', 'app/sub/above.js', 'app/sub/../main.js', 'app/subway.js', 'app']) {
    // oxlint-disable-next-line no-await-in-loop
    await expect((async () => hooks.read(name))(), name).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    expect(() => hooks.readNow?.(name), name).toThrow('narrowed');
    // oxlint-disable-next-line no-await-in-loop
    await expect((async () => hooks.exists?.(name))(), name).rejects.toMatchObject({ code: 'ERR_IMPORT' });
  }
});

test('a link that another thread swaps all the while gives neither the file outside nor that above the prefix', async () => {
  const swap = join(app, 'sub/swap.js');
  const worker = new Worker(
    `const { renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
     const { workerData: [swap, targets] } = require('node:worker_threads');
     for (let turn = 0; ; turn += 1) {
       rmSync(swap + '.new', { force: true });
       const target = targets[turn % targets.length];
       if (target === '') writeFileSync(swap + '.new', 'fine'); else symlinkSync(target, swap + '.new');
       renameSync(swap + '.new', swap);
     }`,
    { eval: true, workerData: [swap, ['', '../../outside/secret.js', '', '../main.js']] },
  );
  await new Promise((resolve) => {
    worker.once('online', resolve);
  });
  const whole = new FileHooks([app]);
  const narrow = under('app/sub', whole);
  const seen = new Set<string>();
  const refused = new Set<string>();
  const note = (who: string, act: () => { readonly bytes: Uint8Array | string } | undefined): void => {
    try {
      seen.add(`${who} ${String(text(act()))}`);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_IMPORT') throw error;
      refused.add(who);
    }
  };
  const until = performance.now() + 1500;
  while (performance.now() < until) {
    note('now', () => whole.readNow('app/sub/swap.js'));
    note('narrow', () => narrow.readNow?.('app/sub/swap.js') as never);
    // oxlint-disable-next-line no-await-in-loop
    const found = await whole.read('app/sub/swap.js').catch(() => undefined);
    seen.add(`later ${String(text(found))}`);
    // oxlint-disable-next-line no-await-in-loop
    const less = await (async () => narrow.read('app/sub/swap.js'))().catch(() => undefined);
    seen.add(`narrow ${String(text(less as never))}`);
  }
  await worker.terminate();
  expect([...seen].join()).not.toContain(secret);
  expect(seen).not.toContain('narrow main');
  // All of the race's turns were met.
  for (const met of ['now fine', 'now main', 'later fine', 'later main', 'narrow fine']) expect(seen).toContain(met);
  expect(refused).toContain('now');
  expect(refused).toContain('narrow');
}, 20_000);

test('a hard link is the file itself', async () => {
  linkSync(join(base, 'outside/secret.js'), join(app, 'hard.js'));
  expect(await read('app/hard.js')).toBe(secret);
  unlinkSync(join(app, 'hard.js'));
  expect(() => renameSync(join(app, 'hard.js'), join(app, 'x.js'))).toThrow('ENOENT');
});
