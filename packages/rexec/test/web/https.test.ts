// fetch over TLS, to a real server whose certificate is of an authority that nobody knows but who is told of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const fixture = (name: string): URL => new URL(`fixtures/${name}.pem`, import.meta.url);
const asked: string[] = [];
const server = createServer(
  { key: readFileSync(fixture('server-key')), cert: readFileSync(fixture('server')) },
  (request, response) => {
    asked.push(request.url ?? '');
    response.end('over TLS');
  },
);
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a guest gets in a host that was started with these variables: a text, or the code of a failure. */
const fetched = async (host: string, variables: Readonly<Record<string, string>>): Promise<string> => {
  const program = `
    import '${new URL('../../dist/lockdown/index.js', import.meta.url).href}';
    const { RExec } = await import('${new URL('../../dist/index.js', import.meta.url).href}');
    const rex = new RExec({ okHosts: ['${host}:${port}'] });
    await rex.rExecAsync(\`const seen = await fetch('https://${host}:${port}/asked').then((r) => r.text(), (e) => e.cause?.code ?? e.message)\`);
    process.stdout.write(rex.rEval('seen'));
    rex.end();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return await text(child.stdout);
};

const authority = { NODE_EXTRA_CA_CERTS: fileURLToPath(fixture('authority')) };

test('a certificate of an unknown authority is refused, also where the host’s process has checks turned off', async () => {
  for (const variables of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }]) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await fetched('localhost', variables)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  }
  expect(asked).toEqual([]);
});

test('one of an authority that the host’s process was started with is taken', async () => {
  expect(await fetched('localhost', authority)).toBe('over TLS');
  expect(asked).toEqual(['/asked']);
});

test('one for another name is refused', async () => {
  asked.length = 0;
  expect(await fetched('127.0.0.1', authority)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(asked).toEqual([]);
});
