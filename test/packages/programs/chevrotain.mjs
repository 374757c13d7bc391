import { CstParser, createToken, Lexer } from 'chevrotain';

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED });
const Number_ = createToken({ name: 'Number', pattern: /\d+/ });
const Plus = createToken({ name: 'Plus', pattern: /\+/ });
const tokens = [Space, Number_, Plus];

class Sums extends CstParser {
  constructor() {
    super(tokens);
    this.RULE('sum', () => {
      this.CONSUME(Number_);
      this.MANY(() => {
        this.CONSUME(Plus);
        this.CONSUME2(Number_);
      });
    });
    this.performSelfAnalysis();
  }
}
const parser = new Sums();
const sum = (text) => {
  parser.input = new Lexer(tokens).tokenize(text).tokens;
  const tree = parser.sum();
  return parser.errors.length > 0
    ? parser.errors.map(({ name }) => name)
    : tree.children.Number.map(({ image }) => Number(image)).reduce((a, b) => a + b);
};

export default [sum('1 + 2 + 39'), sum('1 +')];
