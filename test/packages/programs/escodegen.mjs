import escodegen from 'escodegen';
import { parse } from 'acorn';

const tree = parse('const f=(x)=>{if(x)return x*2;else throw new Error("no")}', { ecmaVersion: 2020 });

export default {
  text: escodegen.generate(tree, { format: { indent: { style: ' ' } } }),
  compact: escodegen.generate(tree, { format: escodegen.FORMAT_MINIFY }),
};
