import { Parser } from 'expr-eval';

const parser = new Parser();
parser.functions.twice = (n) => 2 * n;

export default {
  value: parser.evaluate('2 ^ x + twice(y)', { x: 3, y: 4 }),
  text: parser.parse('2 * x + 0 * y').simplify({ y: 1 }).toString(),
  variables: parser.parse('a and (b or c)').variables(),
};
