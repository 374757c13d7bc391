/**
 * Path roots: how they are written, their one normal form, and which lies in which.
 *
 * Pure: `node:path` only computes, and only on absolute paths, where it does not look at the working directory.
 * Links are not followed here: whoever opens a file compares its real path.
 *
 * Invariant: a normal form is absolute, has no `.`, `..`, or repeated separator, ends in a separator only where the
 * root of a drive does, and names on every file system the one place that its text says.
 */
import { posix, win32 } from 'node:path';
import type { Fault } from './errors.js';

type Style = 'posix' | 'win32';

const LONGEST = 4096;

const allowed =
  'an absolute path, a path relative to the base directory, or a file: URL; a directory includes all that is in it';

const fault = (why: string, nearest?: string): Fault => ({
  why,
  allowed,
  ...(nearest === undefined ? {} : { nearest: JSON.stringify(nearest) }),
});

/** `C:\` and `\\server` (with either slash); a path of POSIX never starts like this in practice. */
const startsLikeWindows = /^(?:[A-Za-z]:(?:[\\/]|$)|\\\\)/;
const driveRelative = /^[A-Za-z]:(?![\\/])/;
const share = /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+/;
const device = /^[\\/]{2}[.?](?:[\\/]|$)/;
/** Windows drops the dots and spaces at the end of a name, and gives the other characters meanings of their own. */
const notOnWindows = /[<>"|?*:\p{Cc}]|[. ](?=\\|$)/u;

/** Half of a character has no form as bytes: the file system would be asked for another name than the text says. */
const loneSurrogate = /\p{Surrogate}/u;

/** The path that a file: URL names. */
const fromUrl = (text: string, style: Style | undefined): string | Fault => {
  if (!URL.canParse(text)) return fault('is not a URL');
  const { hostname, pathname, search, hash } = new URL(text);
  if (search !== '' || hash !== '') return fault('has a query or a fragment, which a path cannot have');
  const windows = style === 'win32' || (style === undefined && (hostname !== '' || /^\/[A-Za-z]:/.test(pathname)));
  // An encoded separator would be a separator after decoding: the URL and the path would differ in their directories.
  if (windows ? /%2f|%5c/i.test(pathname) : /%2f/i.test(pathname)) return fault('hides a separator as %2F or %5C');
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return fault('has an escape that is not UTF-8');
  }
  if (!windows) return hostname === '' ? path : fault('names a host, which a POSIX path cannot', `file://${pathname}`);
  if (hostname !== '') return `\\\\${hostname}${path}`;
  return /^\/[A-Za-z]:(?:\/|$)/.test(path) ? path.slice(1) : fault('names no drive', `file:///C:${pathname}`);
};

const needsBase: Fault = fault('is relative, and no base directory was given');

const resolvePosix = (base: string | undefined, path: string): string | Fault => {
  if (startsLikeWindows.test(path)) return fault('is a Windows path, and the base directory is a POSIX path');
  if (path.startsWith('/')) return posix.resolve(path);
  return base === undefined ? needsBase : posix.resolve(base, path);
};

const resolveWin32 = (base: string | undefined, path: string): string | Fault => {
  if (device.test(path)) return fault('is a device path');
  if (/^[\\/]{2}/.test(path) && !share.test(path)) return fault('names a server without a share');
  if (driveRelative.test(path)) {
    return fault('is relative to the current directory of a drive', `${path.slice(0, 2)}\\${path.slice(2)}`);
  }
  if (base === undefined && !startsLikeWindows.test(path)) return needsBase;
  const full = base === undefined ? win32.resolve(path) : win32.resolve(base, path);
  const rest = full.slice(win32.parse(full).root.length);
  if (notOnWindows.test(rest)) return fault('has a name that Windows would read as another');
  return full.charAt(0).toUpperCase() + full.slice(1);
};

/**
 * The normal form of a path, or what is wrong with it.
 *
 * @param written A path or a `file:` URL.
 * @param base A normal form that relative paths start from; its style (POSIX or Windows) is the policy's.
 */
export const pathOf = (written: unknown, base: string | undefined): string | Fault => {
  if (typeof written !== 'string') return fault('is not a string');
  if (written === '') return fault('is empty', './');
  if (written.length > LONGEST) return fault(`is longer than ${LONGEST} characters`);
  if (written.includes('\0')) return fault('contains a NUL character');
  if (loneSurrogate.test(written)) return fault('contains half of a character');
  if (/^~(?:[\\/]|$)/.test(written)) return fault('starts with ~, which is not expanded; write the directory itself');
  if (/(?:^|[\\/])\*\*?$/.test(written)) {
    return fault('has a wildcard, which is not needed', written.replace(/[\\/]?\*\*?$/, '') || './');
  }
  const style = base === undefined ? undefined : styleOf(base);
  const isFileUrl = /^file:\/\//i.test(written);
  if (!isFileUrl && /^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return fault('is a URL of another kind than file:');
  const path = isFileUrl ? fromUrl(written, style) : written;
  if (typeof path !== 'string') return path;
  if (path.includes('\0')) return fault('contains a NUL character');
  const windows = style === undefined ? startsLikeWindows.test(path) : style === 'win32';
  const full = windows ? resolveWin32(base, path) : resolvePosix(base, path);
  if (typeof full === 'string' && full.length > LONGEST) return fault(`is longer than ${LONGEST} characters`);
  return full;
};

/** The style of a normal form. */
const styleOf = (path: string): Style => (path.startsWith('/') ? 'posix' : 'win32');

/** The directories that a normal form lies in, from the nearest to the root. */
export const directoriesAbove = (path: string): readonly string[] => {
  const { dirname } = styleOf(path) === 'posix' ? posix : win32;
  const above: string[] = [];
  for (let at = path, next = dirname(at); next !== at; at = next, next = dirname(at)) above.push(next);
  return above;
};

/**
 * Whether a path is one of the roots or lies in one, by its text alone.
 *
 * Pass the *real* path of what was opened: links are not followed here. A path that is not absolute lies in nothing.
 * Names are compared exactly; on file systems that ignore case the real path has the case the directory has.
 *
 * @param roots `okPath` or `okWritePath` of a {@link Policy}.
 * @param path An absolute path, in any form.
 * @example
 * ```ts
 * import { grantsPath, policyOf } from '@padded-cell/rexec/policy';
 * const { okPath } = policyOf({ okPath: ['/srv/plugins'] });
 * grantsPath(okPath, '/srv/plugins/a.js'); // true
 * grantsPath(okPath, '/srv/plugins-old/a.js'); // false: a sibling with the same prefix
 * grantsPath(okPath, '/srv/plugins/../secrets'); // false
 * ```
 */
export const grantsPath = (roots: readonly string[], path: string): boolean => {
  if (path.includes('\0')) return false;
  const full = path.startsWith('/') ? posix.resolve(path) : resolveReal(path);
  return roots.includes(full) || directoriesAbove(full).some((directory) => roots.includes(directory));
};

/** The normal form of a path that is no POSIX path: itself, which lies in nothing, unless it is absolute on Windows. */
const resolveReal = (path: string): string => {
  const full = resolveWin32(undefined, path);
  return typeof full === 'string' ? full : path;
};
