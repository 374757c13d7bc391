/** Programs that use files, to run with Node's fs and with a cell's, in two trees alike: the same results, the same codes. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './cell.js';

/** Puts into a tree what the programs find there. */
export const furnish = ({ out }: Ground): void => {
  writeFileSync(join(out, 'text'), 'one\ntwo\nthree');
  mkdirSync(join(out, 'dir/sub'), { recursive: true });
  writeFileSync(join(out, 'dir/x'), 'x');
  writeFileSync(join(out, 'dir/sub/y'), 'y');
  symlinkSync('text', join(out, 'link'));
};

/** Each runs in what those before it have left. `d` is the directory. */
export const programs: readonly string[] = [
  `fs.readFileSync(d + '/text', 'utf8')`,
  `fs.readFileSync(d + '/text', { encoding: 'base64' })`,
  `fs.readFileSync(d + '/text').toString('hex')`,
  `fs.readFileSync(Buffer.from(d + '/link'), 'latin1')`,
  `fs.readFileSync(d + '/none')`,
  `fs.readFileSync(d + '/dir')`,
  `fs.readFileSync(d + '/text/x')`,
  `fs.readFileSync(d + '/text/')`,
  `fs.readFileSync('')`,
  `fs.readFileSync(d + '/' + 'n'.repeat(300))`,
  `fs.readFileSync({})`,
  `fs.readFileSync(d + '/text', 'no such encoding')`,
  `fs.readFileSync(d + '/text', { flag: 'z' })`,
  `fs.writeFileSync(d + '/w', 'abc')`,
  `fs.writeFileSync(d + '/w', 'xyz', { flag: 'wx' })`,
  `fs.writeFileSync(d + '/w', new Uint16Array([1, 2]))`,
  `[...fs.readFileSync(d + '/w')].join()`,
  `fs.writeFileSync(d + '/w', 5)`,
  `fs.appendFileSync(d + '/w2', 'é', 'latin1'); fs.appendFileSync(d + '/w2', 'b'); return fs.readFileSync(d + '/w2', 'hex')`,
  `fs.writeFileSync(d + '/dir', 'x')`,
  `fs.writeFileSync(d + '/new/', 'x')`,
  `fs.existsSync(d + '/text') + ' ' + fs.existsSync(d + '/none') + fs.existsSync(d + '/text/') + fs.existsSync(5)`,
  `fs.accessSync(d + '/none')`,
  `fs.accessSync(d + '/text', fs.constants.R_OK | fs.constants.W_OK)`,
  `fs.readdirSync(d).sort().join()`,
  `fs.readdirSync(d + '/dir', { recursive: true }).sort().join()`,
  `fs.readdirSync(d + '/dir', { withFileTypes: true }).map((e) => [e.name, e.isFile(), e.isDirectory(), e.isSymbolicLink(), e.parentPath === d + '/dir']).sort().join()`,
  `fs.readdirSync(d + '/text')`,
  `fs.readdirSync(d + '/none')`,
  `(() => { const s = fs.statSync(d + '/link'); return [s.size, s.isFile(), s.isSymbolicLink(), s.mode.toString(8), s.nlink, Object.keys(s).join(), s.mtime.getTime() - Math.round(s.mtimeMs)].join(); })()`,
  `(() => { const s = fs.lstatSync(d + '/link', { bigint: true }); return [s.size, s.isSymbolicLink(), Object.keys(s).join(), s.mtimeNs / 1000000n - s.mtimeMs].join(); })()`,
  `String(fs.statSync(d + '/none', { throwIfNoEntry: false }))`,
  `fs.statSync(d + '/none')`,
  `fs.mkdirSync(d + '/m')`,
  `fs.mkdirSync(d + '/m')`,
  `fs.mkdirSync(d + '/q/r')`,
  `fs.mkdirSync(d + '/q/r/s', { recursive: true }).slice(d.length)`,
  `String(fs.mkdirSync(d + '/q/r/s', { recursive: true }))`,
  `fs.mkdirSync(d + '/text', { recursive: true })`,
  `fs.mkdirSync(d + '/text/x', { recursive: true })`,
  `fs.rmdirSync(d + '/q')`,
  `fs.rmdirSync(d + '/m')`,
  `fs.rmdirSync(d + '/text')`,
  `fs.rmSync(d + '/none')`,
  `fs.rmSync(d + '/none', { force: true })`,
  `fs.rmSync(d + '/q', { recursive: true })`,
  `fs.unlinkSync(d + '/none')`,
  `fs.renameSync(d + '/w', d + '/w9'); return fs.existsSync(d + '/w') + ' ' + fs.existsSync(d + '/w9')`,
  `fs.renameSync(d + '/none', d + '/x')`,
  `fs.renameSync(d + '/text', d + '/dir')`,
  `fs.copyFileSync(d + '/text', d + '/copy'); return fs.readFileSync(d + '/copy', 'utf8')`,
  `fs.copyFileSync(d + '/text', d + '/copy', fs.constants.COPYFILE_EXCL)`,
  `fs.copyFileSync(d + '/text', d + '/text'); return fs.readFileSync(d + '/text', 'utf8')`,
  `fs.cpSync(d + '/dir', d + '/dir2', { recursive: true }); return fs.readdirSync(d + '/dir2', { recursive: true }).sort().join()`,
  `fs.truncateSync(d + '/copy', 3); return fs.readFileSync(d + '/copy', 'utf8')`,
  `fs.truncateSync(d + '/copy', 5); return fs.readFileSync(d + '/copy', 'hex')`,
  `fs.utimesSync(d + '/copy', 10, new Date(20000)); return fs.statSync(d + '/copy').mtimeMs`,
  `fs.chmodSync(d + '/copy', 0o640); return (fs.statSync(d + '/copy').mode & 0o777).toString(8)`,
  `fs.chmodSync(d + '/copy', '600'); return (fs.statSync(d + '/copy').mode & 0o777).toString(8)`,
  `fs.readlinkSync(d + '/link')`,
  `fs.readlinkSync(d + '/text')`,
  `fs.realpathSync(d + '/dir/../link').slice(d.length)`,
  `fs.realpathSync(d + '/none')`,
  `const f = fs.openSync(d + '/text', 'r'); const b = Buffer.alloc(5); const r = [fs.readSync(f, b), fs.readSync(f, b, 1, 2, 0), fs.readSync(f, b, { position: 4 }), b.toString()].join('|'); fs.closeSync(f); return r`,
  `const f = fs.openSync(d + '/text', 'r'); fs.closeSync(f); return fs.readSync(f, Buffer.alloc(1))`,
  `const f = fs.openSync(d + '/text', 'r'); try { return fs.writeSync(f, 'x') } finally { fs.closeSync(f) }`,
  `const f = fs.openSync(d + '/rw', 'w+'); fs.writeSync(f, 'hello'); fs.writeSync(f, 'J', 0); fs.writevSync(f, [Buffer.from('a'), Buffer.from('b')]); const r = fs.readFileSync(d + '/rw', 'utf8') + fs.fstatSync(f).size; fs.ftruncateSync(f, 2); fs.closeSync(f); return r + fs.readFileSync(d + '/rw', 'utf8')`,
  `const f = fs.openSync(d + '/rw', 'a+'); fs.writeSync(f, 'Z'); const b = [Buffer.alloc(1), Buffer.alloc(9)]; const r = fs.readvSync(f, b, 0); fs.closeSync(f); return r + b[1].toString('hex')`,
  `fs.openSync(d + '/none', 'r+')`,
  `fs.openSync(d + '/link', 'wx')`,
  `fs.openSync(d + '/text', fs.constants.O_RDONLY) > 2`,
  `const dir = fs.opendirSync(d + '/dir'); const is = dir.readSync() !== null; dir.closeSync(); return is`,
];

/** Runs with any fs: what it gives as text, or the code. */
export const text = (program: string): string =>
  `((fs, Buffer, d) => { try { return String((() => { ${program.includes('return') ? program : `return ${program}`} })()); } catch (e) { return 'threw ' + (e.code ?? e.message); } })`;
