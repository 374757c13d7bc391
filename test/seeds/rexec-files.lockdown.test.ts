/**
 * What the documents that this project starts from say of the files and the modules of rexec, row by row. Python's names
 * stand in the titles; what runs is ours.
 */
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  archiveHooks,
  IOError,
  ImportError,
  memoryHooks,
  overSocket,
  RExec,
  type RFile,
  type RLoader,
  rpcHooks,
  sealArchive,
} from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caught } from './caught.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'rexec-seeds-files-'));
  for (const directory of ['ok', 'out']) mkdirSync(join(base, directory));
  writeFileSync(join(base, 'ok/notes.txt'), 'of the cell');
  writeFileSync(join(base, 'ok/greeter.js'), 'export const greet = (name) => `hello ${name}`;');
  writeFileSync(join(base, 'ok/data.json'), '{ "size": 3 }');
  writeFileSync(join(base, 'secret.txt'), 'SECRET');
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

class Reader extends RExec {
  static override get okPath(): string[] {
    return [join(base, 'ok')];
  }
}

describe('r_open(filename[, mode[, bufsize]])', () => {
  test('opens any file of ok_path for reading', () => {
    expect(new Reader().rOpen(join(base, 'ok/notes.txt')).read()).toBe('of the cell');
    expect(caught(() => new Reader().rOpen(join(base, 'secret.txt')).read())).toMatchObject({ code: 'EACCES' });
  });

  test.each(['w', 'a', 'r+', 'wx'])('and none for writing: %s is an IOError, and nothing was written', (mode) => {
    const error = caught(() => new Reader().rOpen(join(base, 'ok/notes.txt'), mode));
    expect(error).toBeInstanceOf(IOError);
    expect((error as Error).message).toContain('okWritePath');
    expect(readFileSync(join(base, 'ok/notes.txt'), 'utf8')).toBe('of the cell');
  });

  test('a subclass may ease it: a file under one directory can be written, by the guest too', async () => {
    class Writer extends Reader {
      static override get okWritePath(): string[] {
        return [join(base, 'out')];
      }
      static override okPosixNames = ['writeFileSync'] as const;
      static override okBuiltinModules = ['node:fs'];
    }
    const rex = new Writer({ endowments: { base } });
    await rex.rExecAsync("const { writeFileSync } = await import('fs')");
    rex.rExec("writeFileSync(base + '/out/guest.txt', 'by the guest')");
    expect(readFileSync(join(base, 'out/guest.txt'), 'utf8')).toBe('by the guest');
    expect(caught(() => rex.rExec("writeFileSync(base + '/escaped.txt', 'x')"))).toBeInstanceOf(IOError);
    const file = rex.rOpen(join(base, 'out/log.txt'), 'w');
    file.write('by the host');
    file.close();
    expect(readFileSync(join(base, 'out/log.txt'), 'utf8')).toBe('by the host');
    expect(caught(() => rex.rOpen(join(base, 'escaped.txt'), 'w'))).toBeInstanceOf(IOError);
    expect(existsSync(join(base, 'escaped.txt'))).toBe(false);
  });

  test('a subclass may tighten it, or give another file: every path re-rooted, as by chroot', () => {
    const asked: string[] = [];
    class Rerooted extends Reader {
      override rOpen(path: string, mode?: string): RFile {
        asked.push(basename(path));
        if (mode !== undefined && mode !== 'r') throw new IOError({ code: 'EACCES', syscall: 'open', path });
        return super.rOpen(join(base, 'ok', basename(path)), mode);
      }
    }
    const rex = new Rerooted();
    expect(rex.rOpen('/etc/notes.txt').read()).toBe('of the cell');
    expect(caught(() => rex.rOpen('notes.txt', 'w'))).toBeInstanceOf(IOError);
    expect(asked).toEqual(['notes.txt', 'notes.txt']);
  });
});

describe('ok_posix_names', () => {
  test('names of posix (here node:fs and node:os) that are available', async () => {
    class Posix extends Reader {
      static override okBuiltinModules = ['node:fs', 'node:os'];
      static override okPosixNames = [...RExec.okPosixNames, 'readFileSync', 'EOL'] as const;
    }
    const rex = new Posix();
    await rex.rExecAsync("const fs = await import('fs'); const os = await import('os')");
    expect(rex.rEval("[Object.keys(fs.default), Object.keys(os.default)].join('|')")).toBe('readFileSync|EOL');
    expect(rex.rEval("fs.readFileSync('notes.txt', 'utf8')")).toBe('of the cell');
  });
});

describe('ok_file_types', () => {
  test('types of file that can be imported', async () => {
    await expect(new Reader().rImport('./data.json')).rejects.toThrow(/okFileTypes/u);
    const { default: data } = await new Reader({ okFileTypes: ['json'] }).rImport('./data.json');
    expect(data).toEqual({ size: 3 });
  });

  test('a precompiled module must be what its key’s owner signed: a forged one is refused, and does not run', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const files = { 'main.mjs': "export const made = 'by the host'; touch();" };
    const parts = { name: 'plugin', version: 1, files };
    const touched: number[] = [];
    const run = async (archive: Uint8Array): Promise<unknown> => {
      const hooks = archiveHooks(archive, { key: publicKey, name: 'plugin', atLeast: 1 });
      const { made } = await new RExec({ hooks, endowments: { touch: () => touched.push(1) } }).rImport('./main.mjs');
      return made;
    };
    const archive = sealArchive(parts, privateKey);
    expect(await run(archive)).toBe('by the host');
    const changed = Uint8Array.from(archive);
    changed[changed.length - 5] = 65;
    const forged = sealArchive(parts, generateKeyPairSync('ed25519').privateKey);
    for (const other of [changed, forged]) await expect(run(other)).rejects.toBeInstanceOf(ImportError);
    expect(touched).toEqual([1]);
  });
});

describe('a subclass should start from the value of the base class, and add', () => {
  test('so that what a later version of the base grants is not lost', async () => {
    class Base extends RExec {
      static override okBuiltinModules = ['node:path'];
    }
    class Derived extends Base {
      static override okBuiltinModules = [...Base.okBuiltinModules, 'node:url'];
    }
    expect(new Derived().policy.okBuiltinModules).toEqual(['node:path', 'node:url']);
    expect(new Base().policy.okBuiltinModules).toEqual(['node:path']);
  });
});

describe('RHooks: the I/O of the module loader', () => {
  test('is an object that can be replaced: modules from memory', async () => {
    const hooks = memoryHooks({
      'spam.mjs': "export { eggs } from './eggs.mjs'",
      'eggs.mjs': 'export const eggs = 12',
    });
    expect((await new RExec({ hooks }).rImport('./spam.mjs'))['eggs']).toBe(12);
    await expect(new RExec({ hooks }).rImport('./ham.mjs')).rejects.toBeInstanceOf(ImportError);
  });

  test('by RPC to a file server, which is another process, over a real connection', async () => {
    const socket = join(base, 'server');
    const program = new URL('../../examples/module-server/server.js', import.meta.url).pathname;
    const server = spawn(process.execPath, [program, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((resolve) => {
        server.stdout.once('data', resolve);
      });
      const hooks = rpcHooks(overSocket({ path: socket }), { timeMs: 10_000 });
      const { report } = await new RExec({ hooks }).rImport('./modules/report.mjs');
      expect((report as (numbers: number[]) => string)([3, 4, 5])).toContain('4');
      hooks.close();
    } finally {
      server.kill();
    }
  });
});

describe('the module loader', () => {
  test('itself can be replaced', async () => {
    const asked: string[] = [];
    const loader: RLoader = {
      load: ({ specifier }) => {
        asked.push(specifier);
        if (specifier === 'spam') return { name: 'spam', source: "export { size } from 'settings'", type: 'esm' };
        return specifier === 'settings' ? { name: 'settings', exports: { size: 3 } } : undefined;
      },
    };
    const rex = new RExec({ loader });
    expect((await rex.rImport('spam'))['size']).toBe(3);
    await expect(rex.rImport('./greeter.js')).rejects.toBeInstanceOf(ImportError);
    expect(asked).toEqual(['spam', 'settings', './greeter.js']);
  });
});
