import { addExtension, pack, unpack, Packr } from 'msgpackr';

class Point {
  constructor(x) {
    this.x = x;
  }
}
addExtension({ Class: Point, type: 11, write: ({ x }) => x, read: (x) => new Point(x) });
const value = {
  a: [1, -1.5, 'ü', null, true],
  map: new Map([['k', 1n]]),
  when: new Date(0),
  bytes: new Uint8Array([1, 2]),
};

export default {
  same: { ...unpack(pack(value)), bytes: [...unpack(pack(value)).bytes] },
  hex: [...pack({ a: 1 })].map((byte) => byte.toString(16)).join(' '),
  point: unpack(pack(new Point(3))).x,
  records: new Packr({ structures: [] }).unpack(new Packr({ structures: [] }).pack(3)),
};
