import { minify } from 'terser';

const { code, map } = await minify(
  { 'a.js': 'function add(first, second) { if (false) { never() } return first + second }\nconsole.log(add(1, 2));' },
  { sourceMap: true, toplevel: true },
);
let wrong;
try {
  await minify('let a = ;');
} catch (error) {
  wrong = [error.name, error.line, error.col];
}

export default { code, sources: JSON.parse(map).sources, wrong };
