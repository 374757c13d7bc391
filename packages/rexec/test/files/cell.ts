/** A cell with files, in a directory of its own with things outside that must not get out. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RExec, type RExecOptions } from '@padded-cell/rexec';
import { POSIX_NAMES } from '@padded-cell/rexec/policy';

export const secret = 'the secret of the host';

const allNames: readonly string[] = Object.keys(POSIX_NAMES);

/** Directories: `in` to be read, `out` to be written and read, `drop` to be written only, `outside` for nobody. */
export interface Ground {
  readonly top: string;
  readonly in: string;
  readonly out: string;
  readonly drop: string;
  readonly outside: string;
  [Symbol.dispose](): void;
}

export const ground = (): Ground => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'padded-files-')));
  const at = (name: string): string => join(top, name);
  for (const name of ['in', 'out', 'drop', 'outside']) mkdirSync(at(name));
  mkdirSync(at('in/deep/er'), { recursive: true });
  writeFileSync(at('in/a.txt'), 'héllo');
  writeFileSync(at('in/deep/b.txt'), 'b');
  writeFileSync(at('in/deep/er/c.txt'), 'c');
  writeFileSync(at('outside/secret.txt'), secret);
  mkdirSync(at('outside/sub'));
  symlinkSync('../outside/secret.txt', at('in/link-out'));
  symlinkSync(at('outside'), at('in/dir-out'));
  symlinkSync('../outside/nothing', at('in/dangling-out'));
  symlinkSync('deep/b.txt', at('in/link-in'));
  symlinkSync(at('in/deep'), at('in/dir-in'));
  symlinkSync('loop', at('in/loop'));
  return {
    top,
    in: at('in'),
    out: at('out'),
    drop: at('drop'),
    outside: at('outside'),
    [Symbol.dispose]: () => {
      rmSync(top, { recursive: true, force: true });
    },
  };
};

/** A cell with all names of files, `fs` and `P` (its promises) in hand, and the paths as constants. */
export const cellOn = async (place: Ground, options: RExecOptions = {}): Promise<RExec> => {
  const rex = new RExec({
    okBuiltinModules: ['node:fs', 'node:fs/promises', 'node:os', 'node:buffer', 'node:stream', 'node:url'],
    okPosixNames: allNames,
    okPath: [place.in, place.out],
    okWritePath: [place.out, place.drop],
    ...options,
  });
  const { top } = place;
  await rex.rExecAsync(`
    const fs = (await import('node:fs')).default;
    const P = (await import('node:fs/promises')).default;
    const { Buffer } = (await import('node:buffer')).default;
    const I = ${JSON.stringify(place.in)}, O = ${JSON.stringify(place.out)}, D = ${JSON.stringify(place.drop)};
    const X = ${JSON.stringify(place.outside)}, TOP = ${JSON.stringify(top)};
    const tried = (run) => { try { return run(); } catch (e) { return e.code; } };
  `);
  return rex;
};

/** What an expression with `await` gives. */
export const given = async (rex: RExec, expression: string): Promise<unknown> => {
  await rex.rExecAsync(`globalThis.$given = (${expression});`);
  return rex.rEval('globalThis.$given');
};

/** The code of what an expression throws or rejects with; what it gives, where it gives something. */
export const outcome = async (rex: RExec, expression: string): Promise<unknown> =>
  await given(rex, `await (async () => ${expression})().then((v) => v, (e) => e.code)`);
