/** How paths are written in a policy, and what lies in what. */
import { diff, grantsPath, leq, meet, policyOf } from '@padded-cell/rexec/policy';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { numRuns, posixPath } from './arbitrary.js';
import { problemOf } from './problems.js';

/** Whether one path is within another, as policies have them. */
const leqPath = (a: string, b: string): boolean => leq(policyOf({ okPath: [a] }), policyOf({ okPath: [b] }));

/** A POSIX path resolved by hand: what the library does is compared with it. */
const segmentsOf = (path: string): string[] => {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept;
};

const okPath = (written: unknown, base?: string): readonly string[] => policyOf({ okPath: [written] }, base).okPath;

describe('the normal form', () => {
  test.each([
    ['/srv/app', '/srv/app'],
    ['/srv/app/', '/srv/app'],
    ['/srv//app/./x/..', '/srv/app'],
    ['/..', '/'],
    ['/', '/'],
    ['//srv', '/srv'],
    ['/a\\b', '/a\\b'],
    ['/dir*/x', '/dir*/x'],
    ['file:///srv/app', '/srv/app'],
    ['file:///srv/with%20space', '/srv/with space'],
    ['file:///srv/%2e%2e/etc', '/etc'],
    ['FILE:///srv', '/srv'],
    ['C:\\plugins\\', 'C:\\plugins'],
    ['c:/plugins/../x', 'C:\\x'],
    ['C:\\', 'C:\\'],
    ['\\\\server\\share\\x', '\\\\server\\share\\x'],
    ['\\\\server\\share', '\\\\server\\share\\'],
    ['file:///C:/plugins', 'C:\\plugins'],
    ['file://server/share/x', '\\\\server\\share\\x'],
  ])('of %j is %j', (written, normal) => {
    expect(okPath(written)).toEqual([normal]);
  });

  test.each([
    ['./plugins', '/srv/app', '/srv/app/plugins'],
    ['plugins', '/srv/app/', '/srv/app/plugins'],
    ['.', '/srv/app', '/srv/app'],
    ['..', '/srv/app', '/srv'],
    ['/etc', '/srv/app', '/etc'],
    ['./plugins', 'file:///srv/app', '/srv/app/plugins'],
    ['plugins', 'C:\\app', 'C:\\app\\plugins'],
    ['../x', 'c:/app', 'C:\\x'],
    ['/x', 'D:\\app', 'D:\\x'],
    ['file:///D:/x', 'C:\\app', 'D:\\x'],
    ['file:///C:/x', '/srv', '/C:/x'],
  ])('of %j in %j is %j', (written, base, normal) => {
    expect(okPath(written, base)).toEqual([normal]);
  });

  test('of a URL object is that of its text', () => {
    expect(policyOf({ okPath: [new URL('file:///srv/app')] }).okPath).toEqual(['/srv/app']);
    expect(policyOf({ okPath: ['.'] }, new URL('file:///srv/app/')).okPath).toEqual(['/srv/app']);
  });

  test('leaves out what lies in another root', () => {
    expect(policyOf({ okPath: ['/srv/a/b', '/srv/a', '/srv/ab', '/srv/a'] }).okPath).toEqual(['/srv/a', '/srv/ab']);
  });

  test('does not ask for the working directory', () => {
    const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('asked for the working directory');
    });
    try {
      expect(() => resolve('x')).toThrow('asked for the working directory');
      for (const [written, base] of [
        ['/x', undefined],
        ['C:\\x', undefined],
        ['c:/y/..', undefined],
        ['\\\\server\\share\\..', undefined],
        ['./z', '/base'],
        ['/z', 'C:\\base'],
        ['z', 'C:\\base'],
      ] as const) {
        expect(okPath(written, base)).toHaveLength(1);
      }
      for (const path of ['x', 'C:', 'C:x', '\\x', '\\\\x', '']) expect(grantsPath(['/'], path)).toBe(false);
    } finally {
      cwd.mockRestore();
    }
  });
});

describe('what is refused', () => {
  test.each([
    ['', undefined, 'is empty', '"./"'],
    ['plugins', undefined, 'is relative, and no base directory was given', undefined],
    ['~/plugins', '/srv', 'starts with ~, which is not expanded; write the directory itself', undefined],
    ['/srv/*', undefined, 'has a wildcard, which is not needed', '"/srv"'],
    ['./plugins/**', '/srv', 'has a wildcard, which is not needed', '"./plugins"'],
    ['/srv\0/x', undefined, 'contains a NUL character', undefined],
    ['/srv/\uD800', undefined, 'contains half of a character', undefined],
    [`/${'x'.repeat(5000)}`, undefined, 'is longer than 4096 characters', undefined],
    ['https://example.com/x', '/srv', 'is a URL of another kind than file:', undefined],
    ['file:///srv?x', undefined, 'has a query or a fragment, which a path cannot have', undefined],
    ['file:///srv/a%2Fb', undefined, 'hides a separator as %2F or %5C', undefined],
    ['file:///C:/a%5Cb', undefined, 'hides a separator as %2F or %5C', undefined],
    ['file:///srv/%00', undefined, 'contains a NUL character', undefined],
    ['file:///srv/%FF', undefined, 'has an escape that is not UTF-8', undefined],
    ['file://server/x', '/srv', 'names a host, which a POSIX path cannot', '"file:///x"'],
    ['file:///x', 'C:\\', 'names no drive', '"file:///C:/x"'],
    ['C:\\x', '/srv', 'is a Windows path, and the base directory is a POSIX path', undefined],
    ['C:x', 'C:\\app', 'is relative to the current directory of a drive', '"C:\\\\x"'],
    ['\\\\?\\C:\\x', undefined, 'is a device path', undefined],
    ['\\\\.\\pipe\\x', 'C:\\', 'is a device path', undefined],
    ['\\\\server', undefined, 'names a server without a share', undefined],
    ['C:\\dir.\\x', undefined, 'has a name that Windows would read as another', undefined],
    ['C:\\x ', undefined, 'has a name that Windows would read as another', undefined],
    ['C:\\x:stream', undefined, 'has a name that Windows would read as another', undefined],
  ])('%j (in %j): it %s', (written, base, why, nearest) => {
    const problem = problemOf({ okPath: [written] }, base);
    expect(problem).toMatchObject({ path: 'okPath[0]', why });
    expect(problem.nearest).toBe(nearest);
  });

  test.each([[1], [null], [['/srv']], [{}], [true]])('%j, for it is not a string', (written) => {
    expect(problemOf({ okPath: [written] }).why).toBe('is not a string');
  });

  test('one that becomes too long in its base directory', () => {
    const problem = problemOf({ okPath: ['x'.repeat(3000)] }, `/${'y'.repeat(2000)}`);
    expect(problem.why).toBe('is longer than 4096 characters');
  });

  test('a base directory that is relative', () => {
    expect(problemOf({}, 'srv').path).toBe('base');
  });
});

describe('order', () => {
  test.each([
    ['/srv/a', '/srv', true],
    ['/srv', '/srv', true],
    ['/srv', '/srv/a', false],
    ['/srv-old', '/srv', false],
    ['/srv/..', '/srv', false],
    ['/etc', '/', true],
    ['/', '/etc', false],
    ['C:\\a\\b', 'c:/a', true],
    ['C:\\ab', 'C:\\a', false],
    ['C:\\a', 'C:\\', true],
    ['D:\\a', 'C:\\', false],
    ['\\\\server\\share\\a', '\\\\server\\share', true],
    ['\\\\server\\sharebox\\a', '\\\\server\\share', false],
    ['C:\\A', 'C:\\a', false],
    ['C:\\a', '/', false],
    ['/a', 'C:\\', false],
  ])('%j is within %j: %j', (a, b, within) => {
    expect(leqPath(a, b)).toBe(within);
  });

  test('the meet of two roots is the deeper one', () => {
    const both = meet(policyOf({ okPath: ['/srv', '/tmp/a/b'] }), policyOf({ okPath: ['/srv/x', '/tmp/a', '/etc'] }));
    expect(both.okPath).toEqual(['/srv/x', '/tmp/a/b']);
  });

  test('the meet of the root of all with anything is that', () => {
    const any = policyOf({ okPath: ['/a/b', '/c'] });
    expect(meet(any, policyOf({ okPath: ['/'] })).okPath).toEqual(any.okPath);
  });

  test('reading and writing are apart', () => {
    const [excess] = diff(policyOf({ okWritePath: ['/srv'] }), policyOf({ okPath: ['/srv'] }));
    expect(excess?.line).toBe('okWritePath');
  });
});

describe('grantsPath', () => {
  const roots = policyOf({ okPath: ['/srv/plugins', 'C:\\plugins'] }).okPath;

  test.each([
    ['/srv/plugins', true],
    ['/srv/plugins/a/b.js', true],
    ['/srv/plugins/*', true],
    ['/srv/plugins/../secrets', false],
    ['/srv/plugins-old/a.js', false],
    ['/srv', false],
    ['/srv/plugins\0', false],
    ['/srv/plugins/\0x', false],
    ['srv/plugins', false],
    ['', false],
    ['file:///srv/plugins', false],
    ['c:\\plugins\\a.js', true],
    ['C:/plugins/../x', false],
    ['C:plugins', false],
    ['\\\\?\\C:\\plugins', false],
  ])('%j: %j', (path, granted) => {
    expect(grantsPath(roots, path)).toBe(granted);
  });

  test('agrees with a comparison of segments', () => {
    fc.assert(
      fc.property(fc.array(posixPath, { maxLength: 3 }), posixPath, (written, path) => {
        const asked = segmentsOf(path);
        const expected = written.some((root) => segmentsOf(root).every((segment, index) => asked[index] === segment));
        expect(grantsPath(policyOf({ okPath: written }).okPath, path)).toBe(expected);
      }),
      { numRuns },
    );
  });
});
