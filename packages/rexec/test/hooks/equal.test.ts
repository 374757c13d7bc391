// Whatever the files are in, the same tree gives the same answers: memory, a directory, layers, a second end of a wire.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import {
  type RHooks,
  fileHooks,
  importMap,
  layeredHooks,
  memoryHooks,
  overSocket,
  rpcHooks,
  serveHooks,
  socketChannel,
  under,
} from '@padded-cell/rexec';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const part = fc.constantFrom('a', 'b', 'a.js', 'b.js', 'c d', '%61', 'é', 'node_modules', '@x');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const tree = fc
  .dictionary(path, fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 20 })), { maxKeys: 6 })
  .map((files) => {
    // No file is also a directory.
    const names = Object.keys(files).filter((name, _, all) => !all.some((other) => other.startsWith(`${name}/`)));
    return new Map(names.map((name) => [`tree/${name}`, files[name] ?? '']));
  });
const specifier = fc
  .array(fc.oneof(part, fc.constantFrom('..', '.', '', 'tree', '..%2f')), { maxLength: 6 })
  .chain((parts) => fc.constantFrom('./', '../').map((start) => start + parts.join('/')));

/** What is read, found and called by a specifier; a refusal and nothing are one: neither gives anything. */
const answers = async (hooks: RHooks, from: string, importer: string): Promise<string> => {
  let name: string | undefined;
  try {
    [name] = hooks.resolve?.(from, importer) ?? [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_IMPORT' });
  }
  if (name === undefined) return 'nothing';
  const found = await hooks.read(name);
  const content = typeof found === 'object' && 'bytes' in found ? found.bytes : found;
  const kind = await hooks.exists?.(name);
  if (kind === undefined) {
    expect(content).toBeUndefined();
    return 'nothing';
  }
  const oneName = (await hooks.canonical?.(name)) ?? name;
  return JSON.stringify([content === undefined ? null : Buffer.from(content as string).toString('hex'), kind, oneName]);
};

const listening = async (hooks: RHooks): Promise<Server> => {
  const server = createServer((socket) => serveHooks(hooks, socketChannel(socket)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
};

test('memory, files, layers, a wire, a prefix and an empty import map answer alike', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      tree,
      fc.array(specifier, { minLength: 1, maxLength: 8 }),
      path,
      async (files, specifiers, where) => {
        const base = mkdtempSync(join(tmpdir(), 'rexec-hooks-'));
        mkdirSync(join(base, 'tree'));
        for (const [name, content] of files) {
          mkdirSync(dirname(join(base, name)), { recursive: true });
          writeFileSync(join(base, name), content);
        }
        const memory = memoryHooks(files);
        const disk = fileHooks(join(base, 'tree'));
        const half = [...files].filter((_, index) => index % 2 === 0);
        const server = await listening(memory);
        const wire = rpcHooks(overSocket({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }));
        const others = {
          disk,
          layered: layeredHooks(memoryHooks(new Map(half)), disk),
          wire,
          prefix: under('tree', disk),
          mapped: importMap({}, memory),
        };
        try {
          // Those of the files themselves, so that there is something to find.
          const toFiles = [...files.keys()].map((name) => {
            const way = posix.relative(posix.dirname(`tree/${where}`), name);
            return way.startsWith('.') ? way : `./${way}`;
          });
          for (const each of [...toFiles, ...specifiers]) {
            // oxlint-disable-next-line no-await-in-loop
            const expected = await answers(memory, each, `tree/${where}`);
            if (expected !== 'nothing') found += 1;
            // A directory that nothing is in is one on disk only.
            if (files.size === 0) continue;
            for (const [name, hooks] of Object.entries(others)) {
              // oxlint-disable-next-line no-await-in-loop
              expect([name, each, await answers(hooks, each, `tree/${where}`)]).toEqual([name, each, expected]);
            }
          }
        } finally {
          wire.close();
          server.close();
          rmSync(base, { recursive: true });
        }
      },
    ),
  );
  expect(found).toBeGreaterThan(20);
}, 120_000);
