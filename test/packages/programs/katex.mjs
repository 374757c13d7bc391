import katex from 'katex';

let wrong;
try {
  katex.renderToString('\\frac{1');
} catch (error) {
  wrong = [error.name, error.position];
}

export default { html: katex.renderToString('x^2', { output: 'mathml' }), wrong };
