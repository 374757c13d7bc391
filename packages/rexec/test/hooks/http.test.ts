// Modules over HTTP, from a real server: where requests go, how long and how large they may be, and what they have to be.
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { httpHooks } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import {
  answer,
  asked,
  askedOther,
  elsewhere,
  handlers,
  js,
  listen,
  origin,
  originOf,
  secret,
  text,
} from './http-servers.js';

describe('where requests go', () => {
  test('to URLs relative to the base, and to the importer', async () => {
    const hooks = httpHooks(`${origin}/m/`);
    expect(hooks.resolve?.('./a.js', undefined)).toEqual([`${origin}/m/a.js`]);
    expect(hooks.resolve?.('../b.js?x#y', `${origin}/m/deep/a.js`)).toEqual([`${origin}/m/b.js?x`]);
    expect(hooks.resolve?.('/b.js', `${origin}/m/a.js`)).toEqual([`${origin}/b.js`]);
    expect(hooks.resolve?.('bare', `${origin}/m/a.js`)).toEqual([]);
    expect(await text('/m/a.js')).toBe('a');
    expect(await text('/m/none.js')).toBeUndefined();
    expect(await hooks.exists?.(`${origin}/m/a.js`)).toBe('file');
    expect(await hooks.read('m/a.js')).toBeUndefined();
  });

  test('not to another origin, by name or by redirect', async () => {
    const hooks = httpHooks(`${origin}/m/`);
    for (const specifier of [
      `${elsewhere}/a.js`,
      `//${new URL(elsewhere).host}/a.js`,
      'https://127.0.0.1/a.js',
      'file:///etc/passwd',
    ]) {
      expect(() => hooks.resolve?.(specifier, `${origin}/m/a.js`), specifier).toThrow('cannot import');
    }
    answer('/m/away.js', 302, { location: `${elsewhere}/a.js` });
    answer('/m/file.js', 302, { location: 'file:///etc/passwd' });
    answer('/m/data.js', 301, { location: 'data:text/javascript,1' });
    answer('/m/nowhere.js', 307, { location: 'http://' });
    answer('/m/user.js', 308, { location: origin.replace('//', '//user:pass@') });
    for (const path of [
      `${elsewhere}/a.js`,
      '/m/away.js',
      '/m/file.js',
      '/m/data.js',
      '/m/nowhere.js',
      '/m/user.js',
      `${origin}/m/x/../a.js`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(text(path), path).rejects.toMatchObject({ code: 'ERR_IMPORT' });
    }
    expect(askedOther).toEqual([]);
  });

  test('to another that was named; the headers of the host stay at home', async () => {
    answer('/m/away.js', 302, { location: `${elsewhere}/a.js` });
    const options = { origins: [elsewhere], headers: { Authorization: 'Bearer of-the-host' } };
    expect(await text('/m/away.js', options)).toBe(secret);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer of-the-host']);
    expect(askedOther).toHaveLength(1);
    expect(askedOther[0]?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(askedOther)).not.toContain('of-the-host');
  });

  test('after a redirect, the name is that of what was read', async () => {
    answer('/m/old.js', 301, { location: 'new/a.js' });
    answer('/m/new/a.js', 200, js, 'new');
    const hooks = httpHooks(origin);
    expect(await hooks.read(`${origin}/m/old.js`)).toMatchObject({ name: `${origin}/m/new/a.js` });
    expect(await hooks.canonical?.(`${origin}/m/old.js`)).toBe(`${origin}/m/new/a.js`);
  });

  test('no more than so often', async () => {
    handlers['/m/loop.js'] = (request, response) =>
      response.writeHead(302, { location: `/m/loop.js?${Number(request.url?.split('?')[1] ?? 0) + 1}` }).end();
    await expect(text('/m/loop.js', { maxRedirects: 3 })).rejects.toThrow('redirected more than 3 times');
    expect(asked).toHaveLength(4);
  });

  test('not with a base that is none', () => {
    for (const base of ['file:///etc', 'data:,x', 'https://user:pass@host/', 'host/x', '']) {
      expect(() => httpHooks(base), base).toThrow(TypeError);
    }
    expect(() => httpHooks(origin, { origins: ['ftp://host'] })).toThrow(TypeError);
    expect(() => httpHooks(origin, { maxBytes: Number.NaN })).toThrow(TypeError);
  });
});

describe('how long and how large', () => {
  test('a server that does not answer, or drips, is waited for no longer than said', async () => {
    handlers['/m/never.js'] = () => undefined;
    handlers['/m/drip.js'] = (_, response) => {
      response.writeHead(200, js);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    for (const path of ['/m/never.js', '/m/drip.js']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(text(path, { timeMs: 150 })).rejects.toThrow('did not come within 150 ms');
    }
  });

  test('a file is read up to the most, and not a byte further', async () => {
    let sent = 0;
    handlers['/m/endless.js'] = (_, response) => {
      response.writeHead(200, js);
      const more = (): void => {
        sent += 65_536;
        if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
      };
      more();
    };
    answer('/m/ten.js', 200, js, 'x'.repeat(10));
    answer('/m/bomb.js', 200, { ...js, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000)));
    expect(await text('/m/ten.js', { maxBytes: 10 })).toHaveLength(10);
    await expect(text('/m/ten.js', { maxBytes: 9 })).rejects.toThrow('longer than 9 bytes');
    await expect(text('/m/endless.js', { maxBytes: 100_000 })).rejects.toThrow('longer than 100000 bytes');
    await expect(text('/m/bomb.js', { maxBytes: 1_000_000 })).rejects.toThrow('longer than 1000000 bytes');
    expect(sent).toBeLessThan(50_000_000);
  });

  test('no more than 16 requests are open at one time', async () => {
    let open = 0;
    let most = 0;
    let areHeld = true;
    const held: ServerResponse[] = [];
    const end = (response: ServerResponse): void => {
      open -= 1;
      response.writeHead(200, js).end('slow');
    };
    handlers['/m/slow.js'] = (_, response) => {
      open += 1;
      most = Math.max(most, open);
      if (areHeld) held.push(response);
      else end(response);
      // None is answered before 16 are there, and time for another to come.
      if (areHeld && open === 16) {
        setTimeout(() => {
          areHeld = false;
          for (const each of held) end(each);
        }, 100);
      }
    };
    const hooks = httpHooks(origin);
    const all = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => text(`/m/slow.js?${index}`, {}, hooks)),
    );
    expect(new Set(all)).toEqual(new Set(['slow']));
    expect(most).toBe(16);
  });
});

describe('what is no module', () => {
  test.each([
    ['a page', '/m/p.js', 'text/html', 'content type'],
    ['plain text as code', '/m/p.mjs', 'text/plain', 'content type'],
    ['no content type', '/m/q.js', '', 'not given'],
    ['code as JSON', '/m/p.json', 'text/javascript', 'content type'],
    ['a page as TypeScript', '/m/p.ts', 'text/html', 'content type'],
    ['bytes as WebAssembly', '/m/p.wasm', 'application/octet-stream', 'content type'],
  ])('%s is refused', async (_, path, type, why) => {
    handlers[path] = (__, response) => {
      if (type !== '') response.setHeader('content-type', type);
      response.end('x');
    };
    await expect(text(path)).rejects.toThrow(why);
  });

  test('and a name without extension is told by its content type', async () => {
    answer('/m/plain', 200, { 'content-type': 'application/javascript' }, 'x');
    answer('/m/data', 200, { 'content-type': 'application/ld+json' }, '{}');
    answer('/m/any', 200, { 'content-type': 'text/html' }, 'x');
    const hooks = httpHooks(origin);
    expect(await hooks.read(`${origin}/m/plain`)).toMatchObject({ type: 'esm' });
    expect(await hooks.read(`${origin}/m/data`)).toMatchObject({ type: 'json' });
    expect(await hooks.read(`${origin}/m/any`)).toMatchObject({ type: undefined });
  });

  test.each([201, 206, 401, 403, 500, 503])('status %i is refused, and not taken for not there', async (status) => {
    answer('/m/s.js', status, js, 'x');
    await expect(text('/m/s.js')).rejects.toThrow(`the server answered ${status}`);
  });

  test('a server that is not there is said to be unreachable', async () => {
    const gone = await listen(() => undefined);
    const at = originOf(gone);
    gone.close();
    await expect(httpHooks(at).read(`${at}/a.js`)).rejects.toThrow('ECONNREFUSED');
  });
});

const digest = (content: string, algorithm = 'sha384'): string =>
  `${algorithm}-${createHash(algorithm).update(content).digest('base64')}`;

const by = async (metadata: string): Promise<string | undefined> =>
  text('/m/a.js', { integrity: { './a.js': metadata } });

describe('integrity', () => {
  test('is what a file has to have, by its own name and by the one that was asked for', async () => {
    answer('/m/old.js', 301, { location: 'a.js' });
    for (const path of ['/m/a.js', '/m/old.js']) {
      for (const key of ['/m/a.js', path]) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(text(path, { integrity: { [key]: digest('b') } }), path).rejects.toThrow(
          'is not the file it has to be',
        );
      }
      // oxlint-disable-next-line no-await-in-loop
      expect(await text(path, { integrity: { './a.js': digest('a') } })).toBe('a');
    }
  });

  test('counts by its strongest digests', async () => {
    expect(await by(`${digest('b')} ${digest('a')}`)).toBe('a');
    expect(await by(`${digest('b', 'sha256')} ${digest('a', 'sha512')}`)).toBe('a');
    await expect(by(`${digest('a', 'sha256')} ${digest('b', 'sha512')}`)).rejects.toThrow('has to be');
  });

  test.each(['', ' ', 'md5-x', 'sha256', 'sha256-', 'sha384-AAAA', 'sha256-?x', `sha1-${'A'.repeat(28)}`, 5])(
    'that cannot be checked is an error at once: %j',
    (metadata) => {
      expect(() => httpHooks(origin, { integrity: { './a.js': metadata as string } })).toThrow(TypeError);
    },
  );
});
