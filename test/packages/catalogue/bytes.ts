import type { Claim } from '../claim.js';

export const bytes: readonly Claim[] = [
  {
    program: 'protobufjs',
    packages: ['protobufjs'],
    gives: {
      bytes: [8, 3, 18, 1, 97],
      decoded: { more: [0.5, 1], x: 3, name: 'a', counts: { k: '7' } },
      wrong: 'x: integer expected',
    },
  },
  {
    program: 'msgpackr',
    packages: ['msgpackr'],
    needs: { packages: { msgpackr: { okBuiltinModules: ['node:module', 'node:stream'] } } },
    gives: {
      same: {
        a: [1, -1.5, 'ü', null, true],
        map: { k: 1n },
        when: new Date('1970-01-01T00:00:00.000Z'),
        bytes: [1, 2],
      },
      hex: 'de 0 1 a1 61 1',
      point: 3,
      records: 3,
    },
  },
  { program: 'pako', packages: ['pako'], gives: { small: true, same: true, gzip: [31, 139] } },
  {
    program: 'fflate',
    packages: ['fflate'],
    needs: { packages: { fflate: { okBuiltinModules: ['node:module'] } } },
    gives: { names: ['a/b.txt', 'c.bin'], text: 'hello', same: 99 },
  },
  {
    program: 'iconv-lite',
    packages: ['iconv-lite'],
    needs: {
      packages: {
        'safer-buffer': { okBuiltinModules: ['node:buffer'] },
        'iconv-lite': { okBuiltinModules: ['node:string_decoder'] },
      },
    },
    gives: {
      latin: [233, 128],
      japanese: 'あ',
      utf16: [255, 254, 97, 0],
      exists: [true, false],
    },
  },
];
