/** How hosts are written in a policy, and which covers which. */
import { grantsHost, leq, meet, policyOf } from '@padded-cell/rexec/policy';
import { describe, expect, test } from 'vitest';
import { problemOf } from './problems.js';

const okHosts = (...written: unknown[]): readonly string[] => policyOf({ okHosts: written }).okHosts;

const meetOf = (a: string[], b: string[]): readonly string[] =>
  meet(policyOf({ okHosts: a }), policyOf({ okHosts: b })).okHosts;

describe('the normal form', () => {
  test.each([
    ['example.com', 'example.com:443'],
    ['example.com:443', 'example.com:443'],
    ['example.com:80', 'example.com:80'],
    ['example.com:0080', 'example.com:80'],
    ['EXAMPLE.com', 'example.com:443'],
    ['example.com.', 'example.com:443'],
    ['*.Example.com.', '*.example.com:443'],
    ['*.example.com:8443', '*.example.com:8443'],
    ['*', '*:443'],
    ['*:8080', '*:8080'],
    ['bücher.example', 'xn--bcher-kva.example:443'],
    ['*.bücher.example', '*.xn--bcher-kva.example:443'],
    ['my_host-1', 'my_host-1:443'],
    ['localhost:3000', 'localhost:3000'],
    ['127.0.0.1', '127.0.0.1:443'],
    ['127.1', '127.0.0.1:443'],
    ['0x7f.1', '127.0.0.1:443'],
    ['2130706433', '127.0.0.1:443'],
    ['[::1]', '[::1]:443'],
    ['[0:0:0:0:0:0:0:1]:8080', '[::1]:8080'],
    ['[2001:DB8::1]', '[2001:db8::1]:443'],
    ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]:443'],
  ])('of %j is %j', (written, normal) => {
    expect(okHosts(written)).toEqual([normal]);
  });

  test('leaves out what a wildcard covers', () => {
    expect(okHosts('a.example.com', '*.example.com', 'a.example.com:80', '*.b.example.com')).toEqual([
      '*.example.com:443',
      'a.example.com:80',
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'is empty', undefined],
    ['https://example.com', 'is a URL, and a host is wanted', '"example.com"'],
    ['http://example.com/x', 'is a URL, and a host is wanted', '"example.com:80"'],
    ['https://example.com:8443', 'is a URL, and a host is wanted', '"example.com:8443"'],
    ['example.com/api', 'has a path: all of a host is granted, or nothing', '"example.com"'],
    ['::1', 'is an IPv6 address without brackets', '"[::1]"'],
    ['2001:db8::1', 'is an IPv6 address without brackets', '"[2001:db8::1]"'],
    ['example.com:0', 'has a port that is not a number from 1 to 65535', '"example.com"'],
    ['example.com:65536', 'has a port that is not a number from 1 to 65535', '"example.com"'],
    ['example.com:', 'has a port that is not a number from 1 to 65535', '"example.com"'],
    ['example.com:*', 'has a wildcard for the port; name each port', '"example.com"'],
    ['*example.com', 'has a wildcard elsewhere than as its first label', '"*.example.com"'],
    ['api.*.example.com', 'has a wildcard elsewhere than as its first label', '"*.example.com"'],
    ['*.*', 'has a wildcard elsewhere than as its first label', undefined],
    ['*.127.0.0.1', 'is a wildcard for addresses; name each address', '"127.0.0.1"'],
    ['user@example.com', 'is not a name or an address', undefined],
    ['exa mple.com', 'is not a name or an address', undefined],
    ['ex\tample.com', 'is not a name or an address', undefined],
    ['example.com\\x', 'is not a name or an address', undefined],
    ['ex%61mple.com', 'is not a name or an address', undefined],
    ['a..b', 'is not a name or an address', undefined],
    ['.example.com', 'is not a name or an address', undefined],
    ['*.', 'is not a name or an address', undefined],
    [`${'a'.repeat(64)}.com`, 'is not a name or an address', undefined],
    ['[::1', 'is not a host', undefined],
    ['[::1]x', 'is not a host', undefined],
    ['[fe80::1%eth0]', 'is not a name or an address', undefined],
    ['1.2.3.256', 'is not a name or an address', undefined],
    ['x'.repeat(2000), 'is longer than 1024 characters', undefined],
  ])('%j: it %s', (written, why, nearest) => {
    const problem = problemOf({ okHosts: [written] });
    expect(problem).toMatchObject({ path: 'okHosts[0]', why });
    expect(problem.nearest).toBe(nearest);
  });

  test.each([[443], [null], [{}]])('%j, for it is not a string', (written) => {
    expect(problemOf({ okHosts: [written] }).why).toBe('is not a string');
  });
});

describe('order', () => {
  test.each([
    ['a.example.com', '*.example.com', true],
    ['a.b.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false],
    ['notexample.com', '*.example.com', false],
    ['*.example.com', 'example.com', false],
    ['*.a.example.com', '*.example.com', true],
    ['*.example.com', '*.a.example.com', false],
    ['*.example.com', '*', true],
    ['localhost', '*', false],
    ['*', '*.com', false],
    ['a.example.com:80', '*.example.com', false],
    ['a.example.com:80', '*.example.com:80', true],
    ['127.0.0.1', '*', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['[::1]', '*', false],
    ['[::1]:443', '[0::1]', true],
  ])('%j is within %j: %j', (a, b, within) => {
    expect(leq(policyOf({ okHosts: [a] }), policyOf({ okHosts: [b] }))).toBe(within);
  });

  test('the meet of two wildcards is the longer one, or nothing', () => {
    expect(meetOf(['*.example.com', 'x.org'], ['*.a.example.com', '*'])).toEqual(['*.example.com:443', 'x.org:443']);
    expect(meetOf(['*.example.com'], ['*.example.org'])).toEqual([]);
    expect(meetOf(['*:80'], ['*:443'])).toEqual([]);
  });
});

describe('grantsHost', () => {
  const hosts = okHosts('*.example.com', 'localhost:8080', '[::1]:3000', '127.0.0.1:3000');

  test.each([
    ['a.example.com', 443, true],
    ['A.EXAMPLE.COM.', 443, true],
    ['example.com', 443, false],
    ['a.example.com', 80, false],
    ['a.example.com.evil.org', 443, false],
    ['localhost', 8080, true],
    ['localhost', 80, false],
    ['[::1]', 3000, true],
    ['[0:0::1]', 3000, true],
    ['127.0.0.1', 3000, true],
    ['127.1', 3000, true],
    ['127.0.0.2', 3000, false],
    ['*.example.com', 443, false],
    ['a.example.com:443/x?', 443, false],
    ['', 443, false],
    ['a.example.com', 443.5, false],
    ['a.example.com', Number.NaN, false],
  ])('%j on port %j: %j', (name, port, granted) => {
    expect(grantsHost(hosts, name, port)).toBe(granted);
  });
});
