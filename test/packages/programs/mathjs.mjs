import { all, create, evaluate, simplify, derivative, chain } from 'mathjs';

const big = create(all, { number: 'BigNumber', precision: 40 });

export default {
  evaluated: evaluate('sqrt(3^2 + 4^2) cm to inch').toNumber('inch').toFixed(4),
  matrix: evaluate('det([[1, 2], [3, 4]])'),
  derived: derivative('x^2 + 3x', 'x').toString(),
  simplified: simplify('2x + 3x').toString(),
  big: big.evaluate('1 / 3').toString(),
  chained: chain(3).add(4).multiply(2).done(),
  complex: evaluate('sqrt(-4)').toString(),
};
