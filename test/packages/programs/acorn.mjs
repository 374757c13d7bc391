import { Parser, parse, tokenizer } from 'acorn';

let wrong;
try {
  parse('let a = ;', { ecmaVersion: 2022 });
} catch (error) {
  wrong = [error.name, error.pos, { ...error.loc }];
}
class Loud extends Parser {
  parseLiteral(value) {
    return super.parseLiteral(typeof value === 'string' ? value.toUpperCase() : value);
  }
}

export default {
  body: parse('export const a = async () => { await b?.c }', { ecmaVersion: 2022, sourceType: 'module' }).body.map(
    ({ type }) => type,
  ),
  tokens: [...tokenizer('a + 1', { ecmaVersion: 2022 })].map(({ type }) => type.label),
  extended: Loud.parse('"a"', { ecmaVersion: 2022 }).body[0].expression.value,
  wrong,
};
