import uniqueBy from 'core-js-pure/full/array/unique-by.js';
import composite from 'core-js-pure/full/composite-key.js';
import Iterator from 'core-js-pure/full/iterator/index.js';
import groupBy from 'core-js-pure/full/map/group-by.js';
import clamp from 'core-js-pure/full/math/clamp.js';

const key = {};

export default {
  unique: uniqueBy([1, 3, 2, 5], (n) => n % 2),
  same: composite(1, key) === composite(1, key),
  range: Iterator.range(0, 10, 4).toArray(),
  grouped: groupBy([1, 2, 3], (n) => n % 2).get(1),
  clamped: clamp(5, 0, 3),
};
