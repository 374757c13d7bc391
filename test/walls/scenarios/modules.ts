/** Modules of Node's, each as a cell has it: programs that give what they give in Node; files of a real tree, with links that lead out. */
import * as fs from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, EOL, platform } from 'node:os';
import { join } from 'node:path';
import { POSIX_NAMES } from '@padded-cell/rexec/policy';
import { afterAll } from 'vitest';
import { ground } from '../../../packages/rexec/test/files/cell.js';
import { furnish, programs as filePrograms, text as fileText } from '../../../packages/rexec/test/files/programs.js';
import { inCellText, inHost, programs } from '../../../packages/rexec/test/modules/programs.js';
import { type Area, SECRET } from '../scenario.js';
import type { Cell } from '../wall.js';

const [place, other] = [ground(), ground()];
furnish(place);
furnish(other);
afterAll(() => {
  place[Symbol.dispose]();
  other[Symbol.dispose]();
});

type Run = (...args: unknown[]) => string;

/** The programs whose results are not those of Node, with both. */
const unlikeNode = async (rex: Cell): Promise<unknown[]> => {
  const unlike: unknown[] = [];
  for (const program of filePrograms) {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    const run = new Function(`return ${fileText(program)}`)() as Run;
    // oxlint-disable-next-line no-await-in-loop -- each runs in what those before it have left
    const inCell = await rex.rEval(onFiles(`return ${fileText(program)}(fs, Buffer, O)`));
    const inNode = run(fs, Buffer, other.out);
    if (inCell !== inNode) unlike.push([program, inCell, inNode]);
  }
  return unlike;
};
writeFileSync(join(place.outside, 'secret.txt'), SECRET);
writeFileSync(join(place.in, 'large'), Buffer.alloc(300_000, 'ab'));

/** Statements with files in hand: `tried` gives what something gives, or the code of what it throws. */
const onFiles = (text: string): string => `(async () => {
  const fs = (await import('node:fs')).default; const P = (await import('node:fs/promises')).default; const { Buffer } = (await import('node:buffer')).default;
  const I = ${JSON.stringify(place.in)}, O = ${JSON.stringify(place.out)}, D = ${JSON.stringify(place.drop)}, X = ${JSON.stringify(place.outside)};
  const tried = async (run) => { try { return await run(); } catch (e) { return e.code; } };
  ${text} })()`;

const outside = [
  '`${X}/secret.txt`',
  '`${X}/nothing-here`',
  '`${I}/../outside/secret.txt`',
  '`${I}/deep/../../outside/nothing`',
  '`${I}/link-out`',
  '`${I}/dangling-out`',
  '`${I}/dir-out/secret.txt`',
  '`${I}/dir-out/nothing/nothing`',
  '`${I}-evil/secret.txt`',
  '"/etc/passwd"',
  '"/"',
  '"../../../../../../../../etc/passwd"',
  '"/proc/self/environ"',
  '`/proc/self/root${X}/secret.txt`',
  '"/proc/self/fd/1"',
  '"/dev/zero"',
  'Buffer.from(`${X}/secret.txt`)',
];

/** Modules. */
export const modules: readonly Area[] = [
  {
    about: 'programs that use modules',
    scenarios: programs.map(({ does, uses, body }) => ({
      does,
      options: () => ({ okBuiltinModules: [...new Set([...uses, 'util'])] }),
      run: async (rex: Cell): Promise<unknown> => {
        await rex.rExecAsync(inCellText(uses, body));
        const expected = await inHost(uses, body);
        const lines = await rex.rEval('lines');
        return JSON.stringify(lines) === JSON.stringify(expected) ? 'as in Node' : [lines, expected];
      },
      gives: 'as in Node',
    })),
  },
  {
    about: 'files',
    options: () => ({
      okBuiltinModules: ['node:fs', 'node:fs/promises', 'node:buffer', 'node:stream'],
      okPosixNames: Object.keys(POSIX_NAMES),
      okPath: [place.in, place.out],
      okWritePath: [place.out, place.drop],
    }),
    scenarios: [
      { does: 'give what they give in Node, and fail with the same codes', run: unlikeNode, gives: [] },
      {
        does: 'are read at once, by promises, by handles and by callbacks',
        run: onFiles(`const h = await P.open(I + '/a.txt'); const lines = []; for await (const line of h.readLines()) lines.push(line);
          const called = await new Promise((done) => fs.readFile(I + '/deep/b.txt', 'utf8', (error, text) => done([error, text])));
          const f = fs.openSync(I + '/a.txt'); const b = Buffer.alloc(3); const read = [fs.readSync(f, b), b.toString(), fs.fstatSync(f).size]; fs.closeSync(f);
          return [fs.readFileSync(I + '/a.txt', 'utf8'), await P.readFile(I + '/link-in', 'latin1'), [...fs.readFileSync(I + '/deep/er/c.txt')], lines, called, read, fs.readdirSync(I, { withFileTypes: true }).map((e) => [e.name, e.isSymbolicLink()]).sort().join(' '), fs.statSync(I + '/a.txt').isFile(), fs.realpathSync(I + '/dir-in/er').slice(I.length), await tried(() => fs.readFileSync(I + '/none')), await tried(() => fs.readFileSync(I + '/loop'))]`),
        gives: [
          'héllo',
          'b',
          [99],
          ['héllo'],
          [null, 'b'],
          [3, 'hé', 6],
          'a.txt,false dangling-out,true deep,false dir-in,true dir-out,true large,false link-in,true link-out,true loop,true',
          true,
          '/deep/er',
          'ENOENT',
          'ELOOP',
        ],
      },
      {
        does: 'are written where the policy says, and the host sees what was written',
        run: async (rex) => {
          await rex.rEval(
            onFiles(
              "fs.writeFileSync(O + '/w', 'one'); fs.appendFileSync(O + '/w', Buffer.from('two')); await P.mkdir(O + '/d/e', { recursive: true }); await P.rename(O + '/w', O + '/d/e/w'); fs.writeFileSync(D + '/dropped', 'x')",
            ),
          );
          return [readFileSync(join(place.out, 'd/e/w'), 'utf8'), readFileSync(join(place.drop, 'dropped'), 'utf8')];
        },
        gives: ['onetwo', 'x'],
      },
      {
        does: 'are read and written by streams, in parts and ranges',
        run: async (rex) => {
          const parts = await rex.rEval(
            onFiles(`const read = async (s) => { let t = ''; for await (const part of s) t += part; return t; };
              const range = await read(fs.createReadStream(I + '/large', { start: 1, end: 4, encoding: 'utf8' }));
              const sizes = []; for await (const part of fs.createReadStream(I + '/large')) sizes.push(part.length);
              await new Promise((done, fail) => fs.createReadStream(I + '/large').pipe(fs.createWriteStream(O + '/piped')).on('close', done).on('error', fail));
              return [range, sizes.length > 1, sizes.reduce((a, b) => a + b), await new Promise((done) => fs.createReadStream(X + '/secret.txt').on('error', (e) => done(e.code)))]`),
          );
          return [parts, readFileSync(join(place.out, 'piped')).equals(readFileSync(join(place.in, 'large')))];
        },
        gives: [['baba', true, 300_000, 'EACCES'], true],
      },
      ...outside.map((path) => ({
        does: `outside are refused in the same words, there or not: ${path}`,
        run: onFiles(
          `return [...new Set([await tried(() => fs.readFileSync(${path}, 'utf8')), await tried(() => fs.statSync(${path})), await tried(() => fs.openSync(${path})), await tried(() => P.readFile(${path}, 'utf8')), await tried(() => fs.writeFileSync(${path}, 'x')), await tried(() => fs.realpathSync(${path})), fs.existsSync(${path})])]`,
        ),
        gives: ['EACCES', false],
      })),
      {
        does: 'that may only be read are not written, made, moved or removed; those that may only be written are not read',
        run: onFiles(
          `const all = []; for (const call of [() => fs.writeFileSync(I + '/a.txt', 'x'), () => fs.writeFileSync(I + '/new', 'x'), () => fs.openSync(I + '/a.txt', 'r+'), () => fs.mkdirSync(I + '/new'), () => fs.rmSync(I + '/a.txt'), () => fs.renameSync(I + '/a.txt', O + '/a.txt'), () => fs.truncateSync(I + '/a.txt'), () => fs.readFileSync(D + '/dropped'), () => fs.readdirSync(D), () => P.open(I + '/a.txt', 'a')]) all.push(await tried(call)); return [...new Set(all)]`,
        ),
        gives: ['EACCES'],
      },
      {
        does: 'have errors with Node’s own codes, and the line that would grant it',
        run: onFiles(
          "try { fs.readFileSync(X + '/secret.txt'); } catch (e) { return [e.name, e.code, e.message.replaceAll(X, 'X'), e instanceof Error]; }",
        ),
        gives: [
          'Error',
          'EACCES',
          "EACCES: permission denied, open 'X/secret.txt': it is not under okPath; the policy line that would grant it is okPath",
          true,
        ],
      },
    ],
  },
  {
    about: 'the machine',
    scenarios: [
      {
        does: 'node:os and node:process have the names that are granted, and no other',
        options: () => ({
          okBuiltinModules: ['node:os', 'node:process'],
          okPosixNames: ['EOL', 'platform', 'arch'],
          okSysNames: ['platform', 'nextTick', 'argv'],
          okFileTypes: ['esm'],
        }),
        run: async (rex) =>
          await rex.rEval(
            "(async () => { const os = await import('node:os'); const p = await import('node:process'); return [Object.keys(os).sort(), os.EOL, os.platform(), os.arch(), Object.keys(p).sort(), await new Promise((done) => p.nextTick(done, 'ticked'))]; })()",
          ),
        gives: [
          ['EOL', 'arch', 'default', 'platform'],
          EOL,
          platform(),
          arch(),
          ['argv', 'default', 'nextTick', 'platform'],
          'ticked',
        ],
      },
      {
        does: 'a module that is not granted is refused by name, and one that can’t be says why',
        run: async (rex) =>
          await rex.rEval(
            "(async () => { const all = []; for (const name of ['node:fs', 'fs', 'node:child_process', 'node:vm', 'node:worker_threads', 'node:net', 'nothing', 'node:nothing']) { try { await import(name); } catch (e) { all.push([e.name, e.code, e.message]); } } return all; })()",
          ),
        gives: [
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'node:fs': node:fs is not granted; the policy line that would grant it is okBuiltinModules",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'fs': node:fs is not granted; the policy line that would grant it is okBuiltinModules",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'node:child_process': node:child_process has no restricted form: it runs code outside the cell",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            `cannot import 'node:vm': node:vm has no restricted form: import RExec from "@padded-cell/rexec" instead, under limits.cells`,
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'node:worker_threads': node:worker_threads has no restricted form: it runs code outside the cell",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'node:net': node:net has no restricted form: the network is reached by fetch, under okHosts",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'nothing': no module of the host has this name, and no node_modules under okPath has such a package; the policy line that would grant it is okPath (with the directory whose node_modules has it)",
          ],
          [
            'ImportError',
            'ERR_IMPORT',
            "cannot import 'node:nothing': a bare name is a module of the host or an npm package, and this is neither; a file's name starts with './'; the policy line that would grant it is okBuiltinModules",
          ],
        ],
      },
    ],
  },
];
