// Which addresses are public, and what a name may lead to at the moment of connecting.
import type { LookupAddress } from 'node:dns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLoopback, isPublic } from '../../src/powers/network/addresses.js';
import { checkedLookup } from '../../src/powers/network/checked-lookup.js';

describe('not public', () => {
  test.each(
    `0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
    168.63.129.16 :: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.1.2.3 ::ffff:169.254.169.254 0:0:0:0:0:ffff:c0a8:0101
    ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1
    3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 nonsense 1.2.3 1.2.3.4.5`.split(/\s+/u),
  )('%s', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe('public', () => {
  test.each(
    '1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.169.0.1 223.255.255.255 2606:4700::1111 2a00:1450::1 2001:4860:4860::8888 ::ffff:8.8.8.8'.split(
      ' ',
    ),
  )('%s', (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

test('an address of IPv4 is public, or not, in IPv6 too', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublic(`::ffff:${address}`)).toBe(isPublic(address));
      expect(isLoopback(`::ffff:${address}`)).toBe(isLoopback(address));
    }),
  );
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['::', false],
  ['fe80::1', false],
  ['8.8.8.8', false],
])('%s is loopback: %s', (address, is) => {
  expect(isLoopback(address)).toBe(is);
});

const asked = async (name: string, addresses: readonly string[], isNamed = false, all = true): Promise<unknown> =>
  await new Promise((resolve) => {
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    checkedLookup((_, answer) => {
      answer(null, found);
    }, isNamed)(name, { all }, (error, address) => {
      resolve(error === null ? address : error.message);
    });
  });

describe('a name', () => {
  test('leads to its public addresses only', async () => {
    expect(await asked('x.org', ['10.0.0.1', '8.8.8.8', '::1', '2606:4700::1111'])).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(await asked('x.org', ['127.0.0.1', '8.8.8.8'], true, false)).toBe('8.8.8.8');
  });

  test('leads nowhere where all are private, and does not say where it would', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', 'fd00::1']) {
      // oxlint-disable-next-line no-await-in-loop
      const message = await asked('internal.example', [address], true);
      expect(message).toMatch(/internal\.example is not on the public Internet/u);
      expect(message).not.toContain(address);
    }
  });

  test('localhost leads to this machine where it is named, and nowhere else', async () => {
    expect(await asked('localhost', ['127.0.0.1', '10.0.0.1', '8.8.8.8'], true)).toEqual([
      { address: '127.0.0.1', family: 4 },
    ]);
    expect(await asked('localhost', ['127.0.0.1'], false)).toMatch(/not on the public Internet/u);
    expect(await asked('x.localhost', ['127.0.0.1'], true)).toMatch(/not on the public Internet/u);
  });

  test('is looked up for each connection, so that what it meant before does not count', async () => {
    const answers = ['8.8.8.8', '127.0.0.1'];
    const lookup = checkedLookup((_, answer) => {
      answer(null, [{ address: answers.shift() ?? '', family: 4 }]);
    }, false);
    const ask = async (): Promise<unknown> =>
      await new Promise((resolve) => {
        lookup('x.org', { all: false }, (error, address) => {
          resolve(error?.message ?? address);
        });
      });
    expect(await ask()).toBe('8.8.8.8');
    expect(await ask()).toMatch(/not on the public Internet/u);
  });
});
