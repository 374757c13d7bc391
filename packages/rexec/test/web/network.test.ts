// The host half of fetch by itself: names that change their meaning, time limits, and a hostile guest half.
import { Ledger } from '../../src/policy/ledger.js';
import { policyOf } from '../../src/policy/index.js';
import { fetchPower, type NetworkSettings } from '../../src/powers/network/fetch.js';
import { exchangeLimits } from '../../src/powers/network/exchange.js';
import type { Power } from '../../src/powers/powers.js';
import { describe, expect, test } from 'vitest';
import { serving } from './server.js';

const stops: (() => void)[] = [];
const power = (okHosts: readonly string[], settings: Partial<NetworkSettings> = {}): Power => {
  const policy = policyOf({ okHosts, limits: { crossedBytes: 1_000_000 } });
  return fetchPower(
    {
      policy,
      ledger: new Ledger('test', policy, undefined),
      onEnd: (stop) => {
        stops.push(stop);
        return () => undefined;
      },
    },
    {
      allAddresses: (_, answer) => {
        answer(null, [{ address: '127.0.0.1', family: 4 }]);
      },
      limits: exchangeLimits,
      ...settings,
    },
  );
};

const get = async (fetching: Power, url: string): Promise<unknown> => {
  const number = fetching['begin']?.('GET', url, 'follow', []) as number;
  return await fetching['head']?.(number);
};

describe('a name', () => {
  test('that resolves to this machine is not connected to', async () => {
    await using server = await serving((_, response) => response.end('secret'));
    const fetching = power([`public.example:${server.port}`]);
    await expect(get(fetching, `http://public.example:${server.port}/`)).rejects.toThrow(/not on the public Internet/u);
    expect(server.connections()).toBe(0);
  });
});

describe('time', () => {
  test('to wait for an answer is limited', async () => {
    await using server = await serving(() => undefined);
    const fetching = power([`127.0.0.1:${server.port}`], { limits: { ...exchangeLimits, waitMs: 30 } });
    await expect(get(fetching, `http://127.0.0.1:${server.port}/`)).rejects.toThrow('there was no answer in time');
  });

  test('to wait for the next part of a body is limited', async () => {
    await using server = await serving((_, response) => response.write('a'));
    const fetching = power([`127.0.0.1:${server.port}`], { limits: { ...exchangeLimits, waitMs: 500 } });
    const number = fetching['begin']?.('GET', `http://127.0.0.1:${server.port}/`, 'follow', []) as number;
    await fetching['head']?.(number);
    expect(await fetching['read']?.(number)).toEqual(new Uint8Array([97]));
    await expect(fetching['read']?.(number)).rejects.toThrow('there was no answer in time');
  });

  test('in all is limited, whether a body is read or not', async () => {
    await using server = await serving((_, response) => response.write('a'));
    const fetching = power([`127.0.0.1:${server.port}`], { limits: { ...exchangeLimits, totalMs: 500 } });
    const number = fetching['begin']?.('GET', `http://127.0.0.1:${server.port}/`, 'follow', []) as number;
    await fetching['head']?.(number);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expect(fetching['read']?.(number)).rejects.toThrow('this exchange is over');
  });
});

describe('a guest half', () => {
  const fetching = power(['127.0.0.1:1']);

  test.each([
    ['begin', [1, 'http://127.0.0.1:1/', 'follow', []]],
    ['begin', ['GET', 1, 'follow', []]],
    ['begin', ['GET', 'http://127.0.0.1:1/', 'anywhere', []]],
    ['begin', ['GET', 'http://127.0.0.1:1/', 'follow', 'x']],
    ['begin', ['GET', 'http://127.0.0.1:1/', 'follow', ['a']]],
    ['begin', ['GET', 'http://127.0.0.1:1/', 'follow', [], 'text']],
    ['begin', ['TRACE', 'http://127.0.0.1:1/', 'follow', []]],
    ['begin', ['GET', 'file:///etc/passwd', 'follow', []]],
  ] as const)('cannot %s with %j', (name, args) => {
    expect(() => (fetching[name] as (...given: unknown[]) => unknown)(...args)).toThrow(TypeError);
  });

  test.each([['head'], ['read']])('cannot %s what is none of its exchanges', async (name) => {
    for (const number of [99, '1', null]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(fetching[name]?.(number)).rejects.toThrow('this exchange is over');
    }
  });

  test('has so many exchanges at one time, and no more', async () => {
    await using server = await serving(() => undefined);
    const many = power([`127.0.0.1:${server.port}`]);
    const begin = (): unknown => many['begin']?.('GET', `http://127.0.0.1:${server.port}/`, 'follow', []);
    for (let count = 0; count < 256; count += 1) begin();
    expect(begin).toThrow(/at most 256 fetches/u);
    many['cancel']?.(1);
    expect(begin).not.toThrow();
    for (const stop of stops) stop();
  });
});
