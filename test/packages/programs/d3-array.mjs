import { bin, extent, group, max, quantile, rollup, shuffler, ticks } from 'd3-array';

export default {
  extent: extent([3, 1, 2]),
  quantile: quantile([1, 2, 3, 4], 0.5),
  grouped: [...group(['a', 'bb', 'cc'], (text) => text.length)],
  most: [
    ...rollup(
      [1, 2, 3],
      (all) => max(all),
      (n) => n % 2,
    ),
  ],
  ticks: ticks(0, 1, 4),
  bins: bin()
    .thresholds([2])([1, 2, 3])
    .map((each) => each.length),
  shuffled: shuffler(() => 0.5)([1, 2, 3, 4]),
};
