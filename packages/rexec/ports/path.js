// path-unified: Node's own source of 2023, POSIX and Windows. path-browserify has Node's of 2018, POSIX only.
import posixPath from 'path-unified/posix';
import win32Path from 'path-unified/win32';

const posix = { ...posixPath };
const win32 = { ...win32Path };
for (const path of [posix, win32]) {
  for (const [name, value] of Object.entries(path)) {
    if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });
  }
  Object.assign(path, { posix, win32 });
}

export default posix;
