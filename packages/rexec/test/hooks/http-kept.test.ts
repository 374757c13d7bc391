// Modules over HTTP: what is kept, how long, and how much of it.
import { type HttpOptions, httpHooks } from '@padded-cell/rexec';
import { describe, expect, test } from 'vitest';
import { answer, asked, forgetAsked, handlers, js, origin, text } from './http-servers.js';

const counted = async (headers: Record<string, string>, times: number, options?: HttpOptions): Promise<number> => {
  forgetAsked();
  answer('/m/kept.js', 200, { ...js, ...headers }, 'kept');
  const hooks = httpHooks(origin, options);
  for (let time = 0; time < times; time += 1) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await text('/m/kept.js', {}, hooks)).toBe('kept');
  }
  return asked.length;
};

describe('what is kept', () => {
  test('is used without asking while its server says so, and not a guess longer', async () => {
    expect(await counted({ 'cache-control': 'max-age=60' }, 5)).toBe(1);
    expect(await counted({ 'cache-control': 'max-age=0' }, 3)).toBe(3);
    expect(await counted({ 'cache-control': 'no-store, max-age=60' }, 3)).toBe(3);
    expect(await counted({ 'cache-control': 'immutable' }, 3)).toBe(3);
    expect(await counted({ 'last-modified': 'Mon, 01 Jan 2001 00:00:00 GMT' }, 3)).toBe(3);
    expect(await counted({}, 3)).toBe(3);
    expect(await counted({ 'cache-control': 'max-age=60', vary: '*' }, 3)).toBe(3);
    expect(await counted({ 'cache-control': 'max-age=60' }, 3, { cacheBytes: 0 })).toBe(3);
  });

  test('is asked about anew by its tag, and a 304 that nothing is kept for is no content', async () => {
    let sent = 0;
    handlers['/m/tag.js'] = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304, { etag: '"1"' }).end();
      else {
        sent += 1;
        response.writeHead(200, { ...js, etag: '"1"' }).end('tagged');
      }
    };
    const hooks = httpHooks(origin);
    for (let time = 0; time < 3; time += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await text('/m/tag.js', {}, hooks)).toBe('tagged');
    }
    expect([sent, asked.length]).toEqual([1, 3]);
    answer('/m/liar.js', 304, {});
    await expect(text('/m/liar.js')).rejects.toThrow('answered 304');
  });

  test('is no longer than the most, the least lately used first to go', async () => {
    for (const name of ['a', 'b', 'c'])
      answer(`/m/${name}.js`, 200, { ...js, 'cache-control': 'max-age=60' }, name.repeat(10_000));
    const hooks = httpHooks(origin, { cacheBytes: 25_000 });
    const order: string[] = [];
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) {
      forgetAsked();
      // oxlint-disable-next-line no-await-in-loop
      await text(`/m/${name}.js`, {}, hooks);
      order.push(asked.length === 0 ? 'kept' : 'asked');
    }
    expect(order).toEqual(['asked', 'asked', 'kept', 'asked', 'kept', 'asked']);
  });

  test('is asked for once by many at the same time', async () => {
    const hooks = httpHooks(origin);
    await Promise.all(Array.from({ length: 20 }, async () => text('/m/a.js', {}, hooks)));
    expect(asked).toHaveLength(1);
  });

  test('is not kept where it was refused', async () => {
    answer('/m/late.js', 500, { ...js, 'cache-control': 'max-age=60' }, 'x');
    const hooks = httpHooks(origin);
    await expect(text('/m/late.js', {}, hooks)).rejects.toThrow('500');
    answer('/m/late.js', 200, js, 'late');
    expect(await text('/m/late.js', {}, hooks)).toBe('late');
  });
});
