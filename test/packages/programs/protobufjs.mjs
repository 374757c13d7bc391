import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  'syntax = "proto3"; message Point { int32 x = 1; string name = 2; repeated double more = 3; map<string, int64> counts = 4; }',
);
const Point = root.lookupType('Point');
const bytes = Point.encode(Point.create({ x: 3, name: 'a', more: [0.5, 1], counts: { k: 7 } })).finish();

export default {
  bytes: [...bytes.slice(0, 5)],
  decoded: Point.toObject(Point.decode(bytes), { longs: String, arrays: true }),
  wrong: Point.verify({ x: 'three' }),
};
