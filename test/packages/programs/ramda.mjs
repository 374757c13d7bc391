import * as R from 'ramda';

export default {
  piped: R.pipe(
    R.filter(R.propEq('a', 'kind')),
    R.map(R.over(R.lensProp('n'), R.inc)),
    R.pluck('n'),
  )([
    { kind: 'a', n: 1 },
    { kind: 'b', n: 2 },
  ]),
  curried: R.reduce(R.add)(0)([1, 2, 3]),
  path: R.pathOr('none', ['a', 0, 'b'], { a: [{ b: 1 }] }),
  equals: R.equals(new Map([[1, [2]]]), new Map([[1, [2]]])),
  placeholder: R.subtract(R.__, 1)(10),
};
