/**
 * What a policy grants, decided by doing it: files of a real tree are read and written, modules imported, variables read,
 * a server on this machine asked. The policy itself is not asked again.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RExec } from '@padded-cell/rexec';
import { type Policy, policyOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';

/** A tree of files, and a server. */
export interface World {
  readonly top: string;
  readonly port: number;
  end(): void;
}

const files = ['a/x.js', 'a/b/y.js', 'a/b/data.json', 'ab/z.js', 'c/s.js'];

/** Makes the tree: one directory's name begins with another's, and one has a link that leads to a third. */
export const makeWorld = async (): Promise<World> => {
  const top = mkdtempSync(join(tmpdir(), 'grants-'));
  for (const directory of ['a/b', 'ab', 'c']) mkdirSync(join(top, directory), { recursive: true });
  for (const file of files)
    writeFileSync(join(top, file), file.endsWith('.json') ? '{"at":1}' : 'export const at = 1;');
  symlinkSync('../c', join(top, 'a/out'));
  process.env['GRANTS_ONE'] = 'one';
  process.env['GRANTS_TWO'] = 'two';
  const server: Server = createServer((_, response) => response.end('served'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    top,
    port,
    end: () => {
      server.close();
      server.closeAllConnections();
      rmSync(top, { recursive: true, force: true });
    },
  };
};

const some = <T>(...items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { maxLength: 4 });

/** Policies about the world. None names a link: the lattice goes by text, and nesting looks where a link leads. */
export const policyIn = ({ top, port }: World): fc.Arbitrary<Policy> => {
  const paths = some('', 'a', 'a/b', 'ab', 'c', 'a/x.js', 'a/b/..', 'ab/z.js').map((all) =>
    all.map((each) => join(top, each)),
  );
  const sources = fc.constantFrom('none' as const, 'real' as const, 1, 2);
  return fc
    .record({
      okPath: paths,
      okWritePath: paths,
      okFileTypes: some('esm', 'json'),
      okBuiltinModules: some('node:path', 'node:fs', 'node:events'),
      okPosixNames: some('readFileSync', 'writeFileSync', 'existsSync'),
      okEnvNames: some('GRANTS_ONE', 'GRANTS_TWO'),
      okSysNames: some('env', 'argv', 'version'),
      okHosts: some(`127.0.0.1:${port}`, `localhost:${port}`, `*:${port}`, '127.0.0.1:1', '*.example.com'),
      nokBuiltinNames: some('escape', 'atob', 'Date', 'Proxy'),
      clock: sources,
      random: sources,
      timers: fc.nat(2),
    })
    .map(({ clock, random, timers, ...lines }) =>
      policyOf({
        ...lines,
        clock: typeof clock === 'number' ? { fixed: clock } : clock,
        random: typeof random === 'number' ? { seed: random } : random,
        limits: {
          timers,
          crossedBytes: 1e8,
          endowmentCalls: 1e6,
          filesWritten: 1000,
          bytesWritten: 1e6,
          outputBytes: 1000,
        },
      }),
    );
};

type Grants = Readonly<Record<string, boolean>>;

/** The program of a guest that tries everything; what came of each, by name. */
const attempts = (top: string, port: number): string => `
  const got = {};
  const attempt = async (name, run) => { try { got[name] = await run(); } catch { got[name] = false; } };
  const fs = await import('node:fs').catch(() => ({}));
  for (const file of ${JSON.stringify([...files, 'a/out/s.js', 'a/../c/s.js'])}) {
    const path = ${JSON.stringify(top)} + '/' + file;
    await attempt('read ' + file, () => fs.readFileSync(path, 'utf8').length > 0);
    await attempt('import ' + file, async () => typeof (await import(path)) === 'object');
    await attempt('write ' + file, () => { fs.writeFileSync(path, 'written'); return true; });
  }
  for (const name of ['node:path', 'node:fs', 'node:events']) await attempt('import ' + name, async () => typeof (await import(name)) === 'object');
  for (const name of ['readFileSync', 'writeFileSync', 'existsSync']) await attempt('posix ' + name, () => typeof fs[name] === 'function');
  for (const name of ['GRANTS_ONE', 'GRANTS_TWO']) await attempt('env ' + name, () => typeof process.env[name] === 'string');
  for (const name of ['env', 'argv', 'version']) await attempt('process ' + name, () => name in process);
  await attempt('global escape', () => typeof escape === 'function');
  await attempt('global atob', () => typeof atob === 'function');
  await attempt('global Date', () => typeof Date === 'function');
  await attempt('global Proxy', () => typeof Proxy === 'function');
  await attempt('tell the time', () => Number.isFinite(Date.now()));
  await attempt('random', () => Math.random() >= 0);
  for (const host of ['127.0.0.1', 'localhost']) {
    await attempt('fetch ' + host, async () => (await (await fetch('http://' + host + ':${port}/')).text()) === 'served');
  }
  for (let count = 1; count <= 3; count += 1) await attempt('timer ' + count, () => (setTimeout(() => {}, 1e6), true));
`;

/** Everything that a cell with this policy can do. Some of it is left out where `Date` is withheld: there is no name to try by. */
export const grantsOf = async ({ top, port }: World, policy: Policy): Promise<Grants> => {
  using rex = new RExec({ ...(policy as object), endowments: {} });
  await rex.rExecAsync(attempts(top, port));
  const told = rex.rEval('got') as Record<string, boolean>;
  // A write counts by its effect, and is undone.
  for (const file of [...files, 'a/out/s.js', 'a/../c/s.js']) {
    const path = join(top, file.replace('a/out', 'c'));
    told[`wrote ${file}`] = readFileSync(path, 'utf8') === 'written';
  }
  for (const file of files) {
    if (readFileSync(join(top, file), 'utf8') === 'written') {
      writeFileSync(join(top, file), file.endsWith('.json') ? '{"at":1}' : 'export const at = 1;');
    }
  }
  return told;
};
