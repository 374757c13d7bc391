import _ from 'lodash';
import chunk from 'lodash/chunk.js';

export default {
  chunk: chunk([1, 2, 3], 2),
  template: _.template('<%= o.x %>!', { variable: 'o' })({ x: 1 }),
  chain: _([3, 1, 2])
    .sort()
    .map((n) => n * 2)
    .value(),
  get: _.get({ a: [{ b: 1 }] }, 'a[0].b'),
  clone: _.cloneDeep(new Map([[1, { a: new Date(0) }]])),
  grouped: _.groupBy(['one', 'two', 'three'], 'length'),
  isEqual: _.isEqual({ a: new Set([1]) }, { a: new Set([1]) }),
};
