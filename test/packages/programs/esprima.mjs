import esprima from 'esprima';

let wrong;
try {
  esprima.parseScript('let a = ;');
} catch (error) {
  wrong = [error.lineNumber, error.description];
}

export default {
  types: esprima.parseScript('const f = (x) => x ** 2; class A extends B {}').body.map(({ type }) => type),
  tokens: esprima.tokenize('/re/g + 1').map(({ type, value }) => `${type} ${value}`),
  wrong,
};
