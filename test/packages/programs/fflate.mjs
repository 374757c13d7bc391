import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const zip = zipSync(
  { 'a/b.txt': strToU8('hello'), 'c.bin': [new Uint8Array(1000), { level: 9 }] },
  { mtime: new Date(2000, 0, 1) },
);

export default {
  names: Object.keys(unzipSync(zip)),
  text: strFromU8(unzipSync(zip)['a/b.txt']),
  same: strFromU8(gunzipSync(gzipSync(strToU8('x'.repeat(99)), { mtime: 0 }))).length,
};
