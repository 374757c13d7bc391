import nearley from 'nearley';

const grammar = {
  ParserRules: [
    { name: 'sum', symbols: ['sum', { literal: '+' }, 'digit'], postprocess: ([left, , right]) => left + right },
    { name: 'sum', symbols: ['digit'], postprocess: ([digit]) => digit },
    { name: 'digit', symbols: [/[0-9]/], postprocess: ([digit]) => Number(digit) },
  ],
  ParserStart: 'sum',
};
const parser = new nearley.Parser(nearley.Grammar.fromCompiled(grammar));
parser.feed('1+2+3');
let wrong;
try {
  new nearley.Parser(nearley.Grammar.fromCompiled(grammar)).feed('1++');
} catch (error) {
  wrong = error.offset;
}

export default { results: parser.results, wrong };
