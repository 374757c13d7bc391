/** A tree of files with a package in it, environment variables, and a server on this machine: what operations are about. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const contents: Readonly<Record<string, string>> = {
  'a/x.js': 'export const at = 1;',
  'a/b/y.js': 'export const at = 1;',
  'a/b/data.json': '{"at":1}',
  'ab/z.js': 'export const at = 1;',
  'c/s.js': 'export const at = 1;',
  'node_modules/pkg/package.json': '{"name":"pkg","version":"1.0.0","type":"module","main":"index.js"}',
  'node_modules/pkg/index.js':
    'export const variable = (name) => process.env[name]; export const loads = async (name) => typeof (await import(name)) === "object";',
};

/** The files that operations read, write and import. */
export const files: readonly string[] = Object.keys(contents).slice(0, 5);

/** What there is, for as long as a test takes. */
export interface World {
  readonly top: string;
  readonly port: number;
  /** Whether a file has this text now; it has its own again afterwards. */
  tookBack(file: string, text: string): boolean;
  end(): void;
}

/** Makes it: one directory's name begins with another's, and one has a link that leads to a third. */
export const makeWorld = async (): Promise<World> => {
  const top = mkdtempSync(join(tmpdir(), 'grants-'));
  for (const directory of ['a/b', 'ab', 'c', 'node_modules/pkg']) mkdirSync(join(top, directory), { recursive: true });
  for (const [file, text] of Object.entries(contents)) writeFileSync(join(top, file), text);
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
    tookBack(file, text) {
      const had = readFileSync(join(top, file), 'utf8') === text;
      if (had) writeFileSync(join(top, file), contents[file] ?? '');
      return had;
    },
    end() {
      server.close();
      server.closeAllConnections();
      rmSync(top, { recursive: true, force: true });
      delete process.env['GRANTS_ONE'];
      delete process.env['GRANTS_TWO'];
    },
  };
};
