/**
 * What a module is told of where a file is, `__filename` or `import.meta.url`, and the way back from that.
 *
 * Invariant: it is made of the file's name and of nothing else, as if the cell's files were all there is.
 */
import { isUrlName } from './hooks/location.js';
import { normalName } from './hooks/names.js';

/** The path that a module is told of a file. */
export const pathOf = (name: string): string => (isUrlName(name) ? name : `/${name}`);

/** The URL that a module is told of a file. */
export const urlOf = (name: string): string =>
  isUrlName(name) ? name : `file:///${name.split('/').map(encodeURIComponent).join('/')}`;

const fileUrlPath = (url: string): string | undefined => {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
};

/** The name in a path, or `file:` URL, that a module was told; undefined where it is neither. */
export const nameInPath = (specifier: string): string | undefined => {
  const path = /^file:\/\/\//iu.test(specifier) ? fileUrlPath(specifier) : specifier;
  return path?.startsWith('/') === true ? normalName(path.slice(1)) : undefined;
};
