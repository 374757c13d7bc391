// cp: copies a tree, over the host half's calls, each of which decides for itself. A link is never copied as a link.
import errors from 'node:internal/errors';

const { ERR_INVALID_ARG_TYPE } = errors.codes;

const S_IFMT = 0o170000n;
const kinds = { file: 0o100000n, directory: 0o040000n, link: 0o120000n };
const MODE = 1;

const fault = (code, message, syscall, path, dest) =>
  Object.assign(new Error(`${code}: ${message}, ${syscall} '${path}' -> '${dest}'`), { code, syscall, path, dest });

function* lookedAt(path, call) {
  try {
    const stat = yield [call, path];
    return { kind: stat[MODE] & S_IFMT, stat };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function* isWithin(inner, outer) {
  const real = yield ['realpath', outer];
  try {
    return `${yield ['realpath', inner]}/`.startsWith(`${real}/`);
  } catch (error) {
    // What may be written and not read is in nothing that may be read.
    if (error.code === 'EACCES') return false;
    throw error;
  }
}

/** Copies a file, with the directory it is to be in where there is none. */
function* copyFileTo(source, target, isExclusive) {
  try {
    yield ['copyFile', source, target, isExclusive];
  } catch (error) {
    const above = target.replace(/\/+[^/]*\/*$/, '');
    if (error.code !== 'ENOENT' || above === '' || above === target) throw error;
    yield ['mkdir', above, true, 0o777];
    yield ['copyFile', source, target, isExclusive];
  }
}

/** Copies what is at a path. */
export function* copyTree(from, to, options) {
  const { recursive, force = true, errorOnExist, dereference, filter, preserveTimestamps, mode = 0 } = options;
  if (filter !== undefined && typeof filter !== 'function')
    throw new ERR_INVALID_ARG_TYPE('options.filter', 'Function', filter);
  const wants = function* (source, target) {
    if (filter === undefined) return true;
    const answer = filter(source, target);
    return typeof answer === 'object' && answer !== null ? yield ['', answer] : answer;
  };
  const copy = function* (source, target) {
    if (!(yield* wants(source, target))) return;
    const found = yield* lookedAt(source, 'lstat');
    if (found === undefined) throw fault('ENOENT', 'no such file or directory', 'cp', source, target);
    const isLink = found.kind === kinds.link;
    if (isLink && dereference !== true) {
      throw fault(
        'EPERM',
        'a cell makes no links; { dereference: true } copies what they lead to',
        'cp',
        source,
        target,
      );
    }
    const { kind, stat } = isLink ? yield* lookedAt(source, 'stat') : found;
    if (kind === kinds.directory) yield* copyDirectory(source, target);
    else if (kind === kinds.file) yield* copyFile(source, target, stat);
    else throw fault('EINVAL', 'it is neither a file nor a directory', 'cp', source, target);
  };
  const copyDirectory = function* (source, target) {
    if (recursive !== true)
      throw fault('EISDIR', 'a directory is copied with { recursive: true }', 'cp', source, target);
    // All names first, so that a copy into the tree itself does not copy what it makes.
    const entries = yield ['readdir', source, false];
    yield ['mkdir', target, true, 0o777];
    if (yield* isWithin(target, source)) {
      throw fault('EINVAL', 'a directory cannot be copied into itself', 'cp', source, target);
    }
    for (let at = 0; at < entries.length; at += 3) yield* copy(`${source}/${entries[at]}`, `${target}/${entries[at]}`);
  };
  const copyFile = function* (source, target, stat) {
    const isExclusive = force !== true || (mode & 1) !== 0;
    try {
      yield* copyFileTo(source, target, isExclusive);
    } catch (error) {
      if (!isExclusive || error.code !== 'EEXIST') throw error;
      if (errorOnExist === true || (mode & 1) !== 0) throw error;
      return;
    }
    if (preserveTimestamps === true) yield ['utimes', target, Number(stat[10]) / 1e9, Number(stat[11]) / 1e9];
  };
  yield* copy(from, to);
}
