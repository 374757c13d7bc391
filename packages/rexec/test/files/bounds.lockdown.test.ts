// What a cell holds of the host's, and for how long: open files, calls that wait, what is counted and for whom.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RExec } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellOn, type Ground, given, ground, outcome } from './cell.js';

let place: Ground;
beforeAll(() => {
  place = ground();
});
afterAll(() => {
  place[Symbol.dispose]();
});

describe('files that are open', () => {
  test('are counted in every way of opening them, and no more once they are closed', async () => {
    using rex = await cellOn(place);
    await rex.rExecAsync(`const open = []; for (let i = 0; i < 255; i += 1) open.push(fs.openSync(I + '/a.txt'));`);
    expect(await outcome(rex, `fs.readFileSync(I + '/a.txt', 'utf8')`)).toBe('héllo');
    expect(await outcome(rex, `fs.copyFileSync(I + '/a.txt', O + '/copy')`)).toBe('EMFILE');
    expect(existsSync(join(place.out, 'copy'))).toBe(false);
    await rex.rExecAsync(`open.push(fs.openSync(I + '/a.txt'));`);
    for (const call of [
      `fs.readFileSync(I + '/a.txt')`,
      `fs.writeFileSync(O + '/over', 'x')`,
      `fs.truncateSync(O + '/over')`,
      `fs.openSync(I + '/a.txt')`,
      `P.readFile(I + '/a.txt')`,
      `P.open(I + '/a.txt')`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await outcome(rex, call), call).toBe('EMFILE');
    }
    expect(existsSync(join(place.out, 'over'))).toBe(false);
    rex.rExec('for (const fd of open.splice(0)) fs.closeSync(fd);');
    expect(await outcome(rex, `fs.copyFileSync(I + '/a.txt', O + '/copy')`)).toBe(undefined);
  });

  test('of the host’s count too, and no more once they are closed', () => {
    using rex = new RExec({ okPath: [place.in] });
    const open = (): unknown => rex.rOpen(join(place.in, 'a.txt'));
    const files = Array.from({ length: 256 }, () => rex.rOpen(join(place.in, 'a.txt')));
    expect(open).toThrow(expect.objectContaining({ code: 'EMFILE' }));
    for (const file of files) file.close();
    expect(open).not.toThrow();
  });
});

describe('calls that wait', () => {
  test('are not begun once their cell has ended', async () => {
    const own = ground();
    const rex = await cellOn(own);
    rex.rExec(`for (let i = 0; i < 300; i += 1) P.writeFile(O + '/file' + i, 'x').catch(() => {});
      for (let i = 0; i < 300; i += 1) P.mkdir(O + '/made/' + i, { recursive: true }).catch(() => {});`);
    rex.end();
    const begun = readdirSync(own.out).length;
    await wait(200);
    expect(begun).toBeLessThan(10);
    expect(readdirSync(own.out).length).toBeLessThanOrEqual(begun + 2);
    own[Symbol.dispose]();
  });

  test('end in the middle, where they are long', async () => {
    const own = ground();
    const rex = await cellOn(own);
    rex.rExec(`const dir = fs.mkdtempSync(O + '/d-'); for (let i = 0; i < 400; i += 1) fs.writeFileSync(dir + '/' + i, 'x');
      P.rm(dir, { recursive: true }).catch(() => {});`);
    const [directory = ''] = readdirSync(own.out).filter((name) => name.startsWith('d-'));
    const left = (): number => {
      const path = join(own.out, directory);
      return existsSync(path) ? readdirSync(path).length : 0;
    };
    // oxlint-disable no-await-in-loop
    while (left() === 400) await wait(1);
    rex.end();
    for (let before = -1; before !== left(); await wait(200)) before = left();
    // oxlint-enable no-await-in-loop
    expect(left()).toBeGreaterThan(0);
    own[Symbol.dispose]();
  });

  test('are so many at one time, and no more', async () => {
    using rex = await cellOn(place);
    rex.rExec(`let refused = 0;
      for (let i = 0; i < 10_100; i += 1) P.access(I).catch((e) => { if (e.code === 'EAGAIN') refused += 1; });`);
    await wait(10);
    expect(rex.rEval('refused')).toBeGreaterThan(90);
    expect(rex.rEval('refused')).toBeLessThanOrEqual(100);
  });
});

const counted = ({ limits }: ReturnType<RExec['usage']>): number[] => [
  limits.filesWritten.used,
  limits.bytesWritten.used,
];

describe('what a cell within writes by a rOpen of its host', () => {
  class Mapped extends RExec {
    override rOpen(path: string, mode?: string): ReturnType<RExec['rOpen']> {
      return super.rOpen(join(place.out, path), mode);
    }
  }
  const options = {
    okBuiltinModules: ['node:fs'],
    okPosixNames: ['readFileSync', 'writeFileSync', 'openSync', 'writeSync', 'closeSync'],
  };
  const within = async (outer: RExec, lines: object): Promise<RExec> => {
    const inner = outer.nest({ ...options, ...lines });
    await inner.rExecAsync(`const fs = await import('node:fs');`);
    return inner;
  };
  test('is counted once for it, and once for each cell that it is in', async () => {
    using outer = new Mapped({ ...options, okPath: [place.out], okWritePath: [place.out] });
    const inner = await within(outer, {
      okWritePath: [place.out],
      limits: { filesWritten: 2, bytesWritten: 100 },
    });
    inner.rExec(`fs.writeFileSync('/one', '123')`);
    expect([counted(inner.usage()), counted(outer.usage())]).toEqual([
      [1, 3],
      [1, 3],
    ]);
    await outer.rExecAsync(`const fs = await import('node:fs'); fs.writeFileSync('/two', '4')`);
    expect([counted(inner.usage()), counted(outer.usage())]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    inner.rExec(`fs.writeFileSync('/three', '5')`);
    expect(() => {
      inner.rExec(`fs.writeFileSync('/four', '6')`);
    }).toThrow(expect.objectContaining({ code: 'ERR_LIMIT' }));
    expect(existsSync(join(place.out, 'four'))).toBe(false);
    expect([counted(inner.usage()), counted(outer.usage())]).toEqual([
      [2, 4],
      [3, 5],
    ]);
  });

  test('may take the last that is left of the outer one', async () => {
    using outer = new Mapped({
      ...options,
      okPath: [place.out],
      okWritePath: [place.out],
      limits: { filesWritten: 1, bytesWritten: 10 },
    });
    const inner = await within(outer, { okWritePath: [place.out], limits: { filesWritten: 1, bytesWritten: 10 } });
    inner.rExec(`fs.writeFileSync('/last', 'x')`);
    expect(readFileSync(join(place.out, 'last'), 'utf8')).toBe('x');
  });

  test('is nothing where it was open for more than the cell may do, and leaves nothing open', async () => {
    class Generous extends RExec {
      override rOpen(path: string): ReturnType<RExec['rOpen']> {
        return super.rOpen(path, 'r+');
      }
    }
    const path = join(place.out, 'shared');
    using outer = new Generous({ ...options, okPath: [place.out], okWritePath: [place.out] });
    await outer.rExecAsync(`const fs = await import('node:fs');`);
    new RExec({ okWritePath: [place.out] }).rOpen(path, 'w').write('mine');
    const inner = await within(outer, { okPath: [place.out] });
    const write = `(() => { const f = fs.openSync('${path}', 'r'); fs.writeSync(f, 'theirs'); })()`;
    const codes = `Array.from({ length: 300 }, () => { try { return ${write}; } catch (e) { return e.code; } })`;
    expect(new Set(inner.rEval(codes) as string[])).toEqual(new Set(['EACCES']));
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await given(outer, `fs.readFileSync('${path}', 'utf8')`)).toBe('mine');
  });
});
