/**
 * Names as URLs, for what thinks in URLs (relative resolution, import maps, the graph of packages), and back.
 *
 * Invariant: a name without `.` and `..` in it and its location are one to one, and no location leads above the root:
 * `..` stops there.
 */

const scheme = 'padded:';
const root = `${scheme}///`;

/** A name that is a URL by itself. */
export const isUrlName = (name: string): boolean => /^[a-z][a-z\d+.-]*:\/\//iu.test(name);

/** The normal form of a URL as a name: without a fragment, which says nothing of what is read. */
export const urlName = (url: URL): string => {
  const plain = new URL(url);
  plain.hash = '';
  return plain.href;
};

/**
 * The URL of a name.
 *
 * @throws TypeError for a name that looks as a URL and is none.
 * @example
 * locationOf('plugins/a b.js');        // 'padded:///plugins/a%20b.js'
 * locationOf('https://host/a.js');     // 'https://host/a.js'
 */
export const locationOf = (name: string): string =>
  // What the parser of URLs would take for something else than a part of a path, or drop.
  isUrlName(name) ? new URL(name).href : new URL(root + name.replaceAll(/[%?#\\\p{Cc} ]/gu, encodeURIComponent)).href;

/** The name that a URL stands for; undefined for a URL that stands for none. */
export const nameOfLocation = (location: string): string | undefined => {
  if (!URL.canParse(location)) return undefined;
  const url = new URL(location);
  if (url.protocol !== scheme) return isUrlName(url.href) ? urlName(url) : undefined;
  if (url.host !== '' || url.search !== '' || url.hash !== '') return undefined;
  let parts: string[];
  try {
    parts = url.pathname.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
  // An encoded slash would make another path of it.
  return parts.some((part) => /[/\0]/u.test(part)) ? undefined : parts.join('/');
};

/** Whether a name has no other spelling: none that the parser of URLs, or a server after it, would read as another. */
export const isNormalName = (name: string): boolean => {
  if (isUrlName(name) && (!URL.canParse(name) || /%2f|%5c|%00/iu.test(new URL(name).pathname))) return false;
  return nameOfLocation(locationOf(name)) === name;
};
