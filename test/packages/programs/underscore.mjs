import _ from 'underscore';

_.mixin({ twice: (n) => 2 * n });

export default {
  chain: _.chain([3, 1, 2])
    .sortBy()
    .map((n) => _.twice(n))
    .value(),
  template: _.template('<b><%- o.name %></b>', { variable: 'o' })({ name: '<i>' }),
  grouped: _.groupBy([1.3, 2.1, 2.4], Math.floor),
  bound: _.bind(
    function () {
      return this.a;
    },
    { a: 1 },
  )(),
};
