import * as babel from 'prettier/plugins/babel';
import * as estree from 'prettier/plugins/estree';
import * as markdown from 'prettier/plugins/markdown';
import { format } from 'prettier/standalone';

let wrong;
try {
  await format('let a = ;', { parser: 'babel', plugins: [babel, estree] });
} catch (error) {
  wrong = [error.name, error.loc.start.line];
}

export default {
  js: await format('const a={b:1,c:[1,2]};if(a)b()', { parser: 'babel', plugins: [babel, estree] }),
  markdown: await format('*  a\n*  b\n\n```js\nlet a=1\n```\n', {
    parser: 'markdown',
    plugins: [babel, estree, markdown],
  }),
  wrong,
};
