import type { Claim } from '../claim.js';

export const languages: readonly Claim[] = [
  {
    program: 'acorn',
    packages: ['acorn'],
    gives: {
      body: ['ExportNamedDeclaration'],
      tokens: ['name', '+/-', 'num'],
      extended: 'A',
      wrong: ['SyntaxError', 8, { line: 1, column: 8 }],
    },
  },
  {
    program: 'esprima',
    packages: ['esprima'],
    gives: {
      types: ['VariableDeclaration', 'ClassDeclaration'],
      tokens: ['RegularExpression /re/g', 'Punctuator +', 'Numeric 1'],
      wrong: [1, 'Unexpected token ;'],
    },
  },
  {
    program: 'escodegen',
    packages: ['escodegen'],
    gives: {
      text: "const f = x => {\n if (x)\n  return x * 2;\n else\n  throw new Error('no');\n};",
      compact: "const f=x=>{if(x)return x*2;else throw new Error('no')}",
    },
  },
  {
    program: 'terser',
    packages: ['terser'],
    gives: {
      code: 'console.log(1+2);',
      sources: ['a.js'],
      wrong: ['SyntaxError', 1, 8],
    },
  },
  {
    program: 'prettier',
    packages: ['prettier'],
    gives: {
      js: 'const a = { b: 1, c: [1, 2] };\nif (a) b();\n',
      markdown: '- a\n- b\n\n```js\nlet a = 1;\n```\n',
      wrong: ['SyntaxError', 1],
    },
  },
  {
    program: 'chevrotain',
    packages: ['chevrotain'],
    needs: { clock: { fixed: 0 } },
    gives: [42, ['MismatchedTokenException']],
  },
  { program: 'nearley', packages: ['nearley'], gives: { results: [6], wrong: 2 } },
  {
    program: 'postcss',
    packages: ['postcss'],
    needs: { random: { seed: 1 } },
    gives: {
      css: 'a { color: red; /* b */ }\n@media print { b { color: red } }',
      wrong: ['CssSyntaxError', 1, 1],
      warnings: 'function',
    },
  },
  {
    program: 'postcss-plugins',
    packages: ['postcss-custom-properties', 'postcss-nested'],
    needs: {
      random: { seed: 1 },
      packages: { 'util-deprecate': { okBuiltinModules: ['node:util'] } },
    },
    gives: ':root { --main: #f00 }\n.a { color: #f00 ; }\n.b .a:hover { top: 0 }\n',
  },
  {
    program: 'autoprefixer',
    packages: ['autoprefixer'],
    needs: {
      clock: { fixed: 0 },
      random: { seed: 1 },
      packages: { browserslist: { okBuiltinModules: ['node:fs'] } },
    },
    gives: 'a { display: -webkit-flex; display: flex; -webkit-user-select: none; user-select: none }',
  },
  {
    program: 'graphql',
    packages: ['graphql'],
    gives: {
      answer: { hello: 'hello you', many: [1, 2] },
      wrong: ['Field "hello" argument "name" of type "S', 'Cannot query field "nothing" on type "Qu'],
      printed: 'query ($a: Int) {\n  many\n}',
    },
  },
];
