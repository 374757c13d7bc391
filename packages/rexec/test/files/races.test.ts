// Whatever becomes of a path while something is done with it, at whatever moment: nothing outside is read or changed.
// An operation is a generator, so that here the moment can be chosen: before its first call to the system, or any later one.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policyOf } from '../../src/policy/index.js';
import { Ledger } from '../../src/policy/ledger.js';
import type { Action } from '../../src/powers/files/action.js';
import { CellFiles } from '../../src/powers/files/cell-files.js';
import { CONTENT_ACTIONS } from '../../src/powers/files/content-actions.js';
import { opens } from '../../src/powers/files/opening.js';
import { PLACE_ACTIONS } from '../../src/powers/files/place-actions.js';
import type { Operation } from '../../src/powers/files/system.js';
import type { Plain } from '../../src/powers/powers.js';

const actions: Readonly<Record<string, Action>> = { ...CONTENT_ACTIONS, ...PLACE_ACTIONS };
const secret = 'the secret of the host';
const [read, write] = [0, 0o1101];
let top = '';
let end: (() => void) | undefined;
const at = (path: string): string => join(top, path);

/** A tree within which all may be read and written, and one outside that has the same names. */
const furnished = (): CellFiles => {
  rmSync(top, { recursive: true, force: true });
  for (const [place, content] of [
    ['in', 'inside'],
    ['outside', secret],
  ] as const) {
    for (const name of ['sub', 'empty']) mkdirSync(at(`${place}/dir/${name}`), { recursive: true });
    for (const name of ['dir/file', 'dir/sub/deep']) writeFileSync(at(`${place}/${name}`), content);
  }
  const policy = policyOf({
    okPath: [at('in')],
    okWritePath: [at('in')],
    limits: { bytesWritten: 1e6, filesWritten: 1e3 },
  });
  return new CellFiles({
    policy,
    ledger: new Ledger('test', policy, undefined),
    opener: undefined,
    onEnd: (stop) => {
      end = stop;
      return () => undefined;
    },
  });
};
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'padded-races-')));
});
afterEach(() => {
  end?.();
  rmSync(top, { recursive: true, force: true });
});

/** Everything in a tree, and what is in it. */
const seenIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((each) => {
      const path = join(each.parentPath, each.name);
      const { mode, mtimeMs } = statSync(path);
      return `${path} ${mode} ${each.isFile() ? `${mtimeMs} ${readFileSync(path, 'utf8')}` : ''}`;
    })
    .toSorted();

/** Runs an operation, and has something happen before its call of this number. Gives what came of it, and whether it came so far. */
const interrupted = (
  operation: Operation<unknown>,
  moment: number,
  meanwhile: () => void,
): { readonly gave: unknown; readonly hasHappened: boolean } => {
  let hasHappened = false;
  try {
    let step = operation.next();
    for (let count = 0; step.done !== true; count += 1) {
      if (count === moment) {
        meanwhile();
        hasHappened = true;
      }
      let value: unknown;
      try {
        value = step.value.now();
      } catch (error) {
        step = operation.throw(error);
        continue;
      }
      step = operation.next(value);
    }
    return { gave: step.value, hasHappened };
  } catch (error) {
    return { gave: error, hasHappened };
  }
};

/** Names in the tree become links that lead out of it. */
const linked =
  (...paths: readonly string[]) =>
  (): void => {
    for (const path of paths) {
      // It may be removed already, and what it was in.
      if (!existsSync(at(`in/${dirname(path)}`))) continue;
      if (existsSync(at(`in/${path}`))) renameSync(at(`in/${path}`), at(`was-${basename(path)}`));
      symlinkSync(at(`outside/${path}`), at(`in/${path}`));
    }
  };

const swaps: Readonly<Record<string, () => void>> = {
  'what is in the directory becomes links': linked('dir/file', 'dir/sub', 'dir/empty', 'dir/new'),
  'the directory becomes a link': linked('dir'),
};

const calls: readonly (readonly [name: string, ...args: (boolean | null | number | string | Uint8Array)[]])[] = [
  ['readFile', 'dir/sub/deep', read],
  ['writeFile', 'dir/file', write, 0o666, new Uint8Array([33])],
  ['writeFile', 'dir/new', write, 0o666, new Uint8Array([33])],
  ['truncate', 'dir/file', 1],
  ['readdir', 'dir', true],
  ['rm', 'dir', true, false],
  ['unlink', 'dir/file'],
  ['rmdir', 'dir/empty'],
  ['mkdir', 'dir/new/er', true, 0o777],
  ['mkdir', 'dir/sub/new', true, 0o777],
  ['rename', 'dir/file', 'dir/sub/moved'],
  ['rename', 'dir/sub/deep', 'moved'],
  ['copyFile', 'dir/file', 'dir/sub/copy', false],
  ['chmod', 'dir/file', 0o600],
  ['utimes', 'dir/file', 5, 5],
  ['lutimes', 'dir/sub/deep', 5, 5],
  ['realpath', 'dir/sub/deep'],
  ['access', 'dir/new', 0],
];

/** A path is a name in the tree; a mode is one of the last arguments. */
const argumentsOf = (args: readonly Plain[], paths: number): readonly Plain[] =>
  args.map((each, index) => (index < paths ? at(`in/${String(each)}`) : each));

describe.each(Object.keys(swaps))('%s', (swap) => {
  test.each(calls)('during %s of %s', (called, ...args) => {
    const name = String(called);
    const { run, paths } = actions[name] ?? { paths: 0 };
    let moment = 0;
    let came: ReturnType<typeof interrupted>;
    do {
      const files = furnished();
      const before = seenIn(at('outside'));
      const operation = run?.(files, ...argumentsOf(args, paths)) as Operation<unknown>;
      came = interrupted(operation, moment, swaps[swap] as () => void);
      const text = came.gave instanceof Uint8Array ? Buffer.from(came.gave).toString() : String(came.gave);
      expect(text, `moment ${moment}`).not.toContain(secret);
      expect(name === 'realpath' ? text : '', `moment ${moment}`).not.toContain('outside');
      expect(seenIn(at('outside')), `moment ${moment}`).toEqual(before);
      moment += 1;
    } while (came.hasHappened);
    expect(came.gave instanceof Error, 'undisturbed').toBe(name === 'access');
    expect(moment).toBeGreaterThan(2);
  });
});

test('a file is open only where it was when it was opened, though its directory is carried out', () => {
  for (let moment = 0; ; moment += 1) {
    const { view, spending } = furnished();
    const opening = opens(view, spending, at('in/dir/file'), { flags: read, mode: 0 });
    const { gave, hasHappened } = interrupted(opening, moment, () => {
      renameSync(at('in/dir'), at('outside/carried'));
    });
    const { real } = gave as { real?: string };
    expect(real ?? at('in/refused')).toContain(at('in/'));
    if (!hasHappened) break;
  }
});

test('a directory that is carried out while it is removed takes nothing of the outside with it', () => {
  for (let moment = 0; ; moment += 1) {
    const files = furnished();
    const before = seenIn(at('outside/dir'));
    const operation = actions['rm']?.run(files, at('in/dir'), true, false) as Operation<unknown>;
    const { hasHappened } = interrupted(operation, moment, () => {
      renameSync(at('in/dir'), at('was'));
      cpSync(at('outside/dir'), at('in/copy'), { recursive: true });
      symlinkSync(at('outside/dir'), at('in/dir'));
    });
    expect(seenIn(at('outside/dir'))).toEqual(before);
    if (!hasHappened) break;
  }
});
