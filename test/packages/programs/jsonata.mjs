import jsonata from 'jsonata';

const order = {
  items: [
    { name: 'a', price: 2, count: 3 },
    { name: 'b', price: 5, count: 1 },
  ],
};
const twice = jsonata('$twice(items[0].price)');
twice.registerFunction('twice', (n) => n * 2, '<n:n>');

export default {
  total: await jsonata('$sum(items.(price * count))').evaluate(order),
  sorted: [...(await jsonata('items^(>price).name').evaluate(order))],
  made: await jsonata('{ "names": $join(items.name, "+"), "big": items[price > 3].name }').evaluate(order),
  own: await twice.evaluate(order),
  wrong: await jsonata('$number("x")')
    .evaluate({})
    .catch(({ code }) => code),
};
