// What the host has: rOpen, a rOpen of its own, a root of the cell's own; and node:os.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { RExec } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellOn, type Ground, given, ground, outcome, secret } from './cell.js';

let place: Ground;
beforeAll(() => {
  place = ground();
  writeFileSync(join(place.in, 'lines'), 'one\ntwö\n\nend');
});
afterAll(() => {
  place[Symbol.dispose]();
});

describe('rOpen', () => {
  test('reads any file under okPath: whole, in parts, by lines', () => {
    using rex = new RExec({ okPath: [place.in] });
    const path = join(place.in, 'lines');
    expect(rex.rOpen(path).read()).toBe('one\ntwö\n\nend');
    using file = rex.rOpen(path);
    expect([file.read(2), file.readLine(), file.readLine(), ...file, file.read()]).toEqual([
      'on',
      'e\n',
      'twö\n',
      '\n',
      'end',
      '',
    ]);
    expect(rex.rOpen('lines').readBytes(3)).toEqual(new TextEncoder().encode('one'));
  });

  test.each(['w', 'a', 'r+', 'wx', 'a+'])('refuses mode %s where nothing may be written', (mode) => {
    using rex = new RExec({ okPath: [place.in] });
    expect(() => rex.rOpen(join(place.in, 'lines'), mode)).toThrow(
      expect.objectContaining({ name: 'IOError', code: 'EACCES', policyLine: 'okWritePath', guest: false }),
    );
    expect(readFileSync(join(place.in, 'lines'), 'utf8')).toBe('one\ntwö\n\nend');
  });

  test('writes under okWritePath', () => {
    using rex = new RExec({ okWritePath: [place.out] });
    const file = rex.rOpen(join(place.out, 'w'), 'w');
    file.write('text');
    file.write(new Uint8Array([33]));
    file.close();
    expect(readFileSync(join(place.out, 'w'), 'utf8')).toBe('text!');
    expect(() => {
      file.write('more');
    }).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });

  test('what is outside is refused, and what a cell had open is closed when it ends', () => {
    const rex = new RExec({ okPath: [place.in] });
    expect(() => rex.rOpen(join(place.in, 'link-out'))).toThrow(expect.objectContaining({ code: 'EACCES' }));
    expect(() => rex.rOpen(join(place.in, 'none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    const file = rex.rOpen(join(place.in, 'lines'));
    rex.end();
    expect(file.closed).toBe(true);
    expect(() => rex.rOpen(join(place.in, 'lines'))).toThrow(expect.objectContaining({ code: 'ERR_CELL_ENDED' }));
  });
});

describe('a rOpen of a subclass', () => {
  const options = {
    okBuiltinModules: ['node:fs'],
    okPosixNames: ['readFileSync', 'writeFileSync', 'readFile', 'promises'],
  };

  test('decides what the guest’s own functions open', async () => {
    class Jailed extends RExec {
      override rOpen(path: string, mode?: string): ReturnType<RExec['rOpen']> {
        return super.rOpen(join(place.in, path), mode);
      }
    }
    using rex = new Jailed({ ...options, okPath: [place.in] });
    await rex.rExecAsync(
      `const fs = await import('node:fs'); const later = await new Promise((done) => fs.readFile('/deep/b.txt', 'utf8', (e, d) => done(d)));`,
    );
    expect(rex.rEval(`fs.readFileSync('/a.txt', 'utf8')`)).toBe('héllo');
    expect(rex.rEval('later')).toBe('b');
    expect(await outcome(rex, `fs.readFileSync('/../outside/secret.txt', 'utf8')`)).toBe('EACCES');
    expect(rex.rOpen('/a.txt').read()).toBe('héllo');
  });

  test('cannot be passed by in a cell within, and grants that cell nothing', async () => {
    class Choosy extends RExec {
      override rOpen(path: string, mode?: string): ReturnType<RExec['rOpen']> {
        if (path.endsWith('a.txt')) throw new Error('not this one');
        return super.rOpen(path, mode);
      }
    }
    using rex = new Choosy({ ...options, okPath: [place.in] });
    const inner = rex.nest({ ...options, okPath: [join(place.in, 'deep')] });
    await inner.rExecAsync(`const fs = await import('node:fs');`);
    expect(await given(inner, `fs.readFileSync('${place.in}/deep/b.txt', 'utf8')`)).toBe('b');
    expect(await outcome(inner, `fs.readFileSync('${place.in}/lines', 'utf8')`)).toBe('EACCES');
    const same = rex.nest({ ...options, okPath: [place.in] });
    await same.rExecAsync(`const fs = await import('node:fs');`);
    expect(() => same.rEval(`fs.readFileSync('${place.in}/a.txt', 'utf8')`)).toThrow('not this one');
  });

  test('gives a file that super.rOpen gave, and no other', async () => {
    class Odd extends RExec {
      override rOpen(): never {
        return { read: () => 'anything' } as never;
      }
    }
    using rex = new Odd({ ...options, okPath: [place.in] });
    await rex.rExecAsync(`const fs = await import('node:fs');`);
    expect(() => rex.rEval(`fs.readFileSync('${place.in}/a.txt')`)).toThrow('what super.rOpen gave');
  });
});

describe('a root of the cell’s own', () => {
  test('is where absolute paths of imports start, of the host’s and the guest’s, and of a cell within', async () => {
    mkdirSync(join(place.in, 'plug'), { recursive: true });
    writeFileSync(join(place.in, 'plug/x.js'), "export const x = 'in the root';");
    writeFileSync(join(place.in, 'plug/y.js'), "export { x } from '/plug/x.js';");
    writeFileSync(join(place.in, 'plug/z.js'), "let z = 'run'");
    using rex = new RExec({ root: place.in, okPath: [place.in], limits: { cells: 1, depth: 1 } });
    using inner = rex.nest({ okPath: [join(place.in, 'plug')], okFileTypes: ['esm'] });
    for (const cell of [rex, inner]) {
      expect((await cell.rImport('/plug/y.js'))['x']).toBe('in the root');
      await cell.rExecAsync("var { x } = await import('/../plug/x.js'), file = await import('file:///plug/x.js')");
      expect(cell.rEval('[x, file.x]')).toEqual(['in the root', 'in the root']);
      for (const path of [join(place.in, 'plug/x.js'), join(place.outside, 'secret.txt')]) {
        await expect(cell.rImport(path)).rejects.toMatchObject({ code: 'ERR_IMPORT' });
      }
    }
    rex.rExecFile('/plug/z.js');
    expect(rex.rEval('z')).toBe('run');
  });

  test('is what the guest knows as /, and nothing is above it', async () => {
    mkdirSync(join(place.in, 'etc'), { recursive: true });
    writeFileSync(join(place.in, 'etc/motd'), 'welcome');
    symlinkSync('/etc/motd', join(place.in, 'motd'));
    symlinkSync('/../../etc/passwd', join(place.in, 'up'));
    using rex = await cellOn(place, { root: place.in, okPath: [place.in], okWritePath: [join(place.in, 'etc')] });
    expect(
      await given(rex, `['/etc/motd', 'etc/motd', '/motd', '/../../etc/motd'].map((p) => fs.readFileSync(p, 'utf8'))`),
    ).toEqual(Array.from({ length: 4 }, () => 'welcome'));
    expect(await given(rex, `fs.realpathSync('/motd') + fs.realpathSync('/etc/..')`)).toBe('/etc/motd/');
    expect(await given(rex, `fs.readdirSync('/').includes('etc')`)).toBe(true);
    expect(await outcome(rex, `fs.readFileSync('/up', 'utf8')`)).toBe('ENOENT');
    expect(await outcome(rex, `fs.readFileSync('/link-out', 'utf8')`)).toMatch(/ENOENT|EACCES/);
    expect(await outcome(rex, `fs.readFileSync('${place.in}/a.txt', 'utf8')`)).toBe('ENOENT');
    expect(await given(rex, `fs.mkdirSync('/etc/new/er', { recursive: true })`)).toBe('/etc/new');
    expect(await outcome(rex, `fs.writeFileSync('/top', 'x')`)).toBe('EACCES');
    expect(rex.rOpen('/etc/motd').read()).toBe('welcome');
    const inner = rex.nest({
      okBuiltinModules: ['node:fs'],
      okPosixNames: ['readFileSync'],
      okPath: [join(place.in, 'etc')],
    });
    await inner.rExecAsync(`const fs = await import('node:fs');`);
    expect(inner.rEval(`fs.readFileSync('/etc/motd', 'utf8')`)).toBe('welcome');
    expect(readFileSync(join(place.outside, 'secret.txt'), 'utf8')).toBe(secret);
  });

  test('holds all that the policy names', () => {
    expect(() => new RExec({ root: place.in, okPath: [place.out] })).toThrow('does not lie in it');
  });
});

test('only the names that the policy grants exist, also under `promises` and in the promises module', async () => {
  using rex = new RExec({
    okBuiltinModules: ['node:fs', 'node:fs/promises', 'node:os'],
    okPosixNames: ['promises', 'readFile', 'statSync', 'EOL', 'constants'],
    okPath: [place.in],
  });
  await rex.rExecAsync(
    `const fs = await import('fs'); const P = await import('node:fs/promises'); const os = await import('node:os');`,
  );
  expect(rex.rEval('[fs, fs.default, fs.promises, P, os].map((each) => Object.keys(each).sort())')).toEqual([
    ['constants', 'default', 'promises', 'readFile', 'statSync'],
    ['constants', 'promises', 'readFile', 'statSync'],
    ['constants', 'readFile'],
    ['constants', 'default', 'readFile'],
    ['EOL', 'constants', 'default'],
  ]);
  expect(rex.rEval('fs.promises === P.default && P.readFile === fs.promises.readFile')).toBe(true);
});

test('node:os tells what is so, and paths that the guest may see', async () => {
  using rex = await cellOn(place, { clock: 'real' });
  await rex.rExecAsync(`const os = (await import('node:os')).default;`);
  expect(rex.rEval('[os.EOL, os.arch(), os.platform(), os.hostname(), os.type(), os.cpus().length]')).toEqual([
    os.EOL,
    os.arch(),
    os.platform(),
    os.hostname(),
    os.type(),
    os.cpus().length,
  ]);
  expect(rex.rEval('[os.homedir(), os.tmpdir(), os.userInfo().homedir]')).toEqual([place.in, place.drop, place.in]);
  expect(rex.rEval('os.uptime() > 0 && os.constants.signals.SIGINT === 2')).toBe(true);
  using timeless = await cellOn(place);
  await timeless.rExecAsync(`const os = (await import('node:os')).default;`);
  expect(() => timeless.rEval('os.uptime()')).toThrow('clock');
});
