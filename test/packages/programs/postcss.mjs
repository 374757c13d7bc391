import postcss from 'postcss';

const red = {
  postcssPlugin: 'red',
  Declaration: {
    color: (declaration) => {
      declaration.value = 'red';
    },
  },
};
const { css, warnings } = await postcss([red]).process(
  'a { color: blue; /* b */ }\n@media print { b { color: green } }',
  { from: undefined },
);
let wrong;
try {
  postcss.parse('a {');
} catch (error) {
  wrong = [error.name, error.line, error.column];
}

export default { css, wrong, warnings: typeof warnings };
