// Random paths through random trees of directories and links, compared with what Node finds by them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellOn, ground } from './cell.js';

test('for any path through any tree, what is read lies in what is granted', async () => {
  const tree = ground();
  const names = ['a', 'b', 'c'] as const;
  const name = fc.constantFrom(...names);
  const step = fc.constantFrom(...names, '..', '.', '', 'in', 'outside', 'secret.txt');
  const path = fc
    .oneof(fc.array(step, { maxLength: 7 }), fc.array(name, { minLength: 1, maxLength: 2 }))
    .map((steps) => steps.join('/'));
  const target = fc.oneof(
    path,
    path.map((each) => `${tree.top}/${each}`),
  );
  const made = fc.array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.option(target, { freq: 2 })), {
    maxLength: 8,
  });
  const cell = await cellOn(tree, { okPath: [tree.in], okWritePath: [] });
  const read = cell.rEval('(p) => tried(() => "got " + fs.readFileSync(p, "utf8"))') as (path: string) => string;
  let count = 0;
  fc.assert(
    fc.property(made, fc.array(path, { minLength: 1, maxLength: 10 }), (parts, paths) => {
      execFileSync('rm', ['-rf', ...names.map((each) => join(tree.in, each))]);
      for (const [steps, link] of parts) {
        const where = join(tree.in, ...steps);
        try {
          if (link === null) writeFileSync(where, where);
          else if (link === '') mkdirSync(where);
          else symlinkSync(link, where);
        } catch {
          // Nothing is there to put it in.
        }
      }
      for (const each of paths) {
        const asked = `${tree.in}/${each}`;
        const got = read(asked);
        let real: string | undefined;
        let text: string | undefined;
        let code: string | undefined;
        try {
          real = realpathSync(asked);
          text = readFileSync(asked, 'utf8');
        } catch (error) {
          ({ code } = error as { code: string });
        }
        const isInside = real?.startsWith(`${tree.in}/`) === true;
        const hasRead = got.startsWith('got ');
        if (hasRead) count += 1;
        // Something is there, and the guest is told of it what Node tells: unless the way to it led over the outside.
        expect(hasRead ? [`got ${text}`] : [isInside ? code : got, 'EACCES']).toContain(got);
        expect(hasRead && !isInside).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
  expect(count).toBeGreaterThan(0);
  cell.end();
  tree[Symbol.dispose]();
});
