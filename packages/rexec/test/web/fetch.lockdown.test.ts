// fetch reaches what okHosts says and nothing else, over real connections to servers on this machine.
import { gzipSync } from 'node:zlib';
import { RExec } from '@padded-cell/rexec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inCell } from './cell.js';
import { serving, type TestServer } from './server.js';

const megabyte = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(100 * megabyte));
let server: TestServer;
let other: TestServer;
let rex: RExec;
const at = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

const ways: Readonly<Record<string, (response: import('node:http').ServerResponse) => void>> = {
  '/hello': (response) => response.setHeader('set-cookie', ['a=1', 'b=2']).end('héllo'),
  '/json': (response) => response.setHeader('content-type', 'application/json').end('{"a":1}'),
  '/gzip': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('packed')),
  '/bomb': (response) => response.setHeader('content-encoding', 'gzip').end(bomb),
  '/broken': (response) => response.setHeader('content-encoding', 'gzip').end('not gzip at all'),
  '/nothing': (response) => response.writeHead(204).end(),
  '/never': () => undefined,
  '/slow': (response) => void response.write('first'),
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('some');
    setTimeout(() => response.destroy(), 10);
  },
  '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
  '/out': (response) => response.writeHead(302, { location: `http://127.0.0.1:${other.port}/secret` }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/303': (response) => response.writeHead(303, { location: '/hello' }).end(),
  '/307': (response) => response.writeHead(307, { location: '/hello' }).end(),
  '/metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
};

const answer: Parameters<typeof serving>[0] = (request, response) => {
  const way = ways[request.url ?? ''];
  if (way === undefined) response.end(request.url);
  else way(response);
};

beforeAll(async () => {
  server = await serving(answer);
  other = await serving((_, response) => response.end('the secret'));
  rex = new RExec({ okHosts: [`127.0.0.1:${server.port}`] });
  rex.rExec(`const at = (path) => 'http://127.0.0.1:${server.port}' + path;
    const failing = async (run) => { try { return await run() } catch (error) { return [error.name, error.message, error.code ?? error.cause?.code] } };`);
});
afterAll(async () => {
  rex.end();
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

describe('a granted host', () => {
  test.each([
    [
      `((r) => r.text().then((text) => [r.status, r.ok, r.statusText, r.url === at('/hello'), r.redirected, r.type, text]))(await fetch(at('/hello')))`,
      [200, true, 'OK', true, false, 'basic', 'héllo'],
    ],
    [`(await fetch(at('/hello'))).headers.getSetCookie()`, ['a=1', 'b=2']],
    [`await (await fetch(new URL(at('/json')))).json()`, { a: 1 }],
    [`await (await fetch(new Request(at('/gzip')))).text()`, 'packed'],
    [`((r) => [r.status, r.body])(await fetch(at('/nothing')))`, [204, null]],
    [`((r) => [r.status, r.body])(await fetch(at('/hello'), { method: 'HEAD' }))`, [200, null]],
    [`[...await (await fetch(at('/hello'))).bytes()].length`, 6],
    [`(await (await fetch(at('/hello'))).blob()).size`, 6],
    [
      `((r) => r.text().then(() => failing(() => r.text())))(await fetch(at('/hello'))).then(([name]) => name)`,
      'TypeError',
    ],
    [`((r) => Promise.all([r.clone().text(), r.text()]))(await fetch(at('/hello')))`, ['héllo', 'héllo']],
  ])('%s', async (program, expected) => {
    expect(await inCell(program, rex)).toEqual(expected);
  });

  test('gets what a guest sends, and nothing of the host’s', async () => {
    await inCell(
      `(await fetch(at('/post'), { method: 'post', body: JSON.stringify({ a: 'é' }), headers: { 'X-Mine': '1', 'content-type': 'application/json', 'content-length': '10' } })).text()`,
      rex,
    );
    const asked = server.asked.at(-1);
    expect(asked).toMatchObject({ method: 'POST', url: '/post', body: '{"a":"é"}' });
    expect(Object.keys(asked?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-mine',
    ]);
    expect(asked?.headers.host).toBe(`127.0.0.1:${server.port}`);
  });

  test('gets a form, which comes back as one', async () => {
    const program = `((f) => { f.append('a', 'é"\\n'); f.append('file', new File(['x', new Uint8Array([255])], 'n.bin', { type: 'a/b' })); return new Response(f); })(new FormData())`;
    const back = `(${program}).formData().then(async (f) => [f.get('a'), f.get('file').name, f.get('file').type, [...await f.get('file').bytes()]])`;
    expect(await inCell(back, rex)).toEqual(['é"\r\n', 'n.bin', 'a/b', [120, 255]]);
    await inCell(`(await fetch(at('/form'), { method: 'POST', body: new URLSearchParams({ a: '1 2' }) })).text()`, rex);
    expect(server.asked.at(-1)).toMatchObject({ body: 'a=1+2' });
  });

  test('is reached over one connection, one request after the other', async () => {
    await using fresh = await serving((_, response) => response.end('x'));
    const cell = new RExec({ okHosts: [`127.0.0.1:${fresh.port}`] });
    const url = `http://127.0.0.1:${fresh.port}/`;
    expect(
      await inCell(
        `(async () => { for (let i = 0; i < 5; i++) await (await fetch('${url}')).text(); return 5; })()`,
        cell,
      ),
    ).toBe(5);
    expect(fresh.connections()).toBe(1);
    cell.end();
  });

  test('by the name localhost, where the policy has that name', async () => {
    const cell = new RExec({ okHosts: [`localhost:${server.port}`] });
    expect(await inCell(`(await fetch('http://localhost:${server.port}/hello')).text()`, cell)).toBe('héllo');
    cell.end();
  });
});

describe('a host that is not granted', () => {
  test.each([
    ['another port', () => `fetch('http://127.0.0.1:${other.port}/')`],
    ['another spelling of its address', () => `fetch('http://localhost:${server.port}/')`],
    ['a redirect to it', () => `fetch(at('/out'))`],
    ['a redirect to where clouds keep secrets', () => `fetch(at('/metadata'))`],
    ['an address in another notation', () => `fetch('http://0x7f000001:${other.port}/')`],
  ])('is not reached: %s', async (_, program) => {
    const before = other.asked.length;
    const [name, message, code] = (await inCell(`await failing(() => ${program()})`, rex)) as string[];
    expect([name, code]).toEqual(['NotGrantedError', 'ERR_NOT_GRANTED']);
    expect(message).toMatch(/policy line that would grant it is okHosts/u);
    expect(other.asked.length).toBe(before);
  });

  test.each(['file:///etc/passwd', 'data:text/plain,x', 'blob:x', 'ftp://127.0.0.1/'])(
    'has no such scheme: %s',
    async (url) => {
      expect(await inCell(`(await failing(() => fetch('${url}')))[0]`, rex)).toBe('TypeError');
    },
  );

  test('no redirect leads to a file', async () => {
    expect(await inCell(`(await failing(() => fetch(at('/file'))))[0]`, rex)).toBe('TypeError');
  });

  test('a wildcard does not grant this machine by its name', async () => {
    const cell = new RExec({ okHosts: [`*:${other.port}`] });
    const before = other.asked.length;
    const program = `fetch('http://localhost:${other.port}/').then(() => 'reached', (error) => error.message)`;
    expect(await inCell(program, cell)).toMatch(/localhost:\d+, which is not granted to this cell/u);
    expect(other.asked.length).toBe(before);
    cell.end();
  });

  test('a cell without okHosts reaches nothing', async () => {
    await expect(inCell(`fetch('${at('/hello')}')`)).rejects.toMatchObject({ code: 'ERR_NOT_GRANTED' });
  });
});

const posting = (path: string): string =>
  `(async (r) => [r.redirected, r.url.slice(-6), await r.text()])(await fetch(at('${path}'), { method: 'POST', body: 'b', headers: { authorization: 'mine' } }))`;

describe('redirects', () => {
  test('303 makes a GET of a POST, 307 does not', async () => {
    expect(await inCell(posting('/303'), rex)).toEqual([true, '/hello', 'héllo']);
    expect(server.asked.at(-1)).toMatchObject({ method: 'GET', body: '', headers: { authorization: 'mine' } });
    expect(server.asked.at(-1)?.headers['content-type']).toBeUndefined();
    await inCell(posting('/307'), rex);
    expect(server.asked.at(-1)).toMatchObject({ method: 'POST', body: 'b' });
  });

  test('what was confided to one origin does not go to the next', async () => {
    const cell = new RExec({ okHosts: [`127.0.0.1:${server.port}`, `127.0.0.1:${other.port}`] });
    await inCell(
      `(await fetch('${at('/out')}', { headers: { authorization: 'key', cookie: 'a=b', 'x-y': 'z' } })).text()`,
      cell,
    );
    const headers = other.asked.at(-1)?.headers;
    expect([headers?.authorization, headers?.cookie, headers?.['x-y']]).toEqual([undefined, undefined, 'z']);
    cell.end();
  });

  test.each([
    [`failing(() => fetch(at('/loop'))).then(([, message]) => message)`, 'fetch failed: too many redirects'],
    [
      `failing(() => fetch(at('/loop'), { redirect: 'error' })).then(([, message]) => message)`,
      'fetch failed: the response is a redirect',
    ],
    [`fetch(at('/loop'), { redirect: 'manual' }).then((r) => [r.status, r.headers.get('location')])`, [302, '/loop']],
  ])('%s', async (program, expected) => {
    expect(await inCell(`await ${program}`, rex)).toEqual(expected);
  });
});

describe('a request that a guest may not make', () => {
  test.each([
    `{ headers: { host: 'internal' } }`,
    `{ headers: { connection: 'close' } }`,
    `{ headers: { 'transfer-encoding': 'chunked' }, method: 'POST', body: 'x' }`,
    `{ headers: { 'content-length': '5' }, method: 'POST', body: 'x' }`,
    `{ headers: { 'proxy-authorization': 'x' } }`,
    `{ headers: { 'x': 'a\\r\\nhost: b' } }`,
    `{ method: 'CONNECT' }`,
    `{ method: 'GET / HTTP/1.1\\r\\nX: y' }`,
    `{ body: 'x' }`,
  ])('%s', async (init) => {
    const before = server.asked.length;
    expect(await inCell(`(await failing(() => fetch(at('/hello'), ${init})))[0]`, rex)).toBe('TypeError');
    expect(server.asked.length).toBe(before);
  });

  test('no user name or password in a URL', async () => {
    expect(await inCell(`(await failing(() => fetch('http://u:p@127.0.0.1:${server.port}/')))[0]`, rex)).toBe(
      'TypeError',
    );
  });
});

describe('bounds', () => {
  test('a body that decompresses to more than the limit stops there', async () => {
    const program = `failing(async () => { let n = 0; for await (const part of (await fetch(at('/bomb'))).body) n += part.length; return n; })`;
    const before = process.memoryUsage().rss;
    const [name, message] = (await inCell(`await ${program}`, rex)) as string[];
    expect([name, message]).toEqual(['RangeError', `the body of a response is more than ${64 * megabyte} bytes`]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * megabyte);
  });

  test('bytes that come in and go out are counted', async () => {
    const cell = new RExec({ okHosts: [`127.0.0.1:${server.port}`], limits: { crossedBytes: 2 * megabyte } });
    await expect(inCell(`(await fetch('${at('/bomb')}')).text()`, cell)).rejects.toMatchObject({ code: 'ERR_LIMIT' });
    await expect(
      inCell(`fetch('${at('/post')}', { method: 'POST', body: 'x'.repeat(${3 * megabyte}) })`, cell),
    ).rejects.toMatchObject({ code: 'ERR_LIMIT' });
    cell.end();
  });

  test('a part that is not read is not taken from the server', async () => {
    const parts = `(async (reader) => { const { value } = await reader.read(); await reader.cancel(); return value.length < 200000; })((await fetch(at('/bomb'))).body.getReader())`;
    expect(await inCell(parts, rex)).toBe(true);
  });

  test.each([['/broken'], ['/cut']])('a body that fails is an error: %s', async (path) => {
    expect(await inCell(`(await failing(async () => (await fetch(at('${path}'))).text()))[0]`, rex)).toBe('TypeError');
  });

  test('a refused connection says its code and no address', async () => {
    const gone = await serving((_, response) => response.end());
    const { port } = gone;
    await gone[Symbol.asyncDispose]();
    const cell = new RExec({ okHosts: [`127.0.0.1:${port}`] });
    const program = `fetch('http://127.0.0.1:${port}/').catch((error) => [error.message, error.cause.code, String(error.cause)])`;
    const [message, code, cause] = (await inCell(program, cell)) as string[];
    expect([message, code]).toEqual(['fetch failed', 'ECONNREFUSED']);
    expect(cause).not.toContain('127.0.0.1');
  });
});

describe('aborting', () => {
  test.each([
    [
      `((c) => { setTimeout(() => c.abort(), 10); return failing(() => fetch(at('/never'), { signal: c.signal })); })(new AbortController())`,
      'AbortError',
    ],
    [`failing(() => fetch(at('/never'), { signal: AbortSignal.timeout(10) }))`, 'TimeoutError'],
    [`failing(() => fetch(at('/hello'), { signal: AbortSignal.abort() }))`, 'AbortError'],
    [
      `((c) => failing(async () => { const r = await fetch(at('/slow'), { signal: c.signal }); setTimeout(() => c.abort(), 10); return r.text(); }))(new AbortController())`,
      'AbortError',
    ],
  ])('%s', async (program, name) => {
    expect(await inCell(`(await ${program})[0]`, rex)).toBe(name);
  });

  test('the end of the cell closes its connections', async () => {
    let closed: (() => void) | undefined;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    await using waiting = await serving((request) => {
      request.socket.on('close', () => closed?.());
    });
    const cell = new RExec({ okHosts: [`127.0.0.1:${waiting.port}`] });
    cell.rExec(`fetch('http://127.0.0.1:${waiting.port}/').catch(() => {});`);
    while (waiting.asked.length === 0) {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    cell.end();
    await isClosed;
    expect(waiting.asked).toHaveLength(1);
  });
});
